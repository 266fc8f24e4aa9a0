/* Parts of the legend that are no switches: scales, and the lines of the selected site. */

import { getText, payload } from "./data.js";
import { el, makeSvg } from "./dom.js";
import { formatNumber } from "./numbers.js";
import { pathColumns } from "./site_links.js";
import { makeLineSwatch } from "./swatches.js";
import { getRadius, largestMw, MIN_RADIUS_PX } from "./symbols.js";

/** The classes of the score, each with its range. */
export function makeScoreSteps() {
  const { score } = payload.symbols;
  const bounds = [...score, null].map((_, i) => formatNumber((100 * i) / score.length));
  const steps = score.map((colour, i) => {
    const block = el("i", {});
    block.style.background = colour;
    return el("span", { class: "step" }, block, `${bounds[i]}–${bounds[i + 1]}`);
  });
  return el(
    "div",
    { class: "scale" },
    el("span", { class: "label" }, getText("score_legend")),
    el("div", { class: "steps" }, steps),
  );
}

/** Circles for three round numbers of megawatts. */
export function makeSizeScale() {
  const shown = pickSizes();
  const circles = shown.map((mw) => {
    const r = getRadius(mw);
    const circle = { cx: r + 1, cy: r + 1, r, fill: "var(--wash)", stroke: "currentColor" };
    return el(
      "span",
      { class: "size" },
      makeSvg(2 * r + 2, 2 * r + 2, ["circle", circle]),
      formatNumber(mw),
    );
  });
  return el(
    "div",
    { class: "scale" },
    el("span", { class: "label" }, getText("size_legend")),
    el("div", { class: "sizes" }, circles),
  );
}

/** Up to three round numbers of megawatts that circles of different sizes stand for. */
function pickSizes() {
  const round = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
  return round.filter((mw) => mw <= largestMw && getRadius(mw) > MIN_RADIUS_PX).slice(-3);
}

/** What the lines of the selected site mean. */
export function makeLinkLegend() {
  const drawn = new Set(pathColumns.kind);
  const known = Object.entries(payload.symbols.paths).filter(([kind]) => drawn.has(kind));
  const rows = [...Object.entries(payload.symbols.connections), ...known].map(
    ([, { title, colour, dash }]) =>
      el(
        "div",
        { class: "choice key" },
        makeLineSwatch(colour, 2.5, dash),
        el("span", { class: "label" }, title),
      ),
  );
  return el("div", { class: "keys" }, el("p", { class: "small" }, getText("of_selected")), rows);
}
