/* Money and time on the card: figures with their ranges, and the list of what must be built. */

/** Figures with the low and high ends that the run gives them. */
function rangesSection(site, { title, columns: names, ranges }) {
  const shown = names.filter((name) => columns[name]);
  if (shown.length === 0) return null;
  const rows = shown.map((name) =>
    factRow(
      field(name).alias,
      rangeText(site, name, ranges[name] ?? []),
      fact(site, name) === null,
      field(name).about,
      explanation(name),
    ),
  );
  return section(
    say(title),
    el("dl", { class: "facts" }, rows),
    asRun() ? null : el("p", { class: "small doubtful" }, runBasis()),
  );
}

/** "12.3 MUSD (P10 9.0 to P90 16.1)": the figure, and its ends where both are known. */
function rangeText(site, name, [low, high]) {
  const ends = [low, high].map((end) => (end ? fact(site, end) : null));
  if (ends.includes(null)) return factText(site, name);
  const [from, to] = ends.map((end) => formatted(end, field(name).digits));
  return `${factText(site, name)} (${say("between", { low: from, high: to })})`;
}

/** What the site lacks, as work packages with quantity, cost and months. */
function buildSection(site, { title }) {
  const rows = packagesOf(site);
  if (rows.length === 0) return null;
  const { usd } = rows[0];
  return section(
    say(title),
    usd ? el("p", { class: "small" }, say("build_basis", { usd })) : null,
    el("ul", { class: "packages" }, rows.map(packageRow)),
    asRun() ? null : el("p", { class: "small doubtful" }, runBasis()),
  );
}

/** A package in words: how much of it, at what cost, in how many months, and what to verify. */
function packageParts(row) {
  const { gap, unit, note } = row;
  if (row.musd_high === 0) return { quantity: say("met"), rest: [] };
  const quantity =
    gap === null ? say("unknown") : `${formatted(gap, gap < 100 ? 1 : 0)}\u00a0${unit}`;
  const digits = row.musd_high < 20 ? 2 : 0;
  const rest = [
    spanText(row.musd_low, row.musd_high, "cost_span", digits),
    row.months_high ? spanText(row.months_low, row.months_high, "months_span", 0) : null,
    note ? say("verify") : null,
  ];
  return { quantity, rest: rest.filter(Boolean) };
}

function packageRow(row) {
  const { quantity, rest } = packageParts(row);
  const about = [row.note, row.source ? `${say("source")}: ${row.source}` : null].filter(Boolean);
  return el(
    "li",
    { title: about.join(" · ") },
    el("span", { class: "name" }, isolated(row.package)),
    el("span", { class: "figure" }, isolated(quantity)),
    rest.length ? el("span", { class: "small" }, rest.join(" · ")) : null,
    about.length ? el("span", { class: "about" }, isolated(about.join(" · "))) : null,
  );
}

/** Both ends of a range in the words of a key; null where one is not known. */
function spanText(low, high, key, digits) {
  if ((low ?? null) === null || (high ?? null) === null) return null;
  return say(key, { low: formatted(low, digits), high: formatted(high, digits) });
}
