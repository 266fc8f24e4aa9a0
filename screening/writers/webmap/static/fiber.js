/* Fiber on the map: routes and corridors, and whose they are. */

import { getText, payload } from "./data.js";
import { findRows, getCell, makeLine } from "./layer_features.js";
import { makeOverlay } from "./overlay_group.js";
import { makeLineSwatch } from "./swatches.js";

/** Fiber routes and corridors; the tree hides those of providers that are switched off. */
export function makeFiberOverlays() {
  const { colour: color, width: weight, dash } = payload.symbols.fiber;
  const corridor = (/** @type {number} */ row) =>
    getCell("fiber_routes", row, "kind") === "corridor";
  /**
   * @param {string} key
   * @param {(row: number) => boolean} test
   * @param {string | null} dashArray
   */
  const make = (key, test, dashArray) => {
    const rows = findRows("fiber_routes", test);
    const style = { color, weight, dashArray: dashArray ?? undefined, opacity: 0.75 };
    const swatch = () => makeLineSwatch(color, weight, dashArray);
    return makeOverlay(
      { key, group: "fiber", label: getText(key), swatch, on: true, count: rows.length },
      "fiber_routes",
      () => rows.map((row) => makeLine("fiber_routes", row, style)),
    );
  };
  return [
    make("fiber_corridor", (row) => corridor(row), dash),
    make("fiber_routes", (row) => !corridor(row), null),
  ];
}

/**
 * Providers named on a fiber route.
 *
 * @param {number} row
 */
const parseProviders = (row) =>
  (getCell("fiber_routes", row, "provider") ?? "")
    .split(";")
    .map((name) => name.trim())
    .filter(Boolean);

/** Providers of all routes with how many they are on, the most first; "" for routes without. */
export function countProviders() {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const row of findRows("fiber_routes", () => true)) {
    const named = parseProviders(row);
    for (const name of new Set(named.length ? named : [""]))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(
    ([a, m], [b, n]) => Number(a === "") - Number(b === "") || n - m || (a < b ? -1 : 1),
  );
}

/**
 * Show only fiber of which some provider is not switched off.
 *
 * @param {Overlay[]} overlays
 * @param {Set<string>} hidden
 */
export function showProviders(overlays, hidden) {
  for (const { group, built } of overlays) {
    const lines = built();
    if (group !== "fiber" || !lines) continue;
    for (const line of lines.all) {
      const named = parseProviders(line.options.row);
      const shown = (named.length ? named : [""]).some((name) => !hidden.has(name));
      if (shown) lines.addLayer(line);
      else lines.removeLayer(line);
    }
  }
}
