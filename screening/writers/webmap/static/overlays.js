/* The drawn layers: lines by voltage, substations, fiber, points of presence, connections. */

const layerColumns = Object.fromEntries(
  Object.entries(data.layers).map(([name, layer]) => [name, unpackedAll(layer.columns)]),
);

/** Everything that can be switched on, from the lowest to the highest; `on` as it starts. */
function makeOverlays() {
  return [
    ...otherOverlays(),
    ...fiberOverlays(),
    ...voltageOverlays(),
    connectionsOverlay(),
    substationOverlay(),
    ...pointsOverlays(),
  ].filter((overlay) => overlay && overlay.count > 0);
}

/** A layer group that is built when it is first shown, with one popup for all its features. */
function overlay({ count, ...rest }, kind, build) {
  let group = null;
  const get = () => {
    if (!group) {
      const all = build();
      group = L.featureGroup(all);
      group.all = all;
      paint(group);
      group.bindPopup((feature) => assetCard(kind, feature.options.row), popupSize());
      group.bindTooltip((feature) => assetName(kind, feature.options.row), { sticky: true });
    }
    return group;
  };
  return { count, ...rest, get, built: () => group };
}

/** Give the features of a layer the colours of now. */
function paint(group) {
  for (const feature of group.all) {
    feature.options.own ??= { color: feature.options.color, fillColor: feature.options.fillColor };
    const { color, fillColor } = feature.options.own;
    feature.setStyle({ color: visible(color), fillColor: visible(fillColor) });
  }
}

/** Give all layers, and their swatches, the colours of now. */
function paintOverlays(overlays) {
  for (const { built } of overlays) if (built()) paint(built());
  for (const line of document.querySelectorAll("line[data-colour]"))
    line.setAttribute("stroke", visible(line.dataset.colour));
}

const rowsOf = (kind, test) => {
  const layer = data.layers[kind];
  if (!layer) return [];
  const all = Array.from({ length: (layer.shape ?? layer.x).length }, (_, row) => row);
  return all.filter(test);
};

const featureLine = (kind, row, style) =>
  L.polyline(data.layers[kind].shape[row].map(positions), {
    row,
    opacity: 0.9,
    full: style,
    ...style,
  });

function voltageOverlays() {
  const kv = (row) => layerColumns.transmission_lines.voltage_kv?.[row] ?? null;
  return data.symbols.voltages
    .map((each, index) => {
      const rows = rowsOf("transmission_lines", (row) => voltageClass(kv(row)) === index);
      const style = { color: each.colour, weight: each.width };
      const swatch = () => lineSwatch(each.colour, each.width + 0.6, null);
      return overlay(
        {
          key: `kv-${each.from_kv}`,
          group: "grid",
          label: each.label,
          swatch,
          on: true,
          count: rows.length,
        },
        "transmission_lines",
        () => rows.map((row) => featureLine("transmission_lines", row, style)),
      );
    })
    .reverse();
}

const featurePoint = (kind, row, style) =>
  new Mark(place(data.layers[kind].x[row], data.layers[kind].y[row]), {
    row,
    fillOpacity: 1,
    ...style,
  });

function substationOverlay() {
  const kv = (row) => layerColumns.substations.voltage_kv?.[row] ?? null;
  const rows = rowsOf("substations", () => true);
  const style = (row) => ({
    corners: "square",
    full: { radius: 2.6 },
    weight: 0.8,
    color: "#ffffff",
    fillColor: data.symbols.voltages[voltageClass(kv(row))].colour,
  });
  const label = say("substations");
  return overlay(
    {
      key: "substations",
      group: "grid",
      label,
      swatch: squareSwatch,
      on: true,
      count: rows.length,
    },
    "substations",
    () => rows.map((row) => featurePoint("substations", row, style(row))),
  );
}

/** Points of presence, one overlay a kind. */
function pointsOverlays() {
  const kindOf = (row) => layerColumns.points_of_presence.kind?.[row] ?? "";
  const kinds = [...new Set(rowsOf("points_of_presence", () => true).map(kindOf))].sort();
  const style = {
    corners: "diamond",
    weight: 1.2,
    color: "#ffffff",
    fillColor: data.symbols.point,
  };
  return kinds.map((kind) => {
    const rows = rowsOf("points_of_presence", (row) => kindOf(row) === kind);
    const radius = kind === "metro" || kind === "" ? 4.5 : 5.5;
    const label = nameOfLayer(kind || "points_of_presence");
    return overlay(
      {
        key: `points-${kind}`,
        group: "points",
        label,
        swatch: diamondSwatch,
        on: true,
        count: rows.length,
      },
      "points_of_presence",
      () => rows.map((row) => featurePoint("points_of_presence", row, { ...style, radius })),
    );
  });
}

/** What a layer, or a kind within one, is called. */
const nameOfLayer = (kind) => data.layer_names[kind] ?? kind.replaceAll("_", " ");

/** An area, coloured by its water stress where it has one. */
function featureArea(kind, row, color) {
  const score = layerColumns[kind].water_stress_score?.[row] ?? null;
  const { stress } = data.symbols;
  const step = score === null ? null : Math.min(stress.length - 1, Math.floor(score));
  return L.polygon(data.layers[kind].shape[row].map(positions), {
    row,
    color,
    weight: 1,
    fillColor: step === null ? color : stress[step],
    fillOpacity: step === null ? 0.15 : 0.6,
  });
}

/** The colours of water stress, where a layer has it. */
function stressLegend() {
  if (!Object.values(layerColumns).some((each) => each.water_stress_score)) return [];
  const ramp = el("div", { class: "ramp" });
  ramp.style.background = `linear-gradient(to right, ${data.symbols.stress.join(", ")})`;
  return [
    el("div", { class: "scale" }, el("span", { class: "label" }, say("stress_legend")), ramp),
  ];
}

const KNOWN_LAYERS = ["substations", "transmission_lines", "fiber_routes", "points_of_presence"];

/** Layers of other kinds (water, hazards, a user's own), drawn quietly and off at first. */
function otherOverlays() {
  return Object.keys(data.layers)
    .filter((kind) => !KNOWN_LAYERS.includes(kind))
    .map((kind) => {
      const rows = rowsOf(kind, () => true);
      const color = kind.startsWith("water") ? data.symbols.water : data.symbols.other;
      const point = { corners: "square", radius: 4, weight: 1, color: "#ffffff", fillColor: color };
      const draw = (row) => {
        if (data.layers[kind].areas) return featureArea(kind, row, color);
        if (data.layers[kind].shape) return featureLine(kind, row, { color, weight: 1.4 });
        return featurePoint(kind, row, point);
      };
      return overlay(
        {
          key: `other-${kind}`,
          group: "other",
          label: nameOfLayer(kind),
          swatch: () => lineSwatch(color, 2, null),
          on: false,
          count: rows.length,
        },
        kind,
        () => rows.map(draw),
      );
    });
}

function connectionsOverlay() {
  const all = data.connections.site.map((_, i) => i);
  const swatch = () => lineSwatch(data.symbols.connections.fiber.colour, 1, null);
  const faint = { weight: 1, opacity: 0.55, interactive: false };
  const label = say("connections_all");
  return overlay(
    { key: "connections", group: "connections", label, swatch, on: false, count: all.length },
    "connections",
    () =>
      [...new Set(connectionColumns.kind)].map((kind) => {
        const members = all.filter((i) => connectionColumns.kind[i] === kind);
        return L.polyline(members.flatMap(tieParts), { ...faint, ...tieStyle(members[0]) });
      }),
  );
}

/** How strongly features are drawn at this zoom: lightly over a whole state. */
function strength() {
  const zoom = map.getZoom();
  return zoom < 7 ? 0.6 : zoom < 9 ? 0.8 : 1;
}

/** Draw lines thinner and substations smaller in wide views. */
function scaleOverlays(overlays) {
  const now = strength();
  for (const each of overlays) {
    const group = each.built();
    if (!group || each.drawnAt === now) continue;
    each.drawnAt = now;
    group.eachLayer((feature) => {
      const { full } = feature.options;
      if (full?.weight) feature.setStyle({ weight: full.weight * now });
      if (full?.radius) feature.setStyle({ radius: full.radius * now, stroke: now === 1 });
    });
  }
}

/** Bring what is shown into its order again. */
function restack(overlays) {
  for (const { built } of overlays) {
    if (built() && map.hasLayer(built())) built().bringToFront();
  }
}

const lineSwatch = (colour, width, dash) =>
  drawing(26, 12, [
    "line",
    {
      x1: 1,
      y1: 6,
      x2: 25,
      y2: 6,
      stroke: visible(colour),
      "data-colour": colour,
      "stroke-width": width,
      "stroke-dasharray": dash,
    },
  ]);

const squareSwatch = () =>
  drawing(26, 12, [
    "rect",
    { x: 9.5, y: 2.5, width: 7, height: 7, fill: "#c0392b", stroke: "#fff" },
  ]);

const diamondSwatch = () =>
  drawing(26, 12, [
    "path",
    { d: "M13 0.5 L18.5 6 L13 11.5 L7.5 6 Z", fill: data.symbols.point, stroke: "#fff" },
  ]);

function assetName(kind, row) {
  const found = layerColumns[kind];
  const parts = [found.name?.[row]];
  if (found.voltage_kv?.[row]) parts.push(`${formatted(found.voltage_kv[row], 0)}\u00a0kV`);
  if (found.provider?.[row]) parts.push(found.provider[row]);
  return el(
    "span",
    { class: "tip" },
    isolated(parts.filter(Boolean).join(" · ") || say("unknown")),
  );
}

/** What a layer says of one of its features. */
function assetCard(kind, row) {
  const found = layerColumns[kind];
  const named = Object.keys(data.assets).filter((name) => name !== "name" && found[name]);
  const rows = named.map((name) => {
    const value = found[name][row];
    const text =
      value === null
        ? say("unknown")
        : typeof value === "number"
          ? formatted(value)
          : String(value);
    return factRow(data.assets[name], text, value === null);
  });
  return el(
    "article",
    { class: "card asset-card" },
    el("h2", {}, isolated(found.name?.[row] ?? say("unknown"))),
    el("p", { class: "sub" }, nameOfLayer(kind)),
    el("dl", { class: "facts" }, rows),
  );
}
