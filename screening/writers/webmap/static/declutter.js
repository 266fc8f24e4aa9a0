/* Which of many sites a map can show apart. Pure. */

/**
 * Of the sites in view, keep the first in each square cell of the screen.
 *
 * Cells are fixed to the world, not to the view, so that panning does not make marks come
 * and go. `x`, `y` are the sites' pixels in the world at this zoom, `view` is {left, top,
 * width, height} in the same, `order` is the priority, `skip(site)` excludes a site.
 *
 * @param {Iterable<Site>} order
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y
 * @param {{ left: number, top: number, width: number, height: number }} view
 * @param {number} cellPx
 * @param {(site: Site) => boolean} skip
 */
export function declutter(order, x, y, view, cellPx, skip) {
  const [left, top] = [Math.floor(view.left / cellPx), Math.floor(view.top / cellPx)];
  const across = Math.ceil(view.width / cellPx) + 2;
  const down = Math.ceil(view.height / cellPx) + 2;
  const taken = cellPx > 0 && Number.isFinite(across * down) ? new Uint8Array(across * down) : null;
  const kept = [];
  for (const site of order) {
    const [dx, dy] = [x[site] - view.left, y[site] - view.top];
    if (dx < 0 || dy < 0 || dx > view.width || dy > view.height || skip(site)) continue;
    if (taken) {
      const column = Math.floor(x[site] / cellPx) - left;
      const cell = column + across * (Math.floor(y[site] / cellPx) - top);
      if (taken[cell]) continue;
      taken[cell] = 1;
    }
    kept.push(site);
  }
  return kept;
}
