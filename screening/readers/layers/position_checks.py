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
FAR_DEGREES = 30.0
"""A position that another sign moves less is a neighbour's across the equator or Greenwich."""
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
    beyond = ~(np.abs(bounds) <= [180, 90, 180, 90]).all(axis=1)
    if not beyond.any():
        return
    fits = (np.abs(bounds[beyond]) <= [90, 180, 90, 180]).all()
    limits = "within -180,-90,180,90"
    if beyond.sum() * 2 < len(geometry):  # the CRS is right for most
        longitude, latitude = _middles(geometry[beyond])[0]
        reason = f", which fits {_EXCHANGE}" if fits else ""
        raise UnreadableError(
            f"expected positions {limits}, got {beyond.sum()} of {len(geometry)} features beyond "
            f"(such as {longitude:.6g}, {latitude:.6g}){reason}; correct or remove them"
        )
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    got = ",".join(f"{value:.6g}" for value in (*low, *high))
    if (np.abs([*low, *high]) <= [90, 180, 90, 180]).all():
        raise UnreadableError(
            f"expected longitudes before latitudes {limits}, got {got}, which "
            f"fits {_EXCHANGE}; {_REMEDY[_EXCHANGE]}"
        )
    raise UnreadableError(
        f"expected positions {limits} once in longitude, latitude, "
        f"got {got}; the declared CRS is not the one it is in: declare the true one"
    )


def check_positions(
    geometry: NDArray[np.object_], covers: BaseGeometry | None, near: BaseGeometry | None
) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
    """Refuse a layer whose features lie elsewhere than it says, for a reason that shows.

    With ``covers``, it is refused if a tenth of its features or more lie outside and would lie
    inside with their coordinates exchanged or another sign, or if none lies within 200 km of
    its box. Features beyond the border are otherwise normal. Without, it is refused if a tenth
    lie where nobody lives, or half of it would move into the region of the sites, and none
    lies there. Fewer are told.

    Parameters
    ----------
    geometry : ndarray of shapely geometries in longitude, latitude, (n,); ``None`` where unread
    covers : shapely geometry, what the layer states to cover, or None
    near : shapely geometry, the region of the sites, or None

    Returns
    -------
    notes : tuple of str
    doubtful : ndarray of bool, (n,), features of a layer without ``covers`` that are told:
        what it covers is the extent of the others

    Raises
    ------
    UnreadableError
    """
    doubtful = np.zeros(len(geometry), dtype=bool)
    rows = np.flatnonzero(~shapely.is_missing(geometry))
    known = geometry[rows]
    if not len(known):
        return (), doubtful
    if covers is not None:
        notes = _check_against(known, covers, CONSIDERABLE_FRACTION, "what it covers")
        if len(known) == len(geometry):
            _check_any_near(known, covers)
        return notes, doubtful
    doubtful[rows] = _check_inhabited(known)
    if near is not None:
        shapely.prepare(near)
        if not shapely.intersects(near, known).any():
            _check_against(known, near, 0.5, "the region of the sites")
        else:
            doubtful[rows] |= _is_mirrored(known, near)
    if not doubtful.any():
        return (), doubtful
    longitude, latitude = _middles(geometry[doubtful])[0]
    return (
        f"has {doubtful.sum()} of {len(known)} features that lie far from the others, but not with "
        f"their coordinates exchanged or another sign (such as {longitude:.6g}, {latitude:.6g}): "
        "check them; its bounding box is that of the others",
    ), doubtful


def _is_mirrored(known: NDArray[np.object_], near: BaseGeometry) -> NDArray[np.bool_]:
    """Find features far from the region that another sign would bring into it."""
    middle = _middles(known)
    outside = ~shapely.intersects(near, known)
    mirrored = np.zeros(len(known), dtype=bool)
    for axis, signs in enumerate(((-1.0, 1.0), (1.0, -1.0))):
        moves_far = 2 * np.abs(middle[:, axis]) > FAR_DEGREES
        mirrored |= moves_far & shapely.intersects_xy(near, *(middle * signs).T)
    return mirrored & outside


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


def _check_inhabited(known: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Find positions that are possible and probably exchanged, and refuse a tenth of them."""
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
    return swapped
