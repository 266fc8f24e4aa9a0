/* A switchable group of a layer's features: built lazily, styled by zoom and theme. */

import { makeFactRow } from "./card_parts.js";
import { getText, payload } from "./data.js";
import { el, isolate } from "./dom.js";
import { getLayerName, layerColumns } from "./layer_features.js";
import { map, popupSize } from "./map.js";
import { formatNumber } from "./numbers.js";
import { adaptColour } from "./theme.js";

/** A layer group that is built when it is first shown, with one popup for all its features. */
export function makeOverlay({ count, ...rest }, kind, build) {
  let group = null;
  const get = () => {
    if (!group) {
      const all = build();
      group = L.featureGroup(all);
      group.all = all;
      paintGroup(group);
      group.bindPopup((feature) => makeFeatureCard(kind, feature.options.row), popupSize());
      group.bindTooltip((feature) => makeFeatureTip(kind, feature.options.row), { sticky: true });
    }
    return group;
  };
  return { count, ...rest, get, built: () => group };
}

/** Give the features of a layer the colours of now. */
export function paintGroup(group) {
  for (const feature of group.all) {
    feature.options.own ??= { color: feature.options.color, fillColor: feature.options.fillColor };
    const { color, fillColor } = feature.options.own;
    feature.setStyle({ color: adaptColour(color), fillColor: adaptColour(fillColor) });
  }
}

/** Give all layers, and their swatches, the colours of now. */
export function paintOverlays(overlays) {
  for (const { built } of overlays) if (built()) paintGroup(built());
  for (const line of document.querySelectorAll("line[data-colour]"))
    line.setAttribute("stroke", adaptColour(line.dataset.colour));
}

/** How strongly features are drawn at this zoom: lightly over a whole state. */
function getStrength() {
  const zoom = map.getZoom();
  return zoom < 7 ? 0.6 : zoom < 9 ? 0.8 : 1;
}

/** Draw lines thinner and substations smaller in wide views. */
export function scaleOverlays(overlays) {
  const now = getStrength();
  for (const each of overlays) {
    const group = each.built();
    if (!group || each.drawnAt === now) continue;
    each.drawnAt = now;
    group.eachLayer((feature) => {
      const { full } = feature.options;
      if (full?.weight) feature.setStyle({ weight: full.weight * now });
      if (full?.radius) feature.setStyle({ radius: full.radius * now, stroke: now === 1 });
    });
  }
}

/** Bring what is shown into its order again. */
export function restack(overlays) {
  for (const { built } of overlays) {
    if (built() && map.hasLayer(built())) built().bringToFront();
  }
}

function makeFeatureTip(kind, row) {
  const found = layerColumns[kind];
  const parts = [found.name?.[row]];
  if (found.voltage_kv?.[row]) parts.push(`${formatNumber(found.voltage_kv[row], 0)}\u00a0kV`);
  if (found.provider?.[row]) parts.push(found.provider[row]);
  return el(
    "span",
    { class: "tip" },
    isolate(parts.filter(Boolean).join(" · ") || getText("unknown")),
  );
}

/** What a layer says of one of its features. */
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
    el("h2", {}, isolate(found.name?.[row] ?? getText("unknown"))),
    el("p", { class: "sub" }, getLayerName(kind)),
    el("dl", { class: "facts" }, rows),
  );
}
