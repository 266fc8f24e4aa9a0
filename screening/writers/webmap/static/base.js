/* The ground: states, counties, the region's outline, names, and online tiles if asked for. */

const NAMES = {
  city: { fromZoom: 5, letterPx: 7, belowPx: 11 },
  state: { fromZoom: 0, letterPx: 11, belowPx: 0 },
  county: { fromZoom: 8.5, letterPx: 7, belowPx: 0 },
};
const NAME_HEIGHT_PX = 18;

/** Panes from the ground up; only the data's canvas, on top of the base, takes the mouse. */
function makePanes() {
  const depths = {
    ground: 210,
    rasters: 220,
    names: 395,
    cities: 420,
    ties: 430,
    sites: 440,
    ring: 450,
    measure: 460,
  };
  for (const [name, depth] of Object.entries(depths)) {
    const pane = map.createPane(name);
    pane.style.zIndex = depth;
    pane.style.pointerEvents = "none";
  }
}

const theme = { dark: false };

/** Colours of the ground and of the marks' edges, as light or dark as the page. */
const ground = () => data.symbols.ground[theme.dark ? "dark" : "light"];

/** A colour of a layer, or the lighter one that stands for it on a dark ground. */
const visible = (colour) => (theme.dark && data.symbols.on_dark[colour]) || colour;

/** How each part of the ground is drawn now. */
const groundStyles = () => ({
  land: { stroke: false, fillColor: ground().land, fillOpacity: 1 },
  within: { stroke: false, fillColor: ground().within, fillOpacity: 1 },
  counties: { color: ground().county, weight: 0.8 },
  states: { color: ground().state, weight: 1.2 },
  region: { color: ground().region, weight: 1.8 },
});

/** Polygons and lines under everything, drawn on one canvas. */
function makeGround() {
  const quiet = { renderer: L.canvas({ pane: "ground", padding: 0.5 }), interactive: false };
  const styles = groundStyles();
  const area = (coded, style) =>
    L.featureGroup(coded.map((parts) => L.polygon(parts.map(positions), { ...quiet, ...style })));
  const line = (lines, style) =>
    L.featureGroup([L.polyline(lines.map(positions), { ...quiet, ...style })]);
  return {
    land: area(data.base.states, styles.land),
    within: area(data.base.region, styles.within),
    counties: line(data.base.counties, styles.counties),
    states: line(data.base.states.flat(), styles.states),
    region: line(data.base.region.flat(), styles.region),
  };
}

/** Draw the ground in the colours of now. */
function paintGround(parts) {
  map.getContainer().style.background = ground().outside;
  const styles = groundStyles();
  for (const [name, layer] of Object.entries(parts)) layer.setStyle(styles[name]);
}

/** Names in view as quiet text, cities before states before counties; of two that collide, the first. */
function makeNames() {
  const groups = Object.fromEntries(Object.keys(NAMES).map((level) => [level, L.layerGroup()]));
  const shown = () => {
    const taken = [];
    for (const [level, group] of Object.entries(groups)) {
      group.clearLayers();
      if (map.hasLayer(group) && map.getZoom() >= NAMES[level].fromZoom)
        addNames(group, level, taken);
    }
  };
  map.on("moveend", shown);
  Object.values(groups).forEach((group) => group.on("add", shown));
  return groups;
}

function addNames(group, level, taken) {
  const { text, x, y } = data.base.labels[level];
  const view = map.getBounds();
  text.forEach((name, i) => {
    const position = place(x[i], y[i]);
    if (!view.contains(position) || !claims(taken, name, level, position)) return;
    group.addLayer(nameLabel(name, level, position));
  });
}

/** Take the room for a name, if none of the taken rooms is in its way. */
function claims(taken, name, level, position) {
  const { x, y } = map.latLngToContainerPoint(position);
  const { letterPx, belowPx } = NAMES[level];
  const half = L.point((name.length * letterPx) / 2, NAME_HEIGHT_PX / 2);
  const middle = L.point(x, y + belowPx);
  const room = L.bounds(middle.subtract(half), middle.add(half));
  if (taken.some((other) => other.overlaps(room))) return false;
  taken.push(room);
  return true;
}

function nameLabel(name, level, position) {
  const html = el("span", { class: `area-name area-${level}` }, name);
  const icon = L.divIcon({ html, className: "area-anchor", iconSize: [0, 0] });
  return L.marker(position, {
    icon,
    pane: level === "city" ? "cities" : "names",
    interactive: false,
    keyboard: false,
  });
}

/** Online base maps that this page may show: an opened file sends no referer. */
const offeredTiles = () =>
  data.symbols.tiles.filter((each) => !each.needs_referer || location.protocol.startsWith("http"));

/** A switch between the plain ground (null) and online tiles. */
function makeTileSwitch(ground, names) {
  let current = null;
  const plain = [ground.land, ground.within, ...Object.values(names)];
  return (chosen) => {
    if (current) current.remove();
    current = chosen && tileLayer(chosen).addTo(map);
    for (const layer of plain) {
      if (chosen) layer.remove();
      else layer.addTo(map);
    }
    for (const layer of [ground.counties, ground.states, ground.region]) {
      if (map.hasLayer(layer)) layer.bringToFront();
    }
  };
}

function tileLayer({ url, attribution, max_zoom: maxNativeZoom }) {
  return L.tileLayer(url, { attribution, maxNativeZoom, maxZoom: map.getMaxZoom() });
}
