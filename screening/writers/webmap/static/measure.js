/* Measuring on the map: a path of clicks, its length along the ellipsoid. */

import { getText } from "./data.js";
import { getById, getFocus, getTarget } from "./dom.js";
import { computeDistance } from "./geodesic.js";
import { map, wasDragged } from "./map.js";
import { formatNumber } from "./numbers.js";

export const measuring = { on: false, points: /** @type {Position[]} */ ([]) };

/**
 * Length of each step of a path, and of the whole [km].
 *
 * @param {Position[]} points
 */
function measurePath(points) {
  const steps = points.slice(1).map((point, i) => computeDistance(points[i], point) / 1000);
  return { last: steps.at(-1) ?? 0, whole: steps.reduce((sum, km) => sum + km, 0) };
}

/** @param {number} km */
const formatKm = (km) =>
  Number.isNaN(km) ? getText("unknown") : `${formatNumber(km, km < 10 ? 2 : 1)}\u00a0km`;

export function makeMeasure() {
  const button = getById("measure");
  const reading = getById("measured");
  const group = L.layerGroup();
  const renderer = L.svg({ pane: "measure", padding: 1 });
  const style = { renderer, interactive: false, color: "#d9480f", weight: 2.5 };
  const draw = () => {
    group.clearLayers();
    const { points } = measuring;
    group.addLayer(L.polyline(points, { ...style, dashArray: "1 6", lineCap: "round" }));
    for (const point of points)
      group.addLayer(
        L.circleMarker(point, { ...style, radius: 4, fillColor: "#ffffff", fillOpacity: 1 }),
      );
    const { last, whole } = measurePath(points);
    const steps = { whole: formatKm(whole), last: formatKm(last) };
    reading.textContent = getText(points.length < 2 ? "measure_hint" : "measured", steps);
  };
  const set = (/** @type {boolean} */ on) => {
    Object.assign(measuring, { on, points: [] });
    button.setAttribute("aria-pressed", String(on));
    reading.hidden = !on;
    map.getContainer().classList.toggle("measuring", on);
    map.doubleClickZoom[on ? "disable" : "enable"]();
    if (on) group.addTo(map);
    else group.remove();
    draw();
  };
  const add = (/** @type {L.LatLng} */ { lat, lng }) => {
    measuring.points.push([lat, lng]);
    draw();
  };
  button.addEventListener("click", () => set(!measuring.on));
  map.getContainer().addEventListener(
    "click",
    (event) => {
      if (!measuring.on || wasDragged() || getTarget(event).closest(".leaflet-control")) return;
      event.stopPropagation();
      add(map.mouseEventToLatLng(event));
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (!measuring.on) return;
    if (event.key === "Escape") set(false);
    if (event.key === "Enter" && getFocus() === map.getContainer()) add(map.getCenter());
    if (event.key === "Backspace" && getFocus() === map.getContainer()) {
      measuring.points.pop();
      draw();
    }
  });
}
