/* The ranking: a table that draws only the rows in view once it grows long. */

import { getText, siteNumbers } from "./data.js";
import { el, findControl, getById, getFocus, getTarget, makeIcon, query, queryAll } from "./dom.js";
import { groupByState } from "./order.js";
import { getState } from "./ranking_state.js";
import { COLUMNS } from "./table_rows.js";
import { drawWindow, findRow, MAX_FULL_ROWS, reveal, spacer } from "./table_window.js";

const HEIGHTS = { heading: 30, ranked: 34, unscored: 52, excluded: 52 };

/**
 * Build the table; `on` holds select(site, byKeyboard), hover(site), pick(site, on), isPicked(site).
 *
 * @param {TableHandlers} on
 */
export function makeTable(on) {
  const state = {
    key: "rank",
    direction: 1,
    chosen: siteNumbers,
    lines: [],
    tops: [0],
    drawn: new Map(),
    selected: null,
    hovered: null,
    current: 0,
    on,
    above: spacer(),
    below: spacer(),
    box: getById("rows"),
    body: query("#ranking tbody"),
  };
  const extended = COLUMNS.some((column) => column.optional);
  query("#ranking").classList.toggle("extended", extended);
  drawHead(state);
  layOut(state);
  listen(state);
  return {
    filter: (/** @type {Site[]} */ sites) => {
      state.chosen = sites;
      layOut(state);
    },
    sorting: () => [state.key, state.direction],
    sort: (/** @type {string} */ key, /** @type {number} */ direction) => {
      if (!COLUMNS.some((column) => column.key === key && !column.bare)) return;
      Object.assign(state, { key, direction });
      drawHead(state);
      layOut(state);
    },
    sites: () => listSites(state),
    beside: (/** @type {Site} */ site, /** @type {number} */ step) =>
      findNeighbour(state, site, step),
    redraw: () => redraw(state),
    select: (/** @type {Site | null} */ site, /** @type {boolean} */ scroll) => {
      markRow(state, "selected", site);
      if (scroll && site !== null) reveal(state, site);
    },
    hover: (/** @type {Site | null} */ site) => markRow(state, "hovered", site),
    focus: (/** @type {Site} */ site) => focusSite(state, site),
  };
}

/**
 * Sites of the table's lines, from the top.
 *
 * @param {TableState} state
 * @returns {Site[]}
 */
const listSites = (state) => state.lines.flatMap((line) => (line.heading ? [] : [line.site]));

/** @param {TableState} state */
function drawHead(state) {
  const cells = COLUMNS.map((column) => {
    const sorted = column.key === state.key;
    const order = state.direction > 0 ? "ascending" : "descending";
    const label = getText(column.long ?? column.words);
    if (column.bare)
      return el(
        "th",
        { scope: "col", class: `c-${column.key}`, "aria-label": label },
        makeIcon("pick"),
      );
    const arrow = el(
      "span",
      { class: "arrow", "aria-hidden": "true" },
      sorted ? (state.direction > 0 ? "▲" : "▼") : "",
    );
    const button = el(
      "button",
      { type: "button", title: label, "aria-label": label, onclick: () => sortBy(state, column) },
      getText(column.words),
      arrow,
    );
    return el(
      "th",
      { scope: "col", class: `c-${column.key}`, "aria-sort": sorted ? order : null },
      button,
    );
  });
  const head = query("#ranking thead");
  const hadFocus = head.contains(getFocus()) ? state.key : null;
  head.replaceChildren(el("tr", {}, cells));
  findControl(head, `.c-${hadFocus} button`)?.focus();
}

/**
 * Sort by a column; a second time the other way round.
 *
 * @param {TableState} state
 * @param {TableColumn} column
 */
function sortBy(state, column) {
  const first = column.falling ? -1 : 1;
  state.direction = state.key === column.key ? -state.direction : first;
  state.key = column.key;
  drawHead(state);
  layOut(state);
  state.on.sorted();
}

/**
 * Draw again what is in view, after something else than the order has changed.
 *
 * @param {TableState} state
 */
function redraw(state) {
  const hadFocus = state.body.contains(getFocus());
  const column = getFocus().closest?.("td")?.className;
  for (const row of state.drawn.values()) row.remove();
  state.drawn.clear();
  drawWindow(state);
  if (!hadFocus) return;
  const row = findRow(state, state.current);
  const control = findControl(row, `td.${column} input`) ?? findControl(row, "button");
  control?.focus({ preventScroll: true });
}

/**
 * Decide the lines of the table and where each begins.
 *
 * @param {TableState} state
 */
function layOut(state) {
  const groups = groupByState(state.chosen, state.key, state.direction);
  const lines = [];
  for (const { state: kind, sites } of groups) {
    if (kind !== "ranked") lines.push({ heading: kind, count: sites.length });
    for (const site of sites) lines.push({ site });
  }
  state.lines = lines;
  const tops = new Float64Array(lines.length + 1);
  lines.forEach((line, i) => {
    tops[i + 1] = tops[i] + HEIGHTS[line.heading ? "heading" : getState(line.site)];
  });
  state.tops = tops;
  if (!lines.some((line) => line.site === state.current))
    state.current = lines.find((line) => !line.heading)?.site ?? 0;
  query("#ranking").setAttribute("aria-rowcount", String(lines.length + 1));
  state.drawn.clear();
  const none = el(
    "tr",
    { class: "heading" },
    el("td", { colspan: COLUMNS.length }, getText("none_found")),
  );
  state.body.replaceChildren(state.above, ...(lines.length ? [] : [none]), state.below);
  drawWindow(state);
}

/** @param {TableState} state */
function listen(state) {
  const siteOf = (/** @type {Event} */ event) => {
    const row = /** @type {HTMLElement | null} */ (getTarget(event).closest("tr.site"));
    return row ? Number(row.dataset.site) : null;
  };
  state.box.addEventListener(
    "scroll",
    () =>
      requestAnimationFrame(() => {
        if (state.lines.length > MAX_FULL_ROWS) drawWindow(state);
      }),
    { passive: true },
  );
  state.body.addEventListener("click", (event) => {
    const site = siteOf(event);
    if (site === null || getTarget(event).closest(".c-pick")) return;
    state.on.select(site, event.detail === 0);
  });
  state.body.addEventListener("change", (event) => {
    const site = siteOf(event);
    if (site !== null) getTarget(event).checked = state.on.pick(site, getTarget(event).checked);
  });
  state.body.addEventListener("mouseover", (event) => state.on.hover(siteOf(event)));
  state.body.addEventListener("mouseleave", () => state.on.hover(null));
  state.body.addEventListener("focusin", (event) => state.on.hover(siteOf(event)));
  state.body.addEventListener("keydown", (event) => moveFocus(state, event));
}

/**
 * Arrow keys, Home and End move between the rows.
 *
 * @param {TableState} state
 * @param {KeyboardEvent} event
 */
function moveFocus(state, event) {
  /** @type {Record<string, number>} */
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const picking = getTarget(event).matches(".pick");
  focusSite(state, findNeighbour(state, state.current, steps[event.key]), picking);
}

/**
 * The site some rows below or above another; the last or first where there is none.
 *
 * @param {TableState} state
 * @param {Site} site
 * @param {number} step
 */
function findNeighbour(state, site, step) {
  const sites = listSites(state);
  const goal = sites.indexOf(site) + step;
  return sites[Math.min(sites.length - 1, Math.max(0, goal))];
}

/**
 * Make a row the one that the tab key enters, and put the focus into it.
 *
 * @param {TableState} state
 * @param {Site} site
 * @param {boolean} [onBox]
 */
function focusSite(state, site, onBox = false) {
  const parts = (/** @type {HTMLElement | null} */ row) =>
    row ? queryAll("button, input", row) : [];
  for (const part of parts(findRow(state, state.current))) part.tabIndex = -1;
  state.current = site;
  reveal(state, site);
  for (const part of parts(findRow(state, site))) part.tabIndex = 0;
  const control = findControl(findRow(state, site), onBox ? "input" : "button");
  control?.focus({ preventScroll: true });
}

/**
 * Move a class (selected, hovered) to the row of a site.
 *
 * @param {TableState} state
 * @param {"selected" | "hovered"} mark
 * @param {Site | null} site
 */
function markRow(state, mark, site) {
  findRow(state, state[mark])?.classList.remove(mark);
  state[mark] = site;
  const row = findRow(state, site);
  row?.classList.add(mark);
  if (mark === "selected") {
    for (const button of queryAll("button[aria-current]", state.body))
      button.removeAttribute("aria-current");
    findControl(row, "button")?.setAttribute("aria-current", "true");
  }
}
