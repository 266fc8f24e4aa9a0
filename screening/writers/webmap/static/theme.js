/* Light or dark: the colours that depend on it. */

import { payload } from "./data.js";

export const theme = { dark: false };

/** Colours of the ground and of the marks' edges, as light or dark as the page. */
export const getGround = () => payload.symbols.ground[theme.dark ? "dark" : "light"];

/**
 * A colour of a layer, or its lighter substitute on a dark ground.
 *
 * @template {string | undefined} Colour
 * @param {Colour} colour
 * @returns {string | Colour}
 */
export const adaptColour = (colour) =>
  (theme.dark && colour && payload.symbols.on_dark[colour]) || colour;
