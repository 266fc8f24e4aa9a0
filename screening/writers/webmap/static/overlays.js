/* The drawn layers: lines by voltage, substations, fiber, points of presence, connections. */

import { connectionColumns, getText, payload } from "./data.js";
import { makeFiberOverlays } from "./fiber.js";
import {
  findRows,
  getCell,
  getLayerName,
  makeArea,
  makeLine,
  makePoint,
} from "./layer_features.js";
import { makeOverlay } from "./overlay_group.js";
import { decodeConnection, getConnectionStyle } from "./site_links.js";
import { makeDiamondSwatch, makeLineSwatch, makeSquareSwatch } from "./swatches.js";
import { findVoltageClass } from "./symbols.js";

/** Everything that can be switched on, from the lowest to the highest; `on` as it starts. */
export function makeOverlays() {
  return [
    ...makeOtherOverlays(),
    ...makeFiberOverlays(),
    ...makeVoltageOverlays(),
    makeConnectionsOverlay(),
    makeSubstationOverlay(),
    ...makePointsOverlays(),
  ].filter((overlay) => overlay && overlay.count > 0);
}

function makeVoltageOverlays() {
  const kv = (/** @type {number} */ row) => getCell("transmission_lines", row, "voltage_kv");
  return payload.symbols.voltages
    .map((each, index) => {
      const rows = findRows("transmission_lines", (row) => findVoltageClass(kv(row)) === index);
      const style = { color: each.colour, weight: each.width };
      const swatch = () => makeLineSwatch(each.colour, each.width + 0.6, null);
      return makeOverlay(
        {
          key: `kv-${each.from_kv}`,
          group: "grid",
          label: each.label,
          swatch,
          on: true,
          count: rows.length,
        },
        "transmission_lines",
        () => rows.map((row) => makeLine("transmission_lines", row, style)),
      );
    })
    .reverse();
}

function makeSubstationOverlay() {
  const kv = (/** @type {number} */ row) => getCell("substations", row, "voltage_kv");
  const rows = findRows("substations", () => true);
  /**
   * @param {number} row
   * @returns {MarkerOptions}
   */
  const style = (row) => ({
    corners: "square",
    full: { radius: 2.6 },
    weight: 0.8,
    color: "#ffffff",
    fillColor: payload.symbols.voltages[findVoltageClass(kv(row))].colour,
  });
  const label = getText("substations");
  return makeOverlay(
    {
      key: "substations",
      group: "grid",
      label,
      swatch: makeSquareSwatch,
      on: true,
      count: rows.length,
    },
    "substations",
    () => rows.map((row) => makePoint("substations", row, style(row))),
  );
}

/** Points of presence, one overlay a kind. */
function makePointsOverlays() {
  const kindOf = (/** @type {number} */ row) => getCell("points_of_presence", row, "kind") ?? "";
  const kinds = [...new Set(findRows("points_of_presence", () => true).map(kindOf))].sort();
  /** @type {MarkerOptions} */
  const style = {
    corners: "diamond",
    weight: 1.2,
    color: "#ffffff",
    fillColor: payload.symbols.point,
  };
  return kinds.map((kind) => {
    const rows = findRows("points_of_presence", (row) => kindOf(row) === kind);
    const radius = kind === "metro" || kind === "" ? 4.5 : 5.5;
    const label = getLayerName(kind || "points_of_presence");
    return makeOverlay(
      {
        key: `points-${kind}`,
        group: "points",
        label,
        swatch: makeDiamondSwatch,
        on: true,
        count: rows.length,
      },
      "points_of_presence",
      () => rows.map((row) => makePoint("points_of_presence", row, { ...style, radius })),
    );
  });
}

const STYLED_LAYERS = ["substations", "transmission_lines", "fiber_routes", "points_of_presence"];

/** Layers of other kinds (water, hazards, a user's own), drawn quietly and off at first. */
function makeOtherOverlays() {
  return Object.keys(payload.layers)
    .filter((kind) => !STYLED_LAYERS.includes(kind))
    .map((kind) => {
      const rows = findRows(kind, () => true);
      const color = kind.startsWith("water") ? payload.symbols.water : payload.symbols.other;
      /** @type {MarkerOptions} */
      const point = { corners: "square", radius: 4, weight: 1, color: "#ffffff", fillColor: color };
      const draw = (/** @type {number} */ row) => {
        if (payload.layers[kind].areas) return makeArea(kind, row, color);
        if (payload.layers[kind].shape) return makeLine(kind, row, { color, weight: 1.4 });
        return makePoint(kind, row, point);
      };
      return makeOverlay(
        {
          key: `other-${kind}`,
          group: "other",
          label: getLayerName(kind),
          swatch: () => makeLineSwatch(color, 2, null),
          on: false,
          count: rows.length,
        },
        kind,
        () => rows.map(draw),
      );
    });
}

function makeConnectionsOverlay() {
  const all = payload.connections.site.map((_, i) => i);
  const swatch = () => makeLineSwatch(payload.symbols.connections.fiber.colour, 1, null);
  const faint = { weight: 1, opacity: 0.55, interactive: false };
  const label = getText("connections_all");
  return makeOverlay(
    { key: "connections", group: "connections", label, swatch, on: false, count: all.length },
    "connections",
    () =>
      [...new Set(connectionColumns.kind)].map((kind) => {
        const members = all.filter((i) => connectionColumns.kind[i] === kind);
        return L.polyline(members.flatMap(decodeConnection), {
          ...faint,
          ...getConnectionStyle(members[0]),
        });
      }),
  );
}
