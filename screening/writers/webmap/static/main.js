/* Puts the parts together: one selection, one filter, one ranking, shown by map and table. */

import { app, saveState } from "./app.js";
import { makeGround, makeNames, makePanes, makeTileSwitch, paintGround } from "./basemap.js";
import { makeComparison } from "./compare.js";
import { saveCsv } from "./csv.js";
import { getText, payload, siteCount } from "./data.js";
import { announce, getById, makeIcon, query, queryAll } from "./dom.js";
import { savePng } from "./export_png.js";
import { getName } from "./facts.js";
import { makeDrawers, makeFilters, setFilter } from "./filters.js";
import { countStates, makeLayerTree } from "./layer_tree.js";
import { isNarrow, map } from "./map.js";
import { makeMeasure } from "./measure.js";
import { formatNumber } from "./numbers.js";
import { filterSites, listConditions } from "./order.js";
import { paintOverlays, restack, scaleOverlays } from "./overlay_group.js";
import { makeOverlays } from "./overlays.js";
import { copyPermalink, parsePermalink } from "./permalink.js";
import { applyProfile, getState, ranking } from "./ranking_state.js";
import { makeRasters } from "./raster.js";
import { makeSearch } from "./search.js";
import {
  clearSelection,
  drawCard,
  findTogether,
  hoverSite,
  selectInTable,
  selectOnMap,
  selectSite,
} from "./selection.js";
import { makeSiteLinks } from "./site_links.js";
import { listenForSites, makeRing, SiteLayer } from "./sites.js";
import { makeTable } from "./table.js";
import { makeTabs, showMethod } from "./tabs.js";
import { theme } from "./theme.js";
import { makeFullscreen, makeTheme, showDecluttered } from "./tools.js";
import { makeProfiles, makeWeights } from "./weights.js";

const MARGIN_PX = 14;

const LEGEND_PX = 250;

const TOOLS_PX = 54;

function start() {
  map.attributionControl
    .setPrefix('<a href="https://leafletjs.com">Leaflet</a>')
    .addAttribution("screening");
  makePanes();
  const parts = makeGround();
  const names = makeNames();
  showRegion();
  for (const layer of [...Object.values(parts), ...Object.values(names)]) layer.addTo(map);
  L.control.zoom({ position: "bottomright" }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: !isNarrow() }).addTo(map);
  makeSites();
  makeLists();
  makeLayers(parts, names);
  makeTabs();
  makeControls(parts);
  listenToPage();
  restoreState(parsePermalink(location.hash));
  app.ready = true;
}

/** Fit the region: beside the legend and below the tools, or above a phone's folded legend. */
function showRegion() {
  const [west, south, east, north] = payload.base.bounds;
  /** @type {Position[]} */
  const corners = [
    [south, west],
    [north, east],
  ];
  const aside = isNarrow() ? MARGIN_PX : LEGEND_PX;
  map.fitBounds(corners, {
    paddingTopLeft: [aside, TOOLS_PX],
    paddingBottomRight: [MARGIN_PX, MARGIN_PX],
    animate: false,
  });
}

function makeSites() {
  app.layer = new SiteLayer();
  app.layer.on("drawn", () => showDecluttered(app.layer));
  app.layer.addTo(map);
  app.ring = makeRing(app.layer, { className: "ring chosen", weight: 3 });
  app.hoverRing = makeRing(app.layer, { className: "ring hovered", weight: 2.5 });
  app.links = makeSiteLinks();
  listenForSites(app.layer, (site) => selectOnMap(site), hoverSite);
}

function makeLists() {
  app.compared = makeComparison(saveState);
  app.table = makeTable({
    select: selectInTable,
    hover: hoverSite,
    pick: (site, on) => {
      const is = app.compared.pick(site, on);
      if (site === app.site) drawCard();
      return is;
    },
    isPicked: (site) => app.compared.has(site),
    sorted: saveState,
  });
}

/**
 * @param {GroundParts} parts
 * @param {NameGroups} names
 */
function makeLayers(parts, names) {
  const overlays = makeOverlays();
  app.overlays = overlays;
  const showStates = (/** @type {Set<State>} */ hidden) => {
    app.hiddenStates = hidden;
    applyFilter();
  };
  const useTiles = makeTileSwitch(parts, names);
  const rasters = makeRasters();
  app.legend = makeLayerTree({ overlays, parts, names, rasters, useTiles, showStates });
  map.on("zoomend", () => scaleOverlays(overlays));
  scaleOverlays(overlays);
  restack(overlays);
}

/** @param {GroundParts} parts */
function makeControls(parts) {
  app.weights = makeWeights((weights) => reweigh(ranking.judgement, weights));
  app.showProfile = makeProfiles((number) => reweigh(number, null));
  app.theme = makeTheme(() => {
    paintGround(parts);
    paintOverlays(app.overlays);
    app.layer.draw();
    if (app.site === null) return;
    app.links(app.site);
    drawCard();
  });
  makeFilters((filter) => {
    app.filter = filter;
    applyFilter();
  });
  makeDrawers();
  makeSearch((site) => selectInTable(site, true));
  makeMeasure();
  makeFullscreen();
}

function listenToPage() {
  for (const button of queryAll("[data-icon]"))
    button.append(makeIcon(/** @type {any} */ (button.dataset.icon)));
  /**
   * @param {string} id
   * @param {() => void} act
   */
  const press = (id, act) => getById(id).addEventListener("click", act);
  press("csv", () => saveCsv(app.table.sites()));
  press("copy-link", copyPermalink);
  press("picture", savePng);
  press("theme", () => {
    app.theme.choose(!theme.dark);
    saveState();
  });
  for (const id of ["card", "rows"])
    getById(id).addEventListener("keydown", (event) => {
      if (event.key === "Escape") closeCard();
    });
  map.on("moveend", () => {
    findTogether();
    saveState();
  });
  addEventListener("hashchange", () => {
    if (location.hash.includes("=")) restoreState(parsePermalink(location.hash));
  });
  query(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    getById("tab-ranking").focus();
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

function closeCard() {
  const { site } = app;
  if (site === null) return;
  clearSelection();
  app.table.focus(site);
}

/**
 * Restore the state that a permalink holds.
 *
 * @param {LinkedState} linked
 */
function restoreState(linked) {
  app.followed = false;
  app.theme.choose(linked.dark);
  const weights = linked.weights?.length === payload.judgements[linked.judgement].criteria.length;
  if (!applyProfile(linked.judgement, weights ? linked.weights : null))
    applyProfile(linked.judgement);
  app.filter = linked.filter;
  setFilter(app.filter);
  const [key, direction] = linked.sort.split(",");
  for (const site of [...app.compared.picked]) app.compared.pick(site, false);
  for (const site of linked.compared) app.compared.pick(site, true);
  app.weights.build();
  app.table.sort(key, direction === "-1" ? -1 : 1);
  showRanking();
  if (linked.site === null) clearSelection();
  else selectSite(linked.site, linked.view ? null : "go");
  if (linked.view) {
    const [latitude, longitude, zoom] = linked.view;
    map.setView([latitude, longitude], zoom, { animate: false });
  }
  app.followed = true;
}

/**
 * Rank by a profile under weights (null: the config's), and show the result.
 *
 * @param {number} number
 * @param {number[] | null} weights
 */
function reweigh(number, weights) {
  const other = number !== ranking.judgement;
  if (!applyProfile(number, weights)) {
    announce(getText("weights_none"), true);
    app.weights.show();
    return;
  }
  if (other) app.weights.build();
  showRanking();
  saveState();
  const first = ranking.order[0];
  if (getState(first) === "ranked") announce(getText("leads", { name: getName(first) }));
}

/** Show the current ranking everywhere. */
function showRanking() {
  app.weights.show();
  app.showProfile();
  showMethod();
  countStates();
  applyFilter();
  app.compared.redraw();
  if (app.site !== null) drawCard();
}

/** Show the sites that the filter finds and whose state is not switched off. */
function applyFilter() {
  const found = filterSites(app.filter);
  const all = app.hiddenStates.size === 0;
  app.shown = all ? found : found.filter((site) => !app.hiddenStates.has(getState(site)));
  app.table.filter(app.shown);
  app.layer.show(app.shown);
  const counts = { shown: formatNumber(app.shown.length), total: formatNumber(siteCount) };
  getById("shown").textContent = getText("shown", counts);
  const active = listConditions(app.filter).some(([key]) => key !== "text");
  getById("open-filters").classList.toggle("active", active);
  saveState();
}

start();
