/* Layers and legend in one tree: every row's swatch is drawn as the map draws it. */

import { getGroundStyles, listTiles } from "./basemap.js";
import { getText, payload } from "./data.js";
import { el, getById, isolate, makeSvg } from "./dom.js";
import { countProviders, showProviders } from "./fiber.js";
import { isNarrow, map } from "./map.js";
import { formatNumber } from "./numbers.js";
import { restack, scaleOverlays } from "./overlay_group.js";
import { makeStressLegend } from "./overlays.js";
import { ranking, STATES } from "./ranking_state.js";
import { pathColumns } from "./site_links.js";
import { makeLineSwatch, makeSiteSwatch } from "./swatches.js";
import { getRadius, largestMw, MIN_RADIUS_PX } from "./symbols.js";

const MAX_PROVIDERS = 12;

export function makeLayerTree({ overlays, parts, names, rasters, useTiles, showStates }) {
  const branches = [
    makeBranch("sites", makeSiteRows(showStates), {
      open: true,
      head: [makeScoreRamp(), makeSizeScale()],
    }),
    makeBranch("connections", makeOverlayRows("connections", overlays), {
      tail: [makeLinkLegend()],
    }),
    makeBranch("grid", makeOverlayRows("grid", overlays), { open: !isNarrow() }),
    makeBranch("fiber", [...makeOverlayRows("fiber", overlays), ...makeProviderRows(overlays)], {
      open: !isNarrow(),
    }),
    makeBranch("points", makeOverlayRows("points", overlays), {}),
    makeBranch("climate", makeRasterRows(rasters), { tail: [rasters.legend] }),
    makeBranch("other", makeOverlayRows("other", overlays), { tail: makeStressLegend() }),
    makeBranch("boundaries", makeBoundaryRows(parts, names), {}),
    makeBranch("base", makeTileRows(useTiles), {}),
  ];
  const box = el(
    "details",
    { class: "legend" },
    el("summary", {}, getText("layers")),
    el(
      "div",
      { class: "legend-body", tabindex: "0", role: "group", "aria-label": getText("layers") },
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
function makeBranch(name, rows, { open = false, head = [], tail = [] }) {
  const members = rows.filter(Boolean);
  if (members.length === 0) return null;
  const boxes = members.flatMap((row) => [...row.querySelectorAll("input[type=checkbox]")]);
  const all = boxes.length > 1 ? makeBranchBox(name, boxes) : null;
  const fold = el(
    "details",
    { class: `branch branch-${name}` },
    el("summary", {}, getText(name)),
    head,
    members,
    tail,
  );
  fold.open = open;
  return el("div", { class: "limb" }, all, fold);
}

/** A box that is on, off or between, as the boxes below it are, and switches them all. */
function makeBranchBox(name, boxes) {
  const label = getText("all_of", { what: getText(name) });
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
function makeChoice(type, { key, label, swatch, on, count }, onchange, name = null) {
  const input = el("input", { type, id: `layer-${key}`, name, checked: on, onchange });
  const tail = count === undefined ? null : el("span", { class: "count" }, formatNumber(count));
  return el(
    "label",
    { class: "choice" },
    input,
    swatch ?? null,
    el("span", { class: "label" }, label),
    tail,
  );
}

function makeSiteRows(showStates) {
  const hiddenStates = new Set();
  return STATES.map((state) => {
    const row = {
      key: state,
      label: getText(state),
      swatch: makeSiteSwatch(state),
      on: true,
      count: 0,
    };
    return makeChoice("checkbox", row, (event) => {
      if (event.target.checked) hiddenStates.delete(state);
      else hiddenStates.add(state);
      showStates(hiddenStates);
    });
  });
}

/** Tell how many sites are in each state now; a row without any is hidden. */
export function countStates() {
  const counts = [0, 0, 0];
  for (const state of ranking.state) counts[state] += 1;
  STATES.forEach((state, i) => {
    const row = getById(`layer-${state}`).closest(".choice");
    row.querySelector(".count").textContent = formatNumber(counts[i]);
    row.hidden = counts[i] === 0;
  });
}

function makeScoreRamp() {
  const ramp = el("div", { class: "ramp" });
  ramp.style.background = `linear-gradient(to right, ${payload.symbols.score.join(", ")})`;
  const ends = [0, 50, 100].map((value) => el("span", {}, formatNumber(value)));
  return el(
    "div",
    { class: "scale" },
    el("span", { class: "label" }, getText("score_legend")),
    ramp,
    el("div", { class: "ends" }, ends),
  );
}

/** Circles for three round numbers of megawatts. */
function makeSizeScale() {
  const shown = pickSizes();
  const circles = shown.map((mw) => {
    const r = getRadius(mw);
    const circle = { cx: r + 1, cy: r + 1, r, fill: "var(--wash)", stroke: "currentColor" };
    return el(
      "span",
      { class: "size" },
      makeSvg(2 * r + 2, 2 * r + 2, ["circle", circle]),
      formatNumber(mw),
    );
  });
  return el(
    "div",
    { class: "scale" },
    el("span", { class: "label" }, getText("size_legend")),
    el("div", { class: "sizes" }, circles),
  );
}

/** Up to three round numbers of megawatts that circles of different sizes stand for. */
function pickSizes() {
  const round = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
  return round.filter((mw) => mw <= largestMw && getRadius(mw) > MIN_RADIUS_PX).slice(-3);
}

function makeOverlayRows(name, overlays) {
  const members = overlays.filter((each) => each.group === name);
  const shown = name === "grid" ? [...members].reverse() : members;
  return shown.map((each) => {
    if (each.on) each.get().addTo(map);
    return makeChoice("checkbox", { ...each, swatch: each.swatch() }, (event) => {
      if (event.target.checked) each.get().addTo(map);
      else each.get().remove();
      scaleOverlays(overlays);
      restack(overlays);
    });
  });
}

/** A row a provider: a route goes when all its providers are switched off. */
function makeProviderRows(overlays) {
  const hidden = new Set();
  const providers = countProviders();
  if (providers.length < 2) return [];
  const rows = providers.slice(0, MAX_PROVIDERS).map(([provider, count], i) => {
    const label = provider ? isolate(provider) : getText("no_provider");
    return makeChoice("checkbox", { key: `provider-${i}`, label, on: true, count }, (event) => {
      if (event.target.checked) hidden.delete(provider);
      else hidden.add(provider);
      showProviders(overlays, hidden);
    });
  });
  return [el("details", { class: "twig" }, el("summary", {}, getText("providers")), rows)];
}

/** What the lines of the selected site mean. */
function makeLinkLegend() {
  const drawn = new Set(pathColumns.kind);
  const known = Object.entries(payload.symbols.paths).filter(([kind]) => drawn.has(kind));
  const rows = [...Object.entries(payload.symbols.connections), ...known].map(
    ([, { label, colour, dash }]) =>
      el(
        "div",
        { class: "choice key" },
        makeLineSwatch(colour, 2.5, dash),
        el("span", { class: "label" }, label),
      ),
  );
  return el("div", { class: "keys" }, el("p", { class: "small" }, getText("of_selected")), rows);
}

/** One raster at a time: none at first. */
function makeRasterRows(rasters) {
  if (rasters.offered.length === 0) return [];
  const none = { key: "raster-none", label: getText("no_raster"), on: true };
  return [
    makeChoice("radio", none, () => rasters.show(null), "rasters"),
    ...rasters.offered.map((raster, i) =>
      makeChoice(
        "radio",
        { key: `raster-${i}`, label: `${raster.label} [${raster.unit}]`, on: false },
        () => rasters.show(raster),
        "rasters",
      ),
    ),
  ];
}

function makeBoundaryRows(parts, names) {
  const switchOf = (level, key) => (event) => {
    for (const layer of [parts[key], names[level]].filter(Boolean)) {
      if (event.target.checked) layer.addTo(map);
      else layer.remove();
    }
    parts.region.bringToFront();
  };
  const row = (level, key, style) =>
    makeChoice(
      "checkbox",
      {
        key,
        label: getText(key),
        swatch: style && makeLineSwatch(style.color, style.weight + 0.4, null),
        on: true,
      },
      switchOf(level, key),
    );
  const styles = getGroundStyles();
  return [
    row("state", "states", styles.states),
    row("county", "counties", styles.counties),
    row("city", "cities", null),
  ];
}

/** Online base maps: nothing is asked of the network until one is chosen. */
function makeTileRows(useTiles) {
  const plain = { key: "plain", label: getText("base_plain"), on: true };
  const online = listTiles().map((tiles, i) =>
    makeChoice(
      "radio",
      { key: `tiles-${i}`, label: getText("base_online", { name: tiles.label }), on: false },
      () => useTiles(tiles),
      "tiles",
    ),
  );
  return [makeChoice("radio", plain, () => useTiles(null), "tiles"), ...online];
}
