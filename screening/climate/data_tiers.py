"""Where a site's year comes from, by how near a station is, and how far it may be off.

| tier | basis | the year |
|---|---|---|
| A | ``hourly`` | the station's own, within 10 km and 100 m of height |
| B | ``morphed`` | the nearest suitable station's, carried to the site's monthly normals |
| C | ``normals`` | built from monthly normals alone |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from screening.climate.designs import AIR_DESIGNS
from screening.climate.normals_regression import CONUS, TEXAS, NormalsFit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

HOURLY_KM, HOURLY_M = 10.0, 100.0
"""A station this near and of this height speaks for the site [km, m]."""
MORPHED_KM, MORPHED_M = 200.0, 500.0
"""A station farther off is not carried to the site [km, m]; errors are measured so far."""
HEIGHT_KM_PER_M = 0.2
"""A metre of height counts as so much distance [km/m]: of 0 to 0.2 the least leave-one-out
errors over 61 stations (0.4 gains no more)."""
CANDIDATES_COUNT = 8
"""Nearest stations among which the most suitable is chosen."""
BASES = ("hourly", "morphed", "normals")
"""``climate_basis`` of tiers A, B and C."""


@dataclass(frozen=True)
class TierUncertainty:
    """What a tier gets wrong (RMSE), the normals themselves taken as exact.

    Parameters
    ----------
    dry_bulb_k, wet_bulb_k : float [K], of the 0.4 % values
    free_cooling_h : float [h/yr]
    pue_mean_air, pue_mean_liquid : float [-], of the worst air and liquid design
    source : str
    """

    dry_bulb_k: float
    wet_bulb_k: float
    free_cooling_h: float
    pue_mean_air: float
    pue_mean_liquid: float
    source: str

    def pue_mean(self, design: str) -> float:
        """RMSE of a design's annual mean PUE.

        Parameters
        ----------
        design : str

        Returns
        -------
        float

        Examples
        --------
        >>> tier_errors("morphed", TEXAS).pue_mean("DTC-W40-dry")
        0.0011
        """
        return self.pue_mean_air if design in AIR_DESIGNS else self.pue_mean_liquid


def _of_fit(fit: NormalsFit, air: float, liquid: float) -> TierUncertainty:
    return TierUncertainty(
        fit.dry_bulb_04_error_k.rmse,
        fit.wet_bulb_04_error_k.rmse,
        fit.free_cooling_error_h.rmse,
        air,
        liquid,
        fit.source,
    )


_PAIRS = "9 pairs of Texas stations within 15 km and 100 m: two typical years of one place"
_OMITTED_NOTE = "61 Texas stations, each left out and found from the most suitable other"
_PUBLISHED = "925 US stations, from one at 100 to 200 km; PUE from Texas"
_ERRORS = {
    ("hourly", "texas"): TierUncertainty(0.8, 0.5, 285.0, 0.0085, 0.0057, _PAIRS),
    ("hourly", "conus"): TierUncertainty(0.8, 0.5, 285.0, 0.0085, 0.0057, _PAIRS),
    ("morphed", "texas"): TierUncertainty(0.7, 0.7, 209.0, 0.0040, 0.0011, _OMITTED_NOTE),
    ("morphed", "conus"): TierUncertainty(1.1, 1.0, 171.0, 0.0040, 0.0011, _PUBLISHED),
    ("normals", "texas"): _of_fit(TEXAS, 0.0051, 0.0010),
    ("normals", "conus"): _of_fit(CONUS, 0.0094, 0.0012),
}


def tier_errors(basis: str, fit: NormalsFit) -> TierUncertainty:
    """Errors of a tier, in the region of a fit.

    Parameters
    ----------
    basis : str, of ``BASES``
    fit : NormalsFit

    Returns
    -------
    TierUncertainty
    """
    return _ERRORS[basis, fit.name]


class StationAssignment(NamedTuple):
    """Which station speaks for each site, arrays of (n_sites,).

    Parameters
    ----------
    station : ndarray of int, row of the station; -1 where none is suitable
    distance_km : ndarray [km]; NaN where none is
    hourly : ndarray of bool, near enough to be taken as it is
    """

    station: Ints
    distance_km: Floats
    hourly: NDArray[np.bool_]


def assign_stations(
    sites: ArrayLike,
    elevation_m: ArrayLike,
    precision_km: ArrayLike,
    stations: ArrayLike,
    station_elevation_m: ArrayLike,
) -> StationAssignment:
    """Choose each site's station by distance and height.

    Of the eight nearest, the one with the least ``km + 0.2 × metres of height`` within
    200 km and 500 m. It is taken as it is within 10 km, the site's own precision
    included, and 100 m; a site of unknown height has no station.

    Parameters
    ----------
    sites : array_like, (n_sites, 2), longitude and latitude [degrees]
    elevation_m : array_like, (n_sites,) [m]
    precision_km : array_like, (n_sites,) [km], how far a site may be off; NaN is exact
    stations : array_like, (n_stations, 2), longitude and latitude [degrees]
    station_elevation_m : array_like, (n_stations,) [m]

    Returns
    -------
    StationAssignment

    Examples
    --------
    >>> posts = [[-97.05, 33.0], [-99.0, 33.0]]
    >>> at = assign_stations([[-97.0, 33.0]], [180], [0.5], posts, [171, 9])
    >>> at.station, at.distance_km.round(2), at.hourly
    (array([0]), array([4.67]), array([ True]))
    """
    import shapely

    from screening.geodesy import nearest

    points, posts = (np.asarray(a, dtype=np.float64).reshape(-1, 2) for a in (sites, stations))
    height = np.asarray(elevation_m, dtype=np.float64)
    if len(posts) == 0 or len(points) == 0:
        nothing = np.full(len(points), np.nan)
        return StationAssignment(
            np.full(len(points), -1), nothing, np.zeros(len(points), dtype=bool)
        )
    count = min(CANDIDATES_COUNT, len(posts))
    found, metres = nearest(points, shapely.points(posts), k=count)
    found, km = found.reshape(-1, count), metres.reshape(-1, count) / 1000.0
    above_m = np.abs(np.asarray(station_elevation_m, dtype=np.float64)[found] - height[:, None])
    fits = (km <= MORPHED_KM) & (above_m <= MORPHED_M)  # False where the height is not known
    cost = np.where(fits, km + HEIGHT_KM_PER_M * above_m, np.inf)
    best = cost.argmin(axis=1)[:, None]
    chosen, at_km, at_m = (np.take_along_axis(a, best, axis=1)[:, 0] for a in (found, km, above_m))
    suitable = np.isfinite(np.take_along_axis(cost, best, axis=1)[:, 0])
    off_km = at_km + np.nan_to_num(np.asarray(precision_km, dtype=np.float64))
    return StationAssignment(
        np.where(suitable, chosen, -1),
        np.where(suitable, at_km, np.nan),
        suitable & (off_km <= HOURLY_KM) & (at_m <= HOURLY_M),
    )
