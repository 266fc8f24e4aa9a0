/* How the sites stand now: by which profile, under which weights. The one thing that changes. */

import { decodeColumns, decodeFloats, payload, siteCount, siteNumbers } from "./data.js";
import { normaliseWeights, rankSites, scoreSites } from "./score.js";

export const ranking = {
  judgement: 0,
  weights: [],
  columns: {},
  order: null,
  place: null,
  leftOut: null,
  rankedCount: 0,
};

export const getProfile = () => payload.judgements[ranking.judgement];

export const getConfigWeights = () => getProfile().criteria.map((each) => each.weight);

export const hasConfigWeights = () =>
  ranking.weights.every((weight, j) => weight === getConfigWeights()[j]);

export const isRunRanking = () => ranking.judgement === 0 && hasConfigWeights();

/** Python's own columns of a judgement, unpacked when it is first shown. */
function decodeProfile(number) {
  const judged = payload.judgements[number];
  judged.columns ??= decodeColumns({
    rank: judged.rank,
    score: judged.score,
    coverage_fraction: judged.coverage_fraction,
    excluded_by: judged.excluded_by,
    unverified: judged.unverified,
  });
  judged.floats ??= decodeFloats(judged.values);
  return judged.columns;
}

/** A site seen through a criterion, 0..1; null where it is not known. */
export function getCriterionValue(site, criterion) {
  const value = getProfile().floats[site * getProfile().criteria.length + criterion];
  return Number.isNaN(value) ? null : value;
}

const RANKED = 0;

export const UNSCORED = 1;

const EXCLUDED = 2;

export const STATES = ["ranked", "unscored", "excluded"];

export const getStateCode = (site) => ranking.state[site];

export const getState = (site) => STATES[ranking.state[site]];

/**
 * Judge by a profile under weights; null stands for the stated ones.
 *
 * Under stated weights everything is as Python wrote it; under others, `scored` and
 * `ranked` compute it anew. Constraints are the profile's, whatever the weights.
 * Gives false, and changes nothing, where no weight is above 0.
 */
export function applyProfile(number, weights = null) {
  const judged = payload.judgements[number];
  const stated = judged.criteria.map((each) => each.weight);
  const asked = judged.reranked && weights ? weights : stated;
  const shares = normaliseWeights(asked);
  if (!shares) return false;
  const own = decodeProfile(number);
  ranking.judgement = number;
  ranking.weights = [...asked];
  ranking.shares = shares;
  const anew = hasConfigWeights() ? null : rerank(judged, own, shares);
  ranking.columns = anew ? { ...own, ...anew.columns } : own;
  storeRanking(own.excluded_by, anew ? anew.order : computeConfigOrder(number, own));
  return true;
}

/** Scores, coverage and ranks under other weights than the stated ones. */
function rerank(judged, own, shares) {
  const { score, coverage } = scoreSites(judged.floats, shares, judged);
  const { rank, order } = rankSites(score, own.excluded_by, compareIds);
  return { columns: { score, coverage_fraction: coverage, rank }, order };
}

/** The order of a judgement as Python ranked it: the run's own is that of the sites. */
function computeConfigOrder(number, { rank, score, excluded_by: excludedBy }) {
  if (number === 0) return Int32Array.from(siteNumbers);
  const place = Float64Array.from(siteNumbers, (site) => {
    if (excludedBy[site] !== null) return 3 * siteCount - (score[site] ?? -1) / 100;
    return rank[site] ?? 2 * siteCount;
  });
  return Int32Array.from(siteNumbers).sort((a, b) => place[a] - place[b] || compareIds(a, b));
}

/** Sites of equal score stand in the order of their ids. */
const compareIds = (a, b) => {
  const [one, other] = [payload.sites.id[a], payload.sites.id[b]];
  return one < other ? -1 : one > other ? 1 : a - b;
};

/** Note which state each site is in, and the order in which sites stand. */
function storeRanking(excludedBy, order) {
  const { rank } = ranking.columns;
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
  Object.assign(ranking, { state, order, place, rankedCount: total });
}

/** Names of the criteria's facts that a site lacks. */
export const listMissing = (site) =>
  getProfile()
    .criteria.filter((_, j) => getCriterionValue(site, j) === null)
    .map((each) => each.factor);

applyProfile(0);
