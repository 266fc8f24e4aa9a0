/* Which rows stand where, and which are left out. */

const SEARCHED = ["name", "operator", "status", "county", "state"];
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Compare cells; unknown ones come last, whatever the direction. */
function compareCells(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
  return direction * order;
}

/** What a text filter reads of each site, written down when the first one is asked for. */
const haystackOf = (() => {
  let texts = null;
  const textOf = (site) =>
    [data.sites.id[site], ...SEARCHED.map((name) => fact(site, name))]
      .filter((cell) => cell !== null)
      .join(" ")
      .toLowerCase();
  return (site) => (texts ??= siteNumbers.map(textOf))[site];
})();

/** No filter at all: what the fields of the drawer hold when they are empty. */
const NO_FILTER = {
  text: "",
  operator: "",
  status: "",
  leastMw: null,
  mostMw: null,
  leastScore: null,
  verified: false,
};

/** Sites that pass a filter; a site whose fact is unknown passes no limit on it. */
function matching(filter) {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const tests = [
    words.length && ((site) => words.every((word) => haystackOf(site).includes(word))),
    filter.operator && ((site) => fact(site, "operator") === filter.operator),
    filter.status && ((site) => fact(site, "status") === filter.status),
    filter.leastMw !== null && ((site) => (fact(site, "grid_mw") ?? -Infinity) >= filter.leastMw),
    filter.mostMw !== null && ((site) => (fact(site, "grid_mw") ?? Infinity) <= filter.mostMw),
    filter.leastScore !== null &&
      ((site) => (fact(site, "score") ?? -Infinity) >= filter.leastScore),
    filter.verified && ((site) => fact(site, "unverified") === null),
  ].filter(Boolean);
  if (tests.length === 0) return siteNumbers;
  return siteNumbers.filter((site) => tests.every((passes) => passes(site)));
}

/** Sites in order, the ranked first, then those without a score, then the excluded. */
function arranged(chosen, key, direction) {
  const groups = STATES.map((state) => ({ state, sites: [] }));
  for (const site of inOrder(chosen, key, direction)) groups[stateNumber(site)].sites.push(site);
  return groups.filter((group) => group.sites.length > 0);
}

function inOrder(chosen, key, direction) {
  const { place, order } = standing;
  if (key !== "rank" && key !== "score")
    return [...chosen].sort(
      (a, b) => compareCells(fact(a, key), fact(b, key), direction) || place[a] - place[b],
    );
  const forward = (key === "rank") === direction > 0;
  const sites = chosen.length === siteCount ? order : onlyOf(order, chosen);
  return forward ? sites : Int32Array.from(sites).reverse();
}

function onlyOf(order, chosen) {
  const kept = new Uint8Array(siteCount);
  for (const site of chosen) kept[site] = 1;
  return order.filter((site) => kept[site]);
}
