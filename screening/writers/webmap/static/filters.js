/* The filter: one line of text, and a drawer for operator, status, megawatts and score. */

/** Numbers and words that the drawer's fields hold; empty ones ask for nothing. */
function filterNow() {
  const number = (id) => (at(id).value.trim() === "" ? null : Number(at(id).value));
  return {
    text: at("filter").value,
    operator: at("filter-operator").value,
    status: at("filter-status").value,
    leastMw: number("filter-least-mw"),
    mostMw: number("filter-most-mw"),
    leastScore: number("filter-least-score"),
    verified: at("filter-verified").checked,
  };
}

const FILTER_FIELDS = {
  text: "filter",
  operator: "filter-operator",
  status: "filter-status",
  leastMw: "filter-least-mw",
  mostMw: "filter-most-mw",
  leastScore: "filter-least-score",
};

/** Write a filter into the fields, as a link gives it. */
function setFilter(filter) {
  for (const [key, id] of Object.entries(FILTER_FIELDS)) at(id).value = filter[key] ?? "";
  at("filter-verified").checked = filter.verified;
}

function makeFilters(onChange) {
  const drawer = at("filters");
  const clear = el("button", { type: "button" }, say("filter_clear"));
  drawer.replaceChildren(
    filterRow("operator", selectOf("operator")),
    filterRow("status", selectOf("status")),
    filterRow("least-mw", numberField("least-mw")),
    filterRow("most-mw", numberField("most-mw")),
    filterRow("least-score", numberField("least-score")),
    el(
      "label",
      { class: "tick" },
      el("input", { type: "checkbox", id: "filter-verified" }),
      say("filter_verified"),
    ),
    clear,
  );
  const changed = () => onChange(filterNow());
  drawer.addEventListener("input", changed);
  clear.addEventListener("click", () => {
    setFilter(NO_FILTER);
    changed();
  });
  at("filter").addEventListener("input", changed);
}

const filterRow = (name, control) =>
  el(
    "div",
    { class: "row" },
    el("label", { for: `filter-${name}` }, say(`filter_${name.replace("-", "_")}`)),
    control,
  );

function selectOf(column) {
  const found = [...new Set((columns[column] ?? []).filter((cell) => cell !== null))].map(String);
  const options = found.sort(collator.compare).map((text) => el("option", { value: text }, text));
  return el("select", { id: `filter-${column}` }, el("option", { value: "" }, say("any")), options);
}

const numberField = (name) =>
  el("input", { type: "number", id: `filter-${name}`, min: 0, step: "any", inputmode: "decimal" });

/** Buttons that open and close a drawer of the panel; one drawer at a time. */
function makeDrawers() {
  const buttons = [...document.querySelectorAll("[data-drawer]")];
  const set = (button, open) => {
    button.setAttribute("aria-expanded", String(open));
    at(button.dataset.drawer).hidden = !open;
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      for (const other of buttons) set(other, other === button && open);
    });
  }
}
