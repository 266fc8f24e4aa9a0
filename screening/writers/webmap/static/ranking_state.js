/* The current ranking: its profile, weights and results. The page's only derived state. */

import { decodeColumns, decodeFloats, payload, siteCount, siteNumbers } from "./data.js";
import { normaliseWeights, rankSites, scoreSites } from "./score.js";

export const ranking = {
  judgement: 0,
  /** @type {number[]} */
  weights: [],
  /** Weights scaled to sum 1. */
  shares: new Float64Array(),
  /** @type {RankingColumns} */
  columns: {
    rank: [],
    score: [],
    coverage_fraction: [],
    excluded_by: [],
    unverified: [],
    cautions: [],
  },
  /** Sites, best first. */
  order: new Int32Array(),
  /** Each site's place in the order. */
  place: new Int32Array(),
  /** Each site's code in STATES. */
  state: new Uint8Array(),
  rankedCount: 0,
};

export const getProfile = () => payload.judgements[ranking.judgement];

export const getConfigWeights = () => getProfile().criteria.map((each) => each.weight);

export const hasConfigWeights = () =>
  ranking.weights.every((weight, j) => weight === getConfigWeights()[j]);

export const isRunRanking = () => ranking.judgement === 0 && hasConfigWeights();

/** @type {Map<number, { columns: RankingColumns, values: Float64Array }>} */
const decoded = new Map();

/**
 * A profile's results as Python computed them, decoded when they are first shown.
 *
 * @param {number} number
 */
function decodeProfile(number) {
  const known = decoded.get(number);
  if (known) return known;
  const { rank, score, coverage_fraction, excluded_by, unverified, cautions, values } =
    payload.judgements[number];
  const columns = decodeColumns({
    rank,
    score,
    coverage_fraction,
    excluded_by,
    unverified,
    cautions,
  });
  const found = {
    columns: /** @type {RankingColumns} */ (/** @type {unknown} */ (columns)),
    values: decodeFloats(values),
  };
  decoded.set(number, found);
  return found;
}

/** Ranks of the run's own profile under its own weights. */
export const getRunRanks = () => decodeProfile(0).columns.rank;

/**
 * A site's normalised value of a criterion, 0..1; null where it is not known.
 *
 * @param {Site} site
 * @param {number} criterion
 */
export function getCriterionValue(site, criterion) {
  const { values } = decodeProfile(ranking.judgement);
  const value = values[site * getProfile().criteria.length + criterion];
  return Number.isNaN(value) ? null : value;
}

/** @type {State[]} */
export const STATES = ["ranked", "unscored", "excluded"];
export const UNSCORED = 1;
const EXCLUDED = 2;

/** @param {Site} site */
export const getStateCode = (site) => ranking.state[site];

/**
 * @param {Site} site
 * @returns {State}
 */
export const getState = (site) => STATES[ranking.state[site]];

/**
 * Rank by a profile under weights; null means those of the config.
 *
 * Under the config's weights everything is as Python computed it; under others, `scoreSites`
 * and `rankSites` compute it. Constraints are the profile's, whatever the weights.
 * Returns false, and changes nothing, where no weight is above 0.
 *
 * @param {number} number
 * @param {number[] | null} [weights]
 */
export function applyProfile(number, weights = null) {
  const profile = payload.judgements[number];
  const requested =
    profile.reranked && weights ? weights : profile.criteria.map((each) => each.weight);
  const shares = normaliseWeights(requested);
  if (!shares) return false;
  const { columns: own } = decodeProfile(number);
  ranking.judgement = number;
  ranking.weights = [...requested];
  ranking.shares = shares;
  const anew = hasConfigWeights() ? null : rerank(own, shares);
  ranking.columns = anew ? { ...own, ...anew.columns } : own;
  storeRanking(own.excluded_by, anew ? anew.order : computeConfigOrder(number, own));
  return true;
}

/**
 * Scores, coverage and ranks of the current profile under other weights than the config's.
 *
 * @param {RankingColumns} own
 * @param {Float64Array} shares
 */
function rerank(own, shares) {
  const { values } = decodeProfile(ranking.judgement);
  const { score, coverage } = scoreSites(values, shares, getProfile());
  const { rank, order } = rankSites(score, own.excluded_by, compareIds);
  return { columns: { score, coverage_fraction: coverage, rank }, order };
}

/**
 * The order of a judgement as Python ranked it: the run's own is that of the sites.
 *
 * @param {number} number
 * @param {RankingColumns} columns
 */
function computeConfigOrder(number, { rank, score, excluded_by: excludedBy }) {
  if (number === 0) return Int32Array.from(siteNumbers);
  const place = Float64Array.from(siteNumbers, (site) => {
    if (excludedBy[site] !== null) return 3 * siteCount - (score[site] ?? -1) / 100;
    return rank[site] ?? 2 * siteCount;
  });
  return Int32Array.from(siteNumbers).sort((a, b) => place[a] - place[b] || compareIds(a, b));
}

/**
 * Order of sites of equal score: by id.
 *
 * @param {Site} a
 * @param {Site} b
 */
const compareIds = (a, b) => {
  const [one, other] = [payload.sites.id[a], payload.sites.id[b]];
  return one < other ? -1 : one > other ? 1 : a - b;
};

/**
 * Store the state of each site, and the order of all.
 *
 * @param {(string | null)[]} excludedBy
 * @param {Int32Array} order
 */
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

/**
 * Names of the criteria's facts that a site lacks.
 *
 * @param {Site} site
 */
export const listMissing = (site) =>
  getProfile()
    .criteria.filter((_, j) => getCriterionValue(site, j) === null)
    .map((each) => each.factor);

applyProfile(0);
