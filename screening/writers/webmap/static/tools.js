/* The map's buttons: fullscreen, picture, light or dark. */

import { getText } from "./data.js";
import { getById } from "./dom.js";
import { formatNumber } from "./numbers.js";
import { theme } from "./theme.js";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/**
 * Light or dark: the system's preference until the reader chooses; `paint` redraws everything.
 *
 * @param {() => void} paint
 */
export function makeTheme(paint) {
  /** @type {boolean | null} */
  let chosen = null;
  const set = () => {
    theme.dark = chosen ?? prefersDark.matches;
    document.documentElement.dataset.theme = theme.dark ? "dark" : "light";
    getById("theme").setAttribute("aria-pressed", String(theme.dark));
    paint();
  };
  prefersDark.addEventListener("change", set);
  return {
    chosen: () => chosen,
    choose: (/** @type {boolean | null} */ dark) => {
      chosen = dark;
      set();
    },
  };
}

export function makeFullscreen() {
  const button = getById("fullscreen");
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

/**
 * Tell where a crowded map draws only some of the sites in view.
 *
 * @param {SiteRenderer} layer
 */
export function showDecluttered({ drawn, inView }) {
  const note = getById("thinned");
  note.hidden = drawn.length === inView;
  note.textContent = getText("thinned", {
    drawn: formatNumber(drawn.length),
    total: formatNumber(inView),
  });
}
