/* Branches and rows of the layer tree. */

import { getText } from "./data.js";
import { el, queryAll } from "./dom.js";
import { formatNumber } from "./numbers.js";

/**
 * A branch that folds, with a box that switches all its rows; none where it has no rows.
 *
 * @param {{ key: string, title: string, swatch?: Child, count?: number, level?: "branch" | "kind" }} branch
 * @param {(HTMLElement | null)[]} rows
 * @param {{ open?: boolean, head?: Child[], tail?: Child[] }} parts
 */
export function makeBranch(branch, rows, { open = false, head = [], tail = [] }) {
  const members = rows.filter((row) => row !== null);
  if (members.length === 0) return null;
  const boxes = members
    .flatMap((row) => queryAll("input[type=checkbox]", row))
    .filter((box) => !box.matches(".whole"));
  const { key, title, swatch, count, level = "branch" } = branch;
  const fold = el(
    "details",
    { class: `${level} ${level}-${key}` },
    el("summary", {}, swatch, title, makeCount(count)),
    head,
    members,
    tail,
  );
  fold.open = open;
  return el("div", { class: "limb" }, boxes.length > 1 ? makeBranchBox(branch, boxes) : null, fold);
}

/** @param {number} [count] */
const makeCount = (count) =>
  count === undefined ? null : el("span", { class: "count" }, formatNumber(count));

/**
 * A box that is on, off or between, as the boxes below it are, and switches them all.
 *
 * @param {{ key: string, title: string }} branch
 * @param {HTMLInputElement[]} boxes
 */
function makeBranchBox({ key, title }, boxes) {
  const label = getText("all_of", { what: title });
  const whole = el("input", {
    type: "checkbox",
    class: "whole",
    id: `all-${key}`,
    "aria-label": label,
  });
  const look = () => {
    const on = boxes.filter((box) => box.checked).length;
    whole.checked = on === boxes.length;
    whole.indeterminate = on > 0 && on < boxes.length;
  };
  whole.addEventListener("change", () => {
    const on = whole.checked; // each click below updates the box itself
    for (const box of boxes) if (box.checked !== on) box.click();
    look();
  });
  for (const box of boxes) box.addEventListener("change", look);
  look();
  return whole;
}

/**
 * A checkbox or radio with its swatch and words.
 *
 * @param {"checkbox" | "radio"} type
 * @param {{ key: string, label: Child, swatch?: Child, on: boolean, count?: number }} row
 * @param {(event: Event) => void} onchange
 * @param {string | null} [name]
 */
export function makeChoice(type, { key, label, swatch, on, count }, onchange, name = null) {
  const input = el("input", { type, id: `layer-${key}`, name, checked: on, onchange });
  return el(
    "label",
    { class: "choice" },
    input,
    swatch ?? null,
    el("span", { class: "label" }, label),
    makeCount(count),
  );
}
