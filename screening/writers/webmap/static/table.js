/* The ranking: a table that draws only the rows in view once it grows long. */

const COLUMNS = [
  { key: "rank", words: "rank", long: "rank_long", numeric: true },
  { key: "name", words: "name" },
  { key: "operator", words: "operator" },
  { key: "status", words: "status" },
  { key: "grid_mw", words: "grid_mw", long: "grid_mw_long", numeric: true, falling: true },
  { key: "score", words: "score", numeric: true, falling: true },
  {
    key: "coverage_fraction",
    words: "coverage_fraction",
    long: "coverage_long",
    numeric: true,
    falling: true,
  },
];
const HEIGHTS = { heading: 30, ranked: 36, unscored: 54, excluded: 54 };
const DRAWN_WHOLE = 400;
const SPARE_PX = 600;

/** Build the table; `on` holds select(site, byKeyboard), hover(site). */
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
  drawHead(state);
  layOut(state);
  listen(state);
  return {
    filter: (sites) => {
      state.chosen = sites;
      layOut(state);
    },
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
}

/** Decide the lines of the table and where each begins. */
function layOut(state) {
  const groups = arranged(state.chosen, state.key, state.direction);
  state.lines = groups.flatMap(({ state: kind, sites }) => [
    ...(kind === "ranked" ? [] : [{ heading: kind, count: sites.length }]),
    ...sites.map((site) => ({ site })),
  ]);
  state.tops = [0];
  for (const line of state.lines) {
    const height = HEIGHTS[line.heading ? "heading" : stateOf(line.site)];
    state.tops.push(state.tops[state.tops.length - 1] + height);
  }
  if (!state.chosen.includes(state.current))
    state.current = state.lines.find((line) => !line.heading)?.site ?? 0;
  document.querySelector("#ranking").setAttribute("aria-rowcount", state.lines.length + 1);
  state.drawn.clear();
  const none = el(
    "tr",
    { class: "heading" },
    el("td", { colspan: COLUMNS.length }, say("none_found")),
  );
  state.body.replaceChildren(state.above, ...(state.lines.length ? [] : [none]), state.below);
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
    if (site !== null) state.on.select(site, event.detail === 0);
  });
  state.body.addEventListener("mouseover", (event) => state.on.hover(siteOf(event)));
  state.body.addEventListener("mouseleave", () => state.on.hover(null));
  state.body.addEventListener("focusin", (event) => state.on.hover(siteOf(event)));
  state.body.addEventListener("keydown", (event) => walk(state, event));
}

/** Arrow keys, Home and End move between the rows. */
function walk(state, event) {
  const sites = state.lines.filter((line) => !line.heading).map((line) => line.site);
  const now = sites.indexOf(state.current);
  const goals = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: sites.length - 1 };
  if (!(event.key in goals)) return;
  event.preventDefault();
  focusSite(state, sites[Math.min(sites.length - 1, Math.max(0, goals[event.key]))]);
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

function focusSite(state, site) {
  rowOf(state, state.current)?.querySelector("button").setAttribute("tabindex", "-1");
  state.current = site;
  reveal(state, site);
  const button = rowOf(state, site)?.querySelector("button");
  button?.setAttribute("tabindex", "0");
  button?.focus({ preventScroll: true });
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
