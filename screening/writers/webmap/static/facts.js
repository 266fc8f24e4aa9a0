/* Facts of a site under the current ranking, and as text with unit and accuracy. */

import { columns, getField, getText, payload } from "./data.js";
import { formatNumber } from "./numbers.js";
import { getRunRanks, ranking } from "./ranking_state.js";

/**
 * A fact of a site under the current ranking; null where it is not known. Its type is the column's.
 *
 * @param {Site} site
 * @param {string} name
 * @returns {any}
 */
export function getFact(site, name) {
  const ranked = /** @type {Record<string, ArrayLike<Cell>>} */ (
    /** @type {unknown} */ (ranking.columns)
  );
  const column = ranked[name] ?? columns[name];
  if (!column) return null;
  const cell = column[site];
  return Number.isNaN(cell) ? null : cell;
}

/** @param {Site} site */
export const getName = (site) => String(getFact(site, "name") ?? payload.sites.id[site]);

/**
 * A number or text with its field's unit.
 *
 * @param {number | string} value
 * @param {string} name
 */
export function formatWithUnit(value, name) {
  const { unit, digits } = getField(name);
  const text = typeof value === "number" ? formatNumber(value, digits) : String(value);
  return unit ? `${text}\u00a0${unit}` : text;
}

/**
 * Bounds between which a fact is known to lie, as text; null where it is known, or has none.
 *
 * @param {Site} site
 * @param {string} name
 */
function formatBounds(site, name) {
  const { digits, lower, upper } = getField(name);
  const [low, high] = [lower, upper].map((end) => (end ? getFact(site, end) : null));
  if (low === null || getFact(site, name) !== null) return null;
  const least = formatNumber(low, digits);
  if (high === null) return getText("at_least", { limit: least });
  return `${least}–${formatNumber(high, digits)}`;
}

/**
 * Whether neither a fact nor bounds of it are known.
 *
 * @param {Site} site
 * @param {string} name
 */
export const isUnknown = (site, name) =>
  getFact(site, name) === null && formatBounds(site, name) === null;

/**
 * Whether the sites table states a fact of a site.
 *
 * @param {Site} site
 * @param {string} name
 */
const isStated = (site, name) =>
  String(getFact(site, "stated_facts") ?? "")
    .split("; ")
    .includes(name);

/**
 * A fact as people read it: value or bounds ± precision unit, or the word for unknown; what the
 * sites table states is exact unless it states a precision, and is marked.
 *
 * @param {Site} site
 * @param {string} name
 */
export function formatFact(site, name) {
  const value = formatBounds(site, name) ?? getFact(site, name);
  if (value === null) return getText("unknown");
  const { unit, digits, precision } = getField(name);
  const stated = isStated(site, name);
  const hasPrecision = precision && (!stated || isStated(site, precision));
  const give = hasPrecision ? getFact(site, precision) : null;
  const text = typeof value === "number" ? formatNumber(value, digits) : String(value);
  const more = give === null ? "" : ` ± ${formatNumber(give, digits)}`;
  const mark = stated ? ` (${getText("stated")})` : "";
  return (unit ? `${text}${more}\u00a0${unit}` : `${text}${more}`) + mark;
}

/**
 * A fact with the reason why it is known only to lie between two bounds, where it is.
 *
 * @param {Site} site
 * @param {string} name
 */
export function formatFactWithReason(site, name) {
  const { why } = getField(name);
  const reason = why && formatBounds(site, name) !== null ? getFact(site, why) : null;
  return reason === null ? formatFact(site, name) : `${formatFact(site, name)} (${reason})`;
}

/**
 * How many ranks a site has gained on the run's own ranking; null where either has none.
 *
 * @param {Site} site
 */
export function computeRankGain(site) {
  const [now, before] = [getFact(site, "rank"), getRunRanks()[site]];
  return now === null || before === null ? null : before - now;
}
