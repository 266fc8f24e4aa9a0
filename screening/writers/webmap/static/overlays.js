/* The drawn layers: lines by voltage, substations, fiber, points of presence, connections. */

const layerColumns = Object.fromEntries(
  Object.entries(data.layers).map(([name, layer]) => [name, unpackedAll(layer.columns)]),
);

/** Everything that can be switched on, from the lowest to the highest; `on` as it starts. */
function makeOverlays() {
  return [
    ...fiberOverlays(),
    ...voltageOverlays(),
    connectionsOverlay(),
    substationOverlay(),
    pointsOverlay(),
  ].filter((overlay) => overlay && overlay.count > 0);
}

/** A layer group that is built when it is first shown, with one popup for all its features. */
function overlay({ count, ...rest }, kind, build) {
  let group = null;
  const get = () => {
    if (!group) {
      group = L.featureGroup(build());
      group.bindPopup((feature) => assetCard(kind, feature.options.row), popupSize());
      group.bindTooltip((feature) => assetName(kind, feature.options.row), { sticky: true });
    }
    return group;
  };
  return { count, ...rest, get, built: () => group };
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

function fiberOverlays() {
  const { colour: color, width: weight, dash } = data.symbols.fiber;
  const corridor = (row) => layerColumns.fiber_routes.kind?.[row] === "corridor";
  const make = (key, test, dashArray) => {
    const rows = rowsOf("fiber_routes", test);
    const swatch = () => lineSwatch(color, weight, dashArray);
    return overlay(
      { key, group: "connectivity", label: say(key), swatch, on: true, count: rows.length },
      "fiber_routes",
      () =>
        rows.map((row) =>
          featureLine("fiber_routes", row, { color, weight, dashArray, opacity: 0.75 }),
        ),
    );
  };
  return [
    make("fiber_corridor", (row) => corridor(row), dash),
    make("fiber_routes", (row) => !corridor(row), null),
  ];
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

function pointsOverlay() {
  const rows = rowsOf("points_of_presence", () => true);
  const style = {
    corners: "diamond",
    radius: 5,
    weight: 1.2,
    color: "#ffffff",
    fillColor: data.symbols.point,
  };
  const label = say("points_of_presence");
  return overlay(
    {
      key: "points",
      group: "connectivity",
      label,
      swatch: diamondSwatch,
      on: true,
      count: rows.length,
    },
    "points_of_presence",
    () => rows.map((row) => featurePoint("points_of_presence", row, style)),
  );
}

/** How a connection is drawn, by its kind. */
function tieStyle(i) {
  const style = data.symbols.connections[connectionColumns.kind[i]];
  return { color: style?.colour ?? "#444444", dashArray: style?.dash ?? null };
}

const tieParts = (i) => data.connections.shape[i].map(positions);

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

/** Bring what is shown into its order again, the sites on top. */
function restack(overlays, siteGroup) {
  for (const { built } of overlays) {
    if (built() && map.hasLayer(built())) built().bringToFront();
  }
  siteGroup.bringToFront();
}

const lineSwatch = (colour, width, dash) =>
  drawing(26, 12, [
    "line",
    {
      x1: 1,
      y1: 6,
      x2: 25,
      y2: 6,
      stroke: colour,
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
    el("p", { class: "sub" }, say(kind)),
    el("dl", { class: "facts" }, rows),
  );
}
