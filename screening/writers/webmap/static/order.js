/* Order of the rows, and which are left out. */

import { payload, siteCount, siteNumbers } from "./data.js";
import { getFact } from "./facts.js";
import { getStateCode, ranking, STATES } from "./ranking_state.js";

const SEARCH_COLUMNS = ["name", "operator", "status", "county", "state"];

export const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * Compare cells; unknown ones come last, whatever the direction.
 *
 * @param {Cell} a
 * @param {Cell} b
 * @param {number} direction
 */
function compareCells(a, b, direction) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order =
    typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
  return direction * order;
}

/** @type {string[]} */
const searchTexts = [];

/**
 * What a text filter searches for each site; filled at the first search.
 *
 * @param {Site} site
 */
function getSearchText(site) {
  searchTexts[site] ??= [
    payload.sites.id[site],
    ...SEARCH_COLUMNS.map((name) => getFact(site, name)),
  ]
    .filter((cell) => cell !== null)
    .join(" ")
    .toLowerCase();
  return searchTexts[site];
}

/**
 * No filter at all: what the fields of the drawer hold when they are empty.
 *
 * @type {Filter}
 */
export const EMPTY_FILTER = {
  text: "",
  operator: "",
  status: "",
  leastMw: null,
  mostMw: null,
  leastScore: null,
  verified: false,
};

/**
 * The conditions of a filter, as keys and values.
 *
 * @param {Filter} filter
 */
export const listConditions = (filter) =>
  Object.entries(filter).filter(
    ([key, value]) => value !== EMPTY_FILTER[/** @type {keyof Filter} */ (key)],
  );

/**
 * Sites that pass a filter; a site whose fact is unknown passes no limit on it.
 *
 * @param {Filter} filter
 */
export function filterSites(filter) {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const { operator, status, leastMw, mostMw, leastScore, verified } = filter;
  /** @param {Site} site */
  const passes = (site) =>
    words.every((word) => getSearchText(site).includes(word)) &&
    (!operator || getFact(site, "operator") === operator) &&
    (!status || getFact(site, "status") === status) &&
    (leastMw === null || (getFact(site, "grid_mw") ?? -Infinity) >= leastMw) &&
    (mostMw === null || (getFact(site, "grid_mw") ?? Infinity) <= mostMw) &&
    (leastScore === null || (getFact(site, "score") ?? -Infinity) >= leastScore) &&
    (!verified || getFact(site, "unverified") === null);
  return listConditions(filter).length === 0 ? siteNumbers : siteNumbers.filter(passes);
}

/**
 * Sites in order, the ranked first, then those without a score, then the excluded.
 *
 * @param {Site[]} chosen
 * @param {string} key
 * @param {number} direction
 */
export function groupByState(chosen, key, direction) {
  const groups = STATES.map((state) => ({ state, sites: /** @type {Site[]} */ ([]) }));
  for (const site of sortSites(chosen, key, direction)) groups[getStateCode(site)].sites.push(site);
  return groups.filter((group) => group.sites.length > 0);
}

/**
 * @param {Site[]} chosen
 * @param {string} key
 * @param {number} direction
 * @returns {Site[] | Int32Array}
 */
function sortSites(chosen, key, direction) {
  const { place, order } = ranking;
  if (key !== "rank" && key !== "score")
    return [...chosen].sort(
      (a, b) => compareCells(getFact(a, key), getFact(b, key), direction) || place[a] - place[b],
    );
  const forward = (key === "rank") === direction > 0;
  const sites = chosen.length === siteCount ? order : keepOnly(order, chosen);
  return forward ? sites : Int32Array.from(sites).reverse();
}

/**
 * @param {Int32Array} order
 * @param {Site[]} chosen
 */
function keepOnly(order, chosen) {
  const kept = new Uint8Array(siteCount);
  for (const site of chosen) kept[site] = 1;
  return order.filter((site) => kept[site]);
}
