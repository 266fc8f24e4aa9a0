/* The panel's other tabs: method, sources and notes. */

import { getField, getText, payload } from "./data.js";
import { el, getById, isolate, queryAll } from "./dom.js";
import { formatNumber, formatPercent } from "./numbers.js";
import { getProfile, ranking } from "./ranking_state.js";

/** Let the tabs change with a click or the arrow keys. */
export function makeTabs() {
  const tabs = queryAll("[role=tab]");
  const show = (/** @type {HTMLElement} */ chosen) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      getById(String(tab.getAttribute("aria-controls"))).hidden = !on;
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
  if (payload.run.notes.length)
    getById("tab-notes").append(el("span", { class: "count" }, String(payload.run.notes.length)));
  getById("pane-sources").append(...makeSources());
  getById("pane-notes").append(...makeNotes());
}

/** Show the current method, criteria and constraints. */
export function showMethod() {
  const { about, constraints, criteria, method_name: method, profile } = getProfile();
  const rule = getProfile().missing === "renormalise" ? "missing_renormalise" : "missing_unknown";
  const least = formatPercent(getProfile().min_coverage_fraction);
  getById("pane-method").replaceChildren(
    el("h2", {}, isolate(getText("method_of", { profile, method }))),
    about ? el("p", {}, isolate(about)) : "",
    el("p", {}, getText("method_note")),
    getProfile().reranked ? el("p", {}, getText(rule, { least })) : "",
    el("h2", {}, getText("weights")),
    el("ul", { class: "criteria" }, criteria.map(makeCriterionItem)),
    constraints.length ? el("h2", {}, getText("constraints")) : "",
    el("ul", { class: "criteria" }, constraints.map(makeConstraintItem)),
  );
}

/**
 * @param {CriterionInfo} criterion
 * @param {number} j
 */
function makeCriterionItem({ factor, worst, best, why }, j) {
  const share = ranking.shares[j];
  const fill = el("i", {});
  fill.style.width = `${100 * share}%`;
  const anchors = `${formatLimit(worst, factor, false)} → ${formatLimit(best, factor, true)}`;
  return el(
    "li",
    { title: getField(factor).about },
    el("b", {}, getField(factor).alias),
    el("span", { class: "figure" }, formatPercent(share)),
    el("span", { class: "bar" }, fill),
    el("span", { class: "small" }, `${getText("anchors")}: ${anchors}`),
    why ? el("p", { class: "small" }, isolate(why)) : null,
  );
}

/**
 * A limit or anchor without needless decimals.
 *
 * @param {number} value
 * @param {string} factor
 * @param {boolean} withItsUnit
 */
function formatLimit(value, factor, withItsUnit) {
  const { unit } = getField(factor);
  return withItsUnit && unit ? `${formatNumber(value)}\u00a0${unit}` : formatNumber(value);
}

/**
 * @param {number | null} low
 * @param {number | null} high
 * @param {string} factor
 */
const formatRange = (low, high, factor) =>
  [
    low === null ? null : getText("at_least", { limit: formatLimit(low, factor, true) }),
    high === null ? null : getText("at_most", { limit: formatLimit(high, factor, true) }),
  ]
    .filter(Boolean)
    .join(", ");

/** @param {ConstraintInfo} constraint */
function makeConstraintItem({ name, factor, minimum, maximum, reason, ...rest }) {
  const limits = formatRange(minimum, maximum, factor);
  const comfort = formatRange(rest.comfortable_minimum, rest.comfortable_maximum, factor);
  const ranges = [limits, comfort && getText("comfort", { limits: comfort })].filter(Boolean);
  const { pass_count: passed, caution_count: cautioned, fail_count: failed } = rest;
  const counts = { passed, cautioned, failed, unknown: rest.unknown_count };
  return el(
    "li",
    {},
    el("b", {}, isolate(name)),
    el("span", {}, `${getField(factor).alias} ${ranges.join("; ")}`),
    reason ? el("p", { class: "small" }, isolate(reason)) : null,
    el("p", { class: "small" }, getText("outcomes", counts)),
  );
}

function makeSources() {
  const items = payload.provenance.map((row) => {
    const details = [
      row.licence ? `${getText("licence")}: ${row.licence}` : null,
      row.rows === null ? null : getText("rows", { count: formatNumber(row.rows) }),
      row.precision_km === null
        ? null
        : getText("precise_to", { km: formatNumber(row.precision_km) }),
      row.retrieved ? getText("retrieved", { date: row.retrieved }) : null,
    ].filter(Boolean);
    const kind = row.kind === row.name ? null : el("span", { class: "small" }, ` ${row.kind}`);
    return el(
      "li",
      {},
      el("b", {}, isolate(row.name)),
      kind,
      row.source ? el("p", {}, isolate(row.source)) : null,
      el("p", { class: "small" }, isolate(details.join(" · "))),
    );
  });
  return [el("ul", { class: "sources" }, items), el("p", { class: "small" }, getText("made_with"))];
}

function makeNotes() {
  if (payload.run.notes.length === 0) return [el("p", {}, getText("no_notes"))];
  return [
    el(
      "ul",
      { class: "notes" },
      payload.run.notes.map((note) => el("li", {}, isolate(note))),
    ),
  ];
}
