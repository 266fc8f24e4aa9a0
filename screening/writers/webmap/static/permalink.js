/* The page's state in its address: profile, weights, filter, order, site, comparison, view. */

import { getText, payload } from "./data.js";
import { announce } from "./dom.js";
import { EMPTY_FILTER, listConditions } from "./order.js";
import { getProfile, hasConfigWeights, ranking } from "./ranking_state.js";

const DEFAULT_SORT = "rank,1";

/**
 * Read an address's part after the hash; what is missing or broken is left out.
 *
 * @param {string} hash
 * @returns {LinkedState}
 */
export function parsePermalink(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const sites = (/** @type {string} */ key) =>
    parameters
      .getAll(key)
      .map((id) => payload.sites.id.indexOf(id))
      .filter((site) => site >= 0);
  const profile = payload.judgements.findIndex((each) => each.profile === parameters.get("p"));
  const weights = parseNumbers(parameters.get("w"));
  return {
    judgement: Math.max(0, profile),
    weights: weights?.every((weight) => weight >= 0) ? weights : null,
    filter: parseFilter(parameters.get("f")),
    sort: parameters.get("o") ?? DEFAULT_SORT,
    site: sites("s")[0] ?? null,
    compared: sites("c"),
    view: parseView(parseNumbers(parameters.get("v"))),
    dark: parameters.has("d") ? parameters.get("d") === "1" : null,
  };
}

/**
 * Numbers separated by commas; null where one of them is none.
 *
 * @param {string | null} text
 */
function parseNumbers(text) {
  if (!text) return null;
  const numbers = text.split(",").map(Number);
  return numbers.every(Number.isFinite) ? numbers : null;
}

/**
 * [latitude, longitude, zoom], where it is a view of this world.
 *
 * @param {number[] | null} numbers
 */
function parseView(numbers) {
  if (numbers?.length !== 3) return null;
  const [latitude, longitude, zoom] = numbers;
  const possible = Math.abs(latitude) < 90 && Math.abs(longitude) <= 360 && zoom >= 0 && zoom <= 24;
  return possible ? numbers : null;
}

/**
 * What of a text is a filter: known keys whose values are of the right kind.
 *
 * @param {string | null} text
 * @returns {Filter}
 */
function parseFilter(text) {
  const empty = /** @type {Record<string, unknown>} */ ({ ...EMPTY_FILTER });
  const numeric = (/** @type {string} */ key) => empty[key] === null;
  /**
   * @param {string} key
   * @param {unknown} value
   */
  const right = (key, value) =>
    key in empty && (numeric(key) ? Number.isFinite(value) : typeof value === typeof empty[key]);
  try {
    const entries = Object.entries(JSON.parse(text ?? "{}"));
    return {
      ...EMPTY_FILTER,
      ...Object.fromEntries(entries.filter(([key, value]) => right(key, value))),
    };
  } catch {
    return { ...EMPTY_FILTER };
  }
}

/**
 * Write the state as the part after the hash; what is as it starts is left out.
 *
 * @param {Pick<LinkedState, "filter" | "sort" | "site" | "compared" | "view" | "dark">} state
 */
export function formatPermalink({ filter, sort, site, compared, view, dark }) {
  const parameters = new URLSearchParams();
  if (ranking.judgement) parameters.set("p", getProfile().profile);
  if (!hasConfigWeights()) parameters.set("w", ranking.weights.join(","));
  const conditions = listConditions(filter);
  if (conditions.length) parameters.set("f", JSON.stringify(Object.fromEntries(conditions)));
  if (sort !== DEFAULT_SORT) parameters.set("o", sort);
  if (site !== null) parameters.set("s", payload.sites.id[site]);
  for (const each of compared) parameters.append("c", payload.sites.id[each]);
  if (view) parameters.set("v", view.join(","));
  if (dark !== null) parameters.set("d", dark ? "1" : "0");
  return parameters.toString().replaceAll("%2C", ",");
}

/**
 * Put the state into the address bar, without a step back in the history for each change.
 *
 * @param {string} text
 */
export function storePermalink(text) {
  if (!/^(file|https?):$/.test(location.protocol)) return; // a notebook's frame has no address
  const address = text ? `#${text}` : location.pathname;
  if (location.hash.slice(1) !== text) history.replaceState(null, "", address);
}

/** Copy the page's address; where the browser forbids it, show it to be copied by hand. */
export async function copyPermalink() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(getText("link_copied"), true);
  } catch {
    announce(getText("link_by_hand"), true);
  }
}
