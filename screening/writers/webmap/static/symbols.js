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

/** How a site is drawn, by its state. */
function siteStyle(site) {
  const radius = radiusOf(fact(site, "grid_mw"));
  if (stateOf(site) === "excluded") {
    const dashed = { color: "#5d6670", weight: 1.5, dashArray: "3 3" };
    return { radius, ...dashed, fillColor: "#ffffff", fillOpacity: 0.35 };
  }
  if (stateOf(site) === "unscored") {
    const grey = { color: "#4a525a", weight: 1, fillColor: "#c3c8cd", fillOpacity: 0.95 };
    return { radius: Math.max(radius, 7), ...grey, glyph: "?" };
  }
  const fillColor = scoreColour(fact(site, "score"));
  return { radius, color: "#1f2933", weight: 1.2, fillColor, fillOpacity: 0.92 };
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

/** A mark on the canvas: circle, square or diamond, perhaps with a letter, perhaps hidden. */
const Mark = Placed.extend({
  _updatePath() {
    const renderer = this._renderer;
    if (this.options.hidden || !renderer._drawing || this._empty()) return;
    if (this.options.corners) this._drawCorners(renderer);
    else renderer._updateCircle(this);
    if (this.options.glyph) this._drawGlyph(renderer._ctx);
  },
  _drawCorners(renderer) {
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
  _drawGlyph(context) {
    context.globalAlpha = 1;
    context.fillStyle = "#1f2933";
    context.font = "700 10px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(this.options.glyph, this._point.x, this._point.y + 0.5);
  },
  _containsPoint(point) {
    return !this.options.hidden && L.CircleMarker.prototype._containsPoint.call(this, point);
  },
});
