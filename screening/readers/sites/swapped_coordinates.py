"""Detect swapped coordinates, and a lost minus: certain if out of range, else by the other sites.

If swapped, a site in Texas (−97, 31) has an impossible latitude. A site on the US east coast
(−78, 36) falls in Antarctica and one in Norway (15, 65) in the Arabian Sea: both are possible
positions, but far from the other sites, whereas the exchanged position is near them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0
"""Mean radius [km]; a sphere is accurate enough for thresholds of hundreds of kilometres."""
_FAR_KM = 3000.0
_NEAR_KM = 500.0
_MIN_LATITUDE, _MAX_LATITUDE = -60.0, 83.7
"""Latitudes of inhabitable land [°]; beyond them are Antarctica and the Arctic Ocean."""
_MIN_ROWS = 3
"""Rows needed to speak of a regional majority."""


def likely_swapped(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    *,
    usable: NDArray[np.bool_],
    evidence: bool = True,
) -> NDArray[np.bool_]:
    """Flag positions that probably have longitude and latitude exchanged.

    Parameters
    ----------
    longitude, latitude : ndarray of float, (n,) [°]
    usable : ndarray of bool, (n,), rows to examine
    evidence : bool
        Also flag positions that are possible but lie beyond inhabited latitudes, or over
        3000 km from all others and within 500 km of others when exchanged.

    Returns
    -------
    ndarray of bool, (n,)

    Examples
    --------
    >>> likely_swapped(np.array([31.0, -97.0]), np.array([-97.0, 31.0]),
    ...                usable=np.array([True, True])).tolist()
    [True, False]
    """
    exchangeable = usable & (np.abs(longitude) <= 90) & (np.abs(latitude) <= 180)
    swapped = exchangeable & (np.abs(latitude) > 90)
    if not evidence:
        return swapped
    uninhabited = (latitude < _MIN_LATITUDE) | (latitude > _MAX_LATITUDE)
    inhabited_if_exchanged = (longitude > _MIN_LATITUDE) & (longitude < _MAX_LATITUDE)
    swapped |= exchangeable & uninhabited & inhabited_if_exchanged
    exchanged = latitude, longitude
    return swapped | _outliers(longitude, latitude, usable, swapped, exchangeable, exchanged)


def likely_unsigned(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], *, usable: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Flag positions that probably lack the minus of the longitude.

    Parameters
    ----------
    longitude, latitude : ndarray of float, (n,) [°]
    usable : ndarray of bool, (n,), rows to examine

    Returns
    -------
    ndarray of bool, (n,); positions over 3000 km from all others, and within 500 km of one with
        the other sign: true ones are among them, such as of a mine in Asia in a list of America

    Examples
    --------
    >>> likely_unsigned(np.array([-97.0, -98.0, 99.0]), np.array([31.0, 32.0, 33.0]),
    ...                 usable=np.array([True, True, True])).tolist()
    [False, False, True]
    """
    none = np.zeros(len(longitude), dtype=bool)
    inside = usable & (np.abs(latitude) <= 90)
    return _outliers(longitude, latitude, inside, none, inside, (-longitude, latitude))


def _outliers(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    usable: NDArray[np.bool_],
    swapped: NDArray[np.bool_],
    candidates: NDArray[np.bool_],
    other: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.bool_]:
    """Flag rows that lie far from a regional majority but near it at their other position."""
    outliers = np.zeros(len(longitude), dtype=bool)
    if usable.sum() < _MIN_ROWS:
        return outliers
    longitude, latitude = (np.where(usable, axis, np.nan) for axis in (longitude, latitude))
    stated = _unit_vectors(longitude, latitude)
    corrected = np.where(swapped[:, None], _unit_vectors(latitude, longitude), stated)
    usable = usable & ((np.abs(latitude) <= 90) | swapped)
    center = np.median(corrected[usable], axis=0)
    center /= np.linalg.norm(center) or 1.0
    majority = usable & (_distance_km(corrected, center) <= _FAR_KM)
    if majority.sum() * 2 <= usable.sum():
        return outliers  # sites on several continents: there is no region to compare with
    suspects = np.flatnonzero(candidates & ~swapped & ~majority)
    if not len(suspects):
        return outliers
    from scipy.spatial import KDTree

    others = KDTree(corrected[majority])
    other_chord, _ = others.query(_unit_vectors(*other)[suspects])
    stated_chord, _ = others.query(stated[suspects])
    is_near = _arc_km(np.asarray(other_chord)) <= _NEAR_KM
    outliers[suspects] = is_near & (_arc_km(np.asarray(stated_chord)) > _FAR_KM)
    return outliers


def _unit_vectors(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Convert positions to vectors on the unit sphere, (n, 3)."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _distance_km(vectors: NDArray[np.float64], center: NDArray[np.float64]) -> NDArray[np.float64]:
    return _arc_km(np.linalg.norm(vectors - center, axis=1))


def _arc_km(chord: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convert a chord of the unit sphere to a great-circle distance [km]."""
    arc: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return arc
