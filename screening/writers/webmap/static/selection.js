/* The selected site: its ring, its lines, its row and its card. */

function hover(site) {
  app.table.hover(site);
  app.hoverRing(site);
}

/** Select a site: its ring, its lines, its row, its card; `go` brings it into view. */
function select(site, go) {
  app.site = site;
  app.ring(site);
  app.ties(site);
  app.together = [site];
  drawCard();
  at("card").scrollTop = 0;
  app.table.select(site, true);
  if (go) goTo(site);
  else findTogether();
  keep();
}

/** See which sites share the selected one's spot at this zoom. */
function findTogether() {
  if (app.site === null) return;
  const found = app.layer.together(app.site);
  if (found.join() === app.together.join()) return;
  app.together = found;
  drawCard();
}

function deselect() {
  app.site = null;
  app.ring(null);
  app.ties(null);
  at("card").hidden = true;
  at("card").replaceChildren();
  app.table.select(null, false);
  keep();
}

const selectOnMap = (site) => select(site, null);

function selectInTable(site, byKeyboard) {
  select(site, "go");
  if (byKeyboard) at("card").querySelector("h2").focus();
}

/** Fill the card with the selected site as it stands now. */
function drawCard() {
  const { site } = app;
  const dock = at("card");
  const held = dock.contains(document.activeElement) ? document.activeElement.dataset.act : null;
  dock.hidden = false;
  dock.replaceChildren(
    cardTools(site),
    siteCard(site, app.together, (other) => select(other, null)),
  );
  if (held) dock.querySelector(`[data-act="${held}"]`)?.focus();
}

/** Buttons above the card: the next site, compare, explain, close. */
function cardTools(site) {
  const button = (act, text, label, run, extra = {}) =>
    el(
      "button",
      {
        type: "button",
        "data-act": act,
        "aria-label": label,
        title: label,
        onclick: run,
        ...extra,
      },
      text,
    );
  const go = (step) => () => select(app.table.beside(site, step), "go");
  const picked = app.compared.has(site);
  return el(
    "div",
    { class: "card-tools" },
    button("before", icon("before"), say("site_before"), go(-1)),
    button("after", icon("after"), say("site_after"), go(1)),
    button("zoom", icon("zoom"), say("zoom_to"), () => goTo(site)),
    button("explain", say("explain"), say("explain_long"), () => explainFacts(), {
      "aria-pressed": String(at("card").classList.contains("explained")),
    }),
    button(
      "compare",
      say("compare_short"),
      say("compare_site", { name: nameOf(site) }),
      () => {
        app.compared.pick(site, !picked);
        app.table.redraw();
        drawCard();
      },
      { "aria-pressed": String(picked) },
    ),
    button("close", icon("close"), say("close"), deselect, { class: "close" }),
  );
}

function explainFacts() {
  at("card").classList.toggle("explained");
  drawCard();
}

/** Bring a site and its surroundings into view, beside the legend where it is open. */
function goTo(site) {
  const { x, y } = map.getSize();
  const { legend } = app;
  const aside = legend.open && !isNarrow() ? legend.offsetWidth : 0;
  const view = {
    paddingTopLeft: [Math.min(40 + aside, x / 2), Math.min(80, y / 5)],
    paddingBottomRight: [50, Math.min(60, y / 6)],
    maxZoom: CLOSEST_ZOOM,
  };
  if (calm) map.fitBounds(surroundings(site), { ...view, animate: false });
  else map.flyToBounds(surroundings(site), { ...view, duration: FLY_SECONDS });
}
