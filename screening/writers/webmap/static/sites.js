/* The sites on the map: one canvas that draws those in view and finds those under a point. */

import { getPosition, getText, groupBy, payload, siteCount, siteNumbers } from "./data.js";
import { declutter } from "./declutter.js";
import { el, getContext, getTarget, isolate } from "./dom.js";
import { getFact, getName } from "./facts.js";
import { map, wasDragged } from "./map.js";
import { measuring } from "./measure.js";
import { formatNumber } from "./numbers.js";
import { getState, getStateCode, ranking, UNSCORED } from "./ranking_state.js";
import { explainNoRank, formatRank } from "./site_texts.js";
import { FAN_RADIUS_PX, getRadius, getSiteStyle, ShiftedCircle, sizeFactor } from "./symbols.js";

const HIT_TOLERANCE_PX = 4;

const MAX_UNTHINNED = 3000;

const CELL_PX = 7;

const GLYPH_FROM_PX = 4;

const MIN_UNSCORED_RADIUS_PX = 7 * sizeFactor;

/** Where marks at one position go: around it, a few pixels away. */
function computeShifts() {
  const shifts = { x: new Float32Array(siteCount), y: new Float32Array(siteCount) };
  const together = groupBy(
    siteNumbers,
    (site) => payload.sites.x[site] * 1e8 + payload.sites.y[site],
  );
  for (const group of together.values()) {
    if (group.length < 2) continue;
    const away = Math.max(FAN_RADIUS_PX, (FAN_RADIUS_PX * group.length) / 4);
    group.forEach((site, i) => {
      const turn = (2 * Math.PI * i) / group.length;
      shifts.x[site] = away * Math.cos(turn);
      shifts.y[site] = away * Math.sin(turn);
    });
  }
  return shifts;
}

/** Positions as shares of the world's square, so that a zoom only multiplies them. */
function projectSites() {
  const shares = { x: new Float64Array(siteCount), y: new Float64Array(siteCount) };
  const scale = L.CRS.EPSG3857.scale(0);
  for (const site of siteNumbers) {
    const point = L.CRS.EPSG3857.latLngToPoint(L.latLng(getPosition(site)), 0);
    shares.x[site] = point.x / scale;
    shares.y[site] = point.y / scale;
  }
  return shares;
}

/** Leaflet's private methods, which its types leave out. */
const base = /** @type {any} */ (L.Renderer.prototype);

/** @type {object & ThisType<SiteRenderer>} */
const methods = {
  initialize() {
    base.initialize.call(this, { pane: "sites", padding: 0.4 });
    this.shifts = computeShifts();
    this.shares = projectSites();
    this.radii = Float32Array.from(siteNumbers, (site) => getRadius(getFact(site, "grid_mw")));
    this.px = { x: new Float64Array(siteCount), y: new Float64Array(siteCount), zoom: null };
    this.hidden = new Uint8Array(siteCount);
    this.drawn = [];
    this.inView = 0;
  },
  _initContainer() {
    this._container = L.DomUtil.create("canvas", "site-marks");
    this._context = getContext(this._container);
  },
  _destroyContainer() {
    this._container.remove();
    this._container = /** @type {any} */ (null);
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    base._update.call(this);
    const { min } = this._bounds;
    const size = this._bounds.getSize();
    const fine = Math.min(2, devicePixelRatio || 1);
    L.DomUtil.setPosition(this._container, min);
    this._container.width = fine * size.x;
    this._container.height = fine * size.y;
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this._context.setTransform(fine, 0, 0, fine, 0, 0);
    this.draw();
  },
  /**
   * Show only some sites.
   *
   * @param {Iterable<Site>} sites
   */
  show(sites) {
    this.hidden.fill(1);
    for (const site of sites) this.hidden[site] = 0;
    if (this._map) this.draw();
  },
  /** @param {Site} site */
  radius(site) {
    const least = getStateCode(site) === UNSCORED ? MIN_UNSCORED_RADIUS_PX : 0;
    return Math.max(this.radii[site], least);
  },
  /** @param {Site} site */
  shift(site) {
    return L.point(this.shifts.x[site], this.shifts.y[site]);
  },
  /** Pixels of every site in the world at this zoom. */
  _project() {
    const { px, shares, shifts } = this;
    const zoom = this._map.getZoom();
    if (px.zoom === zoom) return px;
    const scale = L.CRS.EPSG3857.scale(zoom);
    for (let site = 0; site < siteCount; site += 1) {
      px.x[site] = shares.x[site] * scale + shifts.x[site];
      px.y[site] = shares.y[site] * scale + shifts.y[site];
    }
    px.zoom = zoom;
    return px;
  },
  /** Draw the sites in view: all of them, or, where they crowd, the best ranked of each spot. */
  draw() {
    const { x, y } = this._project();
    const corner = this._map.getPixelOrigin().add(this._bounds.min);
    const size = this._bounds.getSize();
    const view = { left: corner.x, top: corner.y, width: size.x, height: size.y };
    const skip = (/** @type {Site} */ site) => this.hidden[site] === 1;
    const all = declutter(ranking.order, x, y, view, 0, skip);
    const crowded = all.length > MAX_UNTHINNED;
    const kept = crowded ? declutter(all, x, y, view, CELL_PX, skip) : all;
    this.inView = all.length;
    this.drawn = kept.sort(
      (a, b) => this.radii[b] - this.radii[a] || ranking.place[b] - ranking.place[a],
    );
    this._context.clearRect(0, 0, size.x, size.y);
    this._context.globalAlpha = 0.93;
    for (const site of this.drawn) this._mark(site, x[site] - corner.x, y[site] - corner.y);
    this.fire("drawn");
  },
  /**
   * @param {Site} site
   * @param {number} x
   * @param {number} y
   */
  _mark(site, x, y) {
    const context = this._context;
    const { stroke, width, dash, fill, glyph } = getSiteStyle(site);
    const radius = this.radius(site);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    context.setLineDash(dash);
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.stroke();
    if (!glyph || radius < GLYPH_FROM_PX) return;
    context.fillStyle = "#1f2933";
    context.font = `700 ${Math.min(10, 1.5 * radius)}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(glyph, x, y + 0.5);
  },
  /**
   * Drawn sites under a point of the container, the topmost first.
   *
   * @param {L.Point} point
   */
  under(point) {
    const { x, y } = this.px;
    const at = this._map.containerPointToLayerPoint(point).add(this._map.getPixelOrigin());
    /** @type {Site[]} */
    const found = [];
    for (let i = this.drawn.length - 1; i >= 0; i -= 1) {
      const site = this.drawn[i];
      const reach = this.radius(site) + HIT_TOLERANCE_PX;
      const [dx, dy] = [x[site] - at.x, y[site] - at.y];
      if (dx * dx + dy * dy <= reach * reach) found.push(site);
    }
    return found;
  },
  /**
   * Sites, drawn or not, that a click at a site's own spot may have meant, best first.
   *
   * @param {Site} site
   */
  together(site) {
    const { x, y } = this.px;
    const reach = this.radius(site) + HIT_TOLERANCE_PX;
    const samePlace = (/** @type {Site} */ other) =>
      payload.sites.x[other] === payload.sites.x[site] &&
      payload.sites.y[other] === payload.sites.y[site];
    const near = (/** @type {Site} */ other) =>
      (x[other] - x[site]) ** 2 + (y[other] - y[site]) ** 2 <= reach * reach;
    return [...ranking.order].filter(
      (other) => !this.hidden[other] && (near(other) || samePlace(other)),
    );
  },
};

/** @type {new () => SiteRenderer & L.Layer} */
export const SiteLayer = /** @type {any} */ (L.Renderer.extend(methods));

/**
 * Let the mouse find sites before anything that lies below them.
 *
 * @param {SiteRenderer} layer
 * @param {SiteHandler} onSelect
 * @param {SiteOrNoneHandler} onHover
 */
export function listenForSites(layer, onSelect, onHover) {
  const frame = map.getContainer();
  const tip = L.tooltip({ direction: "top", className: "site-tip" });
  /** @type {Site | null} */
  let hovered = null;
  const hover = (/** @type {Site | null} */ site) => {
    if (site === hovered) return;
    hovered = site;
    frame.classList.toggle("over-site", site !== null);
    tip.remove();
    if (site !== null) {
      tip.options.offset = layer.shift(site).add([0, -layer.radius(site) - 2]);
      tip.setLatLng(getPosition(site)).setContent(makeSiteTip(site)).addTo(map);
    }
    onHover(site);
  };
  const found = (/** @type {MouseEvent} */ event) => {
    const onMap = getTarget(event) === frame || getTarget(event).closest?.(".leaflet-pane");
    if (!onMap || getTarget(event).closest?.(".leaflet-popup")) return null;
    return layer.under(map.mouseEventToContainerPoint(event))[0] ?? null;
  };
  const look = (/** @type {MouseEvent} */ event) => {
    if (event.buttons || measuring.on) return;
    const site = found(event);
    hover(site);
    if (site !== null) event.stopPropagation();
  };
  frame.addEventListener("mousemove", look, true);
  frame.addEventListener("mouseover", (event) => hovered !== null && event.stopPropagation(), true);
  frame.addEventListener("mouseleave", () => hover(null));
  const click = (/** @type {MouseEvent} */ event) => {
    if (measuring.on || wasDragged()) return;
    const site = found(event);
    if (site === null) return;
    event.stopPropagation();
    onSelect(site);
  };
  frame.addEventListener("click", click, true);
  map.on("zoomstart", () => hover(null));
}

/** @param {Site} site */
function makeSiteTip(site) {
  const score = getFact(site, "score");
  const second =
    getState(site) === "ranked"
      ? `${formatRank(site)} · ${getText("score_of", { score: formatNumber(score, 1) })}`
      : explainNoRank(site);
  return el(
    "span",
    { class: "tip" },
    el("b", {}, isolate(getName(site))),
    el("br"),
    isolate(second),
  );
}

/**
 * A ring that can be put around a site's mark, or taken away with null.
 *
 * @param {SiteRenderer} layer
 * @param {L.CircleMarkerOptions} style
 * @returns {SiteOrNoneHandler}
 */
export function makeRing(layer, style) {
  const renderer = L.svg({ pane: "ring" });
  /** @type {L.CircleMarker | null} */
  let ring = null;
  return (site) => {
    if (ring) ring.remove();
    ring = null;
    if (site === null) return;
    const radius = layer.radius(site) + 4;
    const options = { renderer, interactive: false, fill: false, radius, shift: layer.shift(site) };
    ring = new ShiftedCircle(getPosition(site), { ...options, ...style }).addTo(map);
  };
}
