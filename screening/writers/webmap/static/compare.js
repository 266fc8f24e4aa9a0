/* Two to four sites side by side. */

import { describePackage } from "./costs.js";
import {
  columns,
  detailColumns,
  getField,
  getPackages,
  getText,
  groupBy,
  payload,
} from "./data.js";
import { announce, el, getById, getTarget, isolate, makeIcon, query } from "./dom.js";
import { formatFact, getFact, getName, isUnknown } from "./facts.js";
import { formatNumber, formatPercent } from "./numbers.js";
import { getCriterionValue, getProfile, getState, isRunRanking, ranking } from "./ranking_state.js";
import { formatChange, formatRank, formatRunBasis } from "./site_texts.js";

const MAX_COMPARED = 4;

/** @param {() => void} onChange */
export function makeComparison(onChange) {
  const dialog = getById("compare");
  /** @type {Site[]} */
  const picked = [];
  const button = getById("open-compare");
  const look = () => {
    button.disabled = picked.length < 2;
    query(".count", button).textContent = picked.length ? String(picked.length) : "";
    onChange();
  };
  button.addEventListener("click", () => {
    drawComparison(dialog, picked);
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || getTarget(event).closest(".close")) dialog.close();
  });
  return {
    picked,
    has: (/** @type {Site} */ site) => picked.includes(site),
    /** Put a site in or take it out; gives whether it is in now. */
    pick: (/** @type {Site} */ site, /** @type {boolean} */ on) => {
      const where = picked.indexOf(site);
      if (on && where < 0 && picked.length === MAX_COMPARED)
        announce(getText("compare_full"), true);
      else if (on && where < 0) picked.push(site);
      else if (!on && where >= 0) picked.splice(where, 1);
      look();
      return picked.includes(site);
    },
    redraw: () => dialog.open && drawComparison(dialog, picked),
  };
}

/**
 * @param {HTMLElement} dialog
 * @param {Site[]} sites
 */
function drawComparison(dialog, sites) {
  /** @type {[string, HTMLElement[]][]} */
  const facts = [...groupFacts()].map(([heading, names]) => [heading, makeFactRows(sites, names)]);
  /** @type {[string, HTMLElement[]][]} */
  const all = [
    [getText("standing"), makeRankingRows(sites)],
    [getText("criteria"), makeCriterionRows(sites)],
    ...facts,
    [getText("build_list"), makePackageRows(sites)],
  ];
  const groups = all.filter(([, rows]) => rows.length);
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, getText("fact")),
    sites.map((site) => el("th", { scope: "col" }, isolate(getName(site)))),
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
      el("h2", { id: "compare-title" }, getText("compare_title")),
      el("p", { class: "small" }, isRunRanking() ? formatRunBasis() : formatChange()),
      el(
        "button",
        { type: "button", class: "close", "aria-label": getText("close") },
        makeIcon("close"),
      ),
    ),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "compare-title" },
      el("table", {}, el("thead", {}, head), bodies),
    ),
  );
}

/**
 * @param {Child} label
 * @param {Child} cells
 * @param {string | null} [about]
 */
const makeComparedRow = (label, cells, about = null) =>
  el("tr", { title: about }, el("th", { scope: "row" }, label), cells);

/** @param {Site[]} sites */
function makeRankingRows(sites) {
  /** @type {[string, (site: Site) => string | null][]} */
  const rows = [
    [
      getText("rank_long"),
      (site) => (getFact(site, "rank") === null ? getText(getState(site)) : formatRank(site)),
    ],
    [getText("score"), (site) => formatScore(site)],
    [getText("coverage"), (site) => formatPercent(getFact(site, "coverage_fraction") ?? 0)],
    [getText("operator"), (site) => getFact(site, "operator") ?? getText("unknown")],
    [getText("status"), (site) => getFact(site, "status") ?? getText("unknown")],
    [getText("excluded_by"), (site) => getFact(site, "excluded_by")],
    [getText("unverified_title"), (site) => getFact(site, "unverified")],
    [getText("cautions_title"), (site) => getFact(site, "cautions")],
  ];
  return rows
    .filter(([, textOf]) => sites.some((site) => textOf(site) !== null))
    .map(([label, textOf]) =>
      makeComparedRow(
        label,
        sites.map((site) => el("td", {}, isolate(textOf(site) ?? "–"))),
      ),
    );
}

/** @param {Site} site */
const formatScore = (site) =>
  getFact(site, "score") === null ? getText("unknown") : formatNumber(getFact(site, "score"), 1);

/**
 * Values as bars, the best of each row set off.
 *
 * @param {Site[]} sites
 */
function makeCriterionRows(sites) {
  return getProfile().criteria.map(({ factor, why }, j) => {
    const found = sites.map((site) => getCriterionValue(site, j));
    const best = Math.max(...found.map((value) => value ?? -1));
    const cells = sites.map((site, i) => {
      const fill = el("i", {});
      fill.style.width = `${100 * (found[i] ?? 0)}%`;
      const lead = found[i] !== null && found[i] === best;
      return el(
        "td",
        { class: lead ? "lead" : null },
        el("span", { class: found[i] === null ? "unknown" : "figure" }, formatFact(site, factor)),
        el("span", { class: found[i] === null ? "bar none" : "bar" }, fill),
      );
    });
    const label = [
      getField(factor).alias,
      el("span", { class: "small" }, ` × ${formatPercent(ranking.shares[j])}`),
    ];
    return makeComparedRow(label, cells, why);
  });
}

/** Facts by heading, without those of the criteria, which are listed above. */
function groupFacts() {
  const shown = new Set([
    ...payload.card.head,
    ...getProfile().criteria.map((each) => each.factor),
  ]);
  const names = Object.keys(columns).filter((name) => !shown.has(name) && !detailColumns.has(name));
  return groupBy(names, (name) => getField(name).group);
}

/**
 * @param {Site[]} sites
 * @param {string[]} names
 */
function makeFactRows(sites, names) {
  return names
    .filter((name) => sites.some((site) => !isUnknown(site, name)))
    .map((name) =>
      makeComparedRow(
        getField(name).alias,
        sites.map((site) =>
          el(
            "td",
            { class: isUnknown(site, name) ? "unknown" : null },
            isolate(formatFact(site, name)),
          ),
        ),
        getField(name).about,
      ),
    );
}

/** @param {Site[]} sites */
function makePackageRows(sites) {
  const named = [...new Set(sites.flatMap((site) => getPackages(site).map((row) => row.package)))];
  return named.map((name) => {
    const cells = sites.map((site) => {
      const row = getPackages(site).find((each) => each.package === name);
      if (!row) return el("td", {}, "–");
      const { quantity, rest } = describePackage(row);
      return el("td", {}, isolate([quantity, ...rest].join(", ")));
    });
    return makeComparedRow(isolate(name), cells);
  });
}
