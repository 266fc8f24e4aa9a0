/* Building blocks of the cards. */

import { getField, getText } from "./data.js";
import { el, isolate } from "./dom.js";
import { formatFactWithReason, isUnknown } from "./facts.js";

const LONG_TEXT_CHARS = 34;

/**
 * @param {string} title
 * @param {...Child} content
 */
export const makeSection = (title, ...content) =>
  el("section", {}, el("h3", {}, title), ...content);

/**
 * What a fact means and where it comes from, shown on request.
 *
 * @param {string} name
 * @param {string} [more]
 */
export function makeExplanation(name, more = "") {
  const { about, source } = getField(name);
  const text = [about, more, source ? `${getText("source")}: ${source}` : null]
    .filter(Boolean)
    .join(" ");
  return text ? el("span", { class: "about" }, isolate(text)) : null;
}

/**
 * @param {Child} label
 * @param {string} text
 * @param {boolean} isUnknown
 * @param {string | null} [about]
 * @param {Child} [details]
 */
export function makeFactRow(label, text, isUnknown, about = null, details = null) {
  const long = text.length > LONG_TEXT_CHARS ? " long" : "";
  return el(
    "div",
    { class: `fact${isUnknown ? " unknown" : ""}${long}`, title: about },
    el("dt", {}, label),
    el("dd", {}, isolate(text), details),
  );
}

/**
 * @param {Site} site
 * @param {string} name
 */
export const makeFactLine = (site, name) =>
  makeFactRow(
    getField(name).alias,
    formatFactWithReason(site, name),
    isUnknown(site, name),
    getField(name).about,
    makeExplanation(name),
  );

/**
 * A line of the map in words: its swatch, its kind, where it leads, how far.
 *
 * @param {Child} swatch
 * @param {string} kind
 * @param {string} name
 * @param {string} figure
 */
export const makeLinkRow = (swatch, kind, name, figure) =>
  el(
    "li",
    {},
    swatch,
    el("span", {}, el("span", { class: "kind" }, kind), " ", isolate(name, { class: "name" })),
    el("span", { class: "figure" }, figure),
  );
