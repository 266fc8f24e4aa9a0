/* The panel's other tabs: how sites are judged, where figures come from, what to know. */

/** Let the tabs change with a click or the arrow keys. */
function makeTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const show = (chosen) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      at(tab.getAttribute("aria-controls")).hidden = !on;
    }
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(i + step + tabs.length) % tabs.length];
      show(next);
      next.focus();
    });
  });
  if (data.run.notes.length)
    at("tab-notes").append(el("span", { class: "count" }, String(data.run.notes.length)));
  at("pane-sources").append(...sourcesContent());
  at("pane-notes").append(...notesContent());
}

/** Tell how the sites are judged now. */
function tellMethod() {
  const { about, constraints, criteria, method_name: method, profile } = judgement();
  const rule = judgement().missing === "renormalise" ? "missing_renormalise" : "missing_unknown";
  const least = percent(judgement().min_coverage_fraction);
  at("pane-method").replaceChildren(
    el("h2", {}, isolated(say("method_of", { profile, method }))),
    about ? el("p", {}, isolated(about)) : "",
    el("p", {}, say("method_note")),
    judgement().reranked ? el("p", {}, say(rule, { least })) : "",
    el("h2", {}, say("weights")),
    el("ul", { class: "criteria" }, criteria.map(criterionItem)),
    constraints.length ? el("h2", {}, say("constraints")) : "",
    el("ul", { class: "criteria" }, constraints.map(constraintItem)),
  );
}

function criterionItem({ factor, worst, best, why }, j) {
  const share = standing.shares[j];
  const fill = el("i", {});
  fill.style.width = `${100 * share}%`;
  const anchors = `${plain(worst, factor, false)} → ${plain(best, factor, true)}`;
  return el(
    "li",
    { title: field(factor).about },
    el("b", {}, field(factor).alias),
    el("span", { class: "figure" }, percent(share)),
    el("span", { class: "bar" }, fill),
    el("span", { class: "small" }, `${say("anchors")}: ${anchors}`),
    why ? el("p", { class: "small" }, isolated(why)) : null,
  );
}

/** A limit or anchor without needless decimals. */
function plain(value, factor, withItsUnit) {
  const { unit } = field(factor);
  return withItsUnit && unit ? `${formatted(value)}\u00a0${unit}` : formatted(value);
}

function constraintItem({ name, factor, minimum, maximum, reason, ...counts }) {
  const limits = [
    minimum === null ? null : say("at_least", { limit: plain(minimum, factor, true) }),
    maximum === null ? null : say("at_most", { limit: plain(maximum, factor, true) }),
  ].filter(Boolean);
  const { pass_count: passed, fail_count: failed, unknown_count: unknown } = counts;
  return el(
    "li",
    {},
    el("b", {}, isolated(name)),
    el("span", {}, `${field(factor).alias} ${limits.join(", ")}`),
    reason ? el("p", { class: "small" }, isolated(reason)) : null,
    el("p", { class: "small" }, say("outcomes", { passed, failed, unknown })),
  );
}

function sourcesContent() {
  const items = data.provenance.map((row) => {
    const said = [
      row.licence ? `${say("licence")}: ${row.licence}` : null,
      row.rows === null ? null : say("rows", { count: formatted(row.rows) }),
      row.precision_km === null ? null : say("precise_to", { km: formatted(row.precision_km) }),
      row.retrieved ? say("retrieved", { date: row.retrieved }) : null,
    ].filter(Boolean);
    const kind = row.kind === row.name ? null : el("span", { class: "small" }, ` ${row.kind}`);
    return el(
      "li",
      {},
      el("b", {}, isolated(row.name)),
      kind,
      row.source ? el("p", {}, isolated(row.source)) : null,
      el("p", { class: "small" }, isolated(said.join(" · "))),
    );
  });
  return [el("ul", { class: "sources" }, items), el("p", { class: "small" }, say("made_with"))];
}

function notesContent() {
  if (data.run.notes.length === 0) return [el("p", {}, say("no_notes"))];
  return [
    el(
      "ul",
      { class: "notes" },
      data.run.notes.map((note) => el("li", {}, isolated(note))),
    ),
  ];
}
