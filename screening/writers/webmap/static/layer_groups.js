/* Branches of the layer tree for the run's layers: a branch a group, in it a fold a kind. */

import { getText, payload } from "./data.js";
import { el, getTarget, isolate } from "./dom.js";
import { findRows, getStyle } from "./layer_features.js";
import { countNames, findListColumns, showListed } from "./list_filter.js";
import { isNarrow, map } from "./map.js";
import { restack, scaleOverlays } from "./overlay_group.js";
import { makeBranch, makeChoice } from "./tree_parts.js";

const MAX_NAMES = 12;

/**
 * The branch of a group: its kinds, those drawn on top first, and its rasters.
 *
 * @param {string} group
 * @param {Overlay[]} overlays
 * @param {Rasters | undefined} rasters
 */
export function makeGroup(group, overlays, rasters) {
  const kinds = Object.keys(payload.layers).filter((kind) => getStyle(kind).group === group);
  const key = `group-${group.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}`;
  const rows = kinds.flatMap((kind) => makeKindRows(kind, overlays));
  const open = kinds.some((kind) => getStyle(kind).visible) && !isNarrow();
  return makeBranch({ key, title: group }, [...rows, ...makeRasterRows(key, rasters)], {
    open,
    tail: [rasters?.legend],
  });
}

/**
 * The row of a kind, or a fold with a row for each of its classes.
 *
 * @param {string} kind
 * @param {Overlay[]} overlays
 * @returns {(HTMLElement | null)[]}
 */
function makeKindRows(kind, overlays) {
  const { title, geometry, classes } = getStyle(kind);
  const rows = [...makeOverlayRows(kind, overlays), ...makeListRows(kind, overlays)];
  if (classes.length === 1) return rows;
  const [first] = overlays.filter((each) => each.kind === kind).reverse();
  const branch = { key: kind, title, swatch: first?.swatch(), count: findRows(kind).length };
  return [makeBranch({ ...branch, level: "kind" }, rows, { open: geometry !== "point" })];
}

/**
 * @param {string} kind
 * @param {Overlay[]} overlays from the lowest to the highest
 */
export function makeOverlayRows(kind, overlays) {
  const members = overlays.filter((each) => each.kind === kind).reverse();
  return members.map((each) => {
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
 * A row a name that features list: a feature goes when all its names are switched off.
 *
 * @param {string} kind
 * @param {Overlay[]} overlays
 */
function makeListRows(kind, overlays) {
  /** @type {Map<string, Set<string>>} */
  const hidden = new Map();
  return findListColumns(kind).flatMap((column) => {
    const names = countNames(kind, column);
    if (names.length < 2) return [];
    const hiddenNames = new Set();
    hidden.set(column, hiddenNames);
    const { title } = getStyle(kind).columns[column];
    const rows = names.slice(0, MAX_NAMES).map(([name, count], i) => {
      const label = name ? isolate(name) : getText("list_empty", { what: title });
      const row = { key: `${kind}-${column}-${i}`, label, on: true, count };
      return makeChoice("checkbox", row, (event) => {
        if (getTarget(event).checked) hiddenNames.delete(name);
        else hiddenNames.add(name);
        showListed(overlays, kind, hidden);
      });
    });
    return el("details", { class: "twig" }, el("summary", {}, title), rows);
  });
}

/**
 * One raster of a group at a time: none at first.
 *
 * @param {string} key
 * @param {Rasters} [rasters]
 */
function makeRasterRows(key, rasters) {
  if (!rasters) return [];
  const radios = `rasters-${key}`;
  const none = { key: `none-${key}`, label: getText("no_raster"), on: true };
  return [
    makeChoice("radio", none, () => rasters.show(null), radios),
    ...rasters.offered.map((raster) => {
      const label = raster.unit ? `${raster.label} [${raster.unit}]` : raster.label;
      const row = { key: `raster-${payload.rasters.indexOf(raster)}`, label, on: false };
      return makeChoice("radio", row, () => rasters.show(raster), radios);
    }),
  ];
}
