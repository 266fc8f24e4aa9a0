/* Puts the parts together: one selection, one filter, one standing, shown by map and table. */

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const FLY_SECONDS = 0.9;
const CLOSEST_ZOOM = 11;
const MARGIN_PX = 14;
const LEGEND_PX = 250;
const TOOLS_PX = 54;
const ROUND_DEGREES = 4;

const app = {
  site: null,
  together: [],
  filter: { ...NO_FILTER },
  hiddenStates: new Set(),
  shown: siteNumbers,
  ready: false,
};

/** How large the popup of a layer's feature may grow on this map. */
function popupSize() {
  const { x, y } = map.getSize();
  const width = Math.min(340, x - 60);
  return { minWidth: Math.min(240, width), maxWidth: width, maxHeight: Math.max(150, y - 160) };
}

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
  follow(readLink(location.hash));
  app.ready = true;
}

/** Fit the region: beside the legend and below the tools, or above a phone's folded legend. */
function showRegion() {
  const [west, south, east, north] = data.base.bounds;
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
  app.layer.on("drawn", tellThinned);
  app.layer.addTo(map);
  app.ring = makeRing(app.layer, { className: "ring chosen", weight: 3 });
  app.hoverRing = makeRing(app.layer, { className: "ring hovered", weight: 2.5 });
  app.ties = makeTies();
  listenForSites(app.layer, (site) => selectOnMap(site), hover);
}

function makeLists() {
  app.compared = makeComparison(keep);
  app.table = makeTable({
    select: selectInTable,
    hover,
    pick: (site, on) => {
      const is = app.compared.pick(site, on);
      if (site === app.site) drawCard();
      return is;
    },
    isPicked: (site) => app.compared.has(site),
    sorted: keep,
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
  app.legend = makeTree({ overlays, parts, names, rasters, useTiles, showStates });
  map.on("zoomend", () => scaleOverlays(overlays));
  scaleOverlays(overlays);
  restack(overlays);
}

function makeControls(parts) {
  app.weights = makeWeights((weights) => weigh(standing.judgement, weights));
  app.tellProfile = makeProfiles((number) => weigh(number, null));
  app.theme = makeTheme(() => {
    paintGround(parts);
    paintOverlays(app.overlays);
    app.layer.draw();
    if (app.site === null) return;
    app.ties(app.site);
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
    button.append(icon(button.dataset.icon));
  const press = (id, act) => at(id).addEventListener("click", act);
  press("csv", () => saveCsv(app.table.sites()));
  press("copy-link", copyLink);
  press("picture", savePicture);
  press("theme", () => {
    app.theme.choose(!theme.dark);
    keep();
  });
  at("card").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const { site } = app;
    deselect();
    app.table.focus(site);
  });
  map.on("moveend", () => {
    findTogether();
    keep();
  });
  addEventListener("hashchange", () => {
    if (location.hash.includes("=")) follow(readLink(location.hash));
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    at("tab-ranking").focus();
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

/** Take on the state that an address asks for. */
function follow(asked) {
  app.followed = false;
  app.theme.choose(asked.dark);
  const weights = asked.weights?.length === data.judgements[asked.judgement].criteria.length;
  if (!judge(asked.judgement, weights ? asked.weights : null)) judge(asked.judgement);
  app.filter = asked.filter;
  setFilter(app.filter);
  const [key, direction] = asked.sort.split(",");
  for (const site of [...app.compared.picked]) app.compared.pick(site, false);
  for (const site of asked.compared) app.compared.pick(site, true);
  app.weights.build();
  app.table.sort(key, direction === "-1" ? -1 : 1);
  showStanding();
  if (asked.site === null) deselect();
  else select(asked.site, asked.view ? null : "go");
  if (asked.view) map.setView(asked.view.slice(0, 2), asked.view[2], { animate: false });
  app.followed = true;
}

/** Keep the state in the address. */
const keep = whenQuiet(() => {
  if (!app.ready || !app.followed) return;
  const { lat, lng } = map.getCenter();
  const view = [lat, lng].map((degrees) => Number(degrees.toFixed(ROUND_DEGREES)));
  keepLink(
    writeLink({
      filter: app.filter,
      sort: app.table.sorting().join(","),
      site: app.site,
      compared: app.compared.picked,
      view: [...view, map.getZoom()],
      dark: app.theme.chosen(),
    }),
  );
});

/** Judge by a profile under weights (null: the stated ones), and show what comes out. */
function weigh(number, weights) {
  const other = number !== standing.judgement;
  if (!judge(number, weights)) {
    announce(say("weights_none"), true);
    app.weights.show();
    return;
  }
  if (other) app.weights.build();
  showStanding();
  keep();
  const first = standing.order[0];
  if (stateOf(first) === "ranked") announce(say("leads", { name: nameOf(first) }));
}

/** Show the standing of now everywhere. */
function showStanding() {
  app.weights.show();
  app.tellProfile();
  tellMethod();
  countStates();
  applyFilter();
  app.compared.redraw();
  if (app.site !== null) drawCard();
}

/** Show the sites that the filter finds and whose state is not switched off. */
function applyFilter() {
  const found = matching(app.filter);
  const all = app.hiddenStates.size === 0;
  app.shown = all ? found : found.filter((site) => !app.hiddenStates.has(stateOf(site)));
  app.table.filter(app.shown);
  app.layer.show(app.shown);
  const counts = { shown: formatted(app.shown.length), total: formatted(siteCount) };
  at("shown").textContent = say("shown", counts);
  const active = Object.entries(app.filter).some(
    ([key, value]) => key !== "text" && value !== NO_FILTER[key],
  );
  at("open-filters").classList.toggle("active", active);
  keep();
}

start();
