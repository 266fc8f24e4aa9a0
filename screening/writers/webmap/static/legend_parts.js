/* Parts of the legend that are no switches: scales, and the lines of the selected site. */

import { getText, payload } from "./data.js";
import { el, makeSvg } from "./dom.js";
import { layerColumns } from "./layer_features.js";
import { formatNumber } from "./numbers.js";
import { pathColumns } from "./site_links.js";
import { makeLineSwatch } from "./swatches.js";
import { getRadius, largestMw, MIN_RADIUS_PX } from "./symbols.js";

export function makeScoreRamp() {
  const ramp = el("div", { class: "ramp" });
  ramp.style.background = `linear-gradient(to right, ${payload.symbols.score.join(", ")})`;
  const ends = [0, 50, 100].map((value) => el("span", {}, formatNumber(value)));
  return el(
    "div",
    { class: "scale" },
    el("span", { class: "label" }, getText("score_legend")),
    ramp,
    el("div", { class: "ends" }, ends),
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

/** The colours of water stress, where a layer has it. */
export function makeStressLegend() {
  if (!Object.values(layerColumns).some((each) => each.water_stress_score)) return [];
  const ramp = el("div", { class: "ramp" });
  ramp.style.background = `linear-gradient(to right, ${payload.symbols.stress.join(", ")})`;
  return [
    el("div", { class: "scale" }, el("span", { class: "label" }, getText("stress_legend")), ramp),
  ];
}

/** What the lines of the selected site mean. */
export function makeLinkLegend() {
  const drawn = new Set(pathColumns.kind);
  const known = Object.entries(payload.symbols.paths).filter(([kind]) => drawn.has(kind));
  const rows = [...Object.entries(payload.symbols.connections), ...known].map(
    ([, { label, colour, dash }]) =>
      el(
        "div",
        { class: "choice key" },
        makeLineSwatch(colour, 2.5, dash),
        el("span", { class: "label" }, label),
      ),
  );
  return el("div", { class: "keys" }, el("p", { class: "small" }, getText("of_selected")), rows);
}
