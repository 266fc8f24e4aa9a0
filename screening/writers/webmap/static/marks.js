/* The sites on the map: their marks, the ring around one, and its connections. */

const NEAR_MARK_PX = 4;

/** Where marks at one position go: around it, a few pixels away. */
function fannedShifts() {
  const shifts = new Array(siteCount).fill(null);
  const together = new Map();
  for (const site of siteNumbers) {
    const key = `${data.sites.x[site]},${data.sites.y[site]}`;
    if (!together.has(key)) together.set(key, []);
    together.get(key).push(site);
  }
  for (const group of together.values()) {
    if (group.length < 2) continue;
    const away = Math.max(FANNED_PX, (FANNED_PX * group.length) / 4);
    group.forEach((site, i) => {
      const turn = (2 * Math.PI * i) / group.length;
      shifts[site] = L.point(away * Math.cos(turn), away * Math.sin(turn));
    });
  }
  return shifts;
}

/** All marks on the data's canvas, large ones under small ones. */
function makeMarks(onSelect, onHover) {
  const shifts = fannedShifts();
  const marks = siteNumbers.map(
    (site) => new Mark(placeOf(site), { ...siteStyle(site), site, shift: shifts[site] }),
  );
  const order = [...siteNumbers].sort(
    (a, b) => marks[b].options.radius - marks[a].options.radius || b - a,
  );
  const group = L.featureGroup(order.map((site) => marks[site]));
  group.bindTooltip((mark) => siteTip(mark.options.site), { direction: "top", offset: [0, -6] });
  group.on("click", (event) => {
    L.DomEvent.stopPropagation(event);
    onSelect(event.layer.options.site, event.layerPoint);
  });
  group.on("mouseover", (event) => onHover(event.layer.options.site));
  group.on("mouseout", () => onHover(null));
  return { marks, group };
}

function siteTip(site) {
  const score = fact(site, "score");
  const ranked = stateOf(site) === "ranked";
  const second = ranked
    ? `${say("of_ranked", { rank: fact(site, "rank"), total: rankedCount })} · ${say("score_of", { score: formatted(score, 1) })}`
    : say(`${stateOf(site)}_why`);
  return el("span", { class: "tip" }, el("b", {}, isolated(nameOf(site))), el("br"), second);
}

/** Sites under a point of the map or at the very place of a site, best rank first. */
function sitesAt(marks, site, point, shown) {
  const samePlace = (other) =>
    data.sites.x[other] === data.sites.x[site] && data.sites.y[other] === data.sites.y[site];
  const under = (other) =>
    marks[other]._point?.distanceTo(point) <= marks[other].options.radius + NEAR_MARK_PX;
  return siteNumbers.filter((other) => shown.has(other) && (under(other) || samePlace(other)));
}

/** Show only some sites. */
function showMarks(marks, shown) {
  for (const site of siteNumbers) {
    const hidden = !shown.has(site);
    if (marks[site].options.hidden === hidden) continue;
    marks[site].options.hidden = hidden;
    if (marks[site]._map) marks[site].redraw();
  }
}

/** A ring that can be put around a mark, or taken away with null. */
function makeRing(marks, style) {
  const renderer = L.svg({ pane: "ring" });
  let ring = null;
  return (site) => {
    if (ring) ring.remove();
    ring = null;
    if (site === null) return;
    const { radius, shift } = marks[site].options;
    const options = {
      renderer,
      interactive: false,
      fill: false,
      radius: radius + 4,
      shift,
      ...style,
    };
    ring = new Placed(placeOf(site), options).addTo(map);
  };
}

/** The strong connections of one site, or of none. */
function makeTies() {
  const group = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: "ties", padding: 1 });
  return (site) => {
    group.clearLayers();
    if (site === null) return;
    for (const i of connectionsOf(site)) addTie(group, renderer, i);
    for (const i of pathsOf(site)) addPath(group, renderer, i);
  };
}

function addTie(group, renderer, i) {
  const quiet = { renderer, interactive: false };
  const { color, dashArray } = tieStyle(i);
  for (const part of tieParts(i)) {
    group.addLayer(L.polyline(part, { ...quiet, color: "#ffffff", weight: 6, opacity: 0.9 }));
    group.addLayer(L.polyline(part, { ...quiet, color, dashArray, weight: 3 }));
    const end = {
      ...quiet,
      radius: 4,
      color: "#ffffff",
      weight: 1.5,
      fillColor: color,
      fillOpacity: 1,
    };
    group.addLayer(L.circleMarker(part[part.length - 1], end));
  }
}

/** What to look at for a site: itself and its connections, but not the far hub. */
function surroundings(site) {
  const bounds = L.latLngBounds([placeOf(site), placeOf(site)]);
  for (const i of connectionsOf(site)) {
    if (connectionColumns.kind[i] !== "hub")
      tieParts(i)
        .flat()
        .forEach((p) => bounds.extend(p));
  }
  return bounds;
}
