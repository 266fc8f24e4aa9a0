/* Lines of the selected site: its connections, its fiber paths, and its single point of failure. */

import { makeLinkRow, makeSection } from "./card_parts.js";
import {
  columns,
  connectionColumns,
  decodeLine,
  decodeLinkColumns,
  getConnections,
  getPosition,
  getText,
  groupRows,
  payload,
} from "./data.js";
import { el, isolate } from "./dom.js";
import { getFact } from "./facts.js";
import { map } from "./map.js";
import { formatNumber } from "./numbers.js";
import { makeLineSwatch } from "./swatches.js";
import { adaptColour, getGround } from "./theme.js";

/** The strong lines of one site, or of none. */
export function makeSiteLinks() {
  const group = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: "links", padding: 1 });
  return (/** @type {Site | null} */ site) => {
    group.clearLayers();
    if (site === null) return;
    for (const i of getConnections(site)) addConnection(group, renderer, i);
    // over them: a lateral is a connection too, and what two ways share begins on it
    for (const i of getPaths(site)) addPath(group, renderer, i);
  };
}

/**
 * A line over a halo of the ground's colour, so that it reads on any other line.
 *
 * @param {L.LayerGroup} group
 * @param {L.Renderer} renderer
 * @param {Position[]} points
 * @param {L.PolylineOptions & { weight: number }} style
 */
function addLine(group, renderer, points, style) {
  const quiet = { renderer, interactive: false };
  const halo = { color: getGround().within, weight: style.weight + 3, opacity: 0.9 };
  group.addLayer(L.polyline(points, { ...quiet, ...halo }));
  group.addLayer(L.polyline(points, { ...quiet, ...style }));
}

/**
 * @param {L.LayerGroup} group
 * @param {L.Renderer} renderer
 * @param {number} i
 */
function addConnection(group, renderer, i) {
  const { color, dashArray } = getConnectionStyle(i);
  for (const part of decodeConnection(i)) {
    addLine(group, renderer, part, { color, dashArray, weight: 3 });
    const end = { radius: 4, weight: 1.5, fillColor: color, fillOpacity: 1 };
    group.addLayer(
      L.circleMarker(part[part.length - 1], {
        ...end,
        renderer,
        interactive: false,
        color: getGround().within,
      }),
    );
  }
}

export const pathColumns = decodeLinkColumns(payload.paths);

const pathKinds = Object.keys(payload.symbols.paths);

const pathsBySite = groupRows((i) => payload.paths.site[i], payload.paths.site.length);

/**
 * Fiber paths of a site, the cut on top.
 *
 * @param {Site} site
 */
const getPaths = (site) =>
  [...pathsBySite(site)].sort(
    (a, b) => pathKinds.indexOf(pathColumns.kind[a]) - pathKinds.indexOf(pathColumns.kind[b]),
  );

/** @param {number} i */
const getPathStyle = (i) => payload.symbols.paths[pathColumns.kind[i]];

/**
 * @param {L.LayerGroup} group
 * @param {L.Renderer} renderer
 * @param {number} i
 */
function addPath(group, renderer, i) {
  const { colour, dash: dashArray, size: weight } = getPathStyle(i);
  const color = adaptColour(colour);
  const parts = payload.paths.shape[i].map(decodeLine);
  /** @type {L.PolylineOptions} */
  const quiet = { renderer, interactive: false, lineCap: "butt", color, weight };
  for (const part of parts) {
    if (dashArray === null) addLine(group, renderer, part, { color, weight, lineCap: "butt" });
    else group.addLayer(L.polyline(part, { ...quiet, dashArray }));
  }
  const way = parts.flat();
  if (pathColumns.kind[i] !== "cut" || way.length === 0) return;
  const ring = { ...quiet, radius: 9, weight: 3, fill: false }; // a cut may be a single junction
  group.addLayer(L.circleMarker(way[Math.floor((way.length - 1) / 2)], ring));
}

/**
 * A site's fiber paths as a list: destination and length.
 *
 * @param {Site} site
 * @param {SectionPlan} plan
 */
export function makePathSection(site, { title, columns: [summary] }) {
  const summaryText = columns[summary] ? getFact(site, summary) : null;
  const rows = getPaths(site).map((i) => {
    const { colour, dash, size, title: label } = getPathStyle(i);
    return makeLinkRow(
      makeLineSwatch(colour, Math.min(size, 5), dash),
      label,
      pathColumns.name[i] ?? "",
      `${formatNumber(payload.paths.route_km[i], 0)}\u00a0km`,
    );
  });
  if (rows.length === 0 && summaryText === null) return null;
  return makeSection(
    getText(title),
    summaryText === null ? null : el("p", {}, isolate(summaryText)),
    el("ul", { class: "links" }, rows),
  );
}

/**
 * How a connection is drawn, by its kind.
 *
 * @param {number} i
 */
export function getConnectionStyle(i) {
  const style = payload.symbols.connections[connectionColumns.kind[i]];
  return {
    color: adaptColour(style?.colour ?? "#777777"),
    weight: style?.size ?? 1,
    opacity: style?.opacity ?? 0.9,
    dashArray: style?.dash ?? undefined,
  };
}

/** @param {number} i */
export const decodeConnection = (i) => payload.connections.shape[i].map(decodeLine);

/**
 * What to look at for a site: itself and its connections, but not the far hub.
 *
 * @param {Site} site
 */
export function computeSurroundings(site) {
  const bounds = L.latLngBounds([getPosition(site), getPosition(site)]);
  for (const i of getConnections(site)) {
    if (connectionColumns.kind[i] === "hub") continue;
    for (const position of decodeConnection(i).flat()) bounds.extend(position);
  }
  return bounds;
}
