/* The map as a picture: what is drawn, with a title, the legend of scores and the scale. */

import { getText, payload } from "./data.js";
import { announce, download, el, getContext, query, queryAll } from "./dom.js";
import { map } from "./map.js";
import { formatNumber } from "./numbers.js";
import { getProfile, hasConfigWeights } from "./ranking_state.js";
import { getGround } from "./theme.js";

const PICTURE_SCALE = 2;

const PANES = [
  "ground",
  "rasters",
  "overlay",
  "names",
  "cities",
  "links",
  "sites",
  "ring",
  "measure",
];

/**
 * Left, top, width and height of an element within the map's frame.
 *
 * @param {Element} element
 * @returns {[number, number, number, number]}
 */
function measureBox(element) {
  const frame = map.getContainer().getBoundingClientRect();
  const box = element.getBoundingClientRect();
  return [box.left - frame.left, box.top - frame.top, box.width, box.height];
}

/**
 * An SVG drawing as an image that a canvas can draw.
 *
 * @param {SVGElement} svg
 */
async function makeImage(svg) {
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  copy.removeAttribute("style");
  const text = new XMLSerializer().serializeToString(copy);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Element} element
 */
function drawName(context, element) {
  const { color, font, letterSpacing, textTransform } = getComputedStyle(element);
  const [x, y, width, height] = measureBox(element);
  const text = element.textContent;
  Object.assign(context, { font, textAlign: "center", textBaseline: "middle", fillStyle: color });
  if ("letterSpacing" in context) context.letterSpacing = letterSpacing;
  Object.assign(context, { strokeStyle: getGround().within, lineWidth: 3, lineJoin: "round" });
  const shown = textTransform === "uppercase" ? text.toUpperCase() : text;
  context.strokeText(shown, x + width / 2, y + height / 2);
  context.fillText(shown, x + width / 2, y + height / 2);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} name
 */
async function drawPane(context, name) {
  const pane = map.getPane(name === "overlay" ? "overlayPane" : name);
  if (!pane) return;
  for (const element of queryAll("canvas, img, svg, .area-name", pane)) {
    const shown = getComputedStyle(element);
    context.save();
    context.globalAlpha = Number(shown.opacity);
    if (element.matches(".area-name")) drawName(context, element);
    else if (element.closest(".area-anchor") === null) {
      const drawn = element instanceof SVGElement ? await makeImage(element) : element;
      const image = /** @type {HTMLCanvasElement | HTMLImageElement} */ (drawn);
      context.drawImage(image, ...measureBox(element));
    }
    context.restore();
  }
}

/**
 * Title, scores' legend and scale, on a strip below the map.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} top
 * @param {number} width
 */
function drawStrip(context, top, width) {
  const style = getComputedStyle(document.body);
  /**
   * @param {string} words
   * @param {number} x
   * @param {number} y
   * @param {CanvasTextAlign} [align]
   * @param {string} [font]
   */
  const text = (words, x, y, align = "left", font = "13px") => {
    context.font = `${font} ${style.fontFamily}`;
    context.textAlign = align;
    context.fillText(words, x, y);
  };
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, top, width, STRIP_PX);
  context.fillStyle = style.color;
  context.textBaseline = "middle";
  text(`${getText("title")} · ${payload.run.region}`, 14, top + 18, "left", "600 15px");
  text(formatDescription(), 14, top + 42);
  const { score } = payload.symbols;
  const stepPx = 140 / score.length;
  const left = width - 330;
  text(getText("score_legend"), left - 12, top + 18, "right");
  for (let i = 0; i <= score.length; i += 1)
    text(formatNumber((100 * i) / score.length), left + i * stepPx, top + 42, "center", "11px");
  const scale = query(".leaflet-control-scale-line");
  text(scale.textContent, width - 14, top + 42, "right");
  context.fillRect(width - 14 - scale.offsetWidth, top + 22, scale.offsetWidth, 2);
  for (const [i, colour] of score.entries()) {
    context.fillStyle = colour;
    context.fillRect(left + i * stepPx, top + 12, stepPx, 12);
  }
}

const STRIP_PX = 60;

const formatDescription = () =>
  getText(hasConfigWeights() ? "described" : "described_changed", {
    profile: getProfile().profile,
    method: getProfile().method_name,
  });

/** The picture as PNG; online base maps stay out, as their servers may forbid it. */
async function renderPng() {
  const { x: width, y: height } = map.getSize();
  const canvas = el("canvas", {
    width: PICTURE_SCALE * width,
    height: PICTURE_SCALE * (height + STRIP_PX),
  });
  const context = getContext(canvas);
  context.scale(PICTURE_SCALE, PICTURE_SCALE);
  context.fillStyle = getGround().outside;
  context.fillRect(0, 0, width, height);
  for (const name of PANES) await drawPane(context, name);
  drawStrip(context, height, width);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export async function savePng() {
  download(`${payload.run.name}-${getProfile().profile}.png`, await renderPng());
  announce(getText("picture_saved"), true);
}
