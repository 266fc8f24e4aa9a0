/* What the selected site is tied to: its connections, its fiber paths, and where one cut darkens it. */

/** The strong lines of one site, or of none. */
function makeTies() {
  const group = L.layerGroup().addTo(map);
  const renderer = L.svg({ pane: "ties", padding: 1 });
  return (site) => {
    group.clearLayers();
    if (site === null) return;
    for (const i of connectionsOf(site)) addTie(group, renderer, i);
    // over them: a lateral is a connection too, and what two ways share begins on it
    for (const i of pathsOf(site)) addPath(group, renderer, i);
  };
}

/** A line over a halo of the ground's colour, so that it reads on any other line. */
function addLine(group, renderer, points, style) {
  const quiet = { renderer, interactive: false };
  const halo = { color: ground().within, weight: style.weight + 3, opacity: 0.9 };
  group.addLayer(L.polyline(points, { ...quiet, ...halo }));
  group.addLayer(L.polyline(points, { ...quiet, ...style }));
}

function addTie(group, renderer, i) {
  const { color, dashArray } = tieStyle(i);
  for (const part of tieParts(i)) {
    addLine(group, renderer, part, { color, dashArray, weight: 3 });
    const end = { radius: 4, weight: 1.5, fillColor: color, fillOpacity: 1 };
    group.addLayer(
      L.circleMarker(part[part.length - 1], {
        ...end,
        renderer,
        interactive: false,
        color: ground().within,
      }),
    );
  }
}

const pathColumns = unpackedAll({ kind: data.paths.kind, name: data.paths.name });
const pathKinds = Object.keys(data.symbols.paths);
const pathsBySite = bySite((i) => data.paths.site[i], data.paths.site.length);

/** Ways of a site along routes, the cut on top. */
const pathsOf = (site) =>
  [...pathsBySite(site)].sort(
    (a, b) => pathKinds.indexOf(pathColumns.kind[a]) - pathKinds.indexOf(pathColumns.kind[b]),
  );

const pathStyle = (i) => data.symbols.paths[pathColumns.kind[i]];

function addPath(group, renderer, i) {
  const { colour, dash: dashArray, width: weight } = pathStyle(i);
  const color = visible(colour);
  const parts = data.paths.shape[i].map(positions);
  const quiet = { renderer, interactive: false, lineCap: "butt", color, weight };
  for (const part of parts) {
    if (dashArray === null) addLine(group, renderer, part, { color, weight, lineCap: "butt" });
    else group.addLayer(L.polyline(part, { ...quiet, dashArray }));
  }
  const way = parts.flat();
  if (pathColumns.kind[i] !== "cut" || way.length === 0) return;
  const ring = { ...quiet, radius: 9, weight: 3, fill: false }; // a cut may be a single junction
  group.addLayer(L.circleMarker(way[Math.floor((way.length - 1) / 2)], ring));
}

/** A site's ways in words: where to, and how long. */
function pathSection(site, { title, columns: [summary] }) {
  const said = columns[summary] ? fact(site, summary) : null;
  const rows = pathsOf(site).map((i) => {
    const { colour, dash, width, label } = pathStyle(i);
    return tieRow(
      lineSwatch(colour, Math.min(width, 5), dash),
      label,
      pathColumns.name[i] ?? "",
      `${formatted(data.paths.route_km[i], 0)}\u00a0km`,
    );
  });
  if (rows.length === 0 && said === null) return null;
  return section(
    say(title),
    said === null ? null : el("p", {}, isolated(said)),
    el("ul", { class: "ties" }, rows),
  );
}

/** How a connection is drawn, by its kind. */
function tieStyle(i) {
  const style = data.symbols.connections[connectionColumns.kind[i]];
  return { color: visible(style?.colour ?? "#777777"), dashArray: style?.dash ?? null };
}

const tieParts = (i) => data.connections.shape[i].map(positions);

/** What to look at for a site: itself and its connections, but not the far hub. */
function surroundings(site) {
  const bounds = L.latLngBounds([placeOf(site), placeOf(site)]);
  for (const i of connectionsOf(site)) {
    if (connectionColumns.kind[i] === "hub") continue;
    for (const position of tieParts(i).flat()) bounds.extend(position);
  }
  return bounds;
}
