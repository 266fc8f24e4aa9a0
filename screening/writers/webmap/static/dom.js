/* Elements of the page. Text is always text: nothing here reads markup. */

/**
 * Make an element. Attributes named on… are listeners; null and false leave one out.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(key, String(value));
  }
  const flat = /** @type {(Node | string | null | undefined)[]} */ (
    /** @type {unknown[]} */ (children).flat(Infinity)
  );
  made.append(...flat.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * Make an SVG drawing from [name, attributes, text] triples.
 *
 * @param {number} width
 * @param {number} height
 * @param {...SvgShape} shapes
 * @returns {SVGElement}
 */
export function makeSvg(width, height, ...shapes) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const box = { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" };
  for (const [key, value] of Object.entries(box)) svg.setAttribute(key, String(value));
  for (const [name, attributes, text] of shapes) {
    const shape = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null) shape.setAttribute(key, String(value));
    }
    if (text !== undefined) shape.textContent = text;
    svg.append(shape);
  }
  return svg;
}

/** Signs of the buttons, as lines on a square of 16: no font need have them. */
const ICONS = {
  measure: "M2 11 11 2l3 3-9 9zM5.5 7.5 7 9M8.5 4.5 10 6",
  picture: "M8 2v8M4.5 6.5 8 10l3.5-3.5M3 14h10",
  theme: "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 2v12M11 3.5v9M13 5v6",
  fullscreen: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  before: "M8 13V3M4 7l4-4 4 4",
  after: "M8 3v10M4 9l4 4 4-4",
  zoom: "M8 1v4M8 11v4M1 8h4M11 8h4M8 5a3 3 0 1 0 0 6 3 3 0 1 0 0-6",
  close: "M4 4l8 8M12 4l-8 8",
  pick: "M2 5h9M8 2l3 3-3 3M14 11H5M8 8l-3 3 3 3",
};

/**
 * The sign of a button.
 *
 * @param {keyof typeof ICONS} name
 */
export function makeIcon(name) {
  const lines = { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.5 };
  const sign = makeSvg(16, 16, ["path", { ...lines, "stroke-linecap": "round" }]);
  sign.setAttribute("class", "icon");
  return sign;
}

/**
 * An element of the page's own templates, which is always there.
 *
 * @template {string} Id
 * @param {Id} id
 * @returns {Id extends keyof PageElements ? PageElements[Id] : HTMLElement}
 */
export const getById = (id) => /** @type {any} */ (document.getElementById(id));

/**
 * The first element that a selector finds; for what is known to be there.
 *
 * @template {string} Selector
 * @param {Selector} selector
 * @param {ParentNode} [root]
 * @returns {Selected<Selector>}
 */
export const query = (selector, root = document) =>
  /** @type {any} */ (root.querySelector(selector));

/**
 * @template {string} Selector
 * @param {Selector} selector
 * @param {ParentNode} [root]
 * @returns {Selected<Selector>[]}
 */
export const queryAll = (selector, root = document) => [
  .../** @type {any} */ (root.querySelectorAll(selector)),
];

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
export const getContext = (canvas) => /** @type {any} */ (canvas.getContext("2d"));

/**
 * A control that a selector finds; null where there is none.
 *
 * @param {ParentNode | null | undefined} root
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const findControl = (root, selector) => root?.querySelector(selector) ?? null;

/** @param {Event} event */
export const getTarget = (event) => /** @type {HTMLInputElement} */ (event.target);

/** The element that has the focus; the body where none has. */
export const getFocus = () => /** @type {HTMLElement} */ (document.activeElement);

/**
 * Text of an unknown origin, kept from turning the text around it (right-to-left names).
 *
 * @param {Child} text
 * @param {Attributes} [attributes]
 */
export const isolate = (text, attributes = {}) => el("bdi", attributes, text);

const NOTICE_MS = 4000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding;

/**
 * Announce a change to screen readers; `shown` makes it visible, too.
 *
 * @param {string} text
 * @param {boolean} [shown]
 */
export function announce(text, shown = false) {
  const note = getById("told");
  note.textContent = text;
  note.classList.toggle("shown", shown);
  clearTimeout(hiding);
  if (shown) hiding = setTimeout(() => note.classList.remove("shown"), NOTICE_MS);
}

/**
 * Let a function run once a frame at most, with its latest argument.
 *
 * @template Argument
 * @param {(argument: Argument) => void} run
 */
export function throttleToFrame(run) {
  /** @type {{ argument: Argument } | null} */
  let latest = null;
  return (/** @type {Argument} */ argument) => {
    if (latest === null) {
      requestAnimationFrame(() => {
        const now = /** @type {{ argument: Argument }} */ (latest);
        latest = null;
        run(now.argument);
      });
    }
    latest = { argument };
  };
}

const DEBOUNCE_MS = 150;

/**
 * Let a function run once it has not been called for a moment.
 *
 * @param {() => void} run
 */
export function debounce(run) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, DEBOUNCE_MS);
  };
}

/**
 * Hand a file to the reader.
 *
 * @param {string} name
 * @param {Blob} blob
 */
export function download(name, blob) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name, hidden: "" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
