/* The map's buttons: fullscreen, picture, light or dark. */

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** Light or dark: as the system says until the reader chooses; `paint` draws all anew. */
function makeTheme(paint) {
  let chosen = null;
  const set = () => {
    theme.dark = chosen ?? prefersDark.matches;
    document.documentElement.dataset.theme = theme.dark ? "dark" : "light";
    at("theme").setAttribute("aria-pressed", String(theme.dark));
    paint();
  };
  prefersDark.addEventListener("change", set);
  return {
    chosen: () => chosen,
    choose: (dark) => {
      chosen = dark;
      set();
    },
  };
}

function makeFullscreen() {
  const button = at("fullscreen");
  if (!document.fullscreenEnabled) {
    button.hidden = true;
    return;
  }
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () =>
    button.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement))),
  );
}

/** Tell where a crowded map draws only some of the sites in view. */
function tellThinned({ drawn, inView }) {
  const note = at("thinned");
  note.hidden = drawn === inView;
  note.textContent = say("thinned", { drawn: formatted(drawn), total: formatted(inView) });
}
