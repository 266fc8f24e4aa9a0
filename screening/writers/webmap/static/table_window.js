/* The lines of the table that are in view, between two spacers. */

import { el, getFocus, query } from "./dom.js";
import { COLUMNS, drawLine } from "./table_rows.js";

export const MAX_FULL_ROWS = 400;

const OVERSCAN_PX = 200;

export const spacer = () =>
  el("tr", { class: "spacer", "aria-hidden": "true" }, el("td", { colspan: COLUMNS.length }));

/**
 * @param {HTMLElement} row
 * @param {number} height
 */
function stretch(row, height) {
  row.hidden = height === 0;
  row.style.height = `${height}px`;
}

/**
 * First line that ends below a height.
 *
 * @param {TableState} state
 * @param {number} height
 */
function findLine(state, height) {
  let [low, high] = [0, state.lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (state.tops[middle + 1] <= height) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {TableState} state */
function findWindow(state) {
  if (state.lines.length <= MAX_FULL_ROWS) return [0, state.lines.length];
  const top = state.box.scrollTop;
  const from = findLine(state, top - OVERSCAN_PX);
  const to = findLine(state, top + state.box.clientHeight + OVERSCAN_PX);
  return [from, Math.min(state.lines.length, to + 1)];
}

/**
 * Draw the lines in view between two spacers; rows already there stay untouched.
 *
 * @param {TableState} state
 */
export function drawWindow(state) {
  const [from, to] = findWindow(state);
  const active = state.body.contains(getFocus());
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
    let row = state.drawn.get(i);
    if (!row) {
      row = drawLine(state, i);
      state.drawn.set(i, row);
      next.before(row);
    }
    next = row;
  }
  stretch(state.below, total - state.tops[to]);
  if (active && !state.body.contains(getFocus())) state.box.focus({ preventScroll: true });
}

/**
 * Scroll a row into view, below the table's head.
 *
 * @param {TableState} state
 * @param {Site} site
 */
export function reveal(state, site) {
  const i = state.lines.findIndex((line) => !line.heading && line.site === site);
  if (i < 0) return;
  const head = query("#ranking thead").offsetHeight;
  const [top, bottom] = [state.tops[i], state.tops[i + 1] + head];
  const { scrollTop, clientHeight } = state.box;
  if (top < scrollTop) state.box.scrollTop = top;
  else if (bottom > scrollTop + clientHeight) state.box.scrollTop = bottom - clientHeight;
  if (state.lines.length > MAX_FULL_ROWS) drawWindow(state);
}

/**
 * @param {TableState} state
 * @param {Site | null} site
 * @returns {HTMLElement | null}
 */
export const findRow = (state, site) => state.body.querySelector(`tr[data-site="${site}"]`);
