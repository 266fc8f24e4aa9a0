/* What Python wrote, unpacked: sites are numbered 0, 1, 2 … in the run's rank order. */

import { getById } from "./dom.js";

export const payload = JSON.parse(getById("data").textContent);

/** Columns come as cells, or as distinct cells and where each stands. */
const decodeColumn = (column) =>
  Array.isArray(column) ? column : column.at.map((i) => column.of[i]);

export const decodeColumns = (columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, decodeColumn(column)]));

/** Bytes of a base64 text. */
export const decodeBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Floats of 64 bits, little-endian, whatever this machine's own order. */
export function decodeFloats(text) {
  const view = new DataView(decodeBytes(text).buffer);
  return Float64Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

export const columns = decodeColumns(payload.sites.columns);

export const siteCount = payload.sites.id.length;

export const siteNumbers = Array.from({ length: siteCount }, (_, site) => site);

/** [latitude, longitude] of a pair of whole steps. */
export const toLatLng = (x, y) => [y / payload.steps_per_degree, x / payload.steps_per_degree];

export const getPosition = (site) => toLatLng(payload.sites.x[site], payload.sites.y[site]);

/** Positions of a line: the first as it is, each next by its way from the last. */
export function decodeLine(steps) {
  const found = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    found.push(toLatLng(x, y));
  }
  return found;
}

export const getField = (name) => payload.fields[name];

/** Rows of a table of the run by the site they are about. */
export function groupBySite(siteOf, count) {
  const found = new Map();
  for (let i = 0; i < count; i += 1) {
    const site = siteOf(i);
    if (!found.has(site)) found.set(site, []);
    found.get(site).push(i);
  }
  return (site) => found.get(site) ?? [];
}

/** Connections of each site, as places in the connections' columns. */
export const connectionColumns = decodeColumns({
  kind: payload.connections.kind,
  name: payload.connections.name,
});

export const getConnections = groupBySite(
  (i) => payload.connections.site[i],
  payload.connections.site.length,
);

/** What must be built at each site, a row a work package. */
const buildList = decodeColumns(payload.build_list);

const packagesById = groupBySite((i) => buildList.site_id[i], buildList.site_id?.length ?? 0);

export const getPackages = (site) =>
  packagesById(payload.sites.id[site]).map((i) =>
    Object.fromEntries(Object.entries(buildList).map(([name, column]) => [name, column[i]])),
  );

/** The page's own words, {places} filled in. */
export function getText(key, places = {}) {
  return payload.words[key].replace(/\{(\w+)\}/g, (_, place) => String(places[place]));
}

/** Columns that stand beside others: each ± belongs to its figure. */
export const precisionColumns = new Set(
  Object.values(payload.fields).map((each) => each.precision),
);
