/* Layers and legend in one tree: every row's swatch is drawn as the map draws it. */

import { getGroundStyles, listTiles } from "./basemap.js";
import { getText, payload } from "./data.js";
import { el, getById, getTarget, query } from "./dom.js";
import { makeGroup, makeOverlayRows } from "./layer_groups.js";
import { makeLinkLegend, makeScoreSteps, makeSizeScale } from "./legend_parts.js";
import { isNarrow, map } from "./map.js";
import { formatNumber } from "./numbers.js";
import { CONNECTIONS } from "./overlays.js";
import { ranking, STATES } from "./ranking_state.js";
import { makeLineSwatch, makeSiteSwatch } from "./swatches.js";
import { makeBranch, makeChoice } from "./tree_parts.js";

/**
 * @param {object} given
 * @param {Overlay[]} given.overlays
 * @param {GroundParts} given.parts
 * @param {NameGroups} given.names
 * @param {Map<string, Rasters>} given.rasters
 * @param {(chosen: TileSource | null) => void} given.useTiles
 * @param {(hidden: Set<State>) => void} given.showStates
 */
export function makeLayerTree({ overlays, parts, names, rasters, useTiles, showStates }) {
  const own = (/** @type {string} */ key) => ({ key, title: getText(key) });
  const branches = [
    makeBranch(own("sites"), makeSiteRows(showStates), {
      open: true,
      head: [makeScoreSteps(), makeSizeScale()],
    }),
    makeBranch(own("connections"), makeOverlayRows(CONNECTIONS, overlays), {
      tail: [makeLinkLegend()],
    }),
    ...payload.layer_groups.map((group) => makeGroup(group, overlays, rasters.get(group))),
    makeBranch(own("boundaries"), makeBoundaryRows(parts, names), {}),
    makeBranch(own("base"), makeTileRows(useTiles), {}),
  ];
  const box = el(
    "details",
    { class: "legend" },
    el("summary", {}, getText("layers")),
    el(
      "div",
      { class: "legend-body", tabindex: "0", role: "group", "aria-label": getText("layers") },
      branches,
    ),
  );
  box.open = !isNarrow();
  const Tree = L.Control.extend({
    onAdd() {
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    },
  });
  new Tree({ position: "bottomleft" }).addTo(map);
  return box;
}

/** @param {(hidden: Set<State>) => void} showStates */
function makeSiteRows(showStates) {
  const hiddenStates = new Set();
  return STATES.map((state) => {
    const row = {
      key: state,
      label: getText(state),
      swatch: makeSiteSwatch(state),
      on: true,
      count: 0,
    };
    return makeChoice("checkbox", row, (event) => {
      if (getTarget(event).checked) hiddenStates.delete(state);
      else hiddenStates.add(state);
      showStates(hiddenStates);
    });
  });
}

/** Show how many sites are in each state; a row without any is hidden. */
export function countStates() {
  const counts = [0, 0, 0];
  for (const state of ranking.state) counts[state] += 1;
  STATES.forEach((state, i) => {
    const row = /** @type {HTMLElement} */ (getById(`layer-${state}`).closest(".choice"));
    query(".count", row).textContent = formatNumber(counts[i]);
    row.hidden = counts[i] === 0;
  });
}

/**
 * @param {GroundParts} parts
 * @param {NameGroups} names
 */
function makeBoundaryRows(parts, names) {
  /**
   * @param {LabelLevel} level
   * @param {"states" | "counties" | "cities"} key
   */
  const switchOf = (level, key) => (/** @type {Event} */ event) => {
    const layers = key === "cities" ? [names[level]] : [parts[key], names[level]];
    for (const layer of layers) {
      if (getTarget(event).checked) layer.addTo(map);
      else layer.remove();
    }
    parts.region.bringToFront();
  };
  /**
   * @param {LabelLevel} level
   * @param {"states" | "counties" | "cities"} key
   * @param {{ color: string, weight: number } | null} style
   */
  const row = (level, key, style) =>
    makeChoice(
      "checkbox",
      {
        key,
        label: getText(key),
        swatch: style && makeLineSwatch(style.color, style.weight + 0.4, null),
        on: true,
      },
      switchOf(level, key),
    );
  const styles = getGroundStyles();
  return [
    row("state", "states", styles.states),
    row("county", "counties", styles.counties),
    row("city", "cities", null),
  ];
}

/**
 * Online base maps: no network request until one is chosen.
 *
 * @param {(chosen: TileSource | null) => void} useTiles
 */
function makeTileRows(useTiles) {
  const plain = { key: "plain", label: getText("base_plain"), on: true };
  const online = listTiles().map((tiles, i) =>
    makeChoice(
      "radio",
      { key: `tiles-${i}`, label: getText("base_online", { name: tiles.label }), on: false },
      () => useTiles(tiles),
      "tiles",
    ),
  );
  return [makeChoice("radio", plain, () => useTiles(null), "tiles"), ...online];
}
