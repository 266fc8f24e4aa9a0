"""Data tiers: the source of a site's year, by distance of the station, and its uncertainty.

| tier | basis | the year |
|---|---|---|
| A | ``hourly`` | the station's own, within 10 km and 100 m of elevation |
| B | ``morphed`` | the most suitable station's, morphed to the site's monthly normals |
| C | ``normals`` | synthetic, from monthly normals alone |
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
"""A station within this distance and elevation difference represents the site [km, m]."""
MORPHED_KM, MORPHED_M = 200.0, 500.0
"""Years of stations beyond are not morphed to the site [km, m]: errors are known up to here."""
HEIGHT_KM_PER_M = 0.2
"""Distance that a metre of elevation difference counts as [km/m]: of values from 0 to 0.2 the
one with the smallest leave-one-out errors over 61 stations (0.4 gains no more)."""
CANDIDATES_COUNT = 8
"""Number of nearest stations among which the most suitable is selected."""
BASES = ("hourly", "morphed", "normals")
"""``climate_basis`` of tiers A, B and C."""


@dataclass(frozen=True)
class TierUncertainty:
    """Errors of a tier (RMSE), with the normals themselves taken as exact.

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


def _errors_from_fit(fit: NormalsFit, air: float, liquid: float) -> TierUncertainty:
    return TierUncertainty(
        fit.dry_bulb_04_error_k.rmse,
        fit.wet_bulb_04_error_k.rmse,
        fit.free_cooling_error_h.rmse,
        air,
        liquid,
        fit.source,
    )


_PAIRS = "9 pairs of Texas stations within 15 km and 100 m: two typical years of one place"
_LEAVE_ONE_OUT = "61 Texas stations, leave-one-out: each from the most suitable other station"
_PUBLISHED = "925 US stations, each from a station at 100 to 200 km; PUE from Texas"
_ERRORS = {
    ("hourly", "texas"): TierUncertainty(0.8, 0.5, 285.0, 0.0085, 0.0057, _PAIRS),
    ("hourly", "conus"): TierUncertainty(0.8, 0.5, 285.0, 0.0085, 0.0057, _PAIRS),
    ("morphed", "texas"): TierUncertainty(0.7, 0.7, 209.0, 0.0040, 0.0011, _LEAVE_ONE_OUT),
    ("morphed", "conus"): TierUncertainty(1.1, 1.0, 171.0, 0.0040, 0.0011, _PUBLISHED),
    ("normals", "texas"): _errors_from_fit(TEXAS, 0.0051, 0.0010),
    ("normals", "conus"): _errors_from_fit(CONUS, 0.0094, 0.0012),
}


def tier_errors(basis: str, fit: NormalsFit) -> TierUncertainty:
    """Return the errors of a tier in the region of a fit.

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
    """The station assigned to each site, arrays of (n_sites,).

    Parameters
    ----------
    station : ndarray of int, row of the station; -1 where none is suitable
    distance_km : ndarray [km]; NaN where none is
    hourly : ndarray of bool, near enough for its year to be used unchanged (tier A)
    own_height : ndarray of bool, the station's elevation stands for that of the site, which is
        unknown
    """

    station: Ints
    distance_km: Floats
    hourly: NDArray[np.bool_]
    own_height: NDArray[np.bool_]


def assign_stations(
    sites: ArrayLike,
    elevation_m: ArrayLike,
    precision_km: ArrayLike,
    stations: ArrayLike,
    station_elevation_m: ArrayLike,
) -> StationAssignment:
    """Assign each site a station by distance and elevation difference.

    Of the eight nearest within 200 km and 500 m, the one with the smallest
    ``km + 0.2 × metres of elevation difference``. Its year is used unchanged within 10 km,
    the site's own positional accuracy included, and 100 m. A site of unknown elevation gets
    the nearest station within 10 km, whose elevation stands for its own, and none farther.

    Parameters
    ----------
    sites : array_like, (n_sites, 2), longitude and latitude [degrees]
    elevation_m : array_like, (n_sites,) [m]
    precision_km : array_like, (n_sites,) [km], positional accuracy of a site; NaN is exact
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
    if len(posts) == 0 or len(points) == 0:
        none, flags = np.full(len(points), -1), np.zeros(len(points), dtype=bool)
        return StationAssignment(none, np.full(len(points), np.nan), flags, flags)
    count = min(CANDIDATES_COUNT, len(posts))
    candidate, metres = nearest(points, shapely.points(posts), k=count)
    candidate, km = candidate.reshape(-1, count), metres.reshape(-1, count) / 1000.0
    accuracy_km = np.nan_to_num(np.asarray(precision_km, dtype=np.float64))
    elevation = np.asarray(elevation_m, dtype=np.float64)[:, None]
    is_unknown = np.isnan(elevation)
    station_m = np.asarray(station_elevation_m, dtype=np.float64)[candidate]
    rise_m = np.abs(station_m - np.where(is_unknown, station_m, elevation))
    limit_km = np.where(is_unknown, HOURLY_KM - accuracy_km[:, None], MORPHED_KM)
    suitable = (km <= limit_km) & (rise_m <= MORPHED_M)  # False for a station of unknown elevation
    cost = np.where(suitable, km + HEIGHT_KM_PER_M * rise_m, np.inf)
    best = cost.argmin(axis=1)[:, None]
    station, station_km, station_rise_m, best_cost = (
        np.take_along_axis(table, best, axis=1)[:, 0] for table in (candidate, km, rise_m, cost)
    )
    assigned = np.isfinite(best_cost)
    is_hourly = (station_km + accuracy_km <= HOURLY_KM) & (station_rise_m <= HOURLY_M)
    return StationAssignment(
        np.where(assigned, station, -1),
        np.where(assigned, station_km, np.nan),
        assigned & is_hourly,
        assigned & is_unknown[:, 0],
    )
