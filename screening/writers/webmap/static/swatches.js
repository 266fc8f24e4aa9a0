/* Legend swatches, drawn like the symbols on the map. */

import { payload } from "./data.js";
import { makeSvg } from "./dom.js";
import { getScoreColour } from "./symbols.js";
import { adaptColour, getGround } from "./theme.js";

/**
 * @param {string} colour
 * @param {number} width
 * @param {string | null} dash
 */
export const makeLineSwatch = (colour, width, dash) =>
  makeSvg(26, 12, [
    "line",
    {
      x1: 1,
      y1: 6,
      x2: 25,
      y2: 6,
      stroke: adaptColour(colour),
      "data-colour": colour,
      "stroke-width": width,
      "stroke-dasharray": dash,
    },
  ]);

export const makeSquareSwatch = () =>
  makeSvg(26, 12, [
    "rect",
    { x: 9.5, y: 2.5, width: 7, height: 7, fill: "#c0392b", stroke: "#fff" },
  ]);

export const makeDiamondSwatch = () =>
  makeSvg(26, 12, [
    "path",
    { d: "M13 0.5 L18.5 6 L13 11.5 L7.5 6 Z", fill: payload.symbols.point, stroke: "#fff" },
  ]);

/** @param {State} state */
export function makeSiteSwatch(state) {
  const styles = {
    ranked: { fill: getScoreColour(60), stroke: "currentColor" },
    unscored: { fill: getGround().site.unscored, stroke: "currentColor" },
    excluded: { fill: "none", stroke: "currentColor", "stroke-dasharray": "3 2" },
  };
  const sign = { x: 13, y: 10.3, "text-anchor": "middle", "font-size": 9, "font-weight": 700 };
  /** @type {SvgShape[]} */
  const glyph = state === "unscored" ? [["text", { ...sign, fill: "#1f2933" }, "?"]] : [];
  return makeSvg(
    26,
    14,
    ["circle", { cx: 13, cy: 7, r: 5.5, "stroke-width": 1.2, ...styles[state] }],
    ...glyph,
  );
}
