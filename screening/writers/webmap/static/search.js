/* Search on the map: sites, substations, points of presence, cities, counties, or a position. */

const MOST_FOUND = 8;
const PLACE_ZOOM = 9;

/** "31.5, -97.1": latitude, longitude; null where the text is no position. */
function positionOf(text) {
  const found =
    /^\s*([-+\u2212]?\d+(?:\.\d+)?)\s*°?\s*[,;\s]\s*([-+\u2212]?\d+(?:\.\d+)?)\s*°?\s*$/.exec(text);
  if (!found) return null;
  const [latitude, longitude] = found.slice(1).map((part) => Number(part.replace("\u2212", "-")));
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
}

/** Everything with a name and a place: {name, what, at, site}. */
const places = (() => {
  let known = null;
  const named = (names, x, y, what) =>
    names.map((name, i) => ({ name, what, at: () => place(x[i], y[i]), site: null }));
  const list = () => [
    ...siteNumbers.map((site) => ({
      name: nameOf(site),
      what: say("a_site"),
      at: () => placeOf(site),
      site,
    })),
    ...["substations", "points_of_presence"].flatMap((kind) =>
      data.layers[kind]?.x
        ? named(
            layerColumns[kind].name ?? [],
            data.layers[kind].x,
            data.layers[kind].y,
            say(`a_${kind}`),
          )
        : [],
    ),
    ...["city", "county"].flatMap((level) => {
      const { text, x, y } = data.base.labels[level];
      return named(text, x, y, say(`a_${level}`));
    }),
  ];
  return () =>
    (known ??= list()
      .filter((each) => each.name)
      .map((each) => ({ ...each, key: String(each.name).toLowerCase() })));
})();

/** Places that hold the text, those that begin with it first. */
function searched(text) {
  const asked = text.trim().toLowerCase();
  if (!asked) return [];
  const position = positionOf(text);
  if (position)
    return [{ name: text.trim(), what: say("a_position"), at: () => position, site: null }];
  const found = places().filter((each) => each.key.includes(asked));
  const begins = (each) => (each.key.startsWith(asked) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b)).slice(0, MOST_FOUND);
}

function makeSearch(onSite) {
  const input = at("search");
  const list = at("found");
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
    return announce(say("gone_to", { name: each.name }));
  };
  const look = () => {
    list.replaceChildren(...state.found.map((each, i) => foundItem(each, i, state.active, choose)));
    if (!state.found.length) list.append(el("li", { class: "small" }, say("nothing_found")));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (state.active >= 0) input.setAttribute("aria-activedescendant", `found-${state.active}`);
    else input.removeAttribute("aria-activedescendant");
  };
  input.addEventListener("input", () => {
    Object.assign(state, { found: searched(input.value), active: -1 });
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

function foundItem(each, i, active, choose) {
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
    isolated(each.name),
    el("span", { class: "small" }, each.what),
  );
}
