/* The ranking: a table that draws only the rows in view once it grows long. */

import { getText, siteNumbers } from "./data.js";
import { el, getById, makeIcon } from "./dom.js";
import { groupByState } from "./order.js";
import { getState } from "./ranking_state.js";
import { COLUMNS, drawLine } from "./table_rows.js";

const HEIGHTS = { heading: 30, ranked: 34, unscored: 52, excluded: 52 };

const MAX_FULL_ROWS = 400;

const OVERSCAN_PX = 200;

/** Build the table; `on` holds select(site, byKeyboard), hover(site), pick(site, on), isPicked(site). */
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
    body: document.querySelector("#ranking tbody"),
  };
  const extended = COLUMNS.some((column) => column.optional);
  document.querySelector("#ranking").classList.toggle("extended", extended);
  drawHead(state);
  layOut(state);
  listen(state);
  return {
    filter: (sites) => {
      state.chosen = sites;
      layOut(state);
    },
    sorting: () => [state.key, state.direction],
    sort: (key, direction) => {
      if (!COLUMNS.some((column) => column.key === key && !column.bare)) return;
      Object.assign(state, { key, direction });
      drawHead(state);
      layOut(state);
    },
    sites: () => state.lines.filter((line) => !line.heading).map((line) => line.site),
    beside: (site, step) => findNeighbour(state, site, step),
    redraw: () => redraw(state),
    select: (site, scroll) => {
      markRow(state, "selected", site);
      if (scroll) reveal(state, site);
    },
    hover: (site) => markRow(state, "hovered", site),
    focus: (site) => focusSite(state, site),
  };
}

function drawHead(state) {
  const cells = COLUMNS.map((column) => {
    const sorted = column.key === state.key;
    const order = state.direction > 0 ? "ascending" : "descending";
    const label = getText(column.long ?? column.words);
    if (column.bare)
      return el(
        "th",
        { scope: "col", class: `c-${column.key}`, "aria-label": label },
        makeIcon(column.key),
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
  const head = document.querySelector("#ranking thead");
  const held = head.contains(document.activeElement) ? state.key : null;
  head.replaceChildren(el("tr", {}, cells));
  if (held) head.querySelector(`.c-${held} button`).focus();
}

/** Sort by a column; a second time the other way round. */
function sortBy(state, column) {
  const first = column.falling ? -1 : 1;
  state.direction = state.key === column.key ? -state.direction : first;
  state.key = column.key;
  drawHead(state);
  layOut(state);
  state.on.sorted();
}

/** Draw again what is in view, after something else than the order has changed. */
export function redraw(state) {
  const held = state.body.contains(document.activeElement);
  const column = document.activeElement.closest?.("td")?.className;
  state.drawn.forEach((row) => row.remove());
  state.drawn.clear();
  draw(state);
  if (!held) return;
  const row = findRow(state, state.current);
  (row?.querySelector(`td.${column} input`) ?? row?.querySelector("button"))?.focus({
    preventScroll: true,
  });
}

/** Decide the lines of the table and where each begins. */
function layOut(state) {
  const groups = groupByState(state.chosen, state.key, state.direction);
  const lines = [];
  for (const { state: kind, sites } of groups) {
    if (kind !== "ranked") lines.push({ heading: kind, count: sites.length });
    for (const site of sites) lines.push({ site });
  }
  state.lines = lines;
  state.tops = new Float64Array(lines.length + 1);
  lines.forEach((line, i) => {
    state.tops[i + 1] = state.tops[i] + HEIGHTS[line.heading ? "heading" : getState(line.site)];
  });
  if (!lines.some((line) => line.site === state.current))
    state.current = lines.find((line) => !line.heading)?.site ?? 0;
  document.querySelector("#ranking").setAttribute("aria-rowcount", lines.length + 1);
  state.drawn.clear();
  const none = el(
    "tr",
    { class: "heading" },
    el("td", { colspan: COLUMNS.length }, getText("none_found")),
  );
  state.body.replaceChildren(state.above, ...(lines.length ? [] : [none]), state.below);
  draw(state);
}

/** First line that ends below a height. */
function findLine(state, height) {
  let [low, high] = [0, state.lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (state.tops[middle + 1] <= height) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findWindow(state) {
  if (state.lines.length <= MAX_FULL_ROWS) return [0, state.lines.length];
  const top = state.box.scrollTop;
  const from = findLine(state, top - OVERSCAN_PX);
  const to = findLine(state, top + state.box.clientHeight + OVERSCAN_PX);
  return [from, Math.min(state.lines.length, to + 1)];
}

/** Draw the lines in view between two spacers; rows already there stay untouched. */
export function draw(state) {
  const [from, to] = findWindow(state);
  const active = state.body.contains(document.activeElement);
  const total = state.tops[state.lines.length];
  stretch(state.above, state.tops[from]);
  stretch(state.below, total); // never too short meanwhile, or the browser would scroll up
  for (const [i, row] of state.drawn) {
    if (i >= from && i < to) continue;
    row.remove();
    state.drawn.delete(i);
  }
  let next = state.below;
  for (let i = to - 1; i >= from; i -= 1) {
    if (!state.drawn.has(i)) {
      state.drawn.set(i, drawLine(state, i));
      next.before(state.drawn.get(i));
    }
    next = state.drawn.get(i);
  }
  stretch(state.below, total - state.tops[to]);
  if (active && !state.body.contains(document.activeElement))
    state.box.focus({ preventScroll: true });
}

const spacer = () =>
  el("tr", { class: "spacer", "aria-hidden": "true" }, el("td", { colspan: COLUMNS.length }));

function stretch(row, height) {
  row.hidden = height === 0;
  row.style.height = `${height}px`;
}

function listen(state) {
  const siteOf = (event) => {
    const row = event.target.closest("tr.site");
    return row ? Number(row.dataset.site) : null;
  };
  state.box.addEventListener(
    "scroll",
    () =>
      requestAnimationFrame(() => {
        if (state.lines.length > MAX_FULL_ROWS) draw(state);
      }),
    { passive: true },
  );
  state.body.addEventListener("click", (event) => {
    const site = siteOf(event);
    if (site === null || event.target.closest(".c-pick")) return;
    state.on.select(site, event.detail === 0);
  });
  state.body.addEventListener("change", (event) => {
    const site = siteOf(event);
    if (site !== null) event.target.checked = state.on.pick(site, event.target.checked);
  });
  state.body.addEventListener("mouseover", (event) => state.on.hover(siteOf(event)));
  state.body.addEventListener("mouseleave", () => state.on.hover(null));
  state.body.addEventListener("focusin", (event) => state.on.hover(siteOf(event)));
  state.body.addEventListener("keydown", (event) => moveFocus(state, event));
}

/** Arrow keys, Home and End move between the rows. */
function moveFocus(state, event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const picking = event.target.matches(".pick");
  focusSite(state, findNeighbour(state, state.current, steps[event.key]), picking);
}

/** The site some rows below or above another; the last or first where there is none. */
function findNeighbour(state, site, step) {
  const sites = state.lines.filter((line) => !line.heading).map((line) => line.site);
  const goal = sites.indexOf(site) + step;
  return sites[Math.min(sites.length - 1, Math.max(0, goal))];
}

/** Scroll a row into view, below the table's head. */
function reveal(state, site) {
  const i = state.lines.findIndex((line) => line.site === site);
  if (i < 0) return;
  const head = document.querySelector("#ranking thead").offsetHeight;
  const [top, bottom] = [state.tops[i], state.tops[i + 1] + head];
  const { scrollTop, clientHeight } = state.box;
  if (top < scrollTop) state.box.scrollTop = top;
  else if (bottom > scrollTop + clientHeight) state.box.scrollTop = bottom - clientHeight;
  if (state.lines.length > MAX_FULL_ROWS) draw(state);
}

const findRow = (state, site) => state.body.querySelector(`tr[data-site="${site}"]`);

/** Make a row the one that the tab key enters, and put the focus into it. */
function focusSite(state, site, onBox = false) {
  const parts = (row) => [...(row?.querySelectorAll("button, input") ?? [])];
  for (const part of parts(findRow(state, state.current))) part.tabIndex = -1;
  state.current = site;
  reveal(state, site);
  for (const part of parts(findRow(state, site))) part.tabIndex = 0;
  findRow(state, site)
    ?.querySelector(onBox ? "input" : "button")
    ?.focus({ preventScroll: true });
}

/** Move a class (selected, hovered) to the row of a site. */
function markRow(state, mark, site) {
  findRow(state, state[mark])?.classList.remove(mark);
  state[mark] = site;
  const row = findRow(state, site);
  row?.classList.add(mark);
  if (mark === "selected") {
    state.body
      .querySelectorAll("button[aria-current]")
      .forEach((button) => button.removeAttribute("aria-current"));
    row?.querySelector("button").setAttribute("aria-current", "true");
  }
}
