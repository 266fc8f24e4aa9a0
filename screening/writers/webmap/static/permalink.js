/* The page's state in its address: profile, weights, filter, order, site, comparison, view. */

import { getText, payload } from "./data.js";
import { announce } from "./dom.js";
import { EMPTY_FILTER } from "./order.js";
import { getProfile, hasConfigWeights, ranking } from "./ranking_state.js";

const DEFAULT_SORT = "rank,1";

/** Read an address's part after the hash; what is missing or broken is left out. */
export function parsePermalink(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const sites = (key) =>
    asked
      .getAll(key)
      .map((id) => payload.sites.id.indexOf(id))
      .filter((site) => site >= 0);
  const profile = payload.judgements.findIndex((each) => each.profile === asked.get("p"));
  const weights = parseNumbers(asked.get("w"));
  return {
    judgement: Math.max(0, profile),
    weights: weights?.every((weight) => weight >= 0) ? weights : null,
    filter: parseFilter(asked.get("f")),
    sort: asked.get("o") ?? DEFAULT_SORT,
    site: sites("s")[0] ?? null,
    compared: sites("c"),
    view: parseView(parseNumbers(asked.get("v"))),
    dark: asked.has("d") ? asked.get("d") === "1" : null,
  };
}

/** Numbers separated by commas; null where one of them is none. */
function parseNumbers(text) {
  if (!text) return null;
  const numbers = text.split(",").map(Number);
  return numbers.every(Number.isFinite) ? numbers : null;
}

/** [latitude, longitude, zoom], where it is a view of this world. */
function parseView(numbers) {
  if (numbers?.length !== 3) return null;
  const [latitude, longitude, zoom] = numbers;
  const possible = Math.abs(latitude) < 90 && Math.abs(longitude) <= 360 && zoom >= 0 && zoom <= 24;
  return possible ? numbers : null;
}

/** What of a text is a filter: known keys whose values are of the right kind. */
function parseFilter(text) {
  const numeric = (key) => EMPTY_FILTER[key] === null;
  const right = (key, value) =>
    key in EMPTY_FILTER &&
    (numeric(key) ? Number.isFinite(value) : typeof value === typeof EMPTY_FILTER[key]);
  try {
    const said = Object.entries(JSON.parse(text ?? "{}"));
    return {
      ...EMPTY_FILTER,
      ...Object.fromEntries(said.filter(([key, value]) => right(key, value))),
    };
  } catch {
    return { ...EMPTY_FILTER };
  }
}

/** Write the state as the part after the hash; what is as it starts is left out. */
export function formatPermalink({ filter, sort, site, compared, view, dark }) {
  const said = new URLSearchParams();
  if (ranking.judgement) said.set("p", getProfile().profile);
  if (!hasConfigWeights()) said.set("w", ranking.weights.join(","));
  const asked = Object.entries(filter).filter(([key, value]) => value !== EMPTY_FILTER[key]);
  if (asked.length) said.set("f", JSON.stringify(Object.fromEntries(asked)));
  if (sort !== DEFAULT_SORT) said.set("o", sort);
  if (site !== null) said.set("s", payload.sites.id[site]);
  for (const each of compared) said.append("c", payload.sites.id[each]);
  if (view) said.set("v", view.join(","));
  if (dark !== null) said.set("d", dark ? "1" : "0");
  return said.toString().replaceAll("%2C", ",");
}

/** Put the state into the address bar, without a step back in the history for each change. */
export function storePermalink(text) {
  if (!/^(file|https?):$/.test(location.protocol)) return; // a notebook's frame has no address
  const address = text ? `#${text}` : location.pathname;
  if (location.hash.slice(1) !== text) history.replaceState(null, "", address);
}

/** Copy the page's address; where the browser forbids it, show it to be copied by hand. */
export async function copyPermalink() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(getText("link_copied"), true);
  } catch {
    announce(getText("link_by_hand"), true);
  }
}
