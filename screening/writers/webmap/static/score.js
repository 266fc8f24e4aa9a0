/* Scores and ranks as screening.scoring computes them, to the last bit. Pure: arrays in, arrays out. */

const SHARE_TOLERANCE = 1e-9; // as in screening/scoring/ranking.py

/**
 * Sum of the first `count` terms, in the order in which NumPy adds a row.
 *
 * @param {Float64Array} terms
 * @param {number} count
 */
function sumRow(terms, count) {
  let from = 0;
  let sum = 0;
  if (count >= 8) {
    const running = Float64Array.from(terms.subarray(0, 8));
    for (from = 8; from + 8 <= count; from += 8)
      for (let j = 0; j < 8; j += 1) running[j] += terms[from + j];
    const [a, b, c, d, e, f, g, h] = running;
    sum = a + b + (c + d) + (e + f + (g + h));
  }
  for (; from < count; from += 1) sum += terms[from];
  return sum;
}

/**
 * Weights scaled to sum 1; null where none counts.
 *
 * @param {number[]} weights
 */
export function normaliseWeights(weights) {
  const given = Float64Array.from(weights);
  const sum = sumRow(given, given.length);
  return sum > 0 ? given.map((weight) => weight / sum) : null;
}

/**
 * @callback Kernel
 * @param {Float64Array} values
 * @param {Float64Array} weights
 * @param {Float64Array} terms scratch space
 * @param {number} count
 * @returns {number}
 */

/**
 * A site's values under weights of their own: the sum, or the product of powers.
 *
 * @type {Record<ScoreRule["method"], Kernel>}
 */
const KERNELS = {
  wsm(values, weights, terms, count) {
    for (let j = 0; j < count; j += 1) terms[j] = values[j] * weights[j];
    return sumRow(terms, count);
  },
  wpm(values, weights, _terms, count) {
    let product = 1;
    for (let j = 0; j < count; j += 1) product *= values[j] ** weights[j];
    return product;
  },
};

/**
 * Score every site by itself.
 *
 * `values` holds 0..1 row by row, NaN where not known; `rule` is {method, missing,
 * min_coverage_fraction}. Returns {score (0..100, NaN for none), coverage (0..1)}.
 *
 * @param {Float64Array} values
 * @param {Float64Array} weights
 * @param {ScoreRule} rule
 */
export function scoreSites(values, weights, rule) {
  const count = weights.length;
  const siteTotal = count ? values.length / count : 0;
  const score = new Float64Array(siteTotal);
  const coverage = new Float64Array(siteTotal);
  const kernel = KERNELS[rule.method];
  const [own, row, terms] = [0, 1, 2].map(() => new Float64Array(count));
  const least = rule.min_coverage_fraction - SHARE_TOLERANCE;
  const spread = rule.missing === "renormalise";
  for (let site = 0; site < siteTotal; site += 1) {
    for (let j = 0; j < count; j += 1) {
      row[j] = values[site * count + j];
      terms[j] = Number.isNaN(row[j]) ? 0 : weights[j];
    }
    const share = sumRow(terms, count);
    own.set(weights);
    if (spread) {
      for (let j = 0; j < count; j += 1) {
        own[j] = share > 0 ? terms[j] / share : 0;
        if (Number.isNaN(row[j])) row[j] = 1;
      }
    }
    coverage[site] = share;
    const figure = 100 * kernel(row, own, terms, count);
    score[site] = share > 0 && share >= least ? Math.min(100, Math.max(0, figure)) : NaN;
  }
  return { score, coverage };
}

/**
 * The class of a score among even classes of 0 to 100, as screening.catalog.palette has it.
 *
 * @param {number} score
 * @param {number} classCount
 */
export const findScoreClass = (score, classCount) =>
  Math.min(Math.max(Math.floor((score * classCount) / 100), 0), classCount - 1);

/**
 * Rank the sites that are not excluded and have a score; equal scores share the better rank.
 *
 * Returns {rank (NaN for none), order}: all sites, ranked ones best first, then those
 * without a score, then the excluded; `tie(a, b)` settles equal scores.
 *
 * @param {Float64Array} score
 * @param {ArrayLike<unknown>} excluded
 * @param {(a: Site, b: Site) => number} tie
 */
export function rankSites(score, excluded, tie) {
  const part = Uint8Array.from(score, (each, site) =>
    excluded[site] ? 2 : Number.isNaN(each) ? 1 : 0,
  );
  const falling = score.map((each) => (Number.isNaN(each) ? Infinity : -each));
  const order = Int32Array.from(score, (_, site) => site).sort((a, b) => {
    if (part[a] !== part[b]) return part[a] - part[b];
    if (falling[a] !== falling[b]) return falling[a] < falling[b] ? -1 : 1;
    return tie(a, b);
  });
  const rank = new Float64Array(score.length).fill(NaN);
  for (let i = 0; i < order.length && part[order[i]] === 0; i += 1) {
    const [site, before] = [order[i], order[i - 1]];
    rank[site] = i > 0 && score[before] === score[site] ? rank[before] : i + 1;
  }
  return { rank, order };
}
