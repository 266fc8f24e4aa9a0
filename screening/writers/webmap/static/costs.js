/* Money and time on the card: figures with their ranges, and the list of what must be built. */

import { makeExplanation, makeFactRow, makeSection } from "./card_parts.js";
import { columns, getField, getPackages, getText } from "./data.js";
import { el, isolate } from "./dom.js";
import { formatFact, getFact } from "./facts.js";
import { formatNumber } from "./numbers.js";
import { isRunRanking } from "./ranking_state.js";
import { formatRunBasis } from "./site_texts.js";

/**
 * Figures with the low and high ends that the run gives them.
 *
 * @param {Site} site
 * @param {SectionPlan} plan
 */
export function makeRangesSection(site, { title, columns: names, ranges }) {
  const shown = names.filter((name) => columns[name]);
  if (shown.length === 0) return null;
  const rows = shown.map((name) =>
    makeFactRow(
      getField(name).alias,
      formatRange(site, name, ranges[name] ?? []),
      getFact(site, name) === null,
      getField(name).about,
      makeExplanation(name),
    ),
  );
  return makeSection(
    getText(title),
    el("dl", { class: "facts" }, rows),
    isRunRanking() ? null : el("p", { class: "small doubtful" }, formatRunBasis()),
  );
}

/**
 * "12.3 MUSD (P10 9.0 to P90 16.1)": the figure, and its ends where both are known.
 *
 * @param {Site} site
 * @param {string} name
 * @param {string[]} ends
 */
function formatRange(site, name, [low, high]) {
  const ends = [low, high].map((end) => (end ? getFact(site, end) : null));
  if (ends.includes(null)) return formatFact(site, name);
  const [from, to] = ends.map((end) => formatNumber(end, getField(name).digits));
  return `${formatFact(site, name)} (${getText("between", { low: from, high: to })})`;
}

/**
 * What the site lacks, as work packages with quantity, cost and months.
 *
 * @param {Site} site
 * @param {SectionPlan} plan
 */
export function makeBuildSection(site, { title }) {
  const rows = getPackages(site);
  if (rows.length === 0) return null;
  const { usd } = rows[0];
  return makeSection(
    getText(title),
    usd ? el("p", { class: "small" }, getText("build_basis", { usd })) : null,
    el("ul", { class: "packages" }, rows.map(makePackageRow)),
    isRunRanking() ? null : el("p", { class: "small doubtful" }, formatRunBasis()),
  );
}

/**
 * A package in words: how much of it, at what cost, in how many months, and what to verify.
 *
 * @param {WorkPackage} row
 */
export function describePackage(row) {
  const { gap, unit, note } = row;
  if (row.musd_high === 0) return { quantity: getText("met"), rest: [] };
  const quantity =
    gap === null ? getText("unknown") : `${formatNumber(gap, gap < 100 ? 1 : 0)}\u00a0${unit}`;
  const digits = (row.musd_high ?? 0) < 20 ? 2 : 0;
  const rest = [
    formatSpan(row.musd_low, row.musd_high, "cost_span", digits),
    row.months_high ? formatSpan(row.months_low, row.months_high, "months_span", 0) : null,
    note ? getText("verify") : null,
  ];
  return { quantity, rest: rest.filter(Boolean) };
}

/** @param {WorkPackage} row */
function makePackageRow(row) {
  const { quantity, rest } = describePackage(row);
  const about = [row.note, row.source ? `${getText("source")}: ${row.source}` : null].filter(
    Boolean,
  );
  return el(
    "li",
    { title: about.join(" · ") },
    el("span", { class: "name" }, isolate(row.package)),
    el("span", { class: "figure" }, isolate(quantity)),
    rest.length ? el("span", { class: "small" }, rest.join(" · ")) : null,
    about.length ? el("span", { class: "about" }, isolate(about.join(" · "))) : null,
  );
}

/**
 * Both ends of a range in the words of a key; null where one is not known.
 *
 * @param {number | null} low
 * @param {number | null} high
 * @param {string} key
 * @param {number} digits
 */
function formatSpan(low, high, key, digits) {
  if (low == null || high == null) return null;
  return getText(key, { low: formatNumber(low, digits), high: formatNumber(high, digits) });
}
