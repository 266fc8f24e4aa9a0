/* The site card. Its sections, their order and columns come from Python's card.py. */

const LONG_TEXT = 34;
const MOST_SWITCHES = 8;

/** How each kind of section is drawn: (site, section) -> element, or null for none. */
const SECTION_KINDS = {
  warnings: (site) => warnings(site),
  verdict: verdictSection,
  criteria: criteriaSection,
  interval: intervalSection,
  waterfall: waterfallSection,
  ranges: rangesSection,
  build: buildSection,
  paths: pathSection,
  ties: connectionSection,
  facts: (site) => [...factGroups].map(([heading, names]) => factSection(site, heading, names)),
};

/** Columns that stand beside others: each ± belongs to its figure. */
const precisionColumns = new Set(Object.values(data.fields).map((each) => each.precision));

/** Columns that the sections above the facts say already. */
const toldColumns = new Set([
  ...data.card.head,
  ...data.card.sections.flatMap(({ columns: names, ranges, losses }) => [
    ...names,
    ...Object.values({ ...ranges, ...losses }).flat(),
  ]),
]);

/** Facts of the card by heading, in the order of the table. */
const factGroups = (() => {
  const groups = new Map([[field("name").group, []]]);
  for (const name of Object.keys(columns)) {
    if (toldColumns.has(name) || precisionColumns.has(name)) continue;
    const heading = field(name).group;
    if (data.card.for_tables.includes(heading)) continue;
    if (!groups.has(heading)) groups.set(heading, []);
    groups.get(heading).push(name);
  }
  return groups;
})();

/** A site's card; `together` lists the sites under the same click. */
function siteCard(site, together, onSwitch) {
  return el(
    "article",
    { class: `card site-card ${stateOf(site)}`, "aria-label": nameOf(site) },
    cardHead(site),
    together.length > 1 ? switcher(site, together, onSwitch) : null,
    el(
      "div",
      { class: "sections" },
      data.card.sections.map((each) => SECTION_KINDS[each.kind](site, each)),
    ),
  );
}

function cardHead(site) {
  const [rank, score] = [fact(site, "rank"), fact(site, "score")];
  const badge = rank === null ? say("no_rank") : rankText(site);
  const dot = el("i", { class: "dot" });
  dot.style.background = stateOf(site) === "ranked" ? scoreColour(score) : ground().site.unscored;
  const scored = score === null ? say("unknown") : formatted(score, 1);
  const line = [fact(site, "operator"), fact(site, "status")].map((text) => text ?? say("unknown"));
  const badges = [badge, intervalBadge(site), [dot, say("score_of", { score: scored })]];
  badges.push(`${field("grid_mw").alias} ${factText(site, "grid_mw")}`);
  return el(
    "header",
    {},
    el("h2", { tabindex: "-1" }, isolated(nameOf(site))),
    el("p", { class: "sub" }, isolated(line[0]), " · ", isolated(line[1])),
    el(
      "p",
      { class: "badges" },
      badges.filter(Boolean).map((content) => el("span", { class: "badge" }, content)),
    ),
    asRun() ? null : el("p", { class: "small doubtful" }, changedText()),
  );
}

/** By what the sites are judged now, where that is not the run's own way. */
const changedText = () =>
  asStated()
    ? say("by_profile", { profile: judgement().profile })
    : say("by_weights", { profile: judgement().profile });

/** Buttons for the sites that share the clicked spot. */
function switcher(site, together, onSwitch) {
  const offered = together.slice(0, MOST_SWITCHES);
  if (!offered.includes(site)) offered.splice(-1, 1, site);
  const buttons = offered.map((other) =>
    el(
      "button",
      { type: "button", "aria-pressed": String(other === site), onclick: () => onSwitch(other) },
      isolated(nameOf(other)),
    ),
  );
  const heading = say("here", { count: formatted(together.length) });
  const more = together.length > offered.length ? el("p", {}, say("zoom_in")) : null;
  return el(
    "div",
    { class: "switcher", role: "group", "aria-label": heading },
    el("p", {}, heading),
    buttons,
    more,
  );
}

/** Why a site is out, undecided, without a score, or known only roughly. */
function warnings(site) {
  const said = [];
  const box = (kind, title, text) =>
    said.push(el("div", { class: `verdict ${kind}` }, el("b", {}, title), isolated(text)));
  if (fact(site, "excluded_by") !== null) box("out", say("excluded_by"), fact(site, "excluded_by"));
  if (stateOf(site) === "unscored") box("doubt", say("unscored_title"), missingText(site));
  if (fact(site, "unverified") !== null)
    box("doubt", say("unverified_title"), fact(site, "unverified"));
  if (isCoarse(site)) box("doubt", say("coarse_title"), coarseText(site));
  return said.length ? el("section", { class: "warnings" }, said) : null;
}

const COARSE_KM = 2;

/** Whether a position is too coarse for the distances from it to be sure. */
function isCoarse(site) {
  const give = fact(site, "coord_precision_km");
  return give === null || give > COARSE_KM;
}

const coarseText = (site) =>
  fact(site, "coord_precision_km") === null
    ? say("coarse_unknown")
    : say("coarse_of", { km: factText(site, "coord_precision_km") });

const missingText = (site) =>
  say("missing", {
    facts: lacking(site)
      .map((name) => field(name).alias)
      .join(", "),
  });

/** The verdict of the conversion in one sentence, and what it says of workloads. */
function verdictSection(site, { title, columns: names }) {
  const [sentence, ...rest] = names.filter((name) => columns[name]);
  if (!sentence || fact(site, sentence) === null) return null;
  const said = rest.filter((name) => fact(site, name) !== null);
  return section(
    say(title),
    el("p", { class: "sentence" }, isolated(fact(site, sentence))),
    el(
      "dl",
      { class: "facts" },
      said.map((name) => factLine(site, name)),
    ),
    asRun() ? null : el("p", { class: "small doubtful" }, runBasis()),
  );
}

const runBasis = () => say("run_basis", { profile: data.judgements[0].profile });

/** One bar a criterion: the value from 0 to 1, the fact behind it, the weight's share. */
function criteriaSection(site, { title }) {
  const bars = judgement().criteria.map(({ factor, why }, j) => {
    const value = valueOf(site, j);
    const fill = el("i", {});
    fill.style.width = `${100 * (value ?? 0)}%`;
    return el(
      "li",
      { title: why },
      el("span", { class: "what" }, field(factor).alias),
      el("span", { class: value === null ? "figure unknown" : "figure" }, factText(site, factor)),
      el("span", { class: value === null ? "bar none" : "bar" }, fill),
      el("span", { class: "value" }, value === null ? say("unknown") : formatted(value, 2)),
      el("span", { class: "share" }, `× ${percent(standing.shares[j])}`),
      explanation(factor),
    );
  });
  return section(say(title), el("ul", { class: "bars" }, bars), coverageLine(site));
}

function coverageLine(site) {
  const coverage = fact(site, "coverage_fraction");
  const text = coverage === null ? say("unknown") : percent(coverage);
  return el("p", { class: "small" }, `${say("coverage")}: ${text}`);
}

const section = (title, ...content) => el("section", {}, el("h3", {}, title), ...content);

/** What a fact means and where it comes from, shown when the reader asks for it. */
function explanation(name, more = "") {
  const { about, source } = field(name);
  const text = [about, more, source ? `${say("source")}: ${source}` : null]
    .filter(Boolean)
    .join(" ");
  return text ? el("span", { class: "about" }, isolated(text)) : null;
}

function factRow(label, text, isUnknown, about = null, told = null) {
  const long = text.length > LONG_TEXT ? " long" : "";
  return el(
    "div",
    { class: `fact${isUnknown ? " unknown" : ""}${long}`, title: about },
    el("dt", {}, label),
    el("dd", {}, isolated(text), told),
  );
}

const factLine = (site, name) =>
  factRow(
    field(name).alias,
    factText(site, name),
    fact(site, name) === null,
    field(name).about,
    explanation(name),
  );

/** A line of the map in words: its swatch, its kind, where it leads, how far. */
const tieRow = (swatch, kind, name, figure) =>
  el(
    "li",
    {},
    swatch,
    el("span", {}, el("span", { class: "kind" }, kind), " ", isolated(name, { class: "name" })),
    el("span", { class: "figure" }, figure),
  );

function connectionSection(site, { title }) {
  const ties = connectionsOf(site);
  if (ties.length === 0) return null;
  const rows = ties.map((i) => {
    const kind = connectionColumns.kind[i];
    const { label = kind, colour = "#777777", dash = null } = data.symbols.connections[kind] ?? {};
    const km = data.connections.distance_km[i];
    return tieRow(
      lineSwatch(colour, 3, dash),
      label,
      connectionColumns.name[i] ?? say("unknown"),
      km === null ? say("unknown") : `${formatted(km, 1)}\u00a0km`,
    );
  });
  return section(say(title), el("ul", { class: "ties" }, rows));
}

function factSection(site, heading, names) {
  const rows = names.map((name) => factLine(site, name));
  if (heading === field("name").group) rows.unshift(positionRow(site));
  return section(heading, el("dl", { class: "facts" }, rows));
}

function positionRow(site) {
  const [latitude, longitude] = placeOf(site).map((value) => formatted(value, 4));
  const give = fact(site, "coord_precision_km");
  const text = `${latitude}, ${longitude} ± ${give === null ? say("unknown") : withUnit(give, "coord_precision_km")}`;
  return factRow(say("position"), text, false);
}
