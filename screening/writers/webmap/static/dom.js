/* Elements, words and numbers. Text is always text: nothing here reads markup. */

/** Make an element. Attributes named on… are listeners; null and false leave one out. */
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

/** Make an SVG drawing from [name, attributes] pairs. */
function drawing(width, height, ...shapes) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const box = { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" };
  for (const [key, value] of Object.entries(box)) svg.setAttribute(key, value);
  for (const [name, attributes] of shapes) {
    const shape = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null) shape.setAttribute(key, value);
    }
    svg.append(shape);
  }
  return svg;
}

const at = (id) => document.getElementById(id);

/** Text of an unknown origin, kept from turning the text around it (right-to-left names). */
const isolated = (text, attributes = {}) => el("bdi", attributes, text);

/** The page's own words, {places} filled in. */
function say(key, places = {}) {
  return data.words[key].replace(/\{(\w+)\}/g, (_, place) => String(places[place]));
}

/** A number with its decimals; thin spaces from five digits on, a true minus. */
function formatted(value, digits) {
  const text = digits === null || digits === undefined ? String(value) : value.toFixed(digits);
  const [whole, rest] = text.replace("-", "\u2212").split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

const percent = (fraction) => `${Math.round(100 * fraction)}\u202f%`;
