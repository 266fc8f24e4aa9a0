/* The sites shown, in the order shown, as a table for spreadsheets. */

/** A text that a spreadsheet would run gets an apostrophe, as in sites.csv. */
function neutralised(text) {
  const lines = text.replace(/\r\n?/g, "\n");
  return /^[=+\-@\t\n\uff1d\uff0b\uff0d\uff20]/.test(lines) ? `'${lines}` : lines;
}

/** A cell: numbers as they are, unknown as nothing, text quoted where it must be. */
function csvCell(value) {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = neutralised(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvLine = (cells) => cells.map(csvCell).join(",");

const JUDGED_COLUMNS = ["rank", "score", "coverage_fraction", "excluded_by", "unverified"];

/** CSV of some sites, as they stand now; each row says by which profile and weights. */
function csvOf(sites) {
  const criteria = judgement().criteria.map((each) => each.factor);
  const own = Object.keys(columns);
  const head = ["site_id", ...JUDGED_COLUMNS, ...criteria.map((name) => `value_${name}`), ...own];
  const how = criteria.map((name, j) => `${name} ${standing.weights[j]}`).join("; ");
  const rows = [...sites].map((site) => [
    data.sites.id[site],
    ...JUDGED_COLUMNS.map((name) => shownNumber(fact(site, name), name)),
    ...criteria.map((_, j) => valueOf(site, j)),
    ...own.map((name) => fact(site, name)),
    judgement().profile,
    how,
  ]);
  return [csvLine([...head, "profile", "weights"]), ...rows.map(csvLine), ""].join("\n");
}

/** A number with the decimals that the page shows of it. */
const shownNumber = (value, name) =>
  typeof value === "number" ? Number(rounded(value, field(name).digits)) : value;

function saveCsv(sites) {
  const bom = "\ufeff"; // or Excel takes the text for its own code page
  const blob = new Blob([bom, csvOf(sites)], { type: "text/csv;charset=utf-8" });
  download(`${data.run.name}-${judgement().profile}.csv`, blob);
  announce(say("csv_saved", { count: formatted(sites.length) }), true);
}
