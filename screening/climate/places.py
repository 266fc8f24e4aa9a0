"""Places for which regressions and warming trends are known, and what holds at a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from screening.climate.climate_change import TRENDS, RegionTrend, warming_deltas_k
from screening.climate.normals_regression import CONUS, TEXAS, NormalsFit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

BY_PLACE = "auto"
"""Name of the regression that stands for each site's own."""


@dataclass(frozen=True)
class ClimatePlace:
    """A place, the regression fitted to its stations, and its warming trend.

    Parameters
    ----------
    name : str, of the regression and of the trend
    title : str
    outline : tuple of (longitude, latitude) [degrees]
    fit : NormalsFit
    trend : RegionTrend or None, where none is known
    source : str, of the outline
    """

    name: str
    title: str
    outline: tuple[tuple[float, float], ...]
    fit: NormalsFit
    trend: RegionTrend | None
    source: str

    def covers(self, points: Floats) -> Flags:
        """Tell which positions lie in the place.

        Parameters
        ----------
        points : ndarray, (n, 2), longitude and latitude [degrees]

        Returns
        -------
        ndarray of bool, (n,)
        """
        import shapely

        polygon = shapely.Polygon(self.outline)
        return np.asarray(shapely.intersects_xy(polygon, points[:, 0], points[:, 1]), dtype=bool)


_SOURCE = "US Census boundaries, generalised outwards"

PLACES = (
    ClimatePlace(
        "texas",
        "Texas",
        # at most 23 km outside the state, and never inside
        (
            *((-106.7, 32.0), (-106.6, 32.1), (-103.2, 32.1), (-103.1, 36.6), (-100.0, 36.6)),
            *((-99.9, 34.7), (-99.7, 34.5), (-99.4, 34.6), (-99.1, 34.3), (-98.5, 34.2)),
            *((-98.1, 34.3), (-97.8, 34.0), (-96.9, 34.1), (-96.4, 33.8), (-95.2, 34.1)),
            *((-94.0, 33.6), (-93.9, 32.1), (-93.4, 31.2), (-93.4, 30.9), (-93.8, 29.6)),
            *((-94.6, 29.3), (-96.9, 27.9), (-97.3, 27.1), (-97.0, 25.9), (-97.4, 25.7)),
            *((-99.2, 26.3), (-99.5, 27.0), (-99.6, 27.5), (-100.4, 28.2), (-100.8, 29.0)),
            *((-101.5, 29.7), (-102.3, 29.8), (-102.6, 29.6), (-103.1, 28.9), (-103.5, 28.9)),
            *((-104.6, 29.6), (-105.0, 30.5), (-106.3, 31.4)),
        ),
        TEXAS,
        TRENDS["texas"],
        _SOURCE,
    ),
    ClimatePlace(
        "conus",
        "the contiguous United States",
        # on land at most 60 km outside, and never inside
        (
            *((-124.3, 45.7), (-124.9, 48.7), (-123.9, 48.7), (-123.1, 49.3), (-96.0, 49.3)),
            *((-94.9, 49.7), (-94.1, 49.0), (-91.6, 48.5), (-88.3, 48.5), (-86.8, 47.0)),
            *((-83.9, 46.8), (-83.2, 46.1), (-82.0, 42.6), (-81.3, 42.2), (-79.8, 42.6)),
            *((-79.2, 43.6), (-77.1, 43.8), (-75.1, 45.3), (-71.1, 45.7), (-69.3, 47.8)),
            *((-67.5, 47.3), (-66.6, 44.8), (-69.6, 43.2), (-69.8, 41.0), (-73.5, 40.1)),
            *((-75.5, 37.0), (-75.3, 35.0), (-78.6, 33.4), (-80.7, 31.6), (-81.0, 30.4)),
            *((-79.7, 26.9), (-79.8, 25.4), (-80.5, 24.5), (-82.0, 24.2), (-83.3, 24.5)),
            *((-82.3, 25.9), (-83.4, 29.0), (-84.1, 29.5), (-85.5, 29.3), (-86.4, 30.0)),
            *((-88.2, 29.8), (-89.4, 28.6), (-93.2, 29.4), (-94.2, 29.2), (-96.7, 27.7)),
            *((-96.8, 25.8), (-97.4, 25.5), (-99.3, 26.1), (-101.3, 29.1), (-102.1, 29.3)),
            *((-103.6, 28.7), (-106.8, 31.4), (-111.1, 31.0), (-115.2, 32.3), (-117.2, 32.2)),
            *((-119.7, 32.9), (-120.7, 33.8), (-124.7, 40.1), (-124.9, 42.9)),
        ),
        CONUS,
        None,
        _SOURCE,
    ),
)
"""The places, each before those that contain it: a site is in the first that covers it."""

_ELSEWHERE = PLACES[-1]
"""Its regression is used where no place covers a site."""


class PlacedFits(NamedTuple):
    """The regression of each site, arrays of (n_sites,).

    Parameters
    ----------
    names : ndarray of str, of ``NORMALS_FITS``
    is_outside : ndarray of bool, the site lies outside the place that it was fitted to
    """

    names: NDArray[np.str_]
    is_outside: Flags


class PlacedWarming(NamedTuple):
    """The warming of each site, arrays of (n_sites,).

    Parameters
    ----------
    dry_bulb_k, dew_point_k : ndarray [K]; NaN where no trend is known
    is_outside : ndarray of bool, the site lies outside the place of the trend that is used
    """

    dry_bulb_k: Floats
    dew_point_k: Floats
    is_outside: Flags


def find_place(name: str) -> ClimatePlace:
    """Return a place by name.

    Parameters
    ----------
    name : str, of ``PLACES``

    Returns
    -------
    ClimatePlace

    Raises
    ------
    KeyError
    """
    return {place.name: place for place in PLACES}[name]


def place_fits(points: ArrayLike, regression: str = BY_PLACE) -> PlacedFits:
    """Select the regression of each site: the one stated, otherwise that of its place.

    Parameters
    ----------
    points : array_like, (n_sites, 2), longitude and latitude [degrees]
    regression : str, of ``NORMALS_FITS``, or "auto"

    Returns
    -------
    PlacedFits

    Examples
    --------
    >>> names, is_outside = place_fits([[-97.0, 31.0], [-74.9, 44.9], [7.0, 51.0]])
    >>> names.tolist(), is_outside.tolist()
    (['texas', 'conus', 'conus'], [False, False, True])
    >>> place_fits([[-97.0, 31.0], [-74.9, 44.9]], "texas").is_outside
    array([False,  True])
    """
    positions = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    places = PLACES if regression == BY_PLACE else (find_place(regression),)
    covers = [place.covers(positions) for place in places]
    fallback = _ELSEWHERE if regression == BY_PLACE else places[0]
    names = np.select(covers, [place.fit.name for place in places], fallback.fit.name)
    return PlacedFits(names.astype(np.str_), ~np.any(covers, axis=0))


def place_warming(
    points: ArrayLike,
    year: float,
    region: str,
    dry_bulb_k: float | None,
    dew_point_k: float | None,
) -> PlacedWarming:
    """Select the warming of each site: the one stated, otherwise the region's, or the place's.

    Parameters
    ----------
    points : array_like, (n_sites, 2), longitude and latitude [degrees]
    year : float
    region : str, of ``TRENDS``, or ``""`` for the trend of each site's place
    dry_bulb_k, dew_point_k : float or None [K], as stated

    Returns
    -------
    PlacedWarming

    Raises
    ------
    InputError

    Examples
    --------
    >>> warming = place_warming([[-97.0, 31.0], [-74.9, 44.9]], 2036, "", None, None)
    >>> warming.dry_bulb_k, warming.is_outside
    (array([ 1., nan]), array([False, False]))
    """
    positions = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    warming = np.full((2, len(positions)), np.nan)
    is_outside = np.zeros(len(positions), dtype=bool)
    if dry_bulb_k is not None or region:
        deltas = warming_deltas_k(year, region, dry_bulb_k, dew_point_k)
        warming[:] = np.array(deltas)[:, None]
        if dry_bulb_k is None:
            is_outside = ~find_place(region).covers(positions)
        return PlacedWarming(warming[0], warming[1], is_outside)
    for place in reversed([place for place in PLACES if place.trend is not None]):
        deltas = warming_deltas_k(year, place.name, None, dew_point_k)
        warming[:, place.covers(positions)] = np.array(deltas)[:, None]
    return PlacedWarming(warming[0], warming[1], is_outside)
