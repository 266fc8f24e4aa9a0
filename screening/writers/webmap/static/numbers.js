/* Numbers as text, rounded as Python rounds them. Pure. */

/**
 * Decimals as Python rounds them: a number just between two goes to the even one.
 *
 * @param {number} value
 * @param {number} digits
 */
export function roundHalfEven(value, digits) {
  const longer = value.toFixed(digits + 1);
  const tie = longer.endsWith("5") && Number.isInteger(value * 2 ** (digits + 1));
  if (!tie) return value.toFixed(digits);
  const shorter = longer.slice(0, digits ? -1 : -2);
  return "02468".includes(shorter.slice(-1)) ? shorter : value.toFixed(digits);
}

/**
 * A number with its decimals; thin spaces from five digits on, a true minus.
 *
 * @param {number} value
 * @param {number | null} [digits]
 */
export function formatNumber(value, digits) {
  const text =
    digits === null || digits === undefined ? String(value) : roundHalfEven(value, digits);
  const [whole, rest] = text.replace("-", "\u2212").split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

/** @param {number} fraction */
export const formatPercent = (fraction) => `${roundHalfEven(100 * fraction, 0)}\u202f%`;
