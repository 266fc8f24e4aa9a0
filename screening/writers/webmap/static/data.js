/* The payload that Python wrote, decoded: sites are numbered 0, 1, 2 … in the run's rank order. */

import { getById } from "./dom.js";

/** @type {Payload} */
export const payload = JSON.parse(String(getById("data").textContent));

/**
 * Columns come as cells, or as distinct cells and the place of each.
 *
 * @param {PackedColumn} column
 * @returns {Cell[]}
 */
const decodeColumn = (column) =>
  Array.isArray(column) ? column : column.at.map((i) => column.of[i]);

/**
 * @param {Record<string, PackedColumn>} columns
 * @returns {Record<string, Cell[]>}
 */
export const decodeColumns = (columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, decodeColumn(column)]));

/**
 * Bytes of a base64 text.
 *
 * @param {string} text
 */
export const decodeBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/**
 * Floats of 64 bits, little-endian, whatever this machine's own order.
 *
 * @param {string} text
 */
export function decodeFloats(text) {
  const view = new DataView(decodeBytes(text).buffer);
  return Float64Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

export const columns = decodeColumns(payload.sites.columns);

export const siteCount = payload.sites.id.length;

export const siteNumbers = Array.from({ length: siteCount }, (_, site) => site);

/**
 * [latitude, longitude] of a pair of whole steps.
 *
 * @param {number} x
 * @param {number} y
 * @returns {Position}
 */
export const toLatLng = (x, y) => [y / payload.steps_per_degree, x / payload.steps_per_degree];

/** @param {Site} site */
export const getPosition = (site) => toLatLng(payload.sites.x[site], payload.sites.y[site]);

/**
 * Positions of a line: the first as it is, each next by its way from the last.
 *
 * @param {PackedLine} steps
 * @returns {Position[]}
 */
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

/** @param {string} name */
export const getField = (name) => payload.fields[name];

/**
 * @template Item, Key
 * @param {Iterable<Item>} items
 * @param {(item: Item) => Key} keyOf
 */
export function groupBy(items, keyOf) {
  /** @type {Map<Key, Item[]>} */
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * Rows of a table by what they are about.
 *
 * @template Key
 * @param {(row: number) => Key} keyOf
 * @param {number} count
 * @returns {(key: Key) => number[]}
 */
export function groupRows(keyOf, count) {
  const found = groupBy(
    Array.from({ length: count }, (_, i) => i),
    keyOf,
  );
  return (key) => found.get(key) ?? [];
}

/**
 * What the lines of a site are and where they lead; every line has a kind.
 *
 * @param {{ kind: PackedColumn, name: PackedColumn }} lines
 */
export const decodeLinkColumns = ({ kind, name }) => ({
  kind: decodeColumn(kind).map(String),
  name: decodeColumn(name).map((cell) => (cell === null ? null : String(cell))),
});

/** Connections of each site, as places in the connections' columns. */
export const connectionColumns = decodeLinkColumns(payload.connections);

export const getConnections = groupRows(
  (i) => payload.connections.site[i],
  payload.connections.site.length,
);

/** What must be built at each site, a row a work package. */
const buildList = decodeColumns(payload.build_list);

const packagesById = groupRows((i) => buildList.site_id[i], buildList.site_id?.length ?? 0);

/** @param {Site} site */
export const getPackages = (site) =>
  packagesById(payload.sites.id[site]).map((i) => {
    const row = Object.fromEntries(
      Object.entries(buildList).map(([name, column]) => [name, column[i]]),
    );
    return /** @type {WorkPackage} */ (/** @type {unknown} */ (row));
  });

/**
 * The page's own words, {places} filled in.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [places]
 */
export function getText(key, places = {}) {
  return payload.words[key].replace(/\{(\w+)\}/g, (_, place) => String(places[place]));
}

/** Columns of accuracies, of bounds and of the reasons for them: each is shown with its figure. */
export const detailColumns = new Set(
  Object.values(payload.fields).flatMap((each) => [
    each.precision,
    ...(each.why ? [each.lower, each.upper, each.why] : []),
  ]),
);
