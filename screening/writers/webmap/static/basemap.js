/* The ground: states, counties, the region's outline, names, and online tiles on request. */

import { decodeLine, payload, toLatLng } from "./data.js";
import { el } from "./dom.js";
import { map } from "./map.js";
import { getGround } from "./theme.js";

const NAMES = {
  city: { fromZoom: 5, letterPx: 7, belowPx: 11 },
  state: { fromZoom: 0, letterPx: 11, belowPx: 0 },
  county: { fromZoom: 8.5, letterPx: 7, belowPx: 0 },
};

/** Levels of names, those first that win a collision. */
const LEVELS = /** @type {LabelLevel[]} */ (Object.keys(NAMES));
const NAME_HEIGHT_PX = 18;

/** Panes from the ground up; only the data's canvas, on top of the base, takes the mouse. */
export function makePanes() {
  const depths = {
    ground: 210,
    rasters: 220,
    names: 395,
    cities: 420,
    links: 430,
    sites: 440,
    ring: 450,
    measure: 460,
  };
  for (const [name, depth] of Object.entries(depths)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(depth);
    pane.style.pointerEvents = "none";
  }
}

/** How each part of the ground is drawn now. */
export const getGroundStyles = () => ({
  land: { stroke: false, fillColor: getGround().land, fillOpacity: 1 },
  within: { stroke: false, fillColor: getGround().within, fillOpacity: 1 },
  counties: { color: getGround().county, weight: 0.8 },
  states: { color: getGround().state, weight: 1.2 },
  region: { color: getGround().region, weight: 1.8 },
});

/** Polygons and lines under everything, drawn on one canvas. */
export function makeGround() {
  const quiet = { renderer: L.canvas({ pane: "ground", padding: 0.5 }), interactive: false };
  const styles = getGroundStyles();
  /**
   * @param {PackedLine[][]} coded
   * @param {L.PolylineOptions} style
   */
  const area = (coded, style) =>
    L.featureGroup(coded.map((parts) => L.polygon(parts.map(decodeLine), { ...quiet, ...style })));
  /**
   * @param {PackedLine[]} lines
   * @param {L.PolylineOptions} style
   */
  const line = (lines, style) =>
    L.featureGroup([L.polyline(lines.map(decodeLine), { ...quiet, ...style })]);
  return {
    land: area(payload.base.states, styles.land),
    within: area(payload.base.region, styles.within),
    counties: line(payload.base.counties, styles.counties),
    states: line(payload.base.states.flat(), styles.states),
    region: line(payload.base.region.flat(), styles.region),
  };
}

/**
 * Draw the ground in the current theme.
 *
 * @param {GroundParts} parts
 */
export function paintGround(parts) {
  map.getContainer().style.background = getGround().outside;
  const styles = getGroundStyles();
  for (const [name, layer] of Object.entries(parts))
    layer.setStyle(styles[/** @type {GroundPart} */ (name)]);
}

/** Names in view as quiet text, cities before states before counties; of two that collide, the first. */
export function makeNames() {
  /** @type {NameGroups} */
  const groups = { city: L.layerGroup(), state: L.layerGroup(), county: L.layerGroup() };
  const shown = () => {
    /** @type {L.Bounds[]} */
    const taken = [];
    for (const level of LEVELS) {
      const group = groups[level];
      group.clearLayers();
      if (map.hasLayer(group) && map.getZoom() >= NAMES[level].fromZoom)
        addNames(group, level, taken);
    }
  };
  map.on("moveend", shown);
  for (const group of Object.values(groups)) group.on("add", shown);
  return groups;
}

/**
 * @param {L.LayerGroup} group
 * @param {LabelLevel} level
 * @param {L.Bounds[]} taken
 */
function addNames(group, level, taken) {
  const { text, x, y } = payload.base.labels[level];
  const view = map.getBounds();
  text.forEach((name, i) => {
    const position = toLatLng(x[i], y[i]);
    if (!view.contains(position) || !claimSpace(taken, name, level, position)) return;
    group.addLayer(makeNameLabel(name, level, position));
  });
}

/**
 * Take the room for a name, if none of the taken rooms is in its way.
 *
 * @param {L.Bounds[]} taken
 * @param {string} name
 * @param {LabelLevel} level
 * @param {Position} position
 */
function claimSpace(taken, name, level, position) {
  const { x, y } = map.latLngToContainerPoint(position);
  const { letterPx, belowPx } = NAMES[level];
  const half = L.point((name.length * letterPx) / 2, NAME_HEIGHT_PX / 2);
  const middle = L.point(x, y + belowPx);
  const room = L.bounds(middle.subtract(half), middle.add(half));
  if (taken.some((other) => other.overlaps(room))) return false;
  taken.push(room);
  return true;
}

/**
 * @param {string} name
 * @param {LabelLevel} level
 * @param {Position} position
 */
function makeNameLabel(name, level, position) {
  const html = el("span", { class: `area-name area-${level}` }, name);
  const icon = L.divIcon({ html, className: "area-anchor", iconSize: [0, 0] });
  return L.marker(position, {
    icon,
    pane: level === "city" ? "cities" : "names",
    interactive: false,
    keyboard: false,
  });
}

/** Online base maps that this page may show: an opened file sends no referer. */
export const listTiles = () =>
  payload.symbols.tiles.filter(
    (each) => !each.needs_referer || location.protocol.startsWith("http"),
  );

/**
 * A switch between the plain ground (null) and online tiles.
 *
 * @param {GroundParts} ground
 * @param {NameGroups} names
 */
export function makeTileSwitch(ground, names) {
  /** @type {L.TileLayer | null} */
  let current = null;
  const plain = [ground.land, ground.within, ...Object.values(names)];
  return (/** @type {TileSource | null} */ chosen) => {
    if (current) current.remove();
    current = chosen && makeTileLayer(chosen).addTo(map);
    for (const layer of plain) {
      if (chosen) layer.remove();
      else layer.addTo(map);
    }
    for (const layer of [ground.counties, ground.states, ground.region]) {
      if (map.hasLayer(layer)) layer.bringToFront();
    }
  };
}

/** @param {TileSource} tiles */
function makeTileLayer({ url, attribution, max_zoom: maxNativeZoom }) {
  return L.tileLayer(url, { attribution, maxNativeZoom, maxZoom: map.getMaxZoom() });
}
