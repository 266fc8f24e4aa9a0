/* The sliders and the profile switch: what the reader may weigh anew. */

import { getField, getText, payload } from "./data.js";
import { el, getById, throttleToFrame } from "./dom.js";
import { formatPercent } from "./numbers.js";
import { getConfigWeights, getProfile, hasConfigWeights, ranking } from "./ranking_state.js";

/** Fill the drawer for the profile of now; `on` is told of every change. */
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

const readWeights = (drawer) =>
  [...drawer.querySelectorAll("input[type=range]")].map((input) => Number(input.value));

/** Where the sliders end: a round number at least half above the largest weight. */
function roundScaleEnd(weights) {
  const least = 1.5 * Math.max(...weights);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((end) => end >= least);
}

const SLIDER_STEPS = 200;

const KEY_STEPS = {
  ArrowRight: 2,
  ArrowUp: 2,
  ArrowLeft: -2,
  ArrowDown: -2,
  PageUp: 20,
  PageDown: -20,
};

function makeSlider({ factor, weight }, j, largest, can, onInput) {
  const id = `weight-${j}`;
  const range = { type: "range", id, min: 0, max: largest, step: "any", disabled: !can };
  const input = el("input", range);
  input.value = weight;
  const set = (part) => {
    const kept = Math.min(SLIDER_STEPS, Math.max(0, Math.round(part)));
    input.value = Number(((kept * largest) / SLIDER_STEPS).toPrecision(12));
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

/** Set the sliders to the weights of now, and say each one's share. */
function showWeights(drawer) {
  drawer.querySelectorAll(".slider").forEach((row, j) => {
    const input = row.querySelector("input");
    if (Number(input.value) !== ranking.weights[j]) input.value = ranking.weights[j];
    const share = formatPercent(ranking.shares[j]);
    row.querySelector("output").textContent = share;
    input.setAttribute("aria-valuetext", share);
    row.classList.toggle("moved", ranking.weights[j] !== getConfigWeights()[j]);
  });
  getById("reset").hidden = hasConfigWeights();
}

/** The switch between the config's profiles, those that this run cannot show greyed out. */
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
