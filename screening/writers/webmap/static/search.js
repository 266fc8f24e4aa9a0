/* Search on the map: sites, points of the layers, cities, counties, or a position. */

import { getPosition, getText, payload, siteNumbers, toLatLng } from "./data.js";
import { announce, el, getById, isolate } from "./dom.js";
import { getName } from "./facts.js";
import { layerColumns } from "./layer_features.js";
import { calm, map } from "./map.js";

const MAX_RESULTS = 8;

const PLACE_ZOOM = 9;

/** @type {Record<string, number>} */
const ARROW_STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * "31.5, -97.1": latitude, longitude; null where the text is no position.
 *
 * @param {string} text
 * @returns {Position | null}
 */
function parsePosition(text) {
  const found =
    /^\s*([-+\u2212]?\d+(?:\.\d+)?)\s*°?\s*[,;\s]\s*([-+\u2212]?\d+(?:\.\d+)?)\s*°?\s*$/.exec(text);
  if (!found) return null;
  const [latitude, longitude] = found.slice(1).map((part) => Number(part.replace("\u2212", "-")));
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
}

/**
 * Named points of a layer or of the base map.
 *
 * @param {{ names: Cell[], x: number[], y: number[], what: string }} points
 * @returns {Place[]}
 */
const makePlaces = ({ names, x, y, what }) =>
  names.flatMap((name, i) =>
    name ? [{ name: String(name), what, at: () => toLatLng(x[i], y[i]), site: null }] : [],
  );

/** @returns {Place[]} */
function collectPlaces() {
  const sites = siteNumbers.map((site) => ({
    name: getName(site),
    what: getText("a_site"),
    at: () => getPosition(site),
    site,
  }));
  const points = Object.entries(payload.layers).flatMap(([kind, { title: what, x, y }]) => {
    const { name: names } = layerColumns[kind];
    return names && x && y ? makePlaces({ names, x, y, what }) : [];
  });
  const labels = /** @type {LabelLevel[]} */ (["city", "county"]).flatMap((level) => {
    const { text: names, x, y } = payload.base.labels[level];
    return makePlaces({ names, x, y, what: getText(`a_${level}`) });
  });
  return [...sites, ...points, ...labels];
}

/** @type {{ place: Place, key: string }[]} */
const searchIndex = [];

/** Everything with a name and a place, with the text to search; collected at the first search. */
function getSearchIndex() {
  if (searchIndex.length === 0)
    for (const place of collectPlaces()) searchIndex.push({ place, key: place.name.toLowerCase() });
  return searchIndex;
}

/**
 * Places that hold the text, those that begin with it first.
 *
 * @param {string} text
 * @returns {Place[]}
 */
function findPlaces(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const position = parsePosition(text);
  if (position)
    return [{ name: text.trim(), what: getText("a_position"), at: () => position, site: null }];
  const found = getSearchIndex().filter(({ key }) => key.includes(wanted));
  const first = found.filter(({ key }) => key.startsWith(wanted));
  const others = found.filter(({ key }) => !key.startsWith(wanted));
  return [...first, ...others].slice(0, MAX_RESULTS).map(({ place }) => place);
}

/** @param {SiteHandler} onSite */
export function makeSearch(onSite) {
  const input = getById("search");
  const list = getById("found");
  const state = {
    /** @type {Place[]} */
    found: [],
    active: -1,
    /** @type {L.CircleMarker | null} */
    pin: null,
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (/** @type {Place} */ each) => {
    close();
    state.pin?.remove();
    if (each.site !== null) return onSite(each.site);
    const style = { radius: 9, color: "#d9480f", weight: 3, fill: false, interactive: false };
    state.pin = L.circleMarker(each.at(), { ...style, renderer: L.svg({ pane: "ring" }) }).addTo(
      map,
    );
    map.setView(each.at(), Math.max(map.getZoom(), PLACE_ZOOM), { animate: !calm });
    return announce(getText("gone_to", { name: each.name }));
  };
  const look = () => {
    list.replaceChildren(
      ...state.found.map((each, i) => makeResult(each, i, state.active, choose)),
    );
    if (!state.found.length) list.append(el("li", { class: "small" }, getText("nothing_found")));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (state.active >= 0) input.setAttribute("aria-activedescendant", `found-${state.active}`);
    else input.removeAttribute("aria-activedescendant");
  };
  input.addEventListener("input", () => {
    Object.assign(state, { found: findPlaces(input.value), active: -1 });
    look();
  });
  input.addEventListener("keydown", (event) => {
    const step = ARROW_STEPS[event.key];
    if (step && state.found.length) {
      event.preventDefault();
      state.active = (state.active + step + state.found.length) % state.found.length;
      look();
    } else if (event.key === "Enter" && state.found.length)
      choose(state.found[Math.max(0, state.active)]);
    else if (event.key === "Escape") close();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}

/**
 * @param {Place} each
 * @param {number} i
 * @param {number} active
 * @param {(place: Place) => void} choose
 */
function makeResult(each, i, active, choose) {
  return el(
    "li",
    {
      id: `found-${i}`,
      role: "option",
      "aria-selected": String(i === active),
      onmousedown: (event) => {
        event.preventDefault();
        choose(each);
      },
    },
    isolate(each.name),
    el("span", { class: "small" }, each.what),
  );
}
