/* The sites shown, in the order shown, as a table for spreadsheets. */

import { formatLine } from "./csv_format.js";
import { columns, getField, getText, payload } from "./data.js";
import { announce, download } from "./dom.js";
import { getFact } from "./facts.js";
import { formatNumber, roundHalfEven } from "./numbers.js";
import { getCriterionValue, getProfile, ranking } from "./ranking_state.js";

const RANKING_COLUMNS = [
  "rank",
  "score",
  "coverage_fraction",
  "excluded_by",
  "unverified",
  "cautions",
];

/**
 * CSV of some sites in the current ranking; each row names its profile and weights.
 *
 * @param {Iterable<Site>} sites
 */
function makeCsv(sites) {
  const criteria = getProfile().criteria.map((each) => each.factor);
  const own = Object.keys(columns);
  const head = ["site_id", ...RANKING_COLUMNS, ...criteria.map((name) => `value_${name}`), ...own];
  const how = criteria.map((name, j) => `${name} ${ranking.weights[j]}`).join("; ");
  const rows = [...sites].map((site) => [
    payload.sites.id[site],
    ...RANKING_COLUMNS.map((name) => roundAsShown(getFact(site, name), name)),
    ...criteria.map((_, j) => getCriterionValue(site, j)),
    ...own.map((name) => getFact(site, name)),
    getProfile().profile,
    how,
  ]);
  return [formatLine([...head, "profile", "weights"]), ...rows.map(formatLine), ""].join("\n");
}

/**
 * A number with the decimals that the page shows of it.
 *
 * @param {Cell} value
 * @param {string} name
 */
const roundAsShown = (value, name) =>
  typeof value === "number" ? Number(roundHalfEven(value, getField(name).digits ?? 0)) : value;

/** @param {Site[]} sites */
export function saveCsv(sites) {
  const bom = "\ufeff"; // or Excel takes the text for its own code page
  const blob = new Blob([bom, makeCsv(sites)], { type: "text/csv;charset=utf-8" });
  download(`${payload.run.name}-${getProfile().profile}.csv`, blob);
  announce(getText("csv_saved", { count: formatNumber(sites.length) }), true);
}
