/* Layers and legend in one: every row's swatch is drawn as the map draws it. */

const NARROW_PX = 700;

const isNarrow = () => map.getSize().x < NARROW_PX;

function makeLegend({ overlays, ground, names, siteGroup, useTiles, showStates }) {
  const box = el(
    "details",
    { class: "legend" },
    el("summary", {}, say("layers")),
    el(
      "div",
      { class: "legend-body", tabindex: "0", role: "group", "aria-label": say("layers") },
      el(
        "div",
        {},
        siteLegend(showStates),
        overlayRows("connections", overlays, siteGroup, tieLegend(), pathLegend()),
      ),
      el(
        "div",
        {},
        overlayRows("grid", overlays, siteGroup),
        overlayRows("connectivity", overlays, siteGroup),
      ),
      el(
        "details",
        { class: "more" },
        el("summary", {}, say("more")),
        el("div", {}, boundaryRows(ground, names), tileRows(useTiles)),
      ),
    ),
  );
  box.open = !isNarrow();
  const Legend = L.Control.extend({
    onAdd() {
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    },
  });
  new Legend({ position: "bottomleft" }).addTo(map);
  return box;
}

const group = (title, ...rows) => el("fieldset", {}, el("legend", {}, title), rows);

/** A checkbox with its swatch and words. */
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

function siteLegend(showStates) {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0]));
  siteNumbers.forEach((site) => {
    counts[stateOf(site)] += 1;
  });
  const hiddenStates = new Set();
  const rows = STATES.filter((state) => counts[state] > 0).map((state) => {
    const row = {
      key: state,
      label: say(state),
      swatch: siteSwatch(state),
      on: true,
      count: counts[state],
    };
    return choice("checkbox", row, (event) => {
      if (event.target.checked) hiddenStates.delete(state);
      else hiddenStates.add(state);
      showStates(hiddenStates);
    });
  });
  return group(say("sites"), scoreRamp(), sizeScale(), rows);
}

function siteSwatch(state) {
  const styles = {
    ranked: { fill: scoreColour(60), stroke: "#1f2933" },
    unscored: { fill: "#c3c8cd", stroke: "#4a525a" },
    excluded: { fill: "#ffffff", stroke: "#5d6670", "stroke-dasharray": "3 2" },
  };
  const svg = drawing(26, 14, [
    "circle",
    { cx: 13, cy: 7, r: 5.5, "stroke-width": 1.2, ...styles[state] },
  ]);
  if (state === "unscored") {
    const sign = svg.firstChild.cloneNode();
    const text = document.createElementNS(sign.namespaceURI, "text");
    for (const [key, value] of Object.entries({
      x: 13,
      y: 10.5,
      "text-anchor": "middle",
      "font-size": 9,
      "font-weight": 700,
    })) {
      text.setAttribute(key, value);
    }
    text.textContent = "?";
    svg.append(text);
  }
  return svg;
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
  const round = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
  const shown = round.filter((mw) => mw <= largestMw && radiusOf(mw) > SMALLEST_PX).slice(-3);
  const circles = shown.map((mw) => {
    const r = radiusOf(mw);
    const svg = drawing(2 * r + 2, 2 * r + 2, [
      "circle",
      { cx: r + 1, cy: r + 1, r, fill: "#eef0f2", stroke: "#4a525a" },
    ]);
    return el("span", { class: "size" }, svg, formatted(mw));
  });
  return el(
    "div",
    { class: "scale" },
    el("span", { class: "label" }, say("size_legend")),
    el("div", { class: "sizes" }, circles),
  );
}

function overlayRows(name, overlays, siteGroup, ...more) {
  const members = overlays.filter((overlay) => overlay.group === name);
  if (members.length === 0) return null;
  const shown = name === "grid" ? [...members].reverse() : members;
  const rows = shown.map((overlay) => {
    if (overlay.on) overlay.get().addTo(map);
    return choice("checkbox", { ...overlay, swatch: overlay.swatch() }, (event) => {
      if (event.target.checked) overlay.get().addTo(map);
      else overlay.get().remove();
      scaleOverlays(overlays);
      restack(overlays, siteGroup);
    });
  });
  return group(say(name), rows, ...more.filter(Boolean));
}

/** What the lines of the selected site mean. */
function tieLegend() {
  const rows = Object.values(data.symbols.connections).map(({ label, colour, dash }) =>
    el(
      "div",
      { class: "choice key" },
      lineSwatch(colour, 2.5, dash),
      el("span", { class: "label" }, label),
    ),
  );
  return el("div", { class: "keys" }, rows);
}

function boundaryRows(ground, names) {
  const { state, county } = data.symbols.ground;
  const switchOf = (level, key) => (event) => {
    for (const layer of [ground[key], names[level]].filter(Boolean)) {
      if (event.target.checked) layer.addTo(map);
      else layer.remove();
    }
    ground.region.bringToFront();
  };
  const row = (level, key, colour, width) =>
    choice(
      "checkbox",
      { key, label: say(key), swatch: lineSwatch(colour, width, null), on: true },
      switchOf(level, key),
    );
  const cities = { key: "cities", label: say("cities"), on: true };
  return group(
    say("boundaries"),
    row("state", "states", state, 1.6),
    row("county", "counties", county, 1.2),
    choice("checkbox", cities, switchOf("city", "cities")),
  );
}

/** Online base maps: nothing is asked of the network until one is chosen. */
function tileRows(useTiles) {
  const plainRow = choice(
    "radio",
    { key: "plain", label: say("base_plain"), on: true },
    () => useTiles(null),
    "tiles",
  );
  const online = offeredTiles().map((tiles, i) =>
    choice(
      "radio",
      { key: `tiles-${i}`, label: say("base_online", { name: tiles.label }), on: false },
      () => useTiles(tiles),
      "tiles",
    ),
  );
  return group(say("base"), plainRow, online);
}
