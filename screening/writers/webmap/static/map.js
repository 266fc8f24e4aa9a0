/* The Leaflet map and what depends on its size. */

export const map = globalThis.map_screening;

const NARROW_PX = 560;

/** Whether the mouse has just dragged the map, so that its click means nothing. */
export const wasDragged = () => /** @type {any} */ (map.dragging).moved();

export const isNarrow = () => map.getSize().x < NARROW_PX;

export const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** How large the popup of a layer's feature may grow on this map. */
export function popupSize() {
  const { x, y } = map.getSize();
  const width = Math.min(340, x - 60);
  return { minWidth: Math.min(240, width), maxWidth: width, maxHeight: Math.max(150, y - 160) };
}
