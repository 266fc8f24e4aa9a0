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
  getConnections,
  getField,
  getPosition,
  getText,
  payload,
  precisionColumns,
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

/** How each kind of section is drawn: (site, section) -> element, or null for none. */
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

/** Columns that the sections above the facts say already. */
const shownColumns = new Set([
  ...payload.card.head,
  ...payload.card.sections.flatMap(({ columns: names, ranges, losses }) => [
    ...names,
    ...Object.values({ ...ranges, ...losses }).flat(),
  ]),
]);

/** Facts of the card by heading, in the order of the table. */
const factGroups = (() => {
  const groups = new Map([[getField("name").group, []]]);
  for (const name of Object.keys(columns)) {
    if (shownColumns.has(name) || precisionColumns.has(name)) continue;
    const heading = getField(name).group;
    if (payload.card.for_tables.includes(heading)) continue;
    if (!groups.has(heading)) groups.set(heading, []);
    groups.get(heading).push(name);
  }
  return groups;
})();

/** A site's card; `together` lists the sites under the same click. */
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

/** Buttons for the sites that share the clicked spot. */
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

/** Why a site is out, undecided, without a score, or known only roughly. */
function makeWarnings(site) {
  const said = [];
  const box = (kind, title, text) =>
    said.push(el("div", { class: `verdict ${kind}` }, el("b", {}, title), isolate(text)));
  if (getFact(site, "excluded_by") !== null)
    box("out", getText("excluded_by"), getFact(site, "excluded_by"));
  if (getState(site) === "unscored") box("doubt", getText("unscored_title"), formatMissing(site));
  if (getFact(site, "unverified") !== null)
    box("doubt", getText("unverified_title"), getFact(site, "unverified"));
  if (isCoarse(site)) box("doubt", getText("coarse_title"), formatAccuracy(site));
  return said.length ? el("section", { class: "warnings" }, said) : null;
}

/** The verdict of the conversion in one sentence, and what it says of workloads. */
function makeVerdictSection(site, { title, columns: names }) {
  const [sentence, ...rest] = names.filter((name) => columns[name]);
  if (!sentence || getFact(site, sentence) === null) return null;
  const said = rest.filter((name) => getFact(site, name) !== null);
  return makeSection(
    getText(title),
    el("p", { class: "sentence" }, isolate(getFact(site, sentence))),
    el(
      "dl",
      { class: "facts" },
      said.map((name) => makeFactLine(site, name)),
    ),
    isRunRanking() ? null : el("p", { class: "small doubtful" }, formatRunBasis()),
  );
}

/** One bar a criterion: the value from 0 to 1, the fact behind it, the weight's share. */
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

function makeCoverageLine(site) {
  const coverage = getFact(site, "coverage_fraction");
  const text = coverage === null ? getText("unknown") : formatPercent(coverage);
  return el("p", { class: "small" }, `${getText("coverage")}: ${text}`);
}

function makeConnectionSection(site, { title }) {
  const connections = getConnections(site);
  if (connections.length === 0) return null;
  const rows = connections.map((i) => {
    const kind = connectionColumns.kind[i];
    const {
      label = kind,
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

function makeFactSection(site, heading, names) {
  const rows = names.map((name) => makeFactLine(site, name));
  if (heading === getField("name").group) rows.unshift(makePositionRow(site));
  return makeSection(heading, el("dl", { class: "facts" }, rows));
}

function makePositionRow(site) {
  const [latitude, longitude] = getPosition(site).map((value) => formatNumber(value, 4));
  const give = getFact(site, "coord_precision_km");
  const text = `${latitude}, ${longitude} ± ${give === null ? getText("unknown") : formatWithUnit(give, "coord_precision_km")}`;
  return makeFactRow(getText("position"), text, false);
}
