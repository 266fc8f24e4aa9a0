/* Light or dark: the colours that depend on it. */

import { payload } from "./data.js";

export const theme = { dark: false };

/** Colours of the ground and of the marks' edges, as light or dark as the page. */
export const getGround = () => payload.symbols.ground[theme.dark ? "dark" : "light"];

/** A colour of a layer, or the lighter one that stands for it on a dark ground. */
export const adaptColour = (colour) => (theme.dark && payload.symbols.on_dark[colour]) || colour;
