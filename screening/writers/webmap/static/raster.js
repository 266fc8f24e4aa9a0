/* Rasters: a picture a group over the ground, with a legend of its own. */

import { decodeBytes, groupBy, payload } from "./data.js";
import { el, getContext } from "./dom.js";
import { map } from "./map.js";
import { formatNumber } from "./numbers.js";

const NO_DATA = 255;

/** @type {Map<RasterData, Uint8Array>} */
const decodedCells = new Map();

/** @param {string} colour */
const parseColour = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));

/**
 * Colours of a raster's steps, from its lowest value to its highest.
 *
 * @param {string[]} stops
 */
function makeRamp(stops) {
  return Array.from({ length: NO_DATA }, (_, step) => {
    const place = (step / (NO_DATA - 1)) * (stops.length - 1);
    const from = Math.min(stops.length - 2, Math.floor(place));
    const [one, other] = [parseColour(stops[from]), parseColour(stops[from + 1])];
    return one.map((v, i) => Math.round(v + (other[i] - v) * (place - from)));
  });
}

/**
 * The address of a raster's picture, made in the page.
 *
 * @param {RasterData} raster
 */
function paintRaster({ columns: width, rows: height, steps, colours: stops }) {
  const canvas = el("canvas", { width, height });
  const context = getContext(canvas);
  const image = context.createImageData(width, height);
  const colours = makeRamp(stops);
  decodeBytes(steps).forEach((step, i) => {
    if (step !== NO_DATA) image.data.set([...colours[step], 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

/**
 * The value of a raster at a place; null outside it and where it has no data.
 *
 * @param {RasterData} raster
 * @param {L.LatLng} position
 */
function sampleRaster(raster, { lat, lng }) {
  const [west, south, east, north] = raster.bounds;
  const high = (/** @type {number} */ degrees) =>
    L.Projection.SphericalMercator.project(L.latLng(degrees, 0)).y;
  const across = (lng - west) / (east - west);
  const down = (high(north) - high(lat)) / (high(north) - high(south));
  if (across < 0 || across >= 1 || down < 0 || down >= 1) return null;
  const cells = decodedCells.get(raster) ?? decodeBytes(raster.steps);
  decodedCells.set(raster, cells);
  const row = Math.floor(down * raster.rows);
  const step = cells[row * raster.columns + Math.floor(across * raster.columns)];
  if (step === NO_DATA) return null;
  return raster.low + (step / (NO_DATA - 1)) * (raster.high - raster.low);
}

/** The rasters of each group of the tree. */
export const makeRasters = () =>
  new Map(
    [...groupBy(payload.rasters, ({ group }) => group)].map(([group, offered]) => [
      group,
      makeRasterGroup(offered),
    ]),
  );

/**
 * Rasters of which one at most is shown.
 *
 * @param {RasterData[]} offered
 * @returns {Rasters}
 */
function makeRasterGroup(offered) {
  const legend = el("div", { class: "scale raster-legend", hidden: "" });
  /** @type {L.ImageOverlay | null} */
  let shown = null;
  /** @type {RasterData | null} */
  let raster = null;
  const reading = el("span", { class: "figure" });
  map.on("mousemove", ({ latlng }) => {
    if (!raster) return;
    const value = sampleRaster(raster, latlng);
    reading.textContent = value === null ? "" : formatWithUnit(value, raster);
  });
  const show = (/** @type {RasterData | null} */ chosen) => {
    shown?.remove();
    raster = chosen;
    legend.hidden = !chosen;
    if (!chosen) return;
    const [west, south, east, north] = chosen.bounds;
    /** @type {Position[]} */
    const corners = [
      [south, west],
      [north, east],
    ];
    const options = { pane: "rasters", opacity: chosen.opacity, className: "raster" };
    shown = L.imageOverlay(paintRaster(chosen), corners, options).addTo(map);
    legend.replaceChildren(...makeRasterLegend(chosen, reading));
  };
  return { offered, legend, show };
}

/**
 * @param {number} value
 * @param {RasterData} raster
 */
const formatWithUnit = (value, { unit }) =>
  unit ? `${formatNumber(value, 1)}\u00a0${unit}` : formatNumber(value, 1);

/**
 * @param {RasterData} raster
 * @param {HTMLElement} reading
 */
function makeRasterLegend(raster, reading) {
  const { label, low, high, colours } = raster;
  const ramp = el("div", { class: "ramp" });
  ramp.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
  const ends = [low, high].map((value) => el("span", {}, formatWithUnit(value, raster)));
  return [
    el("span", { class: "label" }, label, " ", reading),
    ramp,
    el("div", { class: "ends" }, ends),
  ];
}
