"""Regressions of the variability of days on a month's normals, by region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SPREAD_BOUNDS_K = (0.5, 12.0)
"""Bounds of the standard deviations; no measured month comes near them [K]."""
SKEW_BOUNDS = (-1.2, 0.4)
"""Bounds of the skewness, within which the Cornish–Fisher transform is monotonic."""


class MonthlyVariability(NamedTuple):
    """Variability of the days of each month, arrays of (n_sites, 12).

    Parameters
    ----------
    mean_c : ndarray [°C], of the month
    dry_bulb_k, dew_point_k : ndarray [K], standard deviations of day means
    correlation : ndarray, between the two
    dry_bulb_skew, dew_point_skew : ndarray, of the two
    dew_point_swing_k : ndarray [K], fall of the dew point in the afternoon, per unit of the
        dry bulb's daily shape
    """

    mean_c: Floats
    dry_bulb_k: Floats
    dew_point_k: Floats
    correlation: Floats
    dry_bulb_skew: Floats
    dew_point_skew: Floats
    dew_point_swing_k: Floats


@dataclass(frozen=True)
class TierError:
    """Error of a synthetic year: RMSE and bias (synthetic − measured).

    Parameters
    ----------
    rmse, bias : float, in the unit of the quantity
    """

    rmse: float
    bias: float


@dataclass(frozen=True)
class NormalsFit:
    """Regressions of the days' variability on a month's normals, and their errors.

    Tuples of five are the coefficients of 1, T̄, T̄²/100, σ_yr and T̄ − T̄d, tuples of two
    those of 1 and T̄; T̄ and T̄d are the month's mean dry bulb and dew point, σ_yr the
    standard deviation of the twelve T̄ [°C, K].

    Parameters
    ----------
    name : str
    dry_bulb_k, dew_point_k, correlation : tuple of five
    dry_bulb_skew, dew_point_skew, dew_point_swing_k : tuple of two
    mean_offset_k : float [K], T̄ minus the midpoint of mean daily maximum and minimum
    correlation_bounds : tuple of two
    dry_bulb_04_error_k, wet_bulb_04_error_k, free_cooling_error_h : TierError
        Against measured years; hours with dry bulb ≤ 27 °C and dew point ≤ 15 °C.
    source : str
    """

    name: str
    dry_bulb_k: tuple[float, float, float, float, float]
    dew_point_k: tuple[float, float, float, float, float]
    correlation: tuple[float, float, float, float, float]
    dry_bulb_skew: tuple[float, float]
    dew_point_skew: tuple[float, float]
    dew_point_swing_k: tuple[float, float]
    mean_offset_k: float
    correlation_bounds: tuple[float, float]
    dry_bulb_04_error_k: TierError
    wet_bulb_04_error_k: TierError
    free_cooling_error_h: TierError
    source: str

    def estimate_variability(self, midpoint_c: Floats, dew_point_c: Floats) -> MonthlyVariability:
        """Estimate the variability of the days about monthly normals.

        Parameters
        ----------
        midpoint_c : ndarray, (n_sites, 12) [°C], of mean daily maximum and minimum
        dew_point_c : ndarray, (n_sites, 12) [°C], mean

        Returns
        -------
        MonthlyVariability
        """
        mean = midpoint_c + self.mean_offset_k
        yearly = np.broadcast_to(mean.std(axis=1, keepdims=True), mean.shape)
        terms = (np.ones_like(mean), mean, mean * mean / 100.0, yearly, mean - dew_point_c)

        def evaluate(coefficients: tuple[float, ...]) -> Floats:
            # Not strict: tuples of two use the first two terms only.
            return np.asarray(sum(c * x for c, x in zip(coefficients, terms, strict=False)))

        return MonthlyVariability(
            mean_c=mean,
            dry_bulb_k=np.clip(evaluate(self.dry_bulb_k), *SPREAD_BOUNDS_K),
            dew_point_k=np.clip(evaluate(self.dew_point_k), *SPREAD_BOUNDS_K),
            correlation=np.clip(evaluate(self.correlation), *self.correlation_bounds),
            dry_bulb_skew=np.clip(evaluate(self.dry_bulb_skew), *SKEW_BOUNDS),
            dew_point_skew=np.clip(evaluate(self.dew_point_skew), *SKEW_BOUNDS),
            dew_point_swing_k=np.maximum(evaluate(self.dew_point_swing_k), 0.0),
        )


CONUS = NormalsFit(
    name="conus",
    dry_bulb_k=(3.412, -0.0943, 0.0, 0.2047, 0.0),
    dew_point_k=(5.020, -0.1079, 0.0, 0.0554, 0.0584),
    correlation=(0.829, -0.0069, 0.0, 0.0282, -0.0440),
    dry_bulb_skew=(0.0, 0.0),
    dew_point_skew=(0.0, 0.0),
    dew_point_swing_k=(0.0, 0.0),
    mean_offset_k=0.0,
    correlation_bounds=(-0.2, 0.95),
    dry_bulb_04_error_k=TierError(1.1, 0.0),
    wet_bulb_04_error_k=TierError(1.5, 1.0),
    free_cooling_error_h=TierError(287.0, 134.0),
    source="925 stations of the contiguous United States (TMY3), fitted on the even ones; "
    "in Texas the wet bulb is 2.0 K too high and free cooling 474 h too long",
)
"""The contiguous United States: normal distributions, from the specification."""

TEXAS = NormalsFit(
    name="texas",
    dry_bulb_k=(3.4605, 0.1232, -0.8183, 0.1206, 0.0710),
    dew_point_k=(3.8661, 0.4819, -1.9186, -0.2373, 0.1765),
    correlation=(0.7535, 0.0897, -0.3203, -0.0247, -0.0460),
    dry_bulb_skew=(0.1699, -0.0301),
    dew_point_skew=(0.4083, -0.0455),
    dew_point_swing_k=(-1.5175, 0.0994),
    mean_offset_k=-0.22,
    correlation_bounds=(-0.5, 0.95),
    dry_bulb_04_error_k=TierError(0.9, -0.2),
    wet_bulb_04_error_k=TierError(1.0, 0.4),
    free_cooling_error_h=TierError(279.0, 205.0),
    source="61 stations of Texas (TMY3); errors from fits on either half tested on the other",
)
"""Texas, from Brownsville to the Panhandle: days are skewed towards cold and dry, as Gulf air
has an upper limit and northers have none. Do not use elsewhere."""

NORMALS_FITS = {fit.name: fit for fit in (CONUS, TEXAS)}
"""The regressions by name."""
