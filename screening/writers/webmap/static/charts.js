/* Small drawings of the card: what is left of the megawatts, and where the rank may lie. */

import { makeExplanation, makeSection } from "./card_parts.js";
import { columns, getField, getText, payload } from "./data.js";
import { el, makeSvg } from "./dom.js";
import { formatFact, getFact } from "./facts.js";
import { formatNumber, formatPercent } from "./numbers.js";
import { getRunRanks, isRunRanking } from "./ranking_state.js";

/**
 * Megawatts step by step, each bar as long as what is left, the loss behind it.
 *
 * @param {Site} site
 * @param {SectionPlan} plan
 */
export function makeWaterfallSection(site, { title, columns: names, losses }) {
  const steps = names.filter((name) => columns[name]);
  if (steps.length < 2) return null;
  const whole = getFact(site, steps[0]);
  const rows = steps.map((name, i) => {
    const mw = getFact(site, name);
    const before = i === 0 ? mw : getFact(site, steps[i - 1]);
    const lost = mw === null || before === null ? 0 : Math.max(0, before - mw);
    const loss = lost > 0 ? `\u2212${formatNumber(lost, getField(name).digits)}\u00a0MW` : "";
    return el(
      "li",
      {
        title: [getField(name).about, formatLosses(site, losses[name] ?? [])]
          .filter(Boolean)
          .join(" "),
      },
      el("span", { class: "what" }, getField(name).alias),
      el("span", { class: mw === null ? "figure unknown" : "figure" }, formatFact(site, name)),
      makeFallBar(computeShare(mw, whole), computeShare(lost, whole), mw === null),
      el("span", { class: "share loss" }, loss),
      makeExplanation(name, formatLosses(site, losses[name] ?? [])),
    );
  });
  return makeSection(getText(title), el("ul", { class: "bars fall" }, rows));
}

/**
 * @param {number | null} mw
 * @param {number | null} whole
 */
const computeShare = (mw, whole) => (mw === null || !whole ? 0 : Math.min(1, mw / whole));

/**
 * What was lost on the way to a step, cause by cause.
 *
 * @param {Site} site
 * @param {string[]} names
 */
function formatLosses(site, names) {
  const causes = names
    .filter((name) => columns[name] && getFact(site, name) !== null)
    .map((name) => `${getField(name).alias} ${formatFact(site, name)}`);
  return causes.length ? getText("lost", { what: causes.join(", ") }) : "";
}

/**
 * @param {number} left
 * @param {number} lost
 * @param {boolean} isUnknown
 */
function makeFallBar(left, lost, isUnknown) {
  const [kept, gone] = [el("i", {}), el("i", { class: "lost" })];
  kept.style.width = `${100 * left}%`;
  gone.style.width = `${100 * lost}%`;
  return el("span", { class: isUnknown ? "bar none" : "bar" }, kept, gone);
}

/**
 * The rank interval in a few signs, where ranks were drawn.
 *
 * @param {Site} site
 */
export function formatInterval(site) {
  const [low, high] = [getFact(site, "rank_low"), getFact(site, "rank_high")];
  if (low === null || high === null || getFact(site, "rank") === null) return null;
  return getText("interval_badge", { low: formatNumber(low, 0), high: formatNumber(high, 0) });
}

/**
 * How sure the rank is: its interval as a line over all ranks, and the results of the draws.
 *
 * @param {Site} site
 * @param {SectionPlan} plan
 */
export function makeIntervalSection(site, { title, columns: names }) {
  const [low, high, first, dominated] = names.map((name) => getFact(site, name));
  if (low === null || high === null) return null;
  const ends = { low: formatNumber(low, 0), high: formatNumber(high, 0) };
  const rank = getRunRanks()[site];
  const lines = [getText(rank === null ? "would_rank" : "interval_of", ends)];
  if (first !== null) lines.push(getText("first_in", { share: formatPercent(first) }));
  if (dominated === 0) lines.push(getText("pareto"));
  if (dominated > 0) lines.push(getText("dominated", { count: formatNumber(dominated, 0) }));
  return makeSection(
    getText(title),
    drawInterval(low, high, rank),
    lines.map((line) => el("p", {}, line)),
    payload.run.draws ? el("p", { class: "small" }, payload.run.draws) : null,
    isRunRanking() ? null : el("p", { class: "small doubtful" }, getText("interval_basis")),
  );
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number | null} rank
 */
function drawInterval(low, high, rank) {
  const most = Array.from(getRunRanks()).reduce(
    (/** @type {number} */ a, b) => Math.max(a, b ?? 0),
    Math.max(high, 1),
  );
  const x = (/** @type {number} */ value) =>
    6 + (most === 1 ? 0 : (288 * (value - 1)) / (most - 1));
  const line = { y1: 9, y2: 9, "stroke-linecap": "round" };
  /** @type {SvgShape[]} */
  const here = rank === null ? [] : [["circle", { cx: x(rank), cy: 9, r: 5, class: "here" }]];
  const drawn = makeSvg(
    300,
    18,
    ["line", { ...line, x1: 6, x2: 294, class: "axis" }],
    ["line", { ...line, x1: x(low), x2: x(high), class: "reach" }],
    ...here,
  );
  drawn.setAttribute("class", "interval");
  return drawn;
}
