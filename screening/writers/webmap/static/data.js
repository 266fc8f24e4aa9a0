/* What Python wrote, unpacked: sites are numbered 0, 1, 2 … in the run's rank order. */

const data = JSON.parse(at("data").textContent);

/** Columns come as cells, or as distinct cells and where each stands. */
const unpacked = (column) => (Array.isArray(column) ? column : column.at.map((i) => column.of[i]));

const unpackedAll = (columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, unpacked(column)]));

/** Bytes of a base64 text. */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Floats of 64 bits, little-endian, whatever this machine's own order. */
function floatsOf(text) {
  const view = new DataView(bytesOf(text).buffer);
  return Float64Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

const columns = unpackedAll(data.sites.columns);
const siteCount = data.sites.id.length;
const siteNumbers = Array.from({ length: siteCount }, (_, site) => site);

/** A fact of a site, as it stands now; null where it is not known. */
function fact(site, name) {
  const column = standing.columns[name] ?? columns[name];
  if (!column) return null;
  const cell = column[site];
  return Number.isNaN(cell) ? null : cell;
}

const nameOf = (site) => String(fact(site, "name") ?? data.sites.id[site]);

/** [latitude, longitude] of a pair of whole steps. */
const place = (x, y) => [y / data.steps_per_degree, x / data.steps_per_degree];

const placeOf = (site) => place(data.sites.x[site], data.sites.y[site]);

/** Positions of a line: the first as it is, each next by its way from the last. */
function positions(steps) {
  const found = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    found.push(place(x, y));
  }
  return found;
}

const field = (name) => data.fields[name];

/** A number or text with its unit, as its field says. */
function withUnit(value, name) {
  const { unit, digits } = field(name);
  const text = typeof value === "number" ? formatted(value, digits) : String(value);
  return unit ? `${text}\u00a0${unit}` : text;
}

/** A fact as people read it: value ± precision unit, or the word for unknown. */
function factText(site, name) {
  const value = fact(site, name);
  if (value === null) return say("unknown");
  const { unit, digits, precision } = field(name);
  const give = precision ? fact(site, precision) : null;
  if (typeof value !== "number" || give === null) return withUnit(value, name);
  const text = `${formatted(value, digits)} ± ${formatted(give, digits)}`;
  return unit ? `${text}\u00a0${unit}` : text;
}

/** Rows of a table of the run by the site they are about. */
function bySite(siteOf, count) {
  const found = new Map();
  for (let i = 0; i < count; i += 1) {
    const site = siteOf(i);
    if (!found.has(site)) found.set(site, []);
    found.get(site).push(i);
  }
  return (site) => found.get(site) ?? [];
}

/** Connections of each site, as places in the connections' columns. */
const connectionColumns = unpackedAll({
  kind: data.connections.kind,
  name: data.connections.name,
});
const connectionsOf = bySite((i) => data.connections.site[i], data.connections.site.length);

/** What must be built at each site, a row a work package. */
const work = unpackedAll(data.build_list);
const packagesById = bySite((i) => work.site_id[i], work.site_id?.length ?? 0);
const packagesOf = (site) =>
  packagesById(data.sites.id[site]).map((i) =>
    Object.fromEntries(Object.entries(work).map(([name, column]) => [name, column[i]])),
  );
