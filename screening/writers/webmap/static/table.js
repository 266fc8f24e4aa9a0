/* The ranking: a table that draws only the rows in view once it grows long. */

const COLUMNS = [
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
const HEIGHTS = { heading: 30, ranked: 34, unscored: 52, excluded: 52 };
const DRAWN_WHOLE = 400;
const SPARE_PX = 200;

/** Build the table; `on` holds select(site, byKeyboard), hover(site), pick(site, on), isPicked(site). */
function makeTable(on) {
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
    box: at("rows"),
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
    beside: (site, step) => neighbour(state, site, step),
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
    const label = say(column.long ?? column.words);
    if (column.bare)
      return el(
        "th",
        { scope: "col", class: `c-${column.key}`, "aria-label": label },
        icon(column.key),
      );
    const arrow = el(
      "span",
      { class: "arrow", "aria-hidden": "true" },
      sorted ? (state.direction > 0 ? "▲" : "▼") : "",
    );
    const button = el(
      "button",
      { type: "button", title: label, "aria-label": label, onclick: () => sortBy(state, column) },
      say(column.words),
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
function redraw(state) {
  const held = state.body.contains(document.activeElement);
  const column = document.activeElement.closest?.("td")?.className;
  state.drawn.forEach((row) => row.remove());
  state.drawn.clear();
  draw(state);
  if (!held) return;
  const row = rowOf(state, state.current);
  (row?.querySelector(`td.${column} input`) ?? row?.querySelector("button"))?.focus({
    preventScroll: true,
  });
}

/** Decide the lines of the table and where each begins. */
function layOut(state) {
  const groups = arranged(state.chosen, state.key, state.direction);
  const lines = [];
  for (const { state: kind, sites } of groups) {
    if (kind !== "ranked") lines.push({ heading: kind, count: sites.length });
    for (const site of sites) lines.push({ site });
  }
  state.lines = lines;
  state.tops = new Float64Array(lines.length + 1);
  lines.forEach((line, i) => {
    state.tops[i + 1] = state.tops[i] + HEIGHTS[line.heading ? "heading" : stateOf(line.site)];
  });
  if (!lines.some((line) => line.site === state.current))
    state.current = lines.find((line) => !line.heading)?.site ?? 0;
  document.querySelector("#ranking").setAttribute("aria-rowcount", lines.length + 1);
  state.drawn.clear();
  const none = el(
    "tr",
    { class: "heading" },
    el("td", { colspan: COLUMNS.length }, say("none_found")),
  );
  state.body.replaceChildren(state.above, ...(lines.length ? [] : [none]), state.below);
  draw(state);
}

/** First line that ends below a height. */
function lineAt(state, height) {
  let [low, high] = [0, state.lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (state.tops[middle + 1] <= height) low = middle + 1;
    else high = middle;
  }
  return low;
}

function windowOf(state) {
  if (state.lines.length <= DRAWN_WHOLE) return [0, state.lines.length];
  const top = state.box.scrollTop;
  const from = lineAt(state, top - SPARE_PX);
  const to = lineAt(state, top + state.box.clientHeight + SPARE_PX);
  return [from, Math.min(state.lines.length, to + 1)];
}

/** Draw the lines in view between two spacers; rows already there stay untouched. */
function draw(state) {
  const [from, to] = windowOf(state);
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
        if (state.lines.length > DRAWN_WHOLE) draw(state);
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
  state.body.addEventListener("keydown", (event) => walk(state, event));
}

/** Arrow keys, Home and End move between the rows. */
function walk(state, event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const picking = event.target.matches(".pick");
  focusSite(state, neighbour(state, state.current, steps[event.key]), picking);
}

/** The site some rows below or above another; the last or first where there is none. */
function neighbour(state, site, step) {
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
  if (state.lines.length > DRAWN_WHOLE) draw(state);
}

const rowOf = (state, site) => state.body.querySelector(`tr[data-site="${site}"]`);

/** Make a row the one that the tab key enters, and put the focus into it. */
function focusSite(state, site, onBox = false) {
  const parts = (row) => [...(row?.querySelectorAll("button, input") ?? [])];
  for (const part of parts(rowOf(state, state.current))) part.tabIndex = -1;
  state.current = site;
  reveal(state, site);
  for (const part of parts(rowOf(state, site))) part.tabIndex = 0;
  rowOf(state, site)
    ?.querySelector(onBox ? "input" : "button")
    ?.focus({ preventScroll: true });
}

/** Move a class (selected, hovered) to the row of a site. */
function markRow(state, mark, site) {
  rowOf(state, state[mark])?.classList.remove(mark);
  state[mark] = site;
  const row = rowOf(state, site);
  row?.classList.add(mark);
  if (mark === "selected") {
    state.body
      .querySelectorAll("button[aria-current]")
      .forEach((button) => button.removeAttribute("aria-current"));
    row?.querySelector("button").setAttribute("aria-current", "true");
  }
}
