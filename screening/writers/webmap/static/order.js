/* Which rows stand where, and which are left out. */

import { payload, siteCount, siteNumbers } from "./data.js";
import { getFact } from "./facts.js";
import { getStateCode, ranking, STATES } from "./ranking_state.js";

const SEARCH_COLUMNS = ["name", "operator", "status", "county", "state"];

export const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Compare cells; unknown ones come last, whatever the direction. */
function compareCells(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
  return direction * order;
}

/** What a text filter reads of each site, written down when the first one is asked for. */
const getSearchText = (() => {
  let texts = null;
  const textOf = (site) =>
    [payload.sites.id[site], ...SEARCH_COLUMNS.map((name) => getFact(site, name))]
      .filter((cell) => cell !== null)
      .join(" ")
      .toLowerCase();
  return (site) => (texts ??= siteNumbers.map(textOf))[site];
})();

/** No filter at all: what the fields of the drawer hold when they are empty. */
export const EMPTY_FILTER = {
  text: "",
  operator: "",
  status: "",
  leastMw: null,
  mostMw: null,
  leastScore: null,
  verified: false,
};

/** Sites that pass a filter; a site whose fact is unknown passes no limit on it. */
export function filterSites(filter) {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const tests = [
    words.length && ((site) => words.every((word) => getSearchText(site).includes(word))),
    filter.operator && ((site) => getFact(site, "operator") === filter.operator),
    filter.status && ((site) => getFact(site, "status") === filter.status),
    filter.leastMw !== null &&
      ((site) => (getFact(site, "grid_mw") ?? -Infinity) >= filter.leastMw),
    filter.mostMw !== null && ((site) => (getFact(site, "grid_mw") ?? Infinity) <= filter.mostMw),
    filter.leastScore !== null &&
      ((site) => (getFact(site, "score") ?? -Infinity) >= filter.leastScore),
    filter.verified && ((site) => getFact(site, "unverified") === null),
  ].filter(Boolean);
  if (tests.length === 0) return siteNumbers;
  return siteNumbers.filter((site) => tests.every((passes) => passes(site)));
}

/** Sites in order, the ranked first, then those without a score, then the excluded. */
export function groupByState(chosen, key, direction) {
  const groups = STATES.map((state) => ({ state, sites: [] }));
  for (const site of sortSites(chosen, key, direction)) groups[getStateCode(site)].sites.push(site);
  return groups.filter((group) => group.sites.length > 0);
}

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

function keepOnly(order, chosen) {
  const kept = new Uint8Array(siteCount);
  for (const site of chosen) kept[site] = 1;
  return order.filter((site) => kept[site]);
}
