/* The drawn layers, one overlay a class of a kind, and the connections of all sites. */

import { connectionColumns, getText, payload } from "./data.js";
import { findRows, getStyle, makeFeature } from "./layer_features.js";
import { makeOverlay } from "./overlay_group.js";
import { decodeConnection, getConnectionStyle } from "./site_links.js";
import { makeClassSwatch, makeLineSwatch } from "./swatches.js";

/** The overlay of the connections of all sites; no layer kind. */
export const CONNECTIONS = "connections";

/** Everything that can be switched on, from the lowest to the highest; `on` as it starts. */
export function makeOverlays() {
  const kinds = Object.keys(payload.layers).reverse();
  const isPoint = (/** @type {string} */ kind) => getStyle(kind).geometry === "point";
  return [
    ...kinds.filter((kind) => !isPoint(kind)).flatMap(makeKindOverlays),
    makeConnectionsOverlay(),
    ...kinds.filter(isPoint).flatMap(makeKindOverlays),
  ].filter((overlay) => overlay.count > 0);
}

/**
 * The classes of a kind, the first of the legend on top.
 *
 * @param {string} kind
 */
function makeKindOverlays(kind) {
  const { title, geometry, visible, classes } = getStyle(kind);
  return classes
    .map((symbol, index) => {
      const rows = findRows(kind, index);
      return makeOverlay(
        {
          key: `${kind}-${index}`,
          kind,
          label: classes.length === 1 ? title : symbol.title,
          swatch: () => makeClassSwatch(geometry, symbol),
          on: visible,
          count: rows.length,
        },
        () => rows.map((row) => makeFeature(kind, row)),
      );
    })
    .reverse();
}

function makeConnectionsOverlay() {
  const all = payload.connections.site.map((_, i) => i);
  const [first] = Object.values(payload.symbols.connections);
  return makeOverlay(
    {
      key: CONNECTIONS,
      kind: CONNECTIONS,
      label: getText("connections_all"),
      swatch: () => makeLineSwatch(first.colour, first.size, first.dash),
      on: false,
      count: all.length,
    },
    () =>
      [...new Set(connectionColumns.kind)].map((kind) => {
        const members = all.filter((i) => connectionColumns.kind[i] === kind);
        const style = { interactive: false, ...getConnectionStyle(members[0]) };
        return L.polyline(members.flatMap(decodeConnection), style);
      }),
  );
}
