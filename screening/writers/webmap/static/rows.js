/* One line of the ranking: a heading, a ranked site, or one that says why it has no rank. */

const COARSE_KM = 2;

function drawLine(state, i) {
  const line = state.lines[i];
  if (line.heading) {
    const title = el(
      "span",
      { title: say(`${line.heading}_why`) },
      `${say(line.heading)} (${line.count})`,
    );
    return el(
      "tr",
      { class: "heading", "aria-rowindex": i + 2 },
      el("th", { colspan: COLUMNS.length, scope: "colgroup" }, title),
    );
  }
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

/** The rank, with its interval below where ranks were drawn. */
function rankCell(site) {
  const [low, high] = [fact(site, "rank_low"), fact(site, "rank_high")];
  const range = low === null ? null : el("span", { class: "range" }, `${low}–${high}`);
  const title = low === null ? null : data.run.draws;
  return el("td", { class: "c-rank", title }, String(fact(site, "rank")), range);
}

function rankedCells(state, site) {
  const score = fact(site, "score");
  const fill = el("i", {});
  fill.style.width = `${score}%`;
  fill.style.background = scoreColour(score);
  return [
    rankCell(site),
    el("td", { class: "c-name" }, siteButton(state, site)),
    textCell(site, "operator"),
    textCell(site, "status"),
    mwCell(site),
    el(
      "td",
      { class: "c-score" },
      el("span", { class: "score" }, formatted(score, 1)),
      el("span", { class: "bar" }, fill),
    ),
    dataCell(site),
  ];
}

/** A site without a rank says why, across the columns it cannot fill. */
function otherCells(state, site) {
  const why = stateOf(site) === "excluded" ? fact(site, "excluded_by") : missingText(site);
  return [
    el("td", { class: "c-rank" }, "–"),
    el(
      "td",
      { class: "c-why", colspan: 2 },
      siteButton(state, site),
      el("p", { class: "why", title: why }, isolated(why)),
    ),
    textCell(site, "status"),
    mwCell(site),
    el("td", { class: "c-score none" }, "–"),
    dataCell(site),
  ];
}

/** Share of the weight with data, and flags for what makes a site less sure. */
function dataCell(site) {
  const coverage = fact(site, "coverage_fraction");
  const give = fact(site, "coord_precision_km");
  const flags = [];
  const flag = (sign, text) =>
    flags.push(el("span", { class: "flag", title: text, role: "img", "aria-label": text }, sign));
  if (fact(site, "unverified") !== null)
    flag("?", say("unverified", { what: fact(site, "unverified") }));
  if (give === null || give > COARSE_KM)
    flag("±", `${say("position")} ${factText(site, "coord_precision_km")}`);
  const text = coverage === null ? say("unknown") : percent(coverage);
  return el("td", { class: "c-coverage_fraction" }, el("span", { class: "flags" }, flags), text);
}
