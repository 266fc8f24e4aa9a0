/* A switchable group of a layer's features: built lazily, styled by zoom and theme. */

import { makeFactRow } from "./card_parts.js";
import { getText, payload } from "./data.js";
import { el, isolate, queryAll } from "./dom.js";
import { getCell, getLayerName, layerColumns } from "./layer_features.js";
import { map, popupSize } from "./map.js";
import { formatNumber } from "./numbers.js";
import { adaptColour } from "./theme.js";

/**
 * A layer group that is built when it is first shown, with one popup for all its features.
 *
 * @param {OverlayPlan} plan
 * @param {string} kind
 * @param {() => L.Path[]} build
 * @returns {Overlay}
 */
export function makeOverlay({ count, ...rest }, kind, build) {
  /** @type {OverlayGroup | null} */
  let group = null;
  const get = () => {
    if (group) return group;
    const all = /** @type {FeaturePath[]} */ (build());
    group = Object.assign(L.featureGroup(all), { all });
    paintGroup(group);
    group.bindPopup((feature) => makeFeatureCard(kind, getRow(feature)), popupSize());
    group.bindTooltip((feature) => makeFeatureTip(kind, getRow(feature)), { sticky: true });
    return group;
  };
  return { count, ...rest, get, built: () => group };
}

/** @param {L.Layer} feature */
const getRow = (feature) => /** @type {FeaturePath} */ (feature).options.row;

/**
 * Colour the features of a layer for the current theme.
 *
 * @param {OverlayGroup} group
 */
function paintGroup(group) {
  for (const feature of group.all) {
    feature.options.own ??= { color: feature.options.color, fillColor: feature.options.fillColor };
    const { color, fillColor } = feature.options.own;
    feature.setStyle({ color: adaptColour(color), fillColor: adaptColour(fillColor) });
  }
}

/** @param {Overlay[]} overlays */
const listBuilt = (overlays) =>
  overlays.map(({ built }) => built()).filter((group) => group !== null);

/**
 * Colour all layers, and their swatches, for the current theme.
 *
 * @param {Overlay[]} overlays
 */
export function paintOverlays(overlays) {
  for (const group of listBuilt(overlays)) paintGroup(group);
  for (const line of queryAll("line[data-colour]"))
    line.setAttribute("stroke", adaptColour(String(line.dataset.colour)));
}

/** How strongly features are drawn at this zoom: lightly over a whole state. */
function getStrength() {
  const zoom = map.getZoom();
  return zoom < 7 ? 0.6 : zoom < 9 ? 0.8 : 1;
}

/**
 * Draw lines thinner and substations smaller in wide views.
 *
 * @param {Overlay[]} overlays
 */
export function scaleOverlays(overlays) {
  const now = getStrength();
  for (const each of overlays) {
    const group = each.built();
    if (!group || each.drawnAt === now) continue;
    each.drawnAt = now;
    group.eachLayer((layer) => {
      const feature = /** @type {L.CircleMarker & FeaturePath} */ (layer);
      const { full } = feature.options;
      if (full?.weight) feature.setStyle({ weight: full.weight * now });
      if (full?.radius) feature.setStyle({ radius: full.radius * now, stroke: now === 1 });
    });
  }
}

/**
 * Bring what is shown into its order again.
 *
 * @param {Overlay[]} overlays
 */
export function restack(overlays) {
  for (const group of listBuilt(overlays)) if (map.hasLayer(group)) group.bringToFront();
}

/**
 * @param {string} kind
 * @param {number} row
 */
function makeFeatureTip(kind, row) {
  const found = layerColumns[kind];
  /** @type {(Cell | undefined)[]} */
  const parts = [found.name?.[row]];
  if (found.voltage_kv?.[row])
    parts.push(`${formatNumber(Number(found.voltage_kv[row]), 0)}\u00a0kV`);
  if (found.provider?.[row]) parts.push(found.provider[row]);
  return el(
    "span",
    { class: "tip" },
    isolate(parts.filter(Boolean).join(" · ") || getText("unknown")),
  );
}

/**
 * The attributes of a feature.
 *
 * @param {string} kind
 * @param {number} row
 */
function makeFeatureCard(kind, row) {
  const found = layerColumns[kind];
  const named = Object.keys(payload.assets).filter((name) => name !== "name" && found[name]);
  const rows = named.map((name) => {
    const value = found[name][row];
    const text =
      value === null
        ? getText("unknown")
        : typeof value === "number"
          ? formatNumber(value)
          : String(value);
    return makeFactRow(payload.assets[name], text, value === null);
  });
  return el(
    "article",
    { class: "card feature-card" },
    el("h2", {}, isolate(getCell(kind, row, "name") ?? getText("unknown"))),
    el("p", { class: "sub" }, getLayerName(kind)),
    el("dl", { class: "facts" }, rows),
  );
}
