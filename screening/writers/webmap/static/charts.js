/* Small drawings of the card: what is left of the megawatts, and where the rank may lie. */

/** Megawatts step by step, each bar as long as what is left, the loss behind it. */
function waterfallSection(site, { title, columns: names, losses }) {
  const steps = names.filter((name) => columns[name]);
  if (steps.length < 2) return null;
  const whole = fact(site, steps[0]);
  const rows = steps.map((name, i) => {
    const mw = fact(site, name);
    const before = i === 0 ? mw : fact(site, steps[i - 1]);
    const lost = mw === null || before === null ? 0 : Math.max(0, before - mw);
    const loss = lost > 0 ? `\u2212${formatted(lost, field(name).digits)}\u00a0MW` : "";
    return el(
      "li",
      { title: [field(name).about, lossText(site, losses[name] ?? [])].filter(Boolean).join(" ") },
      el("span", { class: "what" }, field(name).alias),
      el("span", { class: mw === null ? "figure unknown" : "figure" }, factText(site, name)),
      fallBar(shareOf(mw, whole), shareOf(lost, whole), mw === null),
      el("span", { class: "share loss" }, loss),
      explanation(name, lossText(site, losses[name] ?? [])),
    );
  });
  return section(say(title), el("ul", { class: "bars fall" }, rows));
}

const shareOf = (mw, whole) => (mw === null || !whole ? 0 : Math.min(1, mw / whole));

/** What was lost on the way to a step, cause by cause. */
function lossText(site, names) {
  const causes = names
    .filter((name) => columns[name] && fact(site, name) !== null)
    .map((name) => `${field(name).alias} ${factText(site, name)}`);
  return causes.length ? say("lost", { what: causes.join(", ") }) : "";
}

function fallBar(left, lost, isUnknown) {
  const [kept, gone] = [el("i", {}), el("i", { class: "lost" })];
  kept.style.width = `${100 * left}%`;
  gone.style.width = `${100 * lost}%`;
  return el("span", { class: isUnknown ? "bar none" : "bar" }, kept, gone);
}

/** The rank interval in a few signs, where ranks were drawn. */
function intervalBadge(site) {
  const [low, high] = [fact(site, "rank_low"), fact(site, "rank_high")];
  if (low === null || high === null || fact(site, "rank") === null) return null;
  return say("interval_badge", { low: formatted(low, 0), high: formatted(high, 0) });
}

/** How sure the rank is: its interval as a line over all ranks, and what the draws say. */
function intervalSection(site, { title, columns: names }) {
  const [low, high, first, dominated] = names.map((name) => fact(site, name));
  if (low === null || high === null) return null;
  const ends = { low: formatted(low, 0), high: formatted(high, 0) };
  const rank = data.judgements[0].columns.rank[site];
  const lines = [say(rank === null ? "would_rank" : "interval_of", ends)];
  if (first !== null) lines.push(say("first_in", { share: percent(first) }));
  if (dominated === 0) lines.push(say("pareto"));
  if (dominated > 0) lines.push(say("dominated", { count: formatted(dominated, 0) }));
  return section(
    say(title),
    intervalDrawing(low, high, rank),
    lines.map((line) => el("p", {}, line)),
    data.run.draws ? el("p", { class: "small" }, data.run.draws) : null,
    asRun() ? null : el("p", { class: "small doubtful" }, say("interval_basis")),
  );
}

function intervalDrawing(low, high, rank) {
  const ranks = data.judgements[0].columns.rank;
  const most = ranks.reduce((a, b) => Math.max(a, b ?? 0), Math.max(high, 1));
  const x = (value) => 6 + (most === 1 ? 0 : (288 * (value - 1)) / (most - 1));
  const line = { y1: 9, y2: 9, "stroke-linecap": "round" };
  const drawn = drawing(
    300,
    18,
    ["line", { ...line, x1: 6, x2: 294, class: "axis" }],
    ["line", { ...line, x1: x(low), x2: x(high), class: "reach" }],
    ...(rank === null ? [] : [["circle", { cx: x(rank), cy: 9, r: 5, class: "here" }]]),
  );
  drawn.setAttribute("class", "interval");
  return drawn;
}
