/* Colours, sizes and shapes, for the map and for its legend alike. */

const CROWD = 300;
const crowding = Math.max(0.45, Math.min(1, (CROWD / siteCount) ** 0.25));
const LARGEST_PX = 18 * crowding;
const SMALLEST_PX = 5 * crowding;
const FANNED_PX = 9;

const known = (values) => values.filter((value) => value !== null);
const largestMw = known(columns.grid_mw ?? []).reduce((a, b) => Math.max(a, b), 1);

const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));

/** Colour of a score of 0 to 100, between the even steps of the scale. */
function scoreColour(score) {
  const steps = data.symbols.score;
  const place = (Math.min(100, Math.max(0, score)) / 100) * (steps.length - 1);
  const step = Math.min(steps.length - 2, Math.floor(place));
  const [from, to] = [channels(steps[step]), channels(steps[step + 1])];
  const mixed = from.map((v, i) => Math.round(v + (to[i] - v) * (place - step)));
  return `rgb(${mixed.join(",")})`;
}

/** Radius whose area stands for the megawatts; the smallest stay clickable. */
function radiusOf(mw) {
  if (mw === null) return SMALLEST_PX;
  return Math.max(SMALLEST_PX, LARGEST_PX * Math.sqrt(mw / largestMw));
}

const voltageClass = (kv) => data.symbols.voltages.findIndex((each) => (kv ?? 0) >= each.from_kv);

const SHADES = 200;
const shades = Array.from({ length: SHADES + 1 }, (_, i) => scoreColour((100 * i) / SHADES));

/** How a site is drawn, by its state; hollow where excluded, its edge broken where unverified. */
function siteStyle(site) {
  const { edge, unscored, excluded } = ground().site;
  if (stateOf(site) === "excluded")
    return { stroke: excluded, width: 1.5, dash: [3, 3], fill: null };
  if (stateOf(site) === "unscored")
    return { stroke: edge, width: 1, dash: [], fill: unscored, glyph: "?" };
  const fill = shades[Math.round((fact(site, "score") / 100) * SHADES)];
  const dash = fact(site, "unverified") === null ? [] : [2, 2];
  return { stroke: edge, width: 1.2, dash, fill };
}

/** A circle moved by whole pixels, so that sites at one position stay apart at every zoom. */
const Placed = L.CircleMarker.extend({
  _project() {
    L.CircleMarker.prototype._project.call(this);
    if (this.options.shift) {
      this._point = this._point.add(this.options.shift);
      this._updateBounds();
    }
  },
});

/** A mark of a layer on the canvas: a square or a diamond. */
const Mark = L.CircleMarker.extend({
  _updatePath() {
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    const context = renderer._ctx;
    const { x, y } = this._point;
    const r = this._radius;
    const turned = this.options.corners === "diamond";
    const corners = turned
      ? [
          [x, y - r],
          [x + r, y],
          [x, y + r],
          [x - r, y],
        ]
      : [
          [x - r, y - r],
          [x + r, y - r],
          [x + r, y + r],
          [x - r, y + r],
        ];
    context.beginPath();
    corners.forEach(([cx, cy], i) => (i ? context.lineTo(cx, cy) : context.moveTo(cx, cy)));
    context.closePath();
    renderer._fillStroke(context, this);
  },
});
