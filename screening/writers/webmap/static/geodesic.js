/* Distance along the WGS84 ellipsoid. Pure. Vincenty (1975), Survey Review 23(176). */

const WGS84 = { a: 6378137, b: 6356752.314245179, f: 1 / 298.257223563 };

const TOLERANCE_RAD = 1e-12;

const MAX_ITERATIONS = 200;

const RAD = Math.PI / 180;

/**
 * Metres between two [latitude, longitude] in degrees; NaN for nearly opposite points.
 *
 * @param {number[]} from
 * @param {number[]} to
 */
export function computeDistance([lat1, lon1], [lat2, lon2]) {
  const { a, b, f } = WGS84;
  const far = (lon2 - lon1) * RAD;
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - f) * Math.tan(lat * RAD)));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = far;
  for (let turn = 0; turn < MAX_ITERATIONS; turn += 1) {
    const [sin, cos] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(c2 * sin, c1 * s2 - s1 * c2 * cos);
    if (sinSigma === 0) return 0;
    const cosSigma = s1 * s2 + c1 * c2 * cos;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sin) / sinSigma;
    const cos2 = 1 - sinAlpha ** 2;
    const mid = cos2 === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2;
    const C = (f / 16) * cos2 * (4 + f * (4 - 3 * cos2));
    const bend = sigma + C * sinSigma * (mid + C * cosSigma * (2 * mid ** 2 - 1));
    const next = far + (1 - C) * f * sinAlpha * bend;
    if (Math.abs(next - lambda) < TOLERANCE_RAD)
      return evaluateSeries({
        sigma,
        sinSigma,
        cosSigma,
        mid,
        squared: (cos2 * (a * a - b * b)) / (b * b),
      });
    lambda = next;
  }
  return NaN;
}

/**
 * Vincenty's series from an arc on the auxiliary sphere to metres.
 *
 * @param {Record<"sigma" | "sinSigma" | "cosSigma" | "mid" | "squared", number>} arc
 */
function evaluateSeries({ sigma, sinSigma, cosSigma, mid, squared }) {
  const A = 1 + (squared / 16384) * (4096 + squared * (-768 + squared * (320 - 175 * squared)));
  const B = (squared / 1024) * (256 + squared * (-128 + squared * (74 - 47 * squared)));
  const third = (B / 6) * mid * (4 * sinSigma ** 2 - 3) * (4 * mid ** 2 - 3);
  const second = (B / 4) * (cosSigma * (2 * mid ** 2 - 1) - third);
  return WGS84.b * A * (sigma - B * sinSigma * (mid + second));
}
