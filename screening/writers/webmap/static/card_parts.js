/* Building blocks of the cards. */

import { getField, getText } from "./data.js";
import { el, isolate } from "./dom.js";
import { formatFact, getFact } from "./facts.js";

const LONG_TEXT_CHARS = 34;

export const makeSection = (title, ...content) =>
  el("section", {}, el("h3", {}, title), ...content);

/** What a fact means and where it comes from, shown when the reader asks for it. */
export function makeExplanation(name, more = "") {
  const { about, source } = getField(name);
  const text = [about, more, source ? `${getText("source")}: ${source}` : null]
    .filter(Boolean)
    .join(" ");
  return text ? el("span", { class: "about" }, isolate(text)) : null;
}

export function makeFactRow(label, text, isUnknown, about = null, told = null) {
  const long = text.length > LONG_TEXT_CHARS ? " long" : "";
  return el(
    "div",
    { class: `fact${isUnknown ? " unknown" : ""}${long}`, title: about },
    el("dt", {}, label),
    el("dd", {}, isolate(text), told),
  );
}

export const makeFactLine = (site, name) =>
  makeFactRow(
    getField(name).alias,
    formatFact(site, name),
    getFact(site, name) === null,
    getField(name).about,
    makeExplanation(name),
  );

/** A line of the map in words: its swatch, its kind, where it leads, how far. */
export const makeLinkRow = (swatch, kind, name, figure) =>
  el(
    "li",
    {},
    swatch,
    el("span", {}, el("span", { class: "kind" }, kind), " ", isolate(name, { class: "name" })),
    el("span", { class: "figure" }, figure),
  );
