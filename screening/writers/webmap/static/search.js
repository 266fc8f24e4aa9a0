/* Search on the map: sites, substations, points of presence, cities, counties, or a position. */

import { getPosition, getText, payload, siteNumbers, toLatLng } from "./data.js";
import { announce, el, getById, isolate } from "./dom.js";
import { getName } from "./facts.js";
import { layerColumns } from "./layer_features.js";
import { calm, map } from "./map.js";

const MAX_RESULTS = 8;

const PLACE_ZOOM = 9;

/** "31.5, -97.1": latitude, longitude; null where the text is no position. */
function parsePosition(text) {
  const found =
    /^\s*([-+\u2212]?\d+(?:\.\d+)?)\s*°?\s*[,;\s]\s*([-+\u2212]?\d+(?:\.\d+)?)\s*°?\s*$/.exec(text);
  if (!found) return null;
  const [latitude, longitude] = found.slice(1).map((part) => Number(part.replace("\u2212", "-")));
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
}

/** Everything with a name and a place: {name, what, at, site}. */
export const listPlaces = (() => {
  let known = null;
  const named = (names, x, y, what) =>
    names.map((name, i) => ({ name, what, at: () => toLatLng(x[i], y[i]), site: null }));
  const list = () => [
    ...siteNumbers.map((site) => ({
      name: getName(site),
      what: getText("a_site"),
      at: () => getPosition(site),
      site,
    })),
    ...["substations", "points_of_presence"].flatMap((kind) =>
      payload.layers[kind]?.x
        ? named(
            layerColumns[kind].name ?? [],
            payload.layers[kind].x,
            payload.layers[kind].y,
            getText(`a_${kind}`),
          )
        : [],
    ),
    ...["city", "county"].flatMap((level) => {
      const { text, x, y } = payload.base.labels[level];
      return named(text, x, y, getText(`a_${level}`));
    }),
  ];
  return () =>
    (known ??= list()
      .filter((each) => each.name)
      .map((each) => ({ ...each, key: String(each.name).toLowerCase() })));
})();

/** Places that hold the text, those that begin with it first. */
function findPlaces(text) {
  const asked = text.trim().toLowerCase();
  if (!asked) return [];
  const position = parsePosition(text);
  if (position)
    return [{ name: text.trim(), what: getText("a_position"), at: () => position, site: null }];
  const found = listPlaces().filter((each) => each.key.includes(asked));
  const begins = (each) => (each.key.startsWith(asked) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b)).slice(0, MAX_RESULTS);
}

export function makeSearch(onSite) {
  const input = getById("search");
  const list = getById("found");
  const state = { found: [], active: -1, pin: null };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (each) => {
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
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
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
