/* One line of the ranking: a heading, a ranked site, or one that says why it has no rank. */

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

function makeHeadingRow({ heading, count }, i) {
  const why = getText(`${heading}_why`);
  const title = el("span", { title: why }, `${getText(heading)} (${formatNumber(count)})`);
  return el(
    "tr",
    { class: "heading", "aria-rowindex": i + 2 },
    el("th", { colspan: COLUMNS.length, scope: "colgroup" }, title),
  );
}

/** How each column fills its cell for a ranked site. */
const CELLS = {
  pick: (state, site) => makePickCell(state, site),
  rank: (state, site) => el("td", { class: "c-rank" }, makeRankCell(site)),
  name: (state, site) => el("td", { class: "c-name" }, makeSiteButton(state, site)),
  operator: (state, site) => makeTextCell(site, "operator"),
  status: (state, site) => makeTextCell(site, "status"),
  grid_mw: (state, site) => makeMwCell(site),
  conversion_p50_musd: (state, site) => makeCostCell(site),
  score: (state, site) => makeScoreCell(site),
  coverage_fraction: (state, site) => makeDataCell(site),
};

const makeRankedCells = (state, site) => COLUMNS.map(({ key }) => CELLS[key](state, site));

/** A site without a rank says why, across the columns it cannot fill. */
function makeUnrankedCells(state, site) {
  const why = getState(site) === "excluded" ? getFact(site, "excluded_by") : formatMissing(site);
  const wide = el(
    "td",
    { class: "c-why", colspan: 2 },
    makeSiteButton(state, site),
    el("p", { class: "why", title: why }, isolate(why)),
  );
  const own = {
    rank: () => el("td", { class: "c-rank" }, "–"),
    name: () => wide,
    operator: () => null,
    score: () => el("td", { class: "c-score none" }, "–"),
  };
  return COLUMNS.map(({ key }) => (own[key] ?? CELLS[key])(state, site));
}

/** The rank, how far the page's own weights or profile moved it, and its interval below. */
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

/** The ends of the rank interval; null where ranks were not drawn. */
function formatRankRange(site) {
  const [low, high] = [getFact(site, "rank_low"), getFact(site, "rank_high")];
  return low === null || high === null ? null : `${formatNumber(low, 0)}–${formatNumber(high, 0)}`;
}

function makePickCell(state, site) {
  const label = getText("compare_site", { name: getName(site) });
  const box = { type: "checkbox", class: "pick", "aria-label": label, tabindex: "-1" };
  const input = el("input", { ...box, checked: state.on.isPicked(site) });
  input.tabIndex = site === state.current ? 0 : -1;
  return el("td", { class: "c-pick" }, input);
}

const makeTextCell = (site, name) => {
  const value = getFact(site, name);
  const empty = value === null;
  return el(
    "td",
    { class: `c-${name}${empty ? " unknown" : ""}`, title: value },
    empty ? getText("unknown") : isolate(value),
  );
};

const makeMwCell = (site) => {
  const mw = getFact(site, "grid_mw");
  return el(
    "td",
    { class: `c-grid_mw${mw === null ? " unknown" : ""}` },
    mw === null ? getText("unknown") : formatNumber(mw, 0),
  );
};

const makeCostCell = (site) => {
  const cost = getFact(site, "conversion_p50_musd");
  return el(
    "td",
    { class: `c-conversion_p50_musd${cost === null ? " unknown" : ""}` },
    cost === null ? getText("unknown") : formatNumber(cost, 0),
  );
};

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

/** Share of the weight with data, and flags for what makes a site less sure. */
function makeDataCell(site) {
  const coverage = getFact(site, "coverage_fraction");
  const flags = [];
  const flag = (sign, text) =>
    flags.push(el("span", { class: "flag", title: text, role: "img", "aria-label": text }, sign));
  if (getFact(site, "unverified") !== null)
    flag("?", getText("unverified", { what: getFact(site, "unverified") }));
  if (isCoarse(site)) flag("±", formatAccuracy(site));
  const text = coverage === null ? getText("unknown") : formatPercent(coverage);
  return el("td", { class: "c-coverage_fraction" }, el("span", { class: "flags" }, flags), text);
}
