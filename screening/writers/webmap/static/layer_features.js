/* Features of the run's layers as Leaflet paths. */

import { decodeColumns, decodeLine, payload, toLatLng } from "./data.js";
import { ShapeMarker } from "./symbols.js";

export const layerColumns = Object.fromEntries(
  Object.entries(payload.layers).map(([name, layer]) => [name, decodeColumns(layer.columns)]),
);

export const findRows = (kind, test) => {
  const layer = payload.layers[kind];
  if (!layer) return [];
  const all = Array.from({ length: (layer.shape ?? layer.x).length }, (_, row) => row);
  return all.filter(test);
};

export const makeLine = (kind, row, style) =>
  L.polyline(payload.layers[kind].shape[row].map(decodeLine), {
    row,
    opacity: 0.9,
    full: style,
    ...style,
  });

export const makePoint = (kind, row, style) =>
  new ShapeMarker(toLatLng(payload.layers[kind].x[row], payload.layers[kind].y[row]), {
    row,
    fillOpacity: 1,
    ...style,
  });

/** An area, coloured by its water stress where it has one. */
export function makeArea(kind, row, color) {
  const score = layerColumns[kind].water_stress_score?.[row] ?? null;
  const { stress } = payload.symbols;
  const step = score === null ? null : Math.min(stress.length - 1, Math.floor(score));
  return L.polygon(payload.layers[kind].shape[row].map(decodeLine), {
    row,
    color,
    weight: 1,
    fillColor: step === null ? color : stress[step],
    fillOpacity: step === null ? 0.15 : 0.6,
  });
}

/** What a layer, or a kind within one, is called. */
export const getLayerName = (kind) => payload.layer_names[kind] ?? kind.replaceAll("_", " ");
