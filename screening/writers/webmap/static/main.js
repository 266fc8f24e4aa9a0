/* Puts the parts together: one selection, one filter, one standing, shown by map and table. */

import { app, saveState } from "./app.js";
import { makeGround, makeNames, makePanes, makeTileSwitch, paintGround } from "./basemap.js";
import { makeComparison } from "./compare.js";
import { saveCsv } from "./csv.js";
import { getText, payload, siteCount } from "./data.js";
import { announce, getById, makeIcon } from "./dom.js";
import { savePng } from "./export_png.js";
import { getName } from "./facts.js";
import { makeDrawers, makeFilters, setFilter } from "./filters.js";
import { countStates, makeLayerTree } from "./layer_tree.js";
import { isNarrow, map } from "./map.js";
import { makeMeasure } from "./measure.js";
import { formatNumber } from "./numbers.js";
import { EMPTY_FILTER, filterSites } from "./order.js";
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
  const corners = [
    [south, west],
    [north, east],
  ];
  const aside = isNarrow() ? MARGIN_PX : LEGEND_PX;
  const padding = { paddingTopLeft: [aside, TOOLS_PX], paddingBottomRight: [MARGIN_PX, MARGIN_PX] };
  map.fitBounds(corners, { ...padding, animate: false });
}

function makeSites() {
  app.layer = new SiteLayer();
  app.layer.on("drawn", showDecluttered);
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

function makeLayers(parts, names) {
  const overlays = makeOverlays();
  app.overlays = overlays;
  const showStates = (hidden) => {
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

function makeControls(parts) {
  app.weights = makeWeights((weights) => reweigh(ranking.judgement, weights));
  app.tellProfile = makeProfiles((number) => reweigh(number, null));
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
  for (const button of document.querySelectorAll("[data-icon]"))
    button.append(makeIcon(button.dataset.icon));
  const press = (id, act) => getById(id).addEventListener("click", act);
  press("csv", () => saveCsv(app.table.sites()));
  press("copy-link", copyPermalink);
  press("picture", savePng);
  press("theme", () => {
    app.theme.choose(!theme.dark);
    saveState();
  });
  getById("card").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const { site } = app;
    clearSelection();
    app.table.focus(site);
  });
  map.on("moveend", () => {
    findTogether();
    saveState();
  });
  addEventListener("hashchange", () => {
    if (location.hash.includes("=")) restoreState(parsePermalink(location.hash));
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    getById("tab-ranking").focus();
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

/** Take on the state that an address asks for. */
function restoreState(asked) {
  app.followed = false;
  app.theme.choose(asked.dark);
  const weights = asked.weights?.length === payload.judgements[asked.judgement].criteria.length;
  if (!applyProfile(asked.judgement, weights ? asked.weights : null)) applyProfile(asked.judgement);
  app.filter = asked.filter;
  setFilter(app.filter);
  const [key, direction] = asked.sort.split(",");
  for (const site of [...app.compared.picked]) app.compared.pick(site, false);
  for (const site of asked.compared) app.compared.pick(site, true);
  app.weights.build();
  app.table.sort(key, direction === "-1" ? -1 : 1);
  showRanking();
  if (asked.site === null) clearSelection();
  else selectSite(asked.site, asked.view ? null : "go");
  if (asked.view) map.setView(asked.view.slice(0, 2), asked.view[2], { animate: false });
  app.followed = true;
}

/** Judge by a profile under weights (null: the stated ones), and show what comes out. */
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

/** Show the standing of now everywhere. */
function showRanking() {
  app.weights.show();
  app.tellProfile();
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
  const active = Object.entries(app.filter).some(
    ([key, value]) => key !== "text" && value !== EMPTY_FILTER[key],
  );
  getById("open-filters").classList.toggle("active", active);
  saveState();
}

start();
