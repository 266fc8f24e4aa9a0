/* Layers and legend in one tree: every row's swatch is drawn as the map draws it. */

import { getGroundStyles, listTiles } from "./basemap.js";
import { getText } from "./data.js";
import { el, getById, getTarget, isolate, query, queryAll } from "./dom.js";
import { countProviders, showProviders } from "./fiber.js";
import { makeLinkLegend, makeScoreRamp, makeSizeScale, makeStressLegend } from "./legend_parts.js";
import { isNarrow, map } from "./map.js";
import { formatNumber } from "./numbers.js";
import { restack, scaleOverlays } from "./overlay_group.js";
import { ranking, STATES } from "./ranking_state.js";
import { makeLineSwatch, makeSiteSwatch } from "./swatches.js";

const MAX_PROVIDERS = 12;

/**
 * @param {object} given
 * @param {Overlay[]} given.overlays
 * @param {GroundParts} given.parts
 * @param {NameGroups} given.names
 * @param {Rasters} given.rasters
 * @param {(chosen: TileSource | null) => void} given.useTiles
 * @param {(hidden: Set<State>) => void} given.showStates
 */
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

/**
 * A branch that folds, with a box that switches all its rows; none where it has no rows.
 *
 * @param {string} name
 * @param {(HTMLElement | null)[]} rows
 * @param {{ open?: boolean, head?: Child[], tail?: Child[] }} parts
 */
function makeBranch(name, rows, { open = false, head = [], tail = [] }) {
  const members = rows.filter((row) => row !== null);
  if (members.length === 0) return null;
  const boxes = members.flatMap((row) => queryAll("input[type=checkbox]", row));
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

/**
 * A box that is on, off or between, as the boxes below it are, and switches them all.
 *
 * @param {string} name
 * @param {HTMLInputElement[]} boxes
 */
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

/**
 * A checkbox or radio with its swatch and words.
 *
 * @param {"checkbox" | "radio"} type
 * @param {{ key: string, label: Child, swatch?: Child, on: boolean, count?: number }} row
 * @param {(event: Event) => void} onchange
 * @param {string | null} [name]
 */
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

/** @param {(hidden: Set<State>) => void} showStates */
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
      if (getTarget(event).checked) hiddenStates.delete(state);
      else hiddenStates.add(state);
      showStates(hiddenStates);
    });
  });
}

/** Show how many sites are in each state; a row without any is hidden. */
export function countStates() {
  const counts = [0, 0, 0];
  for (const state of ranking.state) counts[state] += 1;
  STATES.forEach((state, i) => {
    const row = /** @type {HTMLElement} */ (getById(`layer-${state}`).closest(".choice"));
    query(".count", row).textContent = formatNumber(counts[i]);
    row.hidden = counts[i] === 0;
  });
}

/**
 * @param {string} name
 * @param {Overlay[]} overlays
 */
function makeOverlayRows(name, overlays) {
  const members = overlays.filter((each) => each.group === name);
  const shown = name === "grid" ? [...members].reverse() : members;
  return shown.map((each) => {
    if (each.on) each.get().addTo(map);
    return makeChoice("checkbox", { ...each, swatch: each.swatch() }, (event) => {
      if (getTarget(event).checked) each.get().addTo(map);
      else each.get().remove();
      scaleOverlays(overlays);
      restack(overlays);
    });
  });
}

/**
 * A row a provider: a route goes when all its providers are switched off.
 *
 * @param {Overlay[]} overlays
 */
function makeProviderRows(overlays) {
  const hidden = new Set();
  const providers = countProviders();
  if (providers.length < 2) return [];
  const rows = providers.slice(0, MAX_PROVIDERS).map(([provider, count], i) => {
    const label = provider ? isolate(provider) : getText("no_provider");
    return makeChoice("checkbox", { key: `provider-${i}`, label, on: true, count }, (event) => {
      if (getTarget(event).checked) hidden.delete(provider);
      else hidden.add(provider);
      showProviders(overlays, hidden);
    });
  });
  return [el("details", { class: "twig" }, el("summary", {}, getText("providers")), rows)];
}

/**
 * One raster at a time: none at first.
 *
 * @param {Rasters} rasters
 */
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

/**
 * @param {GroundParts} parts
 * @param {NameGroups} names
 */
function makeBoundaryRows(parts, names) {
  /**
   * @param {LabelLevel} level
   * @param {"states" | "counties" | "cities"} key
   */
  const switchOf = (level, key) => (/** @type {Event} */ event) => {
    const layers = key === "cities" ? [names[level]] : [parts[key], names[level]];
    for (const layer of layers) {
      if (getTarget(event).checked) layer.addTo(map);
      else layer.remove();
    }
    parts.region.bringToFront();
  };
  /**
   * @param {LabelLevel} level
   * @param {"states" | "counties" | "cities"} key
   * @param {{ color: string, weight: number } | null} style
   */
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

/**
 * Online base maps: no network request until one is chosen.
 *
 * @param {(chosen: TileSource | null) => void} useTiles
 */
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
