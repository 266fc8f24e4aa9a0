/* The site card: what a popup says of one site. */

const HIDDEN_COLUMNS = new Set([
  "name",
  "operator",
  "status",
  "longitude",
  "latitude",
  "coord_precision_km",
  "rank",
  "rank_low",
  "rank_high",
  "first_fraction",
  "dominated_by_count",
  "score",
  "coverage_fraction",
  "excluded_by",
  "unverified",
]);
const LONG_TEXT = 34;
const MOST_SWITCHES = 8;
const HIDDEN_PREFIXES = ["value_", "constraint_"];

/** Columns that stand beside others: each ± belongs to its figure. */
const precisionColumns = new Set(Object.values(data.fields).map((each) => each.precision));

/** Columns of the conversion, which has a section of its own, and many that only tables show. */
const inConversion = (name) => field(name).group === say("conversion");

/** Facts of the card by heading, in the order of the table. */
const factGroups = (() => {
  const groups = new Map();
  for (const name of Object.keys(columns)) {
    const hidden = HIDDEN_COLUMNS.has(name) || precisionColumns.has(name) || inConversion(name);
    if (hidden || fallLosses.has(name) || HIDDEN_PREFIXES.some((prefix) => name.startsWith(prefix))) continue;
    const heading = field(name).group;
    if (!groups.has(heading)) groups.set(heading, []);
    groups.get(heading).push(name);
  }
  return groups;
})();

function factRow(label, text, isUnknown, about = null) {
  return el(
    "div",
    {
      class: `fact${isUnknown ? " unknown" : ""}${text.length > LONG_TEXT ? " long" : ""}`,
      title: about,
    },
    el("dt", {}, label),
    el("dd", {}, isolated(text)),
  );
}

/** A site's card; `together` lists the sites under the same click. */
function siteCard(site, together, onSwitch) {
  return el(
    "article",
    { class: `card site-card ${stateOf(site)}`, "aria-label": nameOf(site) },
    cardHead(site),
    together.length > 1 ? switcher(site, together, onSwitch) : null,
    verdicts(site),
    criteriaBars(site),
    sureness(site),
    waterfall(site),
    conversionSection(site),
    buildSection(site),
    pathList(site),
    connectionList(site),
    [...factGroups].map(([heading, names]) => factSection(site, heading, names)),
  );
}

function cardHead(site) {
  const [rank, score] = [fact(site, "rank"), fact(site, "score")];
  const badge = rank === null ? say("no_rank") : say("of_ranked", { rank, total: rankedCount });
  const colour = stateOf(site) === "ranked" ? scoreColour(score) : "#c3c8cd";
  const dot = el("i", { class: "dot" });
  dot.style.background = colour;
  const scored = score === null ? say("unknown") : formatted(score, 1);
  const line = [fact(site, "operator"), fact(site, "status")].map((text) => text ?? say("unknown"));
  return el(
    "header",
    {},
    el("h2", { tabindex: "-1" }, isolated(nameOf(site))),
    el("p", { class: "sub" }, isolated(line[0]), " · ", isolated(line[1])),
    el(
      "p",
      { class: "badges" },
      el("span", { class: "badge" }, badge),
      intervalBadge(site),
      el("span", { class: "badge" }, dot, say("score_of", { score: scored })),
      el("span", { class: "badge" }, `${field("grid_mw").alias} ${factText(site, "grid_mw")}`),
    ),
  );
}

/** The rank interval, where ranks were drawn. */
function intervalBadge(site) {
  const [low, high] = [fact(site, "rank_low"), fact(site, "rank_high")];
  if (low === null || fact(site, "rank") === null) return null;
  return el("span", { class: "badge interval", title: data.run.draws }, say("rank_interval", { low, high }));
}

/** What the draws say of the rank. */
function sureness(site) {
  const [low, high] = [fact(site, "rank_low"), fact(site, "rank_high")];
  if (low === null) return null;
  const [first, dominated] = [fact(site, "first_fraction"), fact(site, "dominated_by_count")];
  const lines = [];
  if (fact(site, "rank") === null) lines.push(say("would_rank", { low, high }));
  if (first !== null) lines.push(say("first_in", { share: percent(first) }));
  if (dominated !== null)
    lines.push(dominated ? say("dominated", { count: dominated }) : say("pareto"));
  const rows = lines.map((line) => el("li", {}, line));
  const told = el("p", { class: "small" }, data.run.draws);
  return section(say("sureness"), el("ul", { class: "sure" }, rows), told);
}

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
  const heading = say("here", { count: together.length });
  const more = together.length > offered.length ? el("p", {}, say("zoom_in")) : null;
  return el(
    "div",
    { class: "switcher", role: "group", "aria-label": heading },
    el("p", {}, heading),
    buttons,
    more,
  );
}

/** Why a site is out, undecided, or without a score. */
function verdicts(site) {
  const said = [];
  const box = (kind, title, text) =>
    said.push(el("div", { class: `verdict ${kind}` }, el("b", {}, title), isolated(text)));
  if (fact(site, "excluded_by") !== null) box("out", say("excluded_by"), fact(site, "excluded_by"));
  if (stateOf(site) === "unscored") box("doubt", say("unscored_title"), missingText(site));
  if (fact(site, "unverified") !== null)
    box("doubt", say("unverified_title"), fact(site, "unverified"));
  return said;
}

const missingText = (site) =>
  say("missing", {
    facts: lacking(site)
      .map((name) => field(name).alias)
      .join(", "),
  });

/** One bar a criterion: the value from 0 to 1, the fact behind it, the weight's share. */
function criteriaBars(site) {
  const bars = data.criteria.map(({ factor, weight_fraction: share, why }) => {
    const value = fact(site, `value_${factor}`);
    const fill = el("i", {});
    fill.style.width = `${100 * (value ?? 0)}%`;
    const bar = el("span", { class: value === null ? "bar none" : "bar" }, fill);
    return el(
      "li",
      { title: why },
      el("span", { class: "what" }, field(factor).alias),
      el("span", { class: value === null ? "figure unknown" : "figure" }, factText(site, factor)),
      bar,
      el("span", { class: "value" }, value === null ? say("unknown") : formatted(value, 2)),
      el("span", { class: "share" }, share === null ? "" : `× ${percent(share)}`),
    );
  });
  return section(say("criteria"), el("ul", { class: "bars" }, bars), coverageLine(site));
}

function coverageLine(site) {
  const coverage = fact(site, "coverage_fraction");
  const text = coverage === null ? say("unknown") : percent(coverage);
  return el("p", { class: "small" }, `${say("coverage")}: ${text}`);
}

const section = (title, ...content) => el("section", {}, el("h3", {}, title), ...content);

function connectionList(site) {
  const ties = connectionsOf(site);
  if (ties.length === 0) return null;
  const rows = ties.map((i) => {
    const { color, dashArray } = tieStyle(i);
    const known = data.symbols.connections[connectionColumns.kind[i]];
    const label = known ? known.label : connectionColumns.kind[i];
    const km = data.connections.distance_km[i];
    return el(
      "li",
      {},
      lineSwatch(color, 3, dashArray),
      el(
        "span",
        {},
        el("span", { class: "kind" }, label),
        " ",
        isolated(connectionColumns.name[i] ?? say("unknown"), { class: "name" }),
      ),
      el("span", { class: "figure" }, km === null ? say("unknown") : `${formatted(km, 1)}\u00a0km`),
    );
  });
  return section(say("connections"), el("ul", { class: "ties" }, rows));
}

function factSection(site, heading, names) {
  const rows = names.map((name) =>
    factRow(field(name).alias, factText(site, name), fact(site, name) === null, field(name).about),
  );
  if (heading === field("name").group) rows.unshift(positionRow(site));
  return section(heading, el("dl", { class: "facts" }, rows));
}

function positionRow(site) {
  const [latitude, longitude] = placeOf(site).map((value) => formatted(value, 4));
  const give = fact(site, "coord_precision_km");
  const text = `${latitude}, ${longitude} ± ${give === null ? say("unknown") : withUnit(give, "coord_precision_km")}`;
  return factRow(say("position"), text, false);
}

/** What binds the site and what converting it takes and brings; medians with P10 and P90. */
function conversionSection(site) {
  const rows = data.conversion
    .filter(([name]) => columns[name])
    .map(([name, low, high]) => {
      const { alias, about, digits } = field(name);
      const [least, most] = [fact(site, low), fact(site, high)];
      const between =
        least === null || most === null
          ? ""
          : ` (${say("between", { low: formatted(least, digits), high: formatted(most, digits) })})`;
      return factRow(alias, factText(site, name) + between, fact(site, name) === null, about);
    });
  if (rows.length === 0) return null;
  const verdict = fact(site, "verdict");
  const told =
    verdict === null
      ? null
      : el(
          "div",
          { class: "verdict says" },
          el("b", {}, say("conversion_verdict")),
          isolated(verdict),
        );
  return section(say("conversion"), told, el("dl", { class: "facts" }, rows));
}

/** The build list: columns, and the places in them of each site. */
const work = unpackedAll(data.build_list);
const workBySite = new Map();
(work.site_id ?? []).forEach((id, i) => {
  if (!workBySite.has(id)) workBySite.set(id, []);
  workBySite.get(id).push(i);
});
const workRow = (i) =>
  Object.fromEntries(Object.entries(work).map(([name, column]) => [name, column[i]]));

/** What the site lacks, as work packages with their cost. */
function buildSection(site) {
  const rows = (workBySite.get(data.sites.id[site]) ?? []).map(workRow);
  if (rows.length === 0) return null;
  const basis = rows[0].usd ? el("p", { class: "small" }, say("build_basis", rows[0])) : null;
  return section(say("build_list"), basis, el("dl", { class: "facts" }, rows.map(packageRow)));
}

function packageRow(row) {
  const { package: name, gap, unit, musd_low: low, musd_high: high, note, source } = row;
  if (high === 0) return factRow(name, say("met"), false, source);
  const gapText = gap === null ? say("unknown") : `${formatted(gap, gap < 100 ? 1 : 0)}\u00a0${unit}`;
  const digits = high < 20 ? 2 : 0;
  const money = (musd) => formatted(musd, digits);
  const cost = low === null || high === null ? "" : `, $${money(low)}–${money(high)}\u00a0M`;
  const [soon, late] = [row.months_low, row.months_high].map((months) => formatted(months, 0));
  const wait = row.months_high ? `, ${say("months", { low: soon, high: late })}` : "";
  const doubt = note ? ` · ${say("verify")}` : "";
  return factRow(name, gapText + cost + wait + doubt, false, [note, source].filter(Boolean).join(" · "));
}
