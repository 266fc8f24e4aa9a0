"""Routes as they come, taken apart into simple lines and cleaned, with what was mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.geodesy import GeodesicIndex
from screening.geodesy.ellipsoid import distance_m, to_ecef, vector_norms

if TYPE_CHECKING:
    from screening.geodesy.arrays import Floats, Ints, Objects

STEPS_PER_DEGREE = 100_000
"""Vertices in the same step of longitude and latitude, about a metre, are one place."""


@dataclass(frozen=True)
class Routes:
    """Routes of any number of layers, a row a feature.

    Attributes
    ----------
    geometry : ndarray of shapely lines (multi too) or None, (n,), in longitude, latitude
    layer : ndarray of int, (n,); routes of different layers meet at hubs only
    name : sequence of str, (n,), what a route is called; empty where it has no name
    providers : sequence of tuple of str, (n,); empty where none is known
    factor : ndarray, (n,), route length over the length drawn [-]
    """

    geometry: Objects
    layer: Ints
    name: Sequence[str]
    providers: Sequence[tuple[str, ...]]
    factor: Floats


@dataclass(frozen=True)
class Lines:
    """Simple lines without repeated vertices, and how far along them each vertex is.

    Attributes
    ----------
    lonlat : ndarray, (v, 2) [degrees]
    along_m : ndarray, (v,) [m], geodesic, from the line's first vertex
    first : ndarray of int, (n + 1,), where each line's vertices begin
    route : ndarray of int, (n,), the route a line is of
    layer : ndarray of int, (n,)
    providers : sequence of tuple of str, (n,), of all routes that are drawn along the line
    """

    lonlat: Floats
    along_m: Floats
    first: Ints
    route: Ints
    layer: Ints
    providers: Sequence[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.route)

    @cached_property
    def length_m(self) -> Floats:
        """Length of each line [m]."""
        return self.along_m[self.first[1:] - 1]

    @cached_property
    def line(self) -> Ints:
        """The line that each vertex is of, (v,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    @cached_property
    def shapes(self) -> Objects:
        """The lines as shapely has them."""
        return np.asarray(shapely.linestrings(self.lonlat, indices=self.line), dtype=object)

    @cached_property
    def index(self) -> GeodesicIndex:
        """The lines, ready to be searched."""
        return GeodesicIndex(self.shapes)

    def stretch(self, line: int, from_m: float, to_m: float) -> Floats:
        """Give the way along a line between two places on it.

        Parameters
        ----------
        line : int
        from_m, to_m : float [m] along it; the way runs backwards where to_m is less

        Returns
        -------
        ndarray, (k, 2) [degrees], both places included
        """
        here = slice(self.first[line], self.first[line + 1])
        lonlat, along = self.lonlat[here], self.along_m[here]
        low, high = min(from_m, to_m), max(from_m, to_m)
        between = lonlat[(along > low) & (along < high)]
        ends = np.column_stack([np.interp([low, high], along, lonlat[:, i]) for i in (0, 1)])
        way = np.vstack((ends[:1], between, ends[1:]))
        return way if to_m >= from_m else way[::-1]


def clean_routes(routes: Routes) -> tuple[Lines, list[str]]:
    """Take routes apart and leave out what is no way from one place to another.

    Parameters
    ----------
    routes : Routes

    Returns
    -------
    Lines
        Of lines of one layer through the same places, forwards or backwards, one stays.
    notes : list of str, how much was mended
    """
    shapes, owner = shapely.get_parts(routes.geometry, return_index=True)
    split = len(shapes) - len(np.unique(owner))
    lonlat, line = shapely.get_coordinates(shapes, return_index=True)
    steps = np.rint(lonlat * STEPS_PER_DEGREE).astype(np.int64)
    same_line = np.diff(line, prepend=-1) == 0
    repeated = same_line & (np.diff(steps, axis=0, prepend=0) == 0).all(axis=1)
    vertex_line = line
    lonlat, line = lonlat[~repeated], line[~repeated]
    count = np.bincount(line, minlength=len(shapes))
    twin = _twins(lonlat, count, routes.layer[owner], routes.factor[owner])
    good, first_of = count > 1, twin == np.arange(len(twin))
    providers: dict[int, dict[str, None]] = {}
    for each, of in zip(np.flatnonzero(good).tolist(), twin[good].tolist(), strict=True):
        providers.setdefault(of, {}).update(dict.fromkeys(routes.providers[owner[each]]))
    kept = good & first_of
    lonlat, count, route = lonlat[kept[line]], count[kept], owner[kept].astype(np.int64)
    first = np.concatenate(([0], np.cumsum(count))).astype(np.int64)
    lines = Lines(
        lonlat,
        _along_m(lonlat, first),
        first,
        route,
        routes.layer[route],
        [tuple(providers[each]) for each in np.flatnonzero(kept).tolist()],
    )
    crossing = int((~shapely.is_simple(lines.shapes)).sum()) if len(lines) else 0
    return lines, _repair_notes(
        {
            "routes of several parts taken apart": split,
            "lines without length left out": int((~good).sum()),
            "lines drawn twice taken once": int((good & ~first_of).sum()),
            "repeated vertices left out": int(repeated[good[vertex_line]].sum()),
            "lines that cross themselves, without a junction there": crossing,
        }
    )


def _twins(lonlat: Floats, count: Ints, layer: Ints, factor: Floats) -> Ints:
    """Give, of each line, the first of its layer that runs through the same places."""
    steps = np.rint(lonlat * STEPS_PER_DEGREE).astype(np.int64)
    seen: dict[tuple[int, float, bytes], int] = {}
    twin = np.arange(len(count))
    ends = np.cumsum(count)
    for line, (end, many) in enumerate(zip(ends.tolist(), count.tolist(), strict=True)):
        way = steps[end - many : end]
        forth, back = way.tobytes(), way[::-1].tobytes()
        twin[line] = seen.setdefault((layer[line], factor[line], min(forth, back)), line)
    return twin


def _along_m(lonlat: Floats, first: Ints) -> Floats:
    """Measure along lines that lie one after another."""
    if len(lonlat) == 0:
        return np.zeros(0)
    step = np.zeros(len(lonlat))
    chord_m = vector_norms(np.diff(to_ecef(lonlat), axis=0))
    step[1:] = distance_m(lonlat[:-1], lonlat[1:], chord_m)
    step[first[:-1]] = 0.0
    total = np.cumsum(step)
    return total - np.repeat(total[first[:-1]], np.diff(first))


def _repair_notes(counts: dict[str, int]) -> list[str]:
    return [f"{count} {what}" for what, count in counts.items() if count]
