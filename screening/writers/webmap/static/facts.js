/* Facts of a site as they stand now, and as text with unit and accuracy. */

import { columns, getField, getText, payload } from "./data.js";
import { formatNumber } from "./numbers.js";
import { ranking } from "./ranking_state.js";

/** A fact of a site, as it stands now; null where it is not known. */
export function getFact(site, name) {
  const column = ranking.columns[name] ?? columns[name];
  if (!column) return null;
  const cell = column[site];
  return Number.isNaN(cell) ? null : cell;
}

export const getName = (site) => String(getFact(site, "name") ?? payload.sites.id[site]);

/** A number or text with its unit, as its field says. */
export function formatWithUnit(value, name) {
  const { unit, digits } = getField(name);
  const text = typeof value === "number" ? formatNumber(value, digits) : String(value);
  return unit ? `${text}\u00a0${unit}` : text;
}

/** A fact as people read it: value ± precision unit, or the word for unknown. */
export function formatFact(site, name) {
  const value = getFact(site, name);
  if (value === null) return getText("unknown");
  const { unit, digits, precision } = getField(name);
  const give = precision ? getFact(site, precision) : null;
  if (typeof value !== "number" || give === null) return formatWithUnit(value, name);
  const text = `${formatNumber(value, digits)} ± ${formatNumber(give, digits)}`;
  return unit ? `${text}\u00a0${unit}` : text;
}

/** How many ranks a site has gained on the run's own ranking; null where either has none. */
export function computeRankGain(site) {
  const [now, before] = [getFact(site, "rank"), payload.judgements[0].columns.rank[site]];
  return now === null || before === null ? null : before - now;
}
