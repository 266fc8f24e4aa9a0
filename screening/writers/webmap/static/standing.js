/* How the sites stand now: by which profile, under which weights. The one thing that changes. */

const standing = {
  judgement: 0,
  weights: [],
  columns: {},
  order: null,
  place: null,
  leftOut: null,
  rankedCount: 0,
};

const judgement = () => data.judgements[standing.judgement];
const statedWeights = () => judgement().criteria.map((each) => each.weight);
const asStated = () => standing.weights.every((weight, j) => weight === statedWeights()[j]);
const asRun = () => standing.judgement === 0 && asStated();

/** Python's own columns of a judgement, unpacked when it is first shown. */
function judgedColumns(number) {
  const judged = data.judgements[number];
  judged.columns ??= unpackedAll({
    rank: judged.rank,
    score: judged.score,
    coverage_fraction: judged.coverage_fraction,
    excluded_by: judged.excluded_by,
    unverified: judged.unverified,
  });
  judged.floats ??= floatsOf(judged.values);
  return judged.columns;
}

/** A site seen through a criterion, 0..1; null where it is not known. */
function valueOf(site, criterion) {
  const value = judgement().floats[site * judgement().criteria.length + criterion];
  return Number.isNaN(value) ? null : value;
}

const RANKED = 0;
const UNSCORED = 1;
const EXCLUDED = 2;
const STATES = ["ranked", "unscored", "excluded"];

const stateNumber = (site) => standing.state[site];
const stateOf = (site) => STATES[standing.state[site]];

/**
 * Judge by a profile under weights; null stands for the stated ones.
 *
 * Under stated weights everything is as Python wrote it; under others, `scored` and
 * `ranked` compute it anew. Constraints are the profile's, whatever the weights.
 * Gives false, and changes nothing, where no weight is above 0.
 */
function judge(number, weights = null) {
  const judged = data.judgements[number];
  const stated = judged.criteria.map((each) => each.weight);
  const asked = judged.reranked && weights ? weights : stated;
  const shares = normalisedWeights(asked);
  if (!shares) return false;
  const own = judgedColumns(number);
  standing.judgement = number;
  standing.weights = [...asked];
  standing.shares = shares;
  const anew = asStated() ? null : weighed(judged, own, shares);
  standing.columns = anew ? { ...own, ...anew.columns } : own;
  settle(own.excluded_by, anew ? anew.order : statedOrder(number, own));
  return true;
}

/** Scores, coverage and ranks under other weights than the stated ones. */
function weighed(judged, own, shares) {
  const { score, coverage } = scored(judged.floats, shares, judged);
  const { rank, order } = ranked(score, own.excluded_by, byId);
  return { columns: { score, coverage_fraction: coverage, rank }, order };
}

/** The order of a judgement as Python ranked it: the run's own is that of the sites. */
function statedOrder(number, { rank, score, excluded_by: excludedBy }) {
  if (number === 0) return Int32Array.from(siteNumbers);
  const place = Float64Array.from(siteNumbers, (site) => {
    if (excludedBy[site] !== null) return 3 * siteCount - (score[site] ?? -1) / 100;
    return rank[site] ?? 2 * siteCount;
  });
  return Int32Array.from(siteNumbers).sort((a, b) => place[a] - place[b] || byId(a, b));
}

/** Sites of equal score stand in the order of their ids. */
const byId = (a, b) => {
  const [one, other] = [data.sites.id[a], data.sites.id[b]];
  return one < other ? -1 : one > other ? 1 : a - b;
};

/** Note which state each site is in, and the order in which sites stand. */
function settle(excludedBy, order) {
  const { rank } = standing.columns;
  const state = new Uint8Array(siteCount);
  const place = new Int32Array(siteCount);
  let total = 0;
  for (let i = 0; i < siteCount; i += 1) {
    const site = order[i];
    place[site] = i;
    if (excludedBy[site] !== null) state[site] = EXCLUDED;
    else if (rank[site] === null || Number.isNaN(rank[site])) state[site] = UNSCORED;
    else total += 1;
  }
  Object.assign(standing, { state, order, place, rankedCount: total });
}

/** How many ranks a site has gained on the run's own ranking; null where either has none. */
function rankGain(site) {
  const [now, before] = [fact(site, "rank"), data.judgements[0].columns.rank[site]];
  return now === null || before === null ? null : before - now;
}

/** Names of the criteria's facts that a site lacks. */
const lacking = (site) =>
  judgement()
    .criteria.filter((_, j) => valueOf(site, j) === null)
    .map((each) => each.factor);

judge(0);
