/* From contracted megawatts to the racks: a bar a step, and what each step lost. */

const FALL_WIDTH = 300;
const FALL_BAR = 17;
const FALL_STEP = 24;

/** Columns that the chart shows, which need not stand among the facts as well. */
const fallLosses = new Set(data.waterfall.flatMap(({ losses }) => losses));

function waterfall(site) {
  const steps = data.waterfall.filter(({ column }) => (fact(site, column) ?? null) !== null);
  const whole = steps.length > 1 ? fact(site, steps[0].column) : 0;
  if (!(whole > 0)) return null;
  const shapes = steps.flatMap((step, row) => fallRow(site, step, row, whole));
  const chart = drawing(FALL_WIDTH, FALL_STEP * steps.length, ...shapes);
  chart.setAttribute("class", "fall");
  chart.setAttribute("role", "img");
  chart.removeAttribute("aria-hidden");
  const words = steps.map(({ column }) => `${field(column).alias} ${factText(site, column)}`);
  chart.setAttribute("aria-label", words.join(", "));
  steps.forEach((step, row) => fallWords(chart, site, step, row, whole));
  return section(say("waterfall"), chart);
}

/** The bar of a step: what it left, and hatched what it lost. */
function fallRow(site, { column, losses }, row, whole) {
  const width = (mw) => (FALL_WIDTH * mw) / whole;
  const left = fact(site, column);
  const lost = losses.reduce((sum, name) => sum + (fact(site, name) ?? 0), 0);
  const y = row * FALL_STEP;
  const bar = { y, height: FALL_BAR };
  return [
    ["rect", { ...bar, x: 0, width: width(left), class: "left" }],
    ["rect", { ...bar, x: width(left), width: Math.max(0, width(lost)), class: "lost" }],
  ];
}

function fallWords(chart, site, { column, losses }, row, whole) {
  const write = (text, x, anchor, kind) => {
    const words = document.createElementNS(chart.namespaceURI, "text");
    const place = { x, y: row * FALL_STEP + FALL_BAR - 5, "text-anchor": anchor, class: kind };
    for (const [key, value] of Object.entries(place)) words.setAttribute(key, value);
    words.textContent = text;
    chart.append(words);
  };
  const share = fact(site, column) / whole;
  write(`${field(column).alias} ${factText(site, column)}`, 5, "start", "left");
  const lost = losses.filter((name) => (fact(site, name) ?? 0) >= 0.5);
  const said = lost.map((name) => `\u2212${factText(site, name)} ${field(name).alias}`).join(", ");
  const title = document.createElementNS(chart.namespaceURI, "title");
  title.textContent = `${field(column).about} ${percent(share)}${said ? `; ${said}` : ""}`;
  chart.children[2 * row].append(title);
  if (said) write(lost.map((name) => `\u2212${factText(site, name)}`).join(" "), FALL_WIDTH - 4, "end", "lost");
}
