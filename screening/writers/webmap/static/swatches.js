/* Legend swatches, drawn like the symbols on the map. */

import { makeSvg } from "./dom.js";
import { getScoreColour } from "./symbols.js";
import { adaptColour, getGround } from "./theme.js";

const MIN_MARK_PX = 4.5;
const MAX_MARK_PX = 12;

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

/**
 * @param {LayerStyle["geometry"]} geometry
 * @param {ClassSymbol} symbol
 */
export function makeClassSwatch(geometry, symbol) {
  const { colour, size, dash } = symbol;
  if (geometry === "line") return makeLineSwatch(colour, size + 0.4, dash);
  return makeSvg(26, 12, geometry === "point" ? drawMark(symbol) : drawArea(symbol));
}

/**
 * @param {ClassSymbol} symbol
 * @returns {SvgShape}
 */
function drawMark({ colour, size, marker, opacity, edge }) {
  const r = Math.min(MAX_MARK_PX, Math.max(MIN_MARK_PX, size)) / 2;
  const style = {
    fill: adaptColour(colour),
    "data-colour": colour,
    "fill-opacity": opacity,
    stroke: edge,
  };
  if (marker === "circle") return ["circle", { cx: 13, cy: 6, r, ...style }];
  const d =
    marker === "square"
      ? `M${13 - r} ${6 - r}h${2 * r}v${2 * r}h${-2 * r}Z`
      : `M13 ${6 - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}Z`;
  return ["path", { d, ...style }];
}

/**
 * @param {ClassSymbol} symbol
 * @returns {SvgShape}
 */
const drawArea = ({ colour, opacity }) => [
  "rect",
  {
    x: 2,
    y: 1,
    width: 22,
    height: 10,
    fill: adaptColour(colour),
    "data-colour": colour,
    "fill-opacity": opacity,
    stroke: "currentColor",
    "stroke-width": 0.4,
  },
];

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
