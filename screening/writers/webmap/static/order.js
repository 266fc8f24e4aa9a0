/* Which rows stand where. Pure: data in, lists out. */

const STATES = ["ranked", "unscored", "excluded"];
const SEARCHED = ["name", "operator", "status", "county", "state"];
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Compare cells; unknown ones come last, whatever the direction. */
function compareCells(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
  return direction * order;
}

const haystacks = siteNumbers.map((site) =>
  [data.sites.id[site], ...SEARCHED.map((name) => fact(site, name))]
    .filter((cell) => cell !== null)
    .join(" ")
    .toLowerCase(),
);

/** Sites that hold every word asked for. */
function matching(text) {
  const asked = text.toLowerCase().split(/\s+/).filter(Boolean);
  return siteNumbers.filter((site) => asked.every((word) => haystacks[site].includes(word)));
}

/** Sites in order, the ranked first, then those without a score, then the excluded. */
function arranged(chosen, key, direction) {
  const sorted = [...chosen].sort(
    (a, b) => compareCells(fact(a, key), fact(b, key), direction) || a - b,
  );
  return STATES.map((state) => ({
    state,
    sites: sorted.filter((site) => stateOf(site) === state),
  })).filter((group) => group.sites.length > 0);
}
