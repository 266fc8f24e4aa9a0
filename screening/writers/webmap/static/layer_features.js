/* Features of the run's layers as Leaflet paths, and what is known of them as text. */

import { decodeColumns, decodeLine, payload, toLatLng } from "./data.js";
import { formatNumber } from "./numbers.js";
import { ShapeMarker } from "./symbols.js";

export const layerColumns = Object.fromEntries(
  Object.entries(payload.layers).map(([kind, layer]) => [kind, decodeColumns(layer.cells)]),
);

/**
 * How a kind is drawn, named and listed.
 *
 * @param {string} kind
 * @returns {LayerStyle}
 */
export const getStyle = (kind) => payload.layers[kind];

/**
 * A text of a feature; null where it is not known.
 *
 * @param {string} kind
 * @param {number} row
 * @param {string} name
 */
export function getCell(kind, row, name) {
  const cell = layerColumns[kind][name]?.[row] ?? null;
  return cell === null ? null : String(cell);
}

/**
 * A cell of a feature with its unit, or its code's title; null where it is not known.
 *
 * @param {string} kind
 * @param {number} row
 * @param {string} name
 */
export function formatCell(kind, row, name) {
  const cell = layerColumns[kind][name]?.[row] ?? null;
  if (cell === null) return null;
  const { codes, unit } = getStyle(kind).columns[name];
  const text = typeof cell === "number" ? formatNumber(cell) : (codes[cell] ?? cell);
  return unit ? `${text}\u00a0${unit}` : text;
}

/**
 * Rows of a class of a layer, or of all its classes.
 *
 * @param {string} kind
 * @param {number | null} [index]
 */
export const findRows = (kind, index = null) =>
  payload.layers[kind].class.flatMap((each, row) => (index === null || each === index ? row : []));

/**
 * A feature as its class is drawn.
 *
 * @param {string} kind
 * @param {number} row
 * @returns {L.Path}
 */
export function makeFeature(kind, row) {
  const { geometry, classes } = getStyle(kind);
  const symbol = classes[payload.layers[kind].class[row]];
  if (geometry === "point") return makePoint(kind, row, symbol);
  return geometry === "line" ? makeLine(kind, row, symbol) : makeArea(kind, row, symbol);
}

/**
 * @param {string} kind
 * @param {number} row
 */
const decodeShape = (kind, row) => (payload.layers[kind].shape ?? [])[row].map(decodeLine);

/**
 * @param {string} kind
 * @param {number} row
 * @param {ClassSymbol} symbol
 */
function makeLine(kind, row, { colour: color, size: weight, dash, opacity }) {
  const style = { color, weight, opacity, dashArray: dash ?? undefined };
  const options = { row, full: { weight }, ...style };
  return L.polyline(decodeShape(kind, row), /** @type {FeatureOptions} */ (options));
}

/**
 * @param {string} kind
 * @param {number} row
 * @param {ClassSymbol} symbol
 */
function makePoint(kind, row, { colour: fillColor, size, marker, opacity, edge: color }) {
  const { x = [], y = [] } = payload.layers[kind];
  const radius = size / 2;
  const style = { corners: marker, radius, weight: 1, color, fillColor, fillOpacity: opacity };
  const full = getStyle(kind).overview ? undefined : { radius };
  return new ShapeMarker(toLatLng(x[row], y[row]), { row, full, ...style });
}

/**
 * @param {string} kind
 * @param {number} row
 * @param {ClassSymbol} symbol
 */
function makeArea(kind, row, { colour: fillColor, size: weight, opacity, edge: color }) {
  const options = { row, color, weight, fillColor, fillOpacity: opacity };
  return L.polygon(decodeShape(kind, row), /** @type {FeatureOptions} */ (options));
}
