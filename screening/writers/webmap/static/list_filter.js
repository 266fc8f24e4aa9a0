/* Which names the features of a kind list, such as providers, and a filter by them. */

import { findRows, getCell, getStyle, layerColumns } from "./layer_features.js";

/**
 * Columns of a kind whose cells list names.
 *
 * @param {string} kind
 */
export const findListColumns = (kind) =>
  Object.entries(getStyle(kind).columns).flatMap(([name, { list }]) =>
    list && layerColumns[kind][name] ? name : [],
  );

/**
 * Names that a feature lists; "" where it lists none.
 *
 * @param {string} kind
 * @param {number} row
 * @param {string} column
 */
function parseNames(kind, row, column) {
  const names = (getCell(kind, row, column) ?? "")
    .split(";")
    .map((name) => name.trim())
    .filter(Boolean);
  return names.length ? names : [""];
}

/**
 * Names of a kind's column with how many features list them, the most frequent first.
 *
 * @param {string} kind
 * @param {string} column
 */
export function countNames(kind, column) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const row of findRows(kind))
    for (const name of new Set(parseNames(kind, row, column)))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(
    ([a, m], [b, n]) => Number(a === "") - Number(b === "") || n - m || (a < b ? -1 : 1),
  );
}

/**
 * Show only features of a kind that list, in each column, some name that is not hidden.
 *
 * @param {Overlay[]} overlays
 * @param {string} kind
 * @param {Map<string, Set<string>>} hidden
 */
export function showListed(overlays, kind, hidden) {
  const isShown = (/** @type {number} */ row) =>
    [...hidden].every(([column, names]) =>
      parseNames(kind, row, column).some((name) => !names.has(name)),
    );
  for (const overlay of overlays) {
    const group = overlay.kind === kind ? overlay.built() : null;
    for (const feature of group?.all ?? []) {
      if (isShown(feature.options.row)) group?.addLayer(feature);
      else group?.removeLayer(feature);
    }
  }
}
