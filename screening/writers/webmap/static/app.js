/* The page's state and parts, and the address that keeps it. */

import { siteNumbers } from "./data.js";
import { debounce } from "./dom.js";
import { map } from "./map.js";
import { EMPTY_FILTER } from "./order.js";
import { formatPermalink, storePermalink } from "./permalink.js";

/** State of the page; its parts are there once `start` has made them. */
export const app = {
  /** @type {Site | null} */
  site: null,
  /** @type {Site[]} */
  together: [],
  filter: { ...EMPTY_FILTER },
  /** @type {Set<State>} */
  hiddenStates: new Set(),
  shown: siteNumbers,
  ready: false,
  followed: false,
  .../** @type {PageParts} */ ({}),
};

const ROUND_DEGREES = 4;

/** Keep the state in the address. */
export const saveState = debounce(() => {
  if (!app.ready || !app.followed) return;
  const { lat, lng } = map.getCenter();
  const view = [lat, lng].map((degrees) => Number(degrees.toFixed(ROUND_DEGREES)));
  storePermalink(
    formatPermalink({
      filter: app.filter,
      sort: app.table.sorting().join(","),
      site: app.site,
      compared: app.compared.picked,
      view: [...view, map.getZoom()],
      dark: app.theme.chosen(),
    }),
  );
});
