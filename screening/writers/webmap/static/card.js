/* The site card. Its sections, their order and columns come from Python's card.py. */

import {
  makeExplanation,
  makeFactLine,
  makeFactRow,
  makeLinkRow,
  makeSection,
} from "./card_parts.js";
import { formatInterval, makeIntervalSection, makeWaterfallSection } from "./charts.js";
import { makeBuildSection, makeRangesSection } from "./costs.js";
import {
  columns,
  connectionColumns,
  detailColumns,
  getConnections,
  getField,
  getPosition,
  getText,
  groupBy,
  payload,
} from "./data.js";
import { el, isolate } from "./dom.js";
import { formatFact, formatWithUnit, getFact, getName } from "./facts.js";
import { formatNumber, formatPercent } from "./numbers.js";
import { getCriterionValue, getProfile, getState, isRunRanking, ranking } from "./ranking_state.js";
import { makePathSection } from "./site_links.js";
import {
  formatAccuracy,
  formatChange,
  formatMissing,
  formatRank,
  formatRunBasis,
  isCoarse,
} from "./site_texts.js";
import { makeLineSwatch } from "./swatches.js";
import { getScoreColour } from "./symbols.js";
import { getGround } from "./theme.js";

const MAX_SWITCHES = 8;

/**
 * How each kind of section is drawn.
 *
 * @type {Record<string, (site: Site, plan: SectionPlan) => Child>}
 */
const SECTION_KINDS = {
  warnings: (site) => makeWarnings(site),
  verdict: makeVerdictSection,
  criteria: makeCriteriaSection,
  interval: makeIntervalSection,
  waterfall: makeWaterfallSection,
  ranges: makeRangesSection,
  build: makeBuildSection,
  paths: makePathSection,
  ties: makeConnectionSection,
  facts: (site) => [...factGroups].map(([heading, names]) => makeFactSection(site, heading, names)),
};

/** Columns shown above the list of facts. */
const shownColumns = new Set([
  ...payload.card.head,
  ...payload.card.sections.flatMap(({ columns: names, ranges, losses }) => [
    ...names,
    ...Object.values({ ...ranges, ...losses }).flat(),
  ]),
]);

/** Facts of the card by heading, in the order of the table. */
const factGroups = (() => {
  const names = Object.keys(columns).filter(
    (name) =>
      !shownColumns.has(name) &&
      !detailColumns.has(name) &&
      !payload.card.for_tables.includes(getField(name).group),
  );
  /** @type {Map<string, string[]>} */
  const first = new Map([[getField("name").group, []]]);
  return new Map([...first, ...groupBy(names, (name) => getField(name).group)]);
})();

/**
 * A site's card; `together` lists the sites under the same click.
 *
 * @param {Site} site
 * @param {Site[]} together
 * @param {SiteHandler} onSwitch
 */
export function makeSiteCard(site, together, onSwitch) {
  return el(
    "article",
    { class: `card site-card ${getState(site)}`, "aria-label": getName(site) },
    makeCardHead(site),
    together.length > 1 ? makeSwitcher(site, together, onSwitch) : null,
    el(
      "div",
      { class: "sections" },
      payload.card.sections.map((each) => SECTION_KINDS[each.kind](site, each)),
    ),
  );
}

/** @param {Site} site */
function makeCardHead(site) {
  const [rank, score] = [getFact(site, "rank"), getFact(site, "score")];
  const badge = rank === null ? getText("no_rank") : formatRank(site);
  const dot = el("i", { class: "dot" });
  dot.style.background =
    getState(site) === "ranked" ? getScoreColour(score) : getGround().site.unscored;
  const scored = score === null ? getText("unknown") : formatNumber(score, 1);
  const line = [getFact(site, "operator"), getFact(site, "status")].map(
    (text) => text ?? getText("unknown"),
  );
  const badges = [badge, formatInterval(site), [dot, getText("score_of", { score: scored })]];
  badges.push(`${getField("grid_mw").alias} ${formatFact(site, "grid_mw")}`);
  return el(
    "header",
    {},
    el("h2", { tabindex: "-1" }, isolate(getName(site))),
    el("p", { class: "sub" }, isolate(line[0]), " · ", isolate(line[1])),
    el(
      "p",
      { class: "badges" },
      badges.filter(Boolean).map((content) => el("span", { class: "badge" }, content)),
    ),
    isRunRanking() ? null : el("p", { class: "small doubtful" }, formatChange()),
  );
}

/**
 * Buttons for the sites that share the clicked spot.
 *
 * @param {Site} site
 * @param {Site[]} together
 * @param {SiteHandler} onSwitch
 */
function makeSwitcher(site, together, onSwitch) {
  const offered = together.slice(0, MAX_SWITCHES);
  if (!offered.includes(site)) offered.splice(-1, 1, site);
  const buttons = offered.map((other) =>
    el(
      "button",
      { type: "button", "aria-pressed": String(other === site), onclick: () => onSwitch(other) },
      isolate(getName(other)),
    ),
  );
  const heading = getText("here", { count: formatNumber(together.length) });
  const more = together.length > offered.length ? el("p", {}, getText("zoom_in")) : null;
  return el(
    "div",
    { class: "switcher", role: "group", "aria-label": heading },
    el("p", {}, heading),
    buttons,
    more,
  );
}

/**
 * Why a site is out, undecided, without a score, or known only roughly.
 *
 * @param {Site} site
 */
function makeWarnings(site) {
  /** @type {HTMLElement[]} */
  const found = [];
  /**
   * @param {"out" | "doubt"} kind
   * @param {string} title
   * @param {string} text
   */
  const box = (kind, title, text) =>
    found.push(el("div", { class: `verdict ${kind}` }, el("b", {}, title), isolate(text)));
  if (getFact(site, "excluded_by") !== null)
    box("out", getText("excluded_by"), getFact(site, "excluded_by"));
  if (getState(site) === "unscored") box("doubt", getText("unscored_title"), formatMissing(site));
  if (getFact(site, "unverified") !== null)
    box("doubt", getText("unverified_title"), getFact(site, "unverified"));
  if (getFact(site, "cautions") !== null)
    box("doubt", getText("cautions_title"), getFact(site, "cautions"));
  if (isCoarse(site)) box("doubt", getText("coarse_title"), formatAccuracy(site));
  return found.length ? el("section", { class: "warnings" }, found) : null;
}

/**
 * The conversion's verdict in one sentence, and the workloads it suits.
 *
 * @param {Site} site
 * @param {SectionPlan} plan
 */
function makeVerdictSection(site, { title, columns: names }) {
  const [sentence, ...rest] = names.filter((name) => columns[name]);
  if (!sentence || getFact(site, sentence) === null) return null;
  const lines = rest.filter((name) => getFact(site, name) !== null);
  return makeSection(
    getText(title),
    el("p", { class: "sentence" }, isolate(getFact(site, sentence))),
    el(
      "dl",
      { class: "facts" },
      lines.map((name) => makeFactLine(site, name)),
    ),
    isRunRanking() ? null : el("p", { class: "small doubtful" }, formatRunBasis()),
  );
}

/**
 * One bar a criterion: the value from 0 to 1, the fact behind it, the weight's share.
 *
 * @param {Site} site
 * @param {SectionPlan} plan
 */
function makeCriteriaSection(site, { title }) {
  const bars = getProfile().criteria.map(({ factor, why }, j) => {
    const value = getCriterionValue(site, j);
    const fill = el("i", {});
    fill.style.width = `${100 * (value ?? 0)}%`;
    return el(
      "li",
      { title: why },
      el("span", { class: "what" }, getField(factor).alias),
      el("span", { class: value === null ? "figure unknown" : "figure" }, formatFact(site, factor)),
      el("span", { class: value === null ? "bar none" : "bar" }, fill),
      el("span", { class: "value" }, value === null ? getText("unknown") : formatNumber(value, 2)),
      el("span", { class: "share" }, `× ${formatPercent(ranking.shares[j])}`),
      makeExplanation(factor),
    );
  });
  return makeSection(getText(title), el("ul", { class: "bars" }, bars), makeCoverageLine(site));
}

/** @param {Site} site */
function makeCoverageLine(site) {
  const coverage = getFact(site, "coverage_fraction");
  const text = coverage === null ? getText("unknown") : formatPercent(coverage);
  return el("p", { class: "small" }, `${getText("coverage")}: ${text}`);
}

/**
 * @param {Site} site
 * @param {SectionPlan} plan
 */
function makeConnectionSection(site, { title }) {
  const connections = getConnections(site);
  if (connections.length === 0) return null;
  const rows = connections.map((i) => {
    const kind = connectionColumns.kind[i];
    const {
      title: label = kind,
      colour = "#777777",
      dash = null,
    } = payload.symbols.connections[kind] ?? {};
    const km = payload.connections.distance_km[i];
    return makeLinkRow(
      makeLineSwatch(colour, 3, dash),
      label,
      connectionColumns.name[i] ?? getText("unknown"),
      km === null ? getText("unknown") : `${formatNumber(km, 1)}\u00a0km`,
    );
  });
  return makeSection(getText(title), el("ul", { class: "links" }, rows));
}

/**
 * @param {Site} site
 * @param {string} heading
 * @param {string[]} names
 */
function makeFactSection(site, heading, names) {
  const rows = names.map((name) => makeFactLine(site, name));
  if (heading === getField("name").group) rows.unshift(makePositionRow(site));
  return makeSection(heading, el("dl", { class: "facts" }, rows));
}

/** @param {Site} site */
function makePositionRow(site) {
  const [latitude, longitude] = getPosition(site).map((value) => formatNumber(value, 4));
  const give = getFact(site, "coord_precision_km");
  const text = `${latitude}, ${longitude} ± ${give === null ? getText("unknown") : formatWithUnit(give, "coord_precision_km")}`;
  return makeFactRow(getText("position"), text, false);
}
