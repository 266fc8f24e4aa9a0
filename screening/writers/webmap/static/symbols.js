/* Colours, sizes and shapes, for the map and for its legend alike. */

import { columns, payload, siteCount } from "./data.js";
import { getFact } from "./facts.js";
import { getState } from "./ranking_state.js";
import { findScoreClass } from "./score.js";
import { getGround } from "./theme.js";

const FULL_SIZE_SITES = 300;

export const sizeFactor = Math.max(0.45, Math.min(1, (FULL_SIZE_SITES / siteCount) ** 0.25));

const MAX_RADIUS_PX = 18 * sizeFactor;

export const MIN_RADIUS_PX = 5 * sizeFactor;

export const FAN_RADIUS_PX = 9;

const knownMw = (columns.grid_mw ?? []).filter((value) => value !== null);

export const largestMw = knownMw.map(Number).reduce((a, b) => Math.max(a, b), 1);

/**
 * Colour of the class of a score of 0 to 100.
 *
 * @param {number} score
 */
export const getScoreColour = (score) =>
  payload.symbols.score[findScoreClass(score, payload.symbols.score.length)];

/**
 * Radius whose area stands for the megawatts; the smallest stay clickable.
 *
 * @param {number | null} mw
 */
export function getRadius(mw) {
  if (mw === null) return MIN_RADIUS_PX;
  return Math.max(MIN_RADIUS_PX, MAX_RADIUS_PX * Math.sqrt(mw / largestMw));
}

/**
 * How a site is drawn, by its state; hollow where excluded, its edge broken where unverified.
 *
 * @param {Site} site
 * @returns {SiteStyle}
 */
export function getSiteStyle(site) {
  const { edge, unscored, excluded } = getGround().site;
  if (getState(site) === "excluded")
    return { stroke: excluded, width: 1.5, dash: [3, 3], fill: null };
  if (getState(site) === "unscored")
    return { stroke: edge, width: 1, dash: [], fill: unscored, glyph: "?" };
  const fill = getScoreColour(getFact(site, "score"));
  const dash = getFact(site, "unverified") === null ? [] : [2, 2];
  return { stroke: edge, width: 1.2, dash, fill };
}

/**
 * @param {object & ThisType<MarkInternals>} methods
 * @returns {new (position: Position, options: MarkerOptions) => L.CircleMarker}
 */
const extendMarker = (methods) => /** @type {any} */ (L.CircleMarker.extend(methods));

/** A circle moved by whole pixels, so that sites at one position stay apart at every zoom. */
export const ShiftedCircle = extendMarker({
  _project() {
    /** @type {any} */ (L.CircleMarker.prototype)._project.call(this);
    if (this.options.shift) {
      this._point = this._point.add(this.options.shift);
      this._updateBounds();
    }
  },
});

/** A mark of a layer on the canvas: a circle, a square or a diamond. */
export const ShapeMarker = extendMarker({
  _updatePath() {
    if (this.options.corners === "circle") {
      /** @type {any} */ (L.CircleMarker.prototype)._updatePath.call(this);
      return;
    }
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    const context = renderer._ctx;
    const { x, y } = this._point;
    const r = this._radius;
    const turned = this.options.corners === "diamond";
    const corners = turned
      ? [
          [x, y - r],
          [x + r, y],
          [x, y + r],
          [x - r, y],
        ]
      : [
          [x - r, y - r],
          [x + r, y - r],
          [x + r, y + r],
          [x - r, y + r],
        ];
    context.beginPath();
    const [[startX, startY], ...others] = corners;
    context.moveTo(startX, startY);
    for (const [cornerX, cornerY] of others) context.lineTo(cornerX, cornerY);
    context.closePath();
    renderer._fillStroke(context, this);
  },
});
