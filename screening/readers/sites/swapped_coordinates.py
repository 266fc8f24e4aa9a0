"""Longitude and latitude exchanged: certain where out of range, else by evidence.

Swapped, a site in Texas (−97, 31) has an impossible latitude. One on the US east coast
(−78, 36) lands in Antarctica, one in Norway (15, 65) in the Arabian Sea: possible, but
not beside its neighbours, while exchanged it would be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0
"""Mean radius [km]; evidence needs no ellipsoid."""
_FAR_KM = 3000.0
_NEAR_KM = 500.0
_SOUTHMOST, _NORTHMOST = -60.0, 83.7
"""Latitudes [°] beyond which there is Antarctica, or sea."""
_FEWEST = 3
"""Rows that a majority needs."""


def likely_swapped(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    *,
    usable: NDArray[np.bool_],
    evidence: bool = True,
) -> NDArray[np.bool_]:
    """Tell which positions are probably latitude, longitude.

    Parameters
    ----------
    longitude, latitude : ndarray of float, (n,) [°]
    usable : ndarray of bool, (n,), rows to look at
    evidence : bool
        Also tell positions that are possible, but in Antarctica or over 3000 km from
        all others, and within 500 km of others when exchanged.

    Returns
    -------
    ndarray of bool, (n,)

    Examples
    --------
    >>> likely_swapped(np.array([31.0, -97.0]), np.array([-97.0, 31.0]),
    ...              usable=np.array([True, True])).tolist()
    [True, False]
    """
    exchangeable = usable & (np.abs(longitude) <= 90) & (np.abs(latitude) <= 180)
    swapped = exchangeable & (np.abs(latitude) > 90)
    if not evidence:
        return swapped
    nowhere = (latitude < _SOUTHMOST) | (latitude > _NORTHMOST)
    somewhere = (longitude > _SOUTHMOST) & (longitude < _NORTHMOST)
    swapped |= exchangeable & nowhere & somewhere
    return swapped | _among_others(longitude, latitude, usable, swapped, exchangeable)


def _among_others(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    usable: NDArray[np.bool_],
    swapped: NDArray[np.bool_],
    exchangeable: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Tell rows that are far from a regional majority as given, and beside it exchanged."""
    none = np.zeros(len(longitude), dtype=bool)
    if usable.sum() < _FEWEST:
        return none
    longitude, latitude = (np.where(usable, each, np.nan) for each in (longitude, latitude))
    given = _unit_vectors(longitude, latitude)
    exchanged = _unit_vectors(latitude, longitude)
    believed = np.where(swapped[:, None], exchanged, given)
    usable = usable & ((np.abs(latitude) <= 90) | swapped)
    middle = np.median(believed[usable], axis=0)
    middle /= np.linalg.norm(middle) or 1.0
    near_middle = usable & (_km(believed, middle) <= _FAR_KM)
    if near_middle.sum() * 2 <= usable.sum():
        return none  # a list of sites all over the world: nothing is evident
    suspects = np.flatnonzero(exchangeable & ~swapped & ~near_middle)
    if not len(suspects):
        return none
    from scipy.spatial import KDTree

    others = KDTree(believed[near_middle])
    chord, _ = others.query(exchanged[suspects])
    far, _ = others.query(given[suspects])
    none[suspects] = (_arc_km(np.asarray(chord)) <= _NEAR_KM) & (_arc_km(np.asarray(far)) > _FAR_KM)
    return none


def _unit_vectors(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give positions on the unit sphere, (n, 3)."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _km(vectors: NDArray[np.float64], middle: NDArray[np.float64]) -> NDArray[np.float64]:
    return _arc_km(np.linalg.norm(vectors - middle, axis=1))


def _arc_km(chord: NDArray[np.float64]) -> NDArray[np.float64]:
    arc: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return arc
