/* The ground: states, counties, the region's outline, names, and online tiles if asked for. */

const NAMES = {
  city: { fromZoom: 5, letterPx: 7, belowPx: 11 },
  state: { fromZoom: 0, letterPx: 11, belowPx: 0 },
  county: { fromZoom: 8.5, letterPx: 7, belowPx: 0 },
};
const NAME_HEIGHT_PX = 18;

/** Panes from the ground up; only the data's canvas, on top of the base, takes the mouse. */
function makePanes() {
  const depths = { ground: 210, names: 395, ties: 390, cities: 420, ring: 450 };
  for (const [name, depth] of Object.entries(depths)) {
    const pane = map.createPane(name);
    pane.style.zIndex = depth;
    pane.style.pointerEvents = "none";
  }
}

/** Polygons and lines under everything, drawn on one canvas. */
function makeGround() {
  const { land, within, state, county } = data.symbols.ground;
  const quiet = { renderer: L.canvas({ pane: "ground", padding: 0.5 }), interactive: false };
  const rings = (coded) => coded.map((parts) => parts.map(positions));
  const area = (style) => (coded) =>
    L.layerGroup(rings(coded).map((parts) => L.polygon(parts, { ...quiet, ...style })));
  const onLand = { stroke: false, fillColor: land, fillOpacity: 1 };
  const inRegion = { stroke: false, fillColor: within, fillOpacity: 1 };
  const line = (style) => (lines) => L.polyline(lines.map(positions), { ...quiet, ...style });
  const outlines = data.base.states.flat();
  return {
    land: area(onLand)(data.base.states),
    within: area(inRegion)(data.base.region),
    counties: line({ color: county, weight: 0.8 })(data.base.counties),
    states: line({ color: state, weight: 1.2 })(outlines),
    region: line({ color: "#4b5563", weight: 1.8 })(data.base.region.flat()),
  };
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
