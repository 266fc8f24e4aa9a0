/* The weight sliders and the profile switch. */

import { getField, getText, payload } from "./data.js";
import { el, getById, query, queryAll, throttleToFrame } from "./dom.js";
import { formatPercent } from "./numbers.js";
import { getConfigWeights, getProfile, hasConfigWeights, ranking } from "./ranking_state.js";

/**
 * Fill the drawer for the current profile; `on` is called with every change.
 *
 * @param {(weights: number[] | null) => void} on
 */
export function makeWeights(on) {
  const drawer = getById("weights");
  const changed = throttleToFrame(on);
  const build = () => {
    const can = getProfile().reranked;
    const note = getText(can ? "weights_note" : "weights_fixed", {
      method: getProfile().method_name,
    });
    const largest = roundScaleEnd(getConfigWeights());
    const sliders = getProfile().criteria.map((each, j) =>
      makeSlider(each, j, largest, can, () => changed(readWeights(drawer))),
    );
    const reset = el("button", { type: "button", id: "reset", disabled: !can }, getText("reset"));
    reset.addEventListener("click", () => on(null));
    drawer.replaceChildren(
      el("div", { class: "sliders" }, sliders),
      el("div", { class: "foot" }, el("p", { class: "small" }, note), reset),
    );
  };
  return { build, show: () => showWeights(drawer) };
}

/** @param {HTMLElement} drawer */
const readWeights = (drawer) =>
  queryAll("input[type=range]", drawer).map((input) => Number(input.value));

/**
 * Where the sliders end: a round number at least half above the largest weight.
 *
 * @param {number[]} weights
 */
function roundScaleEnd(weights) {
  const least = 1.5 * Math.max(...weights);
  const power = 10 ** Math.floor(Math.log10(least));
  const ends = [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power);
  return ends.find((end) => end >= least) ?? 10 * power;
}

const SLIDER_STEPS = 200;

/** @type {Record<string, number>} */
const KEY_STEPS = {
  ArrowRight: 2,
  ArrowUp: 2,
  ArrowLeft: -2,
  ArrowDown: -2,
  PageUp: 20,
  PageDown: -20,
};

/**
 * @param {CriterionInfo} criterion
 * @param {number} j
 * @param {number} largest
 * @param {boolean} can
 * @param {() => void} onInput
 */
function makeSlider({ factor, weight }, j, largest, can, onInput) {
  const id = `weight-${j}`;
  const range = { type: "range", id, min: 0, max: largest, step: "any", disabled: !can };
  const input = el("input", range);
  input.value = String(weight);
  const set = (/** @type {number} */ part) => {
    const kept = Math.min(SLIDER_STEPS, Math.max(0, Math.round(part)));
    input.value = String(Number(((kept * largest) / SLIDER_STEPS).toPrecision(12)));
    onInput();
  };
  input.addEventListener("input", () => set((Number(input.value) / largest) * SLIDER_STEPS));
  input.addEventListener("keydown", (event) => {
    if (!(event.key in KEY_STEPS)) return;
    event.preventDefault();
    set((Number(input.value) / largest) * SLIDER_STEPS + KEY_STEPS[event.key]);
  });
  return el(
    "div",
    { class: "slider" },
    el("label", { for: id }, getField(factor).alias),
    input,
    el("output", { for: id }),
  );
}

/**
 * Set the sliders to the current weights, and show each one's share.
 *
 * @param {HTMLElement} drawer
 */
function showWeights(drawer) {
  queryAll(".slider", drawer).forEach((row, j) => {
    const input = query("input", row);
    if (Number(input.value) !== ranking.weights[j]) input.value = String(ranking.weights[j]);
    const share = formatPercent(ranking.shares[j]);
    query("output", row).textContent = share;
    input.setAttribute("aria-valuetext", share);
    row.classList.toggle("moved", ranking.weights[j] !== getConfigWeights()[j]);
  });
  getById("reset").hidden = hasConfigWeights();
}

/**
 * The switch between the config's profiles, those that this run cannot show greyed out.
 *
 * @param {(number: number) => void} onChange
 */
export function makeProfiles(onChange) {
  const select = getById("profile");
  select.append(
    ...payload.judgements.map((each, i) => el("option", { value: i }, each.profile)),
    ...Object.entries(payload.not_judged).map(([name, why]) =>
      el("option", { disabled: "" }, getText("not_judged", { name, why })),
    ),
  );
  select.addEventListener("change", () => onChange(Number(select.value)));
  return () => {
    select.value = String(ranking.judgement);
    getById("method").textContent = getProfile().method_name;
  };
}
