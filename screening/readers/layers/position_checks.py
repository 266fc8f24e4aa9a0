"""Refuse layers whose positions are exchanged, lost their minus, or are not in degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.readers.file_checks import UnreadableError
from screening.readers.layers.spatial_filter import MARGIN_KM, buffered_bbox
from screening.readers.sites.swapped_coordinates import likely_swapped

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

CONSIDERABLE_FRACTION = 0.1
"""Share of features that a correction would bring into what the layer covers, from which the
layer is refused; fewer are told. A judgement: a file that holds the whole world has a few
features where another place's mirror image lies."""
_EXCHANGE, _LONGITUDE, _LATITUDE = (
    "with longitude and latitude exchanged",
    "with the other sign of longitude",
    "with the other sign of latitude",
)
_REMEDY = {
    _EXCHANGE: 'exchange the columns, for a table: columns = {longitude = "…", latitude = "…"}',
    _LONGITUDE: "give western longitudes their minus",
    _LATITUDE: "give southern latitudes their minus",
}


def check_degrees(geometry: NDArray[np.object_]) -> None:
    """Refuse positions that are no longitudes and latitudes.

    Parameters
    ----------
    geometry : ndarray of shapely geometries, (n,)

    Raises
    ------
    UnreadableError
    """
    if not len(geometry):
        return
    bounds = shapely.bounds(geometry)
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    if np.isfinite(bounds).all() and (np.abs([*low, *high]) <= [180, 90, 180, 90]).all():
        return
    got = ",".join(f"{value:.6g}" for value in (*low, *high))
    if (np.abs([*low, *high]) <= [90, 180, 90, 180]).all():
        raise UnreadableError(
            f"expected longitudes before latitudes within -180,-90,180,90, got {got}, which "
            f"fits {_EXCHANGE}; {_REMEDY[_EXCHANGE]}"
        )
    raise UnreadableError(
        "expected positions within -180,-90,180,90 once in longitude, latitude, "
        f"got {got}; the declared CRS is not the one it is in: declare the true one"
    )


def check_positions(
    geometry: NDArray[np.object_], covers: BaseGeometry | None, near: BaseGeometry | None
) -> tuple[str, ...]:
    """Refuse a layer whose features lie elsewhere than it says, for a reason that shows.

    With ``covers``, it is refused if a tenth of its features or more lie outside and would lie
    inside with their coordinates exchanged or another sign, or if none lies within 200 km of
    its box. Features beyond the border are otherwise normal. Without, it is refused if a tenth
    lie where nobody lives, or half of it would move into the region of the sites, and none
    lies there.

    Parameters
    ----------
    geometry : ndarray of shapely geometries in longitude, latitude, (n,); ``None`` where unread
    covers : shapely geometry, what the layer states to cover, or None
    near : shapely geometry, the region of the sites, or None

    Returns
    -------
    tuple of str, notes

    Raises
    ------
    UnreadableError
    """
    known = geometry[~shapely.is_missing(geometry)]
    if not len(known):
        return ()
    if covers is not None:
        notes = _check_against(known, covers, CONSIDERABLE_FRACTION, "what it covers")
        if len(known) == len(geometry):
            _check_any_near(known, covers)
        return notes
    _check_inhabited(known)
    shapely.prepare(near)
    if near is not None and not shapely.intersects(near, known).any():
        _check_against(known, near, 0.5, "the region of the sites")
    return ()


def _check_against(
    known: NDArray[np.object_], area: BaseGeometry, refused_from: float, area_words: str
) -> tuple[str, ...]:
    """Refuse features outside an area that a correction would bring inside; tell few of them."""
    shapely.prepare(area)
    outside = _middles(known[~shapely.intersects(area, known)])
    fits = {
        words: shapely.intersects_xy(area, *corrected.T)
        for words, corrected in (
            (_EXCHANGE, outside[:, ::-1]),
            (_LONGITUDE, outside * (-1.0, 1.0)),
            (_LATITUDE, outside * (1.0, -1.0)),
        )
    }
    words = max(fits, key=lambda each: int(fits[each].sum()))
    count = int(fits[words].sum())
    if not count:
        return ()
    longitude, latitude = outside[fits[words]][0]
    told = (
        f"{count} of {len(known)} features that lie outside it, but inside {words} (such as "
        f"{longitude:.6g}, {latitude:.6g})"
    )
    if count >= refused_from * len(known):
        raise UnreadableError(
            f"expected features within {area_words}, got {told}; {_REMEDY[words]}"
        )
    return (f"has {told}: check them against {area_words}",)


def _middles(known: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give the middle of each feature's box, (n, 2)."""
    bounds = shapely.bounds(known).reshape(-1, 4)
    middle: NDArray[np.float64] = (bounds[:, :2] + bounds[:, 2:]) / 2
    return middle


def _check_any_near(known: NDArray[np.object_], covers: BaseGeometry) -> None:
    box = buffered_bbox(covers)
    if box is None or shapely.intersects(shapely.box(*box), known).any():
        return
    bounds = shapely.bounds(known)
    extent = (*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0))
    raise UnreadableError(
        "expected features within what it covers, got none within "
        f"{MARGIN_KM:g} km of it: all lie within {','.join(f'{side:.6g}' for side in extent)}; "
        "correct covers, or the positions"
    )


def _check_inhabited(known: NDArray[np.object_]) -> None:
    """Refuse positions that are possible and are probably exchanged, by the other features."""
    middle = _middles(known)
    usable = np.ones(len(known), dtype=bool)
    swapped = likely_swapped(middle[:, 0], middle[:, 1], usable=usable)
    if swapped.sum() >= CONSIDERABLE_FRACTION * len(known) and swapped.any():
        longitude, latitude = middle[np.flatnonzero(swapped)[0]]
        raise UnreadableError(
            "expected longitudes before latitudes, got "
            f"{swapped.sum()} of {len(known)} features that are probably exchanged (such as "
            f"{longitude:.6g}, {latitude:.6g}); {_REMEDY[_EXCHANGE]}"
        )
