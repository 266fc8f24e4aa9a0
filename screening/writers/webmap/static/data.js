/* What Python wrote, unpacked: sites are numbered 0, 1, 2 … in rank order. */

const data = JSON.parse(at("data").textContent);

/** Columns come as cells, or as distinct cells and where each stands. */
const unpacked = (column) => (Array.isArray(column) ? column : column.at.map((i) => column.of[i]));

const unpackedAll = (columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, unpacked(column)]));

const columns = unpackedAll(data.sites.columns);
const siteCount = data.sites.id.length;
const siteNumbers = Array.from({ length: siteCount }, (_, site) => site);
const rankedCount = data.sites.state.filter((state) => state === "ranked").length;

/** A fact of a site; null where it is not known. */
const fact = (site, name) => (columns[name] ? columns[name][site] : null);

const nameOf = (site) => String(fact(site, "name") ?? data.sites.id[site]);

const stateOf = (site) => data.sites.state[site];

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

/** Names of the criteria's facts that a site lacks. */
const lacking = (site) =>
  data.criteria.map((c) => c.factor).filter((name) => fact(site, `value_${name}`) === null);

/** Connections of each site, as places in the connections' columns. */
const connectionColumns = unpackedAll({
  kind: data.connections.kind,
  name: data.connections.name,
});
const connectionsBySite = new Map();
data.connections.site.forEach((site, i) => {
  if (!connectionsBySite.has(site)) connectionsBySite.set(site, []);
  connectionsBySite.get(site).push(i);
});
const connectionsOf = (site) => connectionsBySite.get(site) ?? [];
