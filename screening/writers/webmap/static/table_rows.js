/* One line of the ranking: a heading, a ranked site, or a site without a rank and the reason. */

import { columns, getText } from "./data.js";
import { el, isolate } from "./dom.js";
import { computeRankGain, getFact, getName } from "./facts.js";
import { formatNumber, formatPercent } from "./numbers.js";
import { getState } from "./ranking_state.js";
import { formatAccuracy, formatMissing, isCoarse } from "./site_texts.js";
import { getScoreColour } from "./symbols.js";

export const COLUMNS = [
  { key: "pick", words: "pick_long", bare: true },
  { key: "rank", words: "rank", long: "rank_long" },
  { key: "name", words: "name" },
  { key: "operator", words: "operator" },
  { key: "status", words: "status" },
  { key: "grid_mw", words: "grid_mw", long: "grid_mw_long", falling: true },
  { key: "conversion_p50_musd", words: "cost", long: "cost_long", optional: true },
  { key: "score", words: "score", falling: true },
  { key: "coverage_fraction", words: "coverage_fraction", long: "coverage_long", falling: true },
].filter(({ key, optional }) => !optional || columns[key]);

/**
 * @param {TableState} state
 * @param {number} i
 */
export function drawLine(state, i) {
  const line = state.lines[i];
  if (line.heading) return makeHeadingRow(line, i);
  const { site } = line;
  const cells =
    getState(site) === "ranked" ? makeRankedCells(state, site) : makeUnrankedCells(state, site);
  const row = el(
    "tr",
    { class: `site ${getState(site)}`, "data-site": site, "aria-rowindex": i + 2 },
    cells,
  );
  row.classList.toggle("selected", site === state.selected);
  row.classList.toggle("hovered", site === state.hovered);
  return row;
}

/**
 * @param {{ heading: State, count: number }} line
 * @param {number} i
 */
function makeHeadingRow({ heading, count }, i) {
  const why = getText(`${heading}_why`);
  const title = el("span", { title: why }, `${getText(heading)} (${formatNumber(count)})`);
  return el(
    "tr",
    { class: "heading", "aria-rowindex": i + 2 },
    el("th", { colspan: COLUMNS.length, scope: "colgroup" }, title),
  );
}

/**
 * How each column fills its cell for a ranked site.
 *
 * @type {Record<string, (site: Site, state: TableState) => HTMLElement>}
 */
const CELLS = {
  pick: (site, state) => makePickCell(state, site),
  rank: (site) => el("td", { class: "c-rank" }, makeRankCell(site)),
  name: (site, state) => el("td", { class: "c-name" }, makeSiteButton(state, site)),
  operator: (site) => makeTextCell(site, "operator"),
  status: (site) => makeTextCell(site, "status"),
  grid_mw: (site) => makeMwCell(site),
  conversion_p50_musd: (site) => makeCostCell(site),
  score: makeScoreCell,
  coverage_fraction: makeDataCell,
};

/**
 * @param {TableState} state
 * @param {Site} site
 */
const makeRankedCells = (state, site) => COLUMNS.map(({ key }) => CELLS[key](site, state));

/**
 * A site without a rank: the reason spans the columns that it cannot fill.
 *
 * @param {TableState} state
 * @param {Site} site
 */
function makeUnrankedCells(state, site) {
  const why = getState(site) === "excluded" ? getFact(site, "excluded_by") : formatMissing(site);
  const wide = el(
    "td",
    { class: "c-why", colspan: 2 },
    makeSiteButton(state, site),
    el("p", { class: "why", title: why }, isolate(why)),
  );
  /** @type {Record<string, (site: Site, state: TableState) => HTMLElement | null>} */
  const own = {
    rank: () => el("td", { class: "c-rank" }, "–"),
    name: () => wide,
    operator: () => null,
    score: () => el("td", { class: "c-score none" }, "–"),
  };
  return COLUMNS.map(({ key }) => (own[key] ?? CELLS[key])(site, state));
}

/**
 * The rank, how far the page's own weights or profile moved it, and its interval below.
 *
 * @param {Site} site
 */
function makeRankCell(site) {
  const [gain, range] = [computeRankGain(site), formatRankRange(site)];
  const below = range && el("span", { class: "range", title: getText("range_long") }, range);
  const rank = el("span", { class: "now" }, formatNumber(getFact(site, "rank")));
  if (!gain) return [rank, below];
  const moved = getText(gain > 0 ? "moved_up" : "moved_down", {
    ranks: formatNumber(Math.abs(gain)),
  });
  const sign = `${gain > 0 ? "▲" : "▼"}${formatNumber(Math.abs(gain))}`;
  const mark = { class: gain > 0 ? "gain up" : "gain down", title: moved };
  return [rank, el("span", { ...mark, role: "img", "aria-label": moved }, sign), below];
}

/**
 * The ends of the rank interval; null where ranks were not drawn.
 *
 * @param {Site} site
 */
function formatRankRange(site) {
  const [low, high] = [getFact(site, "rank_low"), getFact(site, "rank_high")];
  return low === null || high === null ? null : `${formatNumber(low, 0)}–${formatNumber(high, 0)}`;
}

/**
 * @param {TableState} state
 * @param {Site} site
 */
function makePickCell(state, site) {
  const label = getText("compare_site", { name: getName(site) });
  const box = { type: "checkbox", class: "pick", "aria-label": label, tabindex: "-1" };
  const input = el("input", { ...box, checked: state.on.isPicked(site) });
  input.tabIndex = site === state.current ? 0 : -1;
  return el("td", { class: "c-pick" }, input);
}

/**
 * @param {Site} site
 * @param {string} name
 */
const makeTextCell = (site, name) => {
  const value = getFact(site, name);
  const empty = value === null;
  return el(
    "td",
    { class: `c-${name}${empty ? " unknown" : ""}`, title: value },
    empty ? getText("unknown") : isolate(value),
  );
};

/** @param {Site} site */
const makeMwCell = (site) => {
  const mw = getFact(site, "grid_mw");
  return el(
    "td",
    { class: `c-grid_mw${mw === null ? " unknown" : ""}` },
    mw === null ? getText("unknown") : formatNumber(mw, 0),
  );
};

/** @param {Site} site */
const makeCostCell = (site) => {
  const cost = getFact(site, "conversion_p50_musd");
  const basis = String(getFact(site, "conversion_basis") ?? "");
  const isAssumed = basis.startsWith("assumed");
  const number = cost === null ? getText("unknown") : formatNumber(cost, 0);
  return el(
    "td",
    {
      class: `c-conversion_p50_musd${cost === null || isAssumed ? " unknown" : ""}`,
      title: isAssumed ? basis : null,
    },
    isAssumed ? `(${number})` : number,
  );
};

/**
 * @param {TableState} state
 * @param {Site} site
 */
const makeSiteButton = (state, site) =>
  el(
    "button",
    {
      type: "button",
      class: "open",
      tabindex: site === state.current ? "0" : "-1",
      title: getName(site),
    },
    isolate(getName(site)),
  );

/** @param {Site} site */
function makeScoreCell(site) {
  const score = getFact(site, "score");
  const fill = el("i", {});
  fill.style.width = `${score}%`;
  fill.style.background = getScoreColour(score);
  return el(
    "td",
    { class: "c-score" },
    el("span", { class: "score" }, formatNumber(score, 1)),
    el("span", { class: "bar" }, fill),
  );
}

/**
 * Share of the weight with data, and flags for what makes a site less sure.
 *
 * @param {Site} site
 */
function makeDataCell(site) {
  const coverage = getFact(site, "coverage_fraction");
  /** @type {HTMLElement[]} */
  const flags = [];
  /**
   * @param {string} sign
   * @param {string} text
   */
  const flag = (sign, text) =>
    flags.push(el("span", { class: "flag", title: text, role: "img", "aria-label": text }, sign));
  if (getFact(site, "unverified") !== null)
    flag("?", getText("unverified", { what: getFact(site, "unverified") }));
  if (getFact(site, "cautions") !== null)
    flag("!", getText("cautions", { what: getFact(site, "cautions") }));
  if (isCoarse(site)) flag("±", formatAccuracy(site));
  const text = coverage === null ? getText("unknown") : formatPercent(coverage);
  return el("td", { class: "c-coverage_fraction" }, el("span", { class: "flags" }, flags), text);
}
