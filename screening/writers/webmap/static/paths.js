/* Ways along routes: the primary and diverse ones of a site, what they share, the cut. */

const pathColumns = unpackedAll({ kind: data.paths.kind, name: data.paths.name });
const pathsBySite = new Map();
data.paths.site.forEach((site, i) => {
  if (!pathsBySite.has(site)) pathsBySite.set(site, []);
  pathsBySite.get(site).push(i);
});

/** A site's ways, the cut on top. */
const pathsOf = (site) => {
  const kinds = Object.keys(data.symbols.paths);
  const order = (i) => kinds.indexOf(pathColumns.kind[i]);
  return [...(pathsBySite.get(site) ?? [])].sort((a, b) => order(a) - order(b));
};

const pathStyle = (i) => data.symbols.paths[pathColumns.kind[i]];

function addPath(group, renderer, i) {
  const quiet = { renderer, interactive: false, lineCap: "butt" };
  const { colour: color, width: weight, dash: dashArray } = pathStyle(i);
  for (const part of data.paths.shape[i].map(positions)) {
    if (dashArray === null)
      group.addLayer(L.polyline(part, { ...quiet, color: "#ffffff", weight: weight + 3 }));
    group.addLayer(L.polyline(part, { ...quiet, color, dashArray, weight }));
  }
  if (pathColumns.kind[i] === "cut") addCutMark(group, quiet, i);
}

/** A ring about a cut, which may be a single junction. */
function addCutMark(group, quiet, i) {
  const way = data.paths.shape[i].map(positions).flat();
  if (way.length === 0) return;
  const middle = way[Math.floor((way.length - 1) / 2)];
  const ring = { ...quiet, radius: 9, weight: 3, color: pathStyle(i).colour, fillOpacity: 0 };
  group.addLayer(L.circleMarker(middle, ring));
}

/** A site's ways as rows of its card: where to, and how long. */
function pathList(site) {
  const rows = pathsOf(site).map((i) => {
    const { colour, dash, width, label } = pathStyle(i);
    return el(
      "li",
      {},
      lineSwatch(colour, width, dash),
      el(
        "span",
        {},
        el("span", { class: "kind" }, label),
        " ",
        isolated(pathColumns.name[i] ?? "", { class: "name" }),
      ),
      el("span", { class: "figure" }, `${formatted(data.paths.route_km[i], 0)}\u00a0km`),
    );
  });
  return rows.length === 0 ? null : section(say("paths"), el("ul", { class: "ties" }, rows));
}

/** What the ways of the selected site mean. */
function pathLegend() {
  const shown = new Set(pathColumns.kind);
  const rows = Object.entries(data.symbols.paths)
    .filter(([kind]) => shown.has(kind))
    .map(([, { label, colour, dash, width }]) =>
      el(
        "div",
        { class: "choice key" },
        lineSwatch(colour, width, dash),
        el("span", { class: "label" }, label),
      ),
    );
  return rows.length === 0 ? null : el("div", { class: "keys" }, rows);
}
