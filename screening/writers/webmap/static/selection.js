/* The selected site: its ring, its lines, its row and its card. */

import { app, saveState } from "./app.js";
import { makeSiteCard } from "./card.js";
import { getText } from "./data.js";
import { el, findControl, getById, getFocus, makeIcon, query } from "./dom.js";
import { getName } from "./facts.js";
import { calm, isNarrow, map } from "./map.js";
import { computeSurroundings } from "./site_links.js";

const FLY_SECONDS = 0.9;
const CLOSEST_ZOOM = 11;

/** @param {Site | null} site */
export function hoverSite(site) {
  app.table.hover(site);
  app.hoverRing(site);
}

/**
 * Select a site: its ring, its lines, its row, its card; `go` brings it into view.
 *
 * @param {Site} site
 * @param {"go" | null} go
 */
export function selectSite(site, go) {
  app.site = site;
  app.ring(site);
  app.links(site);
  app.together = [site];
  drawCard();
  getById("card").scrollTop = 0;
  app.table.select(site, true);
  if (go) zoomTo(site);
  else findTogether();
  saveState();
}

/** See which sites share the selected one's spot at this zoom. */
export function findTogether() {
  if (app.site === null) return;
  const found = app.layer.together(app.site);
  if (found.join() === app.together.join()) return;
  app.together = found;
  drawCard();
}

export function clearSelection() {
  app.site = null;
  app.ring(null);
  app.links(null);
  getById("card").hidden = true;
  getById("card").replaceChildren();
  app.table.select(null, false);
  saveState();
}

/** @param {Site} site */
export const selectOnMap = (site) => selectSite(site, null);

/**
 * @param {Site} site
 * @param {boolean} byKeyboard
 */
export function selectInTable(site, byKeyboard) {
  selectSite(site, "go");
  if (byKeyboard) query("h2", getById("card")).focus();
}

/** Fill the card with the selected site. */
export function drawCard() {
  const { site } = app;
  const dock = getById("card");
  if (site === null) return;
  const focused = dock.contains(getFocus()) ? getFocus().dataset.act : null;
  dock.hidden = false;
  dock.replaceChildren(
    cardTools(site),
    makeSiteCard(site, app.together, (other) => selectSite(other, null)),
  );
  if (focused) findControl(dock, `[data-act="${focused}"]`)?.focus();
}

/**
 * Buttons above the card: the next site, compare, explain, close.
 *
 * @param {Site} site
 */
function cardTools(site) {
  /**
   * @param {string} act
   * @param {Child} text
   * @param {string} label
   * @param {() => void} run
   * @param {Attributes} [extra]
   */
  const button = (act, text, label, run, extra = {}) =>
    el(
      "button",
      {
        type: "button",
        "data-act": act,
        "aria-label": label,
        title: label,
        onclick: run,
        ...extra,
      },
      text,
    );
  const go = (/** @type {number} */ step) => () => selectSite(app.table.beside(site, step), "go");
  const picked = app.compared.has(site);
  return el(
    "div",
    { class: "card-tools" },
    button("before", makeIcon("before"), getText("site_before"), go(-1)),
    button("after", makeIcon("after"), getText("site_after"), go(1)),
    button("zoom", makeIcon("zoom"), getText("zoom_to"), () => zoomTo(site)),
    button("explain", getText("explain"), getText("explain_long"), () => explainFacts(), {
      "aria-pressed": String(getById("card").classList.contains("explained")),
    }),
    button(
      "compare",
      getText("compare_short"),
      getText("compare_site", { name: getName(site) }),
      () => {
        app.compared.pick(site, !picked);
        app.table.redraw();
        drawCard();
      },
      { "aria-pressed": String(picked) },
    ),
    button("close", makeIcon("close"), getText("close"), clearSelection, { class: "close" }),
  );
}

function explainFacts() {
  getById("card").classList.toggle("explained");
  drawCard();
}

/**
 * Bring a site and its surroundings into view, beside the legend where it is open.
 *
 * @param {Site} site
 */
function zoomTo(site) {
  const { x, y } = map.getSize();
  const { legend } = app;
  const aside = legend.open && !isNarrow() ? legend.offsetWidth : 0;
  /** @type {L.FitBoundsOptions} */
  const view = {
    paddingTopLeft: [Math.min(40 + aside, x / 2), Math.min(80, y / 5)],
    paddingBottomRight: [50, Math.min(60, y / 6)],
    maxZoom: CLOSEST_ZOOM,
  };
  if (calm) map.fitBounds(computeSurroundings(site), { ...view, animate: false });
  else map.flyToBounds(computeSurroundings(site), { ...view, duration: FLY_SECONDS });
}
