/* Puts the parts together: one selection and one filter, shown by the map and by the table. */

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const FLY_SECONDS = 0.9;
const CLOSEST_ZOOM = 11;
const NEAR_PX = 40;
const END_PX = 10;
const CARD_ROOM_PX = 130;
const MARGIN_PX = 14;

/** How large a popup may grow on this map. */
function popupSize() {
  const { x, y } = map.getSize();
  const width = Math.min(360, x - 60);
  return {
    minWidth: Math.min(300, width),
    maxWidth: width,
    maxHeight: Math.max(150, Math.min(430, y - CARD_ROOM_PX)),
  };
}

function start() {
  map.attributionControl
    .setPrefix('<a href="https://leafletjs.com">Leaflet</a>')
    .addAttribution("screening");
  map.getContainer().style.background = data.symbols.ground.outside;
  makePanes();
  const ground = makeGround();
  const names = makeNames();
  showRegion();
  Object.values(ground).forEach((layer) => layer.addTo(map));
  Object.values(names).forEach((layer) => layer.addTo(map));
  L.control.zoom({ position: "bottomright" }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: !isNarrow() }).addTo(map);

  const app = { turn: 0, popup: null, site: null, hiddenStates: new Set(), found: siteNumbers };
  const hover = (site) => {
    app.table.hover(site);
    app.hoverRing(site);
  };
  Object.assign(
    app,
    makeMarks((site, point) => selectOnMap(app, site, point), hover),
  );
  app.ring = makeRing(app.marks, { color: "#111827", weight: 3 });
  app.hoverRing = makeRing(app.marks, { color: "#d9480f", weight: 2.5 });
  app.ties = makeTies();
  app.table = makeTable({
    select: (site, byKeyboard) => selectInTable(app, site, byKeyboard),
    hover,
  });

  const overlays = makeOverlays();
  const showStates = (hidden) => {
    app.hiddenStates = hidden;
    applyFilter(app);
  };
  const useTiles = makeTileSwitch(ground, names);
  app.legend = makeLegend({ overlays, ground, names, siteGroup: app.group, useTiles, showStates });
  app.group.addTo(map);
  map.on("zoomend", () => scaleOverlays(overlays));
  scaleOverlays(overlays);
  restack(overlays, app.group);
  makeTabs();
  listenToPage(app);
  applyFilter(app);
}

/** Fit the region, at the top of a tall map: the legend has the bottom. */
function showRegion() {
  const [west, south, east, north] = data.base.bounds;
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { padding: [MARGIN_PX, MARGIN_PX], animate: false },
  );
  const slack = map.latLngToContainerPoint([north, west]).y - MARGIN_PX;
  if (slack > 0) map.panBy([0, slack], { animate: false });
}

function listenToPage(app) {
  at("filter").addEventListener("input", (event) => {
    app.found = matching(event.target.value);
    applyFilter(app);
  });
  map.on("popupclose", (event) => {
    if (event.popup === app.popup) deselect(app);
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

/** Show the sites that the filter finds and whose state is not switched off. */
function applyFilter(app) {
  const shown = app.found.filter((site) => !app.hiddenStates.has(stateOf(site)));
  app.shown = new Set(shown);
  app.table.filter(shown);
  showMarks(app.marks, app.shown);
  at("shown").textContent = say("shown", { shown: shown.length, total: siteCount });
}

function select(app, site) {
  app.turn += 1;
  app.site = site;
  app.ring(site);
  app.ties(site);
}

function deselect(app) {
  app.popup = null;
  app.site = null;
  app.ring(null);
  app.ties(null);
  app.table.select(null, false);
}

/** A click on the map: the card here, with whatever else lies under the click. */
function selectOnMap(app, site, point) {
  select(app, site);
  app.table.select(site, true);
  openCard(app, site, sitesAt(app.marks, site, point, app.shown));
}

/** A row of the table: go there first, then open the card. */
function selectInTable(app, site, byKeyboard) {
  map.closePopup();
  select(app, site);
  app.table.select(site, false);
  const { turn } = app;
  map.once("moveend", () => {
    if (turn !== app.turn) return;
    openCard(app, site, sitesAt(app.marks, site, app.marks[site]._point, app.shown));
    if (byKeyboard) app.popup.getElement().querySelector("h2").focus();
  });
  goTo(site, app.legend);
}

/** Bring a site and its surroundings into view, beside the legend and below its card. */
function goTo(site, legend) {
  const { x, y } = map.getSize();
  const { maxWidth } = popupSize();
  const aside = legend.open && x - legend.offsetWidth > maxWidth ? legend.offsetWidth : 0;
  const room = Math.min(popupSize().maxHeight + 60, 0.62 * y);
  const view = {
    paddingTopLeft: [30 + aside, room],
    paddingBottomRight: [30, 24],
    maxZoom: CLOSEST_ZOOM,
  };
  if (calm) map.fitBounds(surroundings(site), { ...view, animate: false });
  else map.flyToBounds(surroundings(site), { ...view, duration: FLY_SECONDS });
}

/** Keep the card from behind the legend: move the map, or, where both do not fit, fold the legend. */
function clearLegend(legend, card) {
  const [frame, box, over] = [map.getContainer(), legend, card].map((each) =>
    each.getBoundingClientRect(),
  );
  const [right, up] = [box.right - over.left, over.bottom - box.top];
  if (right <= 0 || up <= 0) return;
  if (over.width + box.right + 2 * MARGIN_PX < frame.right) map.panBy([-right - MARGIN_PX, 0]);
  else if (over.height + 2 * MARGIN_PX < box.top - frame.top) map.panBy([0, up + MARGIN_PX]);
  else legend.open = false;
}

/** How far above a site its card stands: clear of the connections, where there is room. */
function riseOf(mark) {
  const top = map.latLngToLayerPoint(surroundings(mark.options.site).getNorthWest()).y;
  const foot = map.latLngToLayerPoint(mark.getLatLng()).y;
  const room = map.getSize().y - popupSize().maxHeight - 140;
  const needed = foot - top + END_PX;
  const least = mark.options.radius - (mark.options.shift?.y ?? 0);
  return Math.max(least, needed <= room ? needed : 0);
}

function openCard(app, site, together) {
  const dx = app.marks[site].options.shift?.x ?? 0;
  const swap = (other) => {
    select(app, other);
    app.table.select(other, true);
    openCard(app, other, together);
  };
  const rise = riseOf(app.marks[site]);
  const className = rise > NEAR_PX ? "afar" : "";
  const options = { ...popupSize(), className, offset: [dx, -rise], autoPanPadding: [12, 12] };
  const popup = L.popup(options)
    .setLatLng(placeOf(site))
    .setContent(siteCard(site, together, swap));
  app.popup = popup;
  popup.openOn(map);
  clearLegend(app.legend, popup.getElement());
  popup.getElement().addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    map.closePopup(popup);
    app.table.focus(site);
  });
}

start();
