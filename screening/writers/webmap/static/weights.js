/* The sliders and the profile switch: what the reader may weigh anew. */

/** Fill the drawer for the profile of now; `on` is told of every change. */
function makeWeights(on) {
  const drawer = at("weights");
  const changed = oncePerFrame(on);
  const build = () => {
    const can = judgement().reranked;
    const note = say(can ? "weights_note" : "weights_fixed", { method: judgement().method_name });
    const largest = scaleEnd(statedWeights());
    const sliders = judgement().criteria.map((each, j) =>
      slider(each, j, largest, can, () => changed(weightsOf(drawer))),
    );
    const reset = el("button", { type: "button", id: "reset", disabled: !can }, say("reset"));
    reset.addEventListener("click", () => on(null));
    drawer.replaceChildren(
      el("div", { class: "sliders" }, sliders),
      el("div", { class: "foot" }, el("p", { class: "small" }, note), reset),
    );
  };
  return { build, show: () => showWeights(drawer) };
}

const weightsOf = (drawer) =>
  [...drawer.querySelectorAll("input[type=range]")].map((input) => Number(input.value));

/** Where the sliders end: a round number at least half above the largest weight. */
function scaleEnd(weights) {
  const least = 1.5 * Math.max(...weights);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((end) => end >= least);
}

const PARTS = 200;
const WAYS = { ArrowRight: 2, ArrowUp: 2, ArrowLeft: -2, ArrowDown: -2, PageUp: 20, PageDown: -20 };

function slider({ factor, weight }, j, largest, can, onInput) {
  const id = `weight-${j}`;
  const range = { type: "range", id, min: 0, max: largest, step: "any", disabled: !can };
  const input = el("input", range);
  input.value = weight;
  const set = (part) => {
    const kept = Math.min(PARTS, Math.max(0, Math.round(part)));
    input.value = Number(((kept * largest) / PARTS).toPrecision(12));
    onInput();
  };
  input.addEventListener("input", () => set((Number(input.value) / largest) * PARTS));
  input.addEventListener("keydown", (event) => {
    if (!(event.key in WAYS)) return;
    event.preventDefault();
    set((Number(input.value) / largest) * PARTS + WAYS[event.key]);
  });
  return el(
    "div",
    { class: "slider" },
    el("label", { for: id }, field(factor).alias),
    input,
    el("output", { for: id }),
  );
}

/** Set the sliders to the weights of now, and say each one's share. */
function showWeights(drawer) {
  drawer.querySelectorAll(".slider").forEach((row, j) => {
    const input = row.querySelector("input");
    if (Number(input.value) !== standing.weights[j]) input.value = standing.weights[j];
    const share = percent(standing.shares[j]);
    row.querySelector("output").textContent = share;
    input.setAttribute("aria-valuetext", share);
    row.classList.toggle("moved", standing.weights[j] !== statedWeights()[j]);
  });
  at("reset").hidden = asStated();
}

/** The switch between the config's profiles, those that this run cannot show greyed out. */
function makeProfiles(onChange) {
  const select = at("profile");
  select.append(
    ...data.judgements.map((each, i) => el("option", { value: i }, each.profile)),
    ...Object.entries(data.not_judged).map(([name, why]) =>
      el("option", { disabled: "" }, say("not_judged", { name, why })),
    ),
  );
  select.addEventListener("change", () => onChange(Number(select.value)));
  return () => {
    select.value = String(standing.judgement);
    at("method").textContent = judgement().method_name;
  };
}
