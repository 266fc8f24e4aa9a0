"""Saturation pressure of water vapour, and the standard atmosphere.

Source
------
ASHRAE Handbook — Fundamentals (2017), chapter 1, equations 3, 5 and 6; the last two are
Hyland & Wexler's (1983).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

ZERO_CELSIUS_K = 273.15
"""0 °C in kelvin."""
TRIPLE_POINT_C = 0.01
"""Up to it, saturation is over ice [°C]."""
STANDARD_PRESSURE_PA = 101_325.0
"""Sea-level pressure of the standard atmosphere [Pa]."""

# ln(saturation pressure, Pa) = c0/T + c1 + c2 T + c3 T² + c4 T³ + c5 T⁴ + c6 ln T, T in kelvin.
_OVER_ICE = (
    -5.6745359e3,
    6.3925247,
    -9.677843e-3,
    6.2215701e-7,
    2.0747825e-9,
    -9.484024e-13,
    4.1635019,
)  # ASHRAE eq. 5
_OVER_WATER = (
    -5.8002206e3,
    1.3914993,
    -4.8640239e-2,
    4.1764768e-5,
    -1.4452093e-8,
    0.0,
    6.5459673,
)  # ASHRAE eq. 6


def pressure_at_elevation_pa(elevation_m: ArrayLike) -> Floats:
    """Pressure of the standard atmosphere at an elevation.

    Parameters
    ----------
    elevation_m : array_like [m]

    Returns
    -------
    ndarray [Pa]

    Source
    ------
    ASHRAE Fundamentals (2017), chapter 1, equation 3.

    Examples
    --------
    >>> pressure_at_elevation_pa([0, 1867]).round()
    array([101325.,  80817.])
    """
    z = np.asarray(elevation_m, dtype=np.float64)
    return np.asarray(STANDARD_PRESSURE_PA * (1.0 - 2.25577e-5 * z) ** 5.25588)


def saturation_pressure_pa(temperature_c: ArrayLike) -> Floats:
    """Saturation pressure of water vapour, over ice up to 0.01 °C and over water above.

    Parameters
    ----------
    temperature_c : array_like [°C], -100 to 200

    Returns
    -------
    ndarray [Pa]

    Examples
    --------
    >>> saturation_pressure_pa([-20, 5, 25]).round(2)
    array([ 103.26,  872.49, 3169.22])
    """
    return np.asarray(np.exp(log_saturation(np.asarray(temperature_c, dtype=np.float64))))


def log_saturation(t: Floats) -> Floats:
    """Logarithm of the saturation pressure; the ice branch is computed only if needed.

    Parameters
    ----------
    t : ndarray [°C]

    Returns
    -------
    ndarray, ln(Pa)

    Examples
    --------
    >>> float(log_saturation(np.array(25.0)).round(4))
    8.0612
    """
    k = t + ZERO_CELSIUS_K
    log_k = np.log(k)
    frozen = t <= TRIPLE_POINT_C
    water = _polynomial(_OVER_WATER, k, log_k)
    return np.where(frozen, _polynomial(_OVER_ICE, k, log_k), water) if frozen.any() else water


def _polynomial(c: tuple[float, ...], k: Floats, log_k: Floats) -> Floats:
    power = k * (c[2] + k * (c[3] + k * (c[4] + k * c[5])))
    return np.asarray(c[0] / k + c[1] + power + c[6] * log_k)


def log_saturation_slope(t: Floats) -> Floats:
    """Slope of the logarithm of the saturation pressure.

    Parameters
    ----------
    t : ndarray [°C]

    Returns
    -------
    ndarray [1/K]

    Examples
    --------
    >>> float(log_saturation_slope(np.array(25.0)).round(4))
    0.0596
    """
    k = t + ZERO_CELSIUS_K
    frozen = t <= TRIPLE_POINT_C
    water = _slope(_OVER_WATER, k)
    return np.where(frozen, _slope(_OVER_ICE, k), water) if frozen.any() else water


def _slope(c: tuple[float, ...], k: Floats) -> Floats:
    power = c[2] + k * (2 * c[3] + k * (3 * c[4] + k * 4 * c[5]))
    return np.asarray(power + (c[6] - c[0] / k) / k)


_TABLE_STEP_K = 1.0 / 32.0
_TABLE_C = np.arange(-100.0, 100.0 + _TABLE_STEP_K, _TABLE_STEP_K)
_TABLE_PA = np.exp(log_saturation(_TABLE_C))
# Zero after the last value, which no interval starts from.
_TABLE_RISE_PA = np.append(np.diff(_TABLE_PA), 0.0)


def tabulated_saturation(t: Floats) -> tuple[Floats, Floats]:
    """Saturation pressure and its slope, interpolated in a table in steps of 1/32 K.

    Four times as fast as :func:`exact_saturation`, for values that are refined with that.

    Parameters
    ----------
    t : ndarray [°C], no NaN; clipped to −100 to 100

    Returns
    -------
    pressure : ndarray [Pa], relative error up to 2e-6
    slope : ndarray [Pa/K]

    Examples
    --------
    >>> pressure, slope = tabulated_saturation(np.array([25.01]))
    >>> pressure.round(2), slope.round(1)
    (array([3171.11]), array([189.1]))
    """
    steps = (t - _TABLE_C[0]) * (1.0 / _TABLE_STEP_K)
    steps = np.minimum(np.maximum(steps, 0.0), _TABLE_C.size - 2.0)
    interval = steps.astype(np.intp)
    slope = _TABLE_RISE_PA[interval]
    # In place, as the time goes into allocating temporaries.
    pressure = steps
    pressure -= interval
    pressure *= slope
    pressure += _TABLE_PA[interval]
    slope *= 1.0 / _TABLE_STEP_K
    return pressure, slope


def exact_saturation(t: Floats) -> tuple[Floats, Floats]:
    """Saturation pressure and its slope by ASHRAE's equations.

    Parameters
    ----------
    t : ndarray [°C]

    Returns
    -------
    pressure : ndarray [Pa]
    slope : ndarray [Pa/K]

    Examples
    --------
    >>> pressure, slope = exact_saturation(np.array([25.01]))
    >>> pressure.round(2), slope.round(1)
    (array([3171.11]), array([189.]))
    """
    pressure = np.exp(log_saturation(t))
    return pressure, pressure * log_saturation_slope(t)
