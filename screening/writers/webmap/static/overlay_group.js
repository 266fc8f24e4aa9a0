/* A switchable group of a layer's features: built lazily, styled by zoom and theme. */

import { makeFactRow } from "./card_parts.js";
import { getText } from "./data.js";
import { el, isolate, queryAll } from "./dom.js";
import { formatCell, getCell, getStyle, layerColumns } from "./layer_features.js";
import { map, popupSize } from "./map.js";
import { adaptColour } from "./theme.js";

/**
 * A layer group that is built when it is first shown, with one popup for all its features.
 *
 * @param {OverlayPlan} plan
 * @param {() => L.Path[]} build
 * @returns {Overlay}
 */
export function makeOverlay(plan, build) {
  const { kind } = plan;
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
  return { ...plan, get, built: () => group };
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
  for (const shape of queryAll("[data-colour]")) {
    const attribute = shape.matches("line") ? "stroke" : "fill";
    shape.setAttribute(attribute, adaptColour(String(shape.dataset.colour)));
  }
}

/** How strongly features are drawn at this zoom: lightly over a whole state. */
function getStrength() {
  const zoom = map.getZoom();
  return zoom < 7 ? 0.6 : zoom < 9 ? 0.8 : 1;
}

/**
 * Draw lines thinner, and marks that overviews leave out smaller, in wide views.
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

const TIP_FACTS = 2;

/** Columns that are no facts of a feature: its name is the heading, its source the layer's. */
const NO_TIP = ["name", "source"];

/**
 * The name of a feature and the first facts that are known.
 *
 * @param {string} kind
 * @param {number} row
 */
function makeFeatureTip(kind, row) {
  const { columns } = getStyle(kind);
  const facts = Object.keys(columns).flatMap((name) => {
    const text = NO_TIP.includes(name) ? null : formatCell(kind, row, name);
    if (text === null) return [];
    const bare = typeof layerColumns[kind][name][row] === "number" && !columns[name].unit;
    return bare ? `${columns[name].title}: ${text}` : text;
  });
  const parts = [getCell(kind, row, "name"), ...facts.slice(0, TIP_FACTS)].filter(Boolean);
  return el("span", { class: "tip" }, isolate(parts.join(" · ") || getText("unknown")));
}

/**
 * The attributes of a feature, in the order of the kind's columns.
 *
 * @param {string} kind
 * @param {number} row
 */
function makeFeatureCard(kind, row) {
  const { title, columns } = getStyle(kind);
  const { name: hasName, ...others } = layerColumns[kind];
  const rows = Object.keys(columns)
    .filter((column) => others[column])
    .map((column) => {
      const text = formatCell(kind, row, column);
      return makeFactRow(columns[column].title, text ?? getText("unknown"), text === null);
    });
  const heading = hasName ? (getCell(kind, row, "name") ?? getText("unknown")) : title;
  return el(
    "article",
    { class: "card feature-card" },
    el("h2", {}, isolate(heading)),
    hasName ? el("p", { class: "sub" }, title) : null,
    el("dl", { class: "facts" }, rows),
  );
}
