/* Features of the run's layers as Leaflet paths. */

import { decodeColumns, decodeLine, payload, toLatLng } from "./data.js";
import { ShapeMarker } from "./symbols.js";

export const layerColumns = Object.fromEntries(
  Object.entries(payload.layers).map(([name, layer]) => [name, decodeColumns(layer.columns)]),
);

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
 * @param {string} kind
 * @param {(row: number) => boolean} test
 * @returns {number[]}
 */
export const findRows = (kind, test) => {
  const layer = payload.layers[kind];
  if (!layer) return [];
  const { length } = layer.shape ?? layer.x ?? [];
  return Array.from({ length }, (_, row) => row).filter(test);
};

/**
 * @param {string} kind
 * @param {number} row
 */
const decodeShape = (kind, row) => (payload.layers[kind].shape ?? [])[row].map(decodeLine);

/**
 * @param {string} kind
 * @param {number} row
 * @param {L.PolylineOptions} style
 */
export const makeLine = (kind, row, style) =>
  L.polyline(
    decodeShape(kind, row),
    /** @type {FeatureOptions} */ ({ row, opacity: 0.9, full: style, ...style }),
  );

/**
 * @param {string} kind
 * @param {number} row
 * @param {MarkerOptions} style
 */
export function makePoint(kind, row, style) {
  const { x = [], y = [] } = payload.layers[kind];
  return new ShapeMarker(toLatLng(x[row], y[row]), { row, fillOpacity: 1, ...style });
}

/**
 * An area, coloured by its water stress where it has one.
 *
 * @param {string} kind
 * @param {number} row
 * @param {string} color
 */
export function makeArea(kind, row, color) {
  const score = layerColumns[kind].water_stress_score?.[row] ?? null;
  const { stress } = payload.symbols;
  const step = score === null ? null : Math.min(stress.length - 1, Math.floor(Number(score)));
  const fill =
    step === null
      ? { fillColor: color, fillOpacity: 0.15 }
      : { fillColor: stress[step], fillOpacity: 0.6 };
  const options = { row, color, weight: 1, ...fill };
  return L.polygon(decodeShape(kind, row), /** @type {FeatureOptions} */ (options));
}

/**
 * What a layer, or a kind within one, is called.
 *
 * @param {string} kind
 */
export const getLayerName = (kind) => payload.layer_names[kind] ?? kind.replaceAll("_", " ");
