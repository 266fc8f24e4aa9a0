/* Sentences about a site's rank, gaps and accuracy that several views share. */

import { getField, getText, payload } from "./data.js";
import { formatFact, getFact } from "./facts.js";
import { formatNumber } from "./numbers.js";
import { getProfile, getState, hasConfigWeights, listMissing, ranking } from "./ranking_state.js";

/** @param {Site} site */
export const formatRank = (site) =>
  getText("of_ranked", {
    rank: formatNumber(getFact(site, "rank")),
    total: formatNumber(ranking.rankedCount),
  });

/**
 * Why a site has no rank.
 *
 * @param {Site} site
 */
export const explainNoRank = (site) =>
  getState(site) === "excluded"
    ? `${getText("excluded")}: ${getFact(site, "excluded_by")}`
    : `${getText("unscored")}. ${formatMissing(site)}`;

/** @param {Site} site */
export const formatMissing = (site) =>
  getText("missing", {
    facts: listMissing(site)
      .map((name) => getField(name).alias)
      .join(", "),
  });

const COARSE_KM = 2;

/**
 * Whether a position is too coarse for the distances from it to be sure.
 *
 * @param {Site} site
 */
export function isCoarse(site) {
  const give = getFact(site, "coord_precision_km");
  return give === null || give > COARSE_KM;
}

/** @param {Site} site */
export const formatAccuracy = (site) =>
  getFact(site, "coord_precision_km") === null
    ? getText("coarse_unknown")
    : getText("coarse_of", { km: formatFact(site, "coord_precision_km") });

export const formatRunBasis = () =>
  getText("run_basis", { profile: payload.judgements[0].profile });

/** By what the sites are judged now, where that is not the run's own way. */
export const formatChange = () =>
  hasConfigWeights()
    ? getText("by_profile", { profile: getProfile().profile })
    : getText("by_weights", { profile: getProfile().profile });
