/* One line of the ranking: a heading, a ranked site, or one that says why it has no rank. */

function drawLine(state, i) {
  const line = state.lines[i];
  if (line.heading) return headingRow(line, i);
  const { site } = line;
  const cells = stateOf(site) === "ranked" ? rankedCells(state, site) : otherCells(state, site);
  const row = el(
    "tr",
    { class: `site ${stateOf(site)}`, "data-site": site, "aria-rowindex": i + 2 },
    cells,
  );
  row.classList.toggle("selected", site === state.selected);
  row.classList.toggle("hovered", site === state.hovered);
  return row;
}

function headingRow({ heading, count }, i) {
  const why = say(`${heading}_why`);
  const title = el("span", { title: why }, `${say(heading)} (${formatted(count)})`);
  return el(
    "tr",
    { class: "heading", "aria-rowindex": i + 2 },
    el("th", { colspan: COLUMNS.length, scope: "colgroup" }, title),
  );
}

/** How each column fills its cell for a ranked site. */
const CELLS = {
  pick: (state, site) => pickCell(state, site),
  rank: (state, site) => el("td", { class: "c-rank" }, rankCell(site)),
  name: (state, site) => el("td", { class: "c-name" }, siteButton(state, site)),
  operator: (state, site) => textCell(site, "operator"),
  status: (state, site) => textCell(site, "status"),
  grid_mw: (state, site) => mwCell(site),
  conversion_p50_musd: (state, site) => costCell(site),
  score: (state, site) => scoreCell(site),
  coverage_fraction: (state, site) => dataCell(site),
};

const rankedCells = (state, site) => COLUMNS.map(({ key }) => CELLS[key](state, site));

/** A site without a rank says why, across the columns it cannot fill. */
function otherCells(state, site) {
  const why = stateOf(site) === "excluded" ? fact(site, "excluded_by") : missingText(site);
  const wide = el(
    "td",
    { class: "c-why", colspan: 2 },
    siteButton(state, site),
    el("p", { class: "why", title: why }, isolated(why)),
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
function rankCell(site) {
  const [gain, range] = [rankGain(site), rangeOf(site)];
  const below = range && el("span", { class: "range", title: say("range_long") }, range);
  const rank = el("span", { class: "now" }, formatted(fact(site, "rank")));
  if (!gain) return [rank, below];
  const moved = say(gain > 0 ? "moved_up" : "moved_down", { ranks: formatted(Math.abs(gain)) });
  const sign = `${gain > 0 ? "▲" : "▼"}${formatted(Math.abs(gain))}`;
  const mark = { class: gain > 0 ? "gain up" : "gain down", title: moved };
  return [rank, el("span", { ...mark, role: "img", "aria-label": moved }, sign), below];
}

/** The ends of the rank interval; null where ranks were not drawn. */
function rangeOf(site) {
  const [low, high] = [fact(site, "rank_low"), fact(site, "rank_high")];
  return low === null || high === null ? null : `${formatted(low, 0)}–${formatted(high, 0)}`;
}

function pickCell(state, site) {
  const label = say("compare_site", { name: nameOf(site) });
  const box = { type: "checkbox", class: "pick", "aria-label": label, tabindex: "-1" };
  const input = el("input", { ...box, checked: state.on.isPicked(site) });
  input.tabIndex = site === state.current ? 0 : -1;
  return el("td", { class: "c-pick" }, input);
}

const textCell = (site, name) => {
  const value = fact(site, name);
  const empty = value === null;
  return el(
    "td",
    { class: `c-${name}${empty ? " unknown" : ""}`, title: value },
    empty ? say("unknown") : isolated(value),
  );
};

const mwCell = (site) => {
  const mw = fact(site, "grid_mw");
  return el(
    "td",
    { class: `c-grid_mw${mw === null ? " unknown" : ""}` },
    mw === null ? say("unknown") : formatted(mw, 0),
  );
};

const costCell = (site) => {
  const cost = fact(site, "conversion_p50_musd");
  return el(
    "td",
    { class: `c-conversion_p50_musd${cost === null ? " unknown" : ""}` },
    cost === null ? say("unknown") : formatted(cost, 0),
  );
};

const siteButton = (state, site) =>
  el(
    "button",
    {
      type: "button",
      class: "open",
      tabindex: site === state.current ? "0" : "-1",
      title: nameOf(site),
    },
    isolated(nameOf(site)),
  );

function scoreCell(site) {
  const score = fact(site, "score");
  const fill = el("i", {});
  fill.style.width = `${score}%`;
  fill.style.background = scoreColour(score);
  return el(
    "td",
    { class: "c-score" },
    el("span", { class: "score" }, formatted(score, 1)),
    el("span", { class: "bar" }, fill),
  );
}

/** Share of the weight with data, and flags for what makes a site less sure. */
function dataCell(site) {
  const coverage = fact(site, "coverage_fraction");
  const flags = [];
  const flag = (sign, text) =>
    flags.push(el("span", { class: "flag", title: text, role: "img", "aria-label": text }, sign));
  if (fact(site, "unverified") !== null)
    flag("?", say("unverified", { what: fact(site, "unverified") }));
  if (isCoarse(site)) flag("±", coarseText(site));
  const text = coverage === null ? say("unknown") : percent(coverage);
  return el("td", { class: "c-coverage_fraction" }, el("span", { class: "flags" }, flags), text);
}
