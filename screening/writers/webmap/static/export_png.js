/* The map as a picture: what is drawn, with a title, the legend of scores and the scale. */

import { getText, payload } from "./data.js";
import { announce, download, el } from "./dom.js";
import { map } from "./map.js";
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

/** Where an element stands on the map's frame. */
function measureBox(element) {
  const frame = map.getContainer().getBoundingClientRect();
  const box = element.getBoundingClientRect();
  return [box.left - frame.left, box.top - frame.top, box.width, box.height];
}

/** An SVG drawing as an image that a canvas can draw. */
async function makeImage(svg) {
  const copy = svg.cloneNode(true);
  copy.removeAttribute("style");
  const text = new XMLSerializer().serializeToString(copy);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

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

async function drawPane(context, name) {
  const pane = map.getPane(name === "overlay" ? "overlayPane" : name);
  if (!pane) return;
  for (const element of pane.querySelectorAll("canvas, img, svg, .area-name")) {
    const shown = getComputedStyle(element);
    context.save();
    context.globalAlpha = Number(shown.opacity);
    if (element.matches(".area-name")) drawName(context, element);
    else if (element.closest(".area-anchor") === null) {
      const drawn = element instanceof SVGElement ? await makeImage(element) : element;
      context.drawImage(drawn, ...measureBox(element));
    }
    context.restore();
  }
}

/** Title, scores' legend and scale, on a strip below the map. */
function drawStrip(context, top, width) {
  const style = getComputedStyle(document.body);
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
  const ramp = context.createLinearGradient(width - 330, 0, width - 190, 0);
  payload.symbols.score.forEach((colour, i, all) =>
    ramp.addColorStop(i / (all.length - 1), colour),
  );
  text(getText("score_legend"), width - 342, top + 18, "right");
  text("0", width - 330, top + 42, "center");
  text("100", width - 190, top + 42, "center");
  const scale = document.querySelector(".leaflet-control-scale-line");
  text(scale.textContent, width - 14, top + 42, "right");
  context.fillRect(width - 14 - scale.offsetWidth, top + 22, scale.offsetWidth, 2);
  context.fillStyle = ramp;
  context.fillRect(width - 330, top + 12, 140, 12);
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
  const context = canvas.getContext("2d");
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
