/* Layers and legend in one tree: every row's swatch is drawn as the map draws it. */

const NARROW_PX = 560;
const MOST_PROVIDERS = 12;

const isNarrow = () => map.getSize().x < NARROW_PX;

function makeTree({ overlays, parts, names, rasters, useTiles, showStates }) {
  const branches = [
    branch("sites", siteRows(showStates), { open: true, head: [scoreRamp(), sizeScale()] }),
    branch("connections", overlayRows("connections", overlays), { tail: [tieLegend()] }),
    branch("grid", overlayRows("grid", overlays), { open: !isNarrow() }),
    branch("fiber", [...overlayRows("fiber", overlays), ...providerRows(overlays)], {
      open: !isNarrow(),
    }),
    branch("points", overlayRows("points", overlays), {}),
    branch("climate", rasterRows(rasters), { tail: [rasters.legend] }),
    branch("other", overlayRows("other", overlays), { tail: stressLegend() }),
    branch("boundaries", boundaryRows(parts, names), {}),
    branch("base", tileRows(useTiles), {}),
  ];
  const box = el(
    "details",
    { class: "legend" },
    el("summary", {}, say("layers")),
    el(
      "div",
      { class: "legend-body", tabindex: "0", role: "group", "aria-label": say("layers") },
      branches,
    ),
  );
  box.open = !isNarrow();
  const Tree = L.Control.extend({
    onAdd() {
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    },
  });
  new Tree({ position: "bottomleft" }).addTo(map);
  return box;
}

/** A branch that folds, with a box that switches all its rows; none where it has no rows. */
function branch(name, rows, { open = false, head = [], tail = [] }) {
  const members = rows.filter(Boolean);
  if (members.length === 0) return null;
  const boxes = members.flatMap((row) => [...row.querySelectorAll("input[type=checkbox]")]);
  const all = boxes.length > 1 ? wholeBranch(name, boxes) : null;
  const fold = el(
    "details",
    { class: `branch branch-${name}` },
    el("summary", {}, say(name)),
    head,
    members,
    tail,
  );
  fold.open = open;
  return el("div", { class: "limb" }, all, fold);
}

/** A box that is on, off or between, as the boxes below it are, and switches them all. */
function wholeBranch(name, boxes) {
  const label = say("all_of", { what: say(name) });
  const whole = el("input", {
    type: "checkbox",
    class: "whole",
    id: `all-${name}`,
    "aria-label": label,
  });
  const look = () => {
    const on = boxes.filter((box) => box.checked).length;
    whole.checked = on === boxes.length;
    whole.indeterminate = on > 0 && on < boxes.length;
  };
  whole.addEventListener("change", () => {
    for (const box of boxes) if (box.checked !== whole.checked) box.click();
    look();
  });
  for (const box of boxes) box.addEventListener("change", look);
  look();
  return whole;
}

/** A checkbox or radio with its swatch and words. */
function choice(type, { key, label, swatch, on, count }, onchange, name = null) {
  const input = el("input", { type, id: `layer-${key}`, name, checked: on, onchange });
  const tail = count === undefined ? null : el("span", { class: "count" }, formatted(count));
  return el(
    "label",
    { class: "choice" },
    input,
    swatch ?? null,
    el("span", { class: "label" }, label),
    tail,
  );
}

function siteRows(showStates) {
  const hiddenStates = new Set();
  return STATES.map((state) => {
    const row = { key: state, label: say(state), swatch: siteSwatch(state), on: true, count: 0 };
    return choice("checkbox", row, (event) => {
      if (event.target.checked) hiddenStates.delete(state);
      else hiddenStates.add(state);
      showStates(hiddenStates);
    });
  });
}

/** Tell how many sites are in each state now; a row without any is hidden. */
function countStates() {
  const counts = [0, 0, 0];
  for (const state of standing.state) counts[state] += 1;
  STATES.forEach((state, i) => {
    const row = at(`layer-${state}`).closest(".choice");
    row.querySelector(".count").textContent = formatted(counts[i]);
    row.hidden = counts[i] === 0;
  });
}

function siteSwatch(state) {
  const styles = {
    ranked: { fill: scoreColour(60), stroke: "currentColor" },
    unscored: { fill: ground().site.unscored, stroke: "currentColor" },
    excluded: { fill: "none", stroke: "currentColor", "stroke-dasharray": "3 2" },
  };
  const sign = { x: 13, y: 10.3, "text-anchor": "middle", "font-size": 9, "font-weight": 700 };
  return drawing(
    26,
    14,
    ["circle", { cx: 13, cy: 7, r: 5.5, "stroke-width": 1.2, ...styles[state] }],
    ...(state === "unscored" ? [["text", { ...sign, fill: "#1f2933" }, "?"]] : []),
  );
}

function scoreRamp() {
  const ramp = el("div", { class: "ramp" });
  ramp.style.background = `linear-gradient(to right, ${data.symbols.score.join(", ")})`;
  const ends = [0, 50, 100].map((value) => el("span", {}, formatted(value)));
  return el(
    "div",
    { class: "scale" },
    el("span", { class: "label" }, say("score_legend")),
    ramp,
    el("div", { class: "ends" }, ends),
  );
}

/** Circles for three round numbers of megawatts. */
function sizeScale() {
  const shown = sizesShown();
  const circles = shown.map((mw) => {
    const r = radiusOf(mw);
    const circle = { cx: r + 1, cy: r + 1, r, fill: "var(--wash)", stroke: "currentColor" };
    return el(
      "span",
      { class: "size" },
      drawing(2 * r + 2, 2 * r + 2, ["circle", circle]),
      formatted(mw),
    );
  });
  return el(
    "div",
    { class: "scale" },
    el("span", { class: "label" }, say("size_legend")),
    el("div", { class: "sizes" }, circles),
  );
}

/** Up to three round numbers of megawatts that circles of different sizes stand for. */
function sizesShown() {
  const round = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
  return round.filter((mw) => mw <= largestMw && radiusOf(mw) > SMALLEST_PX).slice(-3);
}

function overlayRows(name, overlays) {
  const members = overlays.filter((each) => each.group === name);
  const shown = name === "grid" ? [...members].reverse() : members;
  return shown.map((each) => {
    if (each.on) each.get().addTo(map);
    return choice("checkbox", { ...each, swatch: each.swatch() }, (event) => {
      if (event.target.checked) each.get().addTo(map);
      else each.get().remove();
      scaleOverlays(overlays);
      restack(overlays);
    });
  });
}

/** A row a provider: a route goes when all its providers are switched off. */
function providerRows(overlays) {
  const hidden = new Set();
  const providers = fiberProviders();
  if (providers.length < 2) return [];
  const rows = providers.slice(0, MOST_PROVIDERS).map(([provider, count], i) => {
    const label = provider ? isolated(provider) : say("no_provider");
    return choice("checkbox", { key: `provider-${i}`, label, on: true, count }, (event) => {
      if (event.target.checked) hidden.delete(provider);
      else hidden.add(provider);
      showProviders(overlays, hidden);
    });
  });
  return [el("details", { class: "twig" }, el("summary", {}, say("providers")), rows)];
}

/** What the lines of the selected site mean. */
function tieLegend() {
  const drawn = new Set(pathColumns.kind);
  const known = Object.entries(data.symbols.paths).filter(([kind]) => drawn.has(kind));
  const rows = [...Object.entries(data.symbols.connections), ...known].map(
    ([, { label, colour, dash }]) =>
      el(
        "div",
        { class: "choice key" },
        lineSwatch(colour, 2.5, dash),
        el("span", { class: "label" }, label),
      ),
  );
  return el("div", { class: "keys" }, el("p", { class: "small" }, say("of_selected")), rows);
}

/** One raster at a time: none at first. */
function rasterRows(rasters) {
  if (rasters.offered.length === 0) return [];
  const none = { key: "raster-none", label: say("no_raster"), on: true };
  return [
    choice("radio", none, () => rasters.show(null), "rasters"),
    ...rasters.offered.map((raster, i) =>
      choice(
        "radio",
        { key: `raster-${i}`, label: `${raster.label} [${raster.unit}]`, on: false },
        () => rasters.show(raster),
        "rasters",
      ),
    ),
  ];
}

function boundaryRows(parts, names) {
  const switchOf = (level, key) => (event) => {
    for (const layer of [parts[key], names[level]].filter(Boolean)) {
      if (event.target.checked) layer.addTo(map);
      else layer.remove();
    }
    parts.region.bringToFront();
  };
  const row = (level, key, style) =>
    choice(
      "checkbox",
      {
        key,
        label: say(key),
        swatch: style && lineSwatch(style.color, style.weight + 0.4, null),
        on: true,
      },
      switchOf(level, key),
    );
  const styles = groundStyles();
  return [
    row("state", "states", styles.states),
    row("county", "counties", styles.counties),
    row("city", "cities", null),
  ];
}

/** Online base maps: nothing is asked of the network until one is chosen. */
function tileRows(useTiles) {
  const plain = { key: "plain", label: say("base_plain"), on: true };
  const online = offeredTiles().map((tiles, i) =>
    choice(
      "radio",
      { key: `tiles-${i}`, label: say("base_online", { name: tiles.label }), on: false },
      () => useTiles(tiles),
      "tiles",
    ),
  );
  return [choice("radio", plain, () => useTiles(null), "tiles"), ...online];
}
