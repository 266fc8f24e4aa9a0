/* Two to four sites side by side. */

const MOST_COMPARED = 4;

function makeComparison(onChange) {
  const dialog = at("compare");
  const picked = [];
  const button = at("open-compare");
  const look = () => {
    button.disabled = picked.length < 2;
    button.querySelector(".count").textContent = picked.length || "";
    onChange();
  };
  button.addEventListener("click", () => {
    drawComparison(dialog, picked);
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest(".close")) dialog.close();
  });
  return {
    picked,
    has: (site) => picked.includes(site),
    /** Put a site in or take it out; gives whether it is in now. */
    pick: (site, on) => {
      const where = picked.indexOf(site);
      if (on && where < 0 && picked.length === MOST_COMPARED) announce(say("compare_full"), true);
      else if (on && where < 0) picked.push(site);
      else if (!on && where >= 0) picked.splice(where, 1);
      look();
      return picked.includes(site);
    },
    redraw: () => dialog.open && drawComparison(dialog, picked),
  };
}

function drawComparison(dialog, sites) {
  const groups = [
    [say("standing"), standingRows(sites)],
    [say("criteria"), criterionRows(sites)],
    ...[...comparedFacts()].map(([heading, names]) => [heading, factRows(sites, names)]),
    [say("build_list"), packageRows(sites)],
  ].filter(([, rows]) => rows.length);
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, say("fact")),
    sites.map((site) => el("th", { scope: "col" }, isolated(nameOf(site)))),
  );
  const bodies = groups.map(([heading, rows]) =>
    el(
      "tbody",
      {},
      el(
        "tr",
        { class: "heading" },
        el("th", { colspan: sites.length + 1, scope: "rowgroup" }, heading),
      ),
      rows,
    ),
  );
  dialog.replaceChildren(
    el(
      "header",
      {},
      el("h2", { id: "compare-title" }, say("compare_title")),
      el("p", { class: "small" }, asRun() ? runBasis() : changedText()),
      el("button", { type: "button", class: "close", "aria-label": say("close") }, icon("close")),
    ),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "compare-title" },
      el("table", {}, el("thead", {}, head), bodies),
    ),
  );
}

const comparedRow = (label, cells, about = null) =>
  el("tr", { title: about }, el("th", { scope: "row" }, label), cells);

function standingRows(sites) {
  const rows = [
    [
      say("rank_long"),
      (site) => (fact(site, "rank") === null ? say(stateOf(site)) : rankText(site)),
    ],
    [say("score"), (site) => scoredText(site)],
    [say("coverage"), (site) => percent(fact(site, "coverage_fraction") ?? 0)],
    [say("operator"), (site) => fact(site, "operator") ?? say("unknown")],
    [say("status"), (site) => fact(site, "status") ?? say("unknown")],
    [say("excluded_by"), (site) => fact(site, "excluded_by")],
    [say("unverified_title"), (site) => fact(site, "unverified")],
  ];
  return rows
    .filter(([, textOf]) => sites.some((site) => textOf(site) !== null))
    .map(([label, textOf]) =>
      comparedRow(
        label,
        sites.map((site) => el("td", {}, isolated(textOf(site) ?? "–"))),
      ),
    );
}

const scoredText = (site) =>
  fact(site, "score") === null ? say("unknown") : formatted(fact(site, "score"), 1);

/** Values as bars, the best of each row set off. */
function criterionRows(sites) {
  return judgement().criteria.map(({ factor, why }, j) => {
    const found = sites.map((site) => valueOf(site, j));
    const best = Math.max(...found.map((value) => value ?? -1));
    const cells = sites.map((site, i) => {
      const fill = el("i", {});
      fill.style.width = `${100 * (found[i] ?? 0)}%`;
      const lead = found[i] !== null && found[i] === best;
      return el(
        "td",
        { class: lead ? "lead" : null },
        el("span", { class: found[i] === null ? "unknown" : "figure" }, factText(site, factor)),
        el("span", { class: found[i] === null ? "bar none" : "bar" }, fill),
      );
    });
    const label = [
      field(factor).alias,
      el("span", { class: "small" }, ` × ${percent(standing.shares[j])}`),
    ];
    return comparedRow(label, cells, why);
  });
}

/** Facts by heading, those of the criteria left out, as they stand above. */
function comparedFacts() {
  const told = new Set([...data.card.head, ...judgement().criteria.map((each) => each.factor)]);
  const groups = new Map();
  for (const name of Object.keys(columns)) {
    if (told.has(name) || precisionColumns.has(name)) continue;
    const heading = field(name).group;
    if (!groups.has(heading)) groups.set(heading, []);
    groups.get(heading).push(name);
  }
  return groups;
}

function factRows(sites, names) {
  return names
    .filter((name) => sites.some((site) => fact(site, name) !== null))
    .map((name) =>
      comparedRow(
        field(name).alias,
        sites.map((site) =>
          el(
            "td",
            { class: fact(site, name) === null ? "unknown" : null },
            isolated(factText(site, name)),
          ),
        ),
        field(name).about,
      ),
    );
}

function packageRows(sites) {
  const named = [...new Set(sites.flatMap((site) => packagesOf(site).map((row) => row.package)))];
  return named.map((name) => {
    const cells = sites.map((site) => {
      const row = packagesOf(site).find((each) => each.package === name);
      if (!row) return el("td", {}, "–");
      const { quantity, rest } = packageParts(row);
      return el("td", {}, isolated([quantity, ...rest].join(", ")));
    });
    return comparedRow(isolated(name), cells);
  });
}
