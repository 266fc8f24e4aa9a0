/* CSV cells and lines as RFC 4180 and spreadsheets want them. Pure. */

/**
 * A text that a spreadsheet would run gets an apostrophe, as in sites.csv.
 *
 * @param {string} text
 */
export function escapeFormula(text) {
  const lines = text.replace(/\r\n?/g, "\n");
  return /^[=+\-@\t\n\uff1d\uff0b\uff0d\uff20]/.test(lines) ? `'${lines}` : lines;
}

/**
 * A cell: numbers as they are, unknown as nothing, text quoted where it must be.
 *
 * @param {Cell} value
 */
function formatCell(value) {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = escapeFormula(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {Cell[]} cells */
export const formatLine = (cells) => cells.map(formatCell).join(",");
