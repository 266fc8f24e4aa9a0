/* The filter: one line of text, and a drawer for operator, status, megawatts and score. */

import { columns, getText } from "./data.js";
import { el, getById, queryAll } from "./dom.js";
import { collator, EMPTY_FILTER } from "./order.js";

/** Numbers and words that the drawer's fields hold; empty ones ask for nothing. */
function readFilter() {
  /** @param {"filter-least-mw" | "filter-most-mw" | "filter-least-score"} id */
  const number = (id) => (getById(id).value.trim() === "" ? null : Number(getById(id).value));
  return {
    text: getById("filter").value,
    operator: getById("filter-operator").value,
    status: getById("filter-status").value,
    leastMw: number("filter-least-mw"),
    mostMw: number("filter-most-mw"),
    leastScore: number("filter-least-score"),
    verified: getById("filter-verified").checked,
  };
}

/**
 * Write a filter into the fields, as a link gives it.
 *
 * @param {Filter} filter
 */
export function setFilter(filter) {
  getById("filter").value = filter.text;
  getById("filter-operator").value = filter.operator;
  getById("filter-status").value = filter.status;
  getById("filter-least-mw").value = String(filter.leastMw ?? "");
  getById("filter-most-mw").value = String(filter.mostMw ?? "");
  getById("filter-least-score").value = String(filter.leastScore ?? "");
  getById("filter-verified").checked = filter.verified;
}

/** @param {(filter: Filter) => void} onChange */
export function makeFilters(onChange) {
  const drawer = getById("filters");
  const clear = el("button", { type: "button" }, getText("filter_clear"));
  drawer.replaceChildren(
    makeFilterRow("operator", makeSelect("operator")),
    makeFilterRow("status", makeSelect("status")),
    makeFilterRow("least-mw", makeNumberField("least-mw")),
    makeFilterRow("most-mw", makeNumberField("most-mw")),
    makeFilterRow("least-score", makeNumberField("least-score")),
    el(
      "label",
      { class: "tick" },
      el("input", { type: "checkbox", id: "filter-verified" }),
      getText("filter_verified"),
    ),
    clear,
  );
  const changed = () => onChange(readFilter());
  drawer.addEventListener("input", changed);
  clear.addEventListener("click", () => {
    setFilter(EMPTY_FILTER);
    changed();
  });
  getById("filter").addEventListener("input", changed);
}

/**
 * @param {string} name
 * @param {Child} control
 */
const makeFilterRow = (name, control) =>
  el(
    "div",
    { class: "row" },
    el("label", { for: `filter-${name}` }, getText(`filter_${name.replace("-", "_")}`)),
    control,
  );

/** @param {string} column */
function makeSelect(column) {
  const found = [...new Set((columns[column] ?? []).filter((cell) => cell !== null))].map(String);
  const options = found.sort(collator.compare).map((text) => el("option", { value: text }, text));
  return el(
    "select",
    { id: `filter-${column}` },
    el("option", { value: "" }, getText("any")),
    options,
  );
}

/** @param {string} name */
const makeNumberField = (name) =>
  el("input", { type: "number", id: `filter-${name}`, min: 0, step: "any", inputmode: "decimal" });

/** Buttons that open and close a drawer of the panel; one drawer at a time. */
export function makeDrawers() {
  const buttons = queryAll("[data-drawer]");
  /**
   * @param {HTMLElement} button
   * @param {boolean} open
   */
  const set = (button, open) => {
    button.setAttribute("aria-expanded", String(open));
    getById(String(button.dataset.drawer)).hidden = !open;
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      for (const other of buttons) set(other, other === button && open);
    });
  }
}
