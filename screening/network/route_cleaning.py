"""Routes split into simple lines and cleaned, with counts of the repairs."""

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
    from screening.geodesy.arrays import Bools, Floats, Ints, Objects

STEPS_PER_DEGREE = 100_000
"""Vertices in the same step of longitude and latitude, about a metre, coincide."""


@dataclass(frozen=True)
class Routes:
    """Routes of any number of layers, one row per feature.

    Attributes
    ----------
    geometry : ndarray of shapely lines (multi too) or None, (n,), in longitude, latitude
    layer : ndarray of int, (n,); routes of different layers connect at hubs only
    name : sequence of str, (n,), name of the route; empty where it has none
    providers : sequence of tuple of str, (n,); empty where none is known
    factor : ndarray, (n,), route length over the length as drawn [-]
    """

    geometry: Objects
    layer: Ints
    name: Sequence[str]
    providers: Sequence[tuple[str, ...]]
    factor: Floats


@dataclass(frozen=True)
class Lines:
    """Simple lines without repeated vertices, and the measure along them.

    Attributes
    ----------
    lonlat : ndarray, (v, 2) [degrees]
    along_m : ndarray, (v,) [m], geodesic, from the line's first vertex
    first : ndarray of int, (n + 1,), first vertex of each line, and the vertex count
    route : ndarray of int, (n,), the route that a line is part of
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
        """The line of each vertex, (v,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    @cached_property
    def shapes(self) -> Objects:
        """The lines as shapely geometries."""
        return np.asarray(shapely.linestrings(self.lonlat, indices=self.line), dtype=object)

    @cached_property
    def index(self) -> GeodesicIndex:
        """Spatial index of the lines."""
        return GeodesicIndex(self.shapes)

    def substring(self, line: int, from_m: float, to_m: float) -> Floats:
        """Return the part of a line between two measures.

        Parameters
        ----------
        line : int
        from_m, to_m : float [m] along it; the result runs backwards where to_m is less

        Returns
        -------
        ndarray, (k, 2) [degrees], both ends included
        """
        vertices = slice(self.first[line], self.first[line + 1])
        lonlat, along = self.lonlat[vertices], self.along_m[vertices]
        low, high = min(from_m, to_m), max(from_m, to_m)
        inner = lonlat[(along > low) & (along < high)]
        ends = np.column_stack([np.interp([low, high], along, lonlat[:, i]) for i in (0, 1)])
        path = np.vstack((ends[:1], inner, ends[1:]))
        return path if to_m >= from_m else path[::-1]


def clean_routes(routes: Routes) -> tuple[Lines, list[str]]:
    """Split routes into simple lines; remove zero lengths, duplicates, repeated vertices.

    Parameters
    ----------
    routes : Routes

    Returns
    -------
    Lines
        Lines of one layer with the same vertices, in either direction, are merged, with the
        providers of all.
    notes : list of str, number and kind of repairs
    """
    shapes, owner = shapely.get_parts(routes.geometry, return_index=True)
    split_count = len(shapes) - len(np.unique(owner))
    lonlat, vertex_line = shapely.get_coordinates(shapes, return_index=True)
    repeated = _repeated_vertices(lonlat, vertex_line)
    lonlat, line = lonlat[~repeated], vertex_line[~repeated]
    count = np.bincount(line, minlength=len(shapes))
    original = _find_originals(lonlat, count, routes.layer[owner], routes.factor[owner])
    has_length, is_original = count > 1, original == np.arange(len(original))
    used = has_length & is_original
    route = owner[used].astype(np.int64)
    providers = _merge_providers(routes, owner, original, has_length)
    lines = _build_lines(lonlat[used[line]], count[used], route, routes.layer, providers)
    crossing_count = int((~shapely.is_simple(lines.shapes)).sum()) if len(lines) else 0
    return lines, _repair_notes(
        {
            "routes of several parts split": split_count,
            "lines without length removed": int((~has_length).sum()),
            "lines drawn twice merged": int((has_length & ~is_original).sum()),
            "repeated vertices removed": int(repeated[has_length[vertex_line]].sum()),
            "self-intersecting lines, which get no junction there": crossing_count,
        }
    )


def _repeated_vertices(lonlat: Floats, line: Ints) -> Bools:
    """Flag vertices in the same grid step as the one before on their line."""
    steps = np.rint(lonlat * STEPS_PER_DEGREE).astype(np.int64)
    same_line = np.diff(line, prepend=-1) == 0
    return np.asarray(same_line & (np.diff(steps, axis=0, prepend=0) == 0).all(axis=1))


def _find_originals(lonlat: Floats, count: Ints, layer: Ints, factor: Floats) -> Ints:
    """Return the first line of the same layer, factor and vertices, in either direction."""
    steps = np.rint(lonlat * STEPS_PER_DEGREE).astype(np.int64)
    seen: dict[tuple[int, float, bytes], int] = {}
    original = np.arange(len(count))
    ends = np.cumsum(count)
    for line, (end, size) in enumerate(zip(ends.tolist(), count.tolist(), strict=True)):
        vertices = steps[end - size : end]
        forward, backward = vertices.tobytes(), vertices[::-1].tobytes()
        key = (layer[line], factor[line], min(forward, backward))
        original[line] = seen.setdefault(key, line)
    return original


def _merge_providers(
    routes: Routes, owner: Ints, original: Ints, has_length: Bools
) -> list[tuple[str, ...]]:
    """Collect the providers of each original line and its duplicates, each once, in order."""
    providers: dict[int, dict[str, None]] = {}
    lines = np.flatnonzero(has_length).tolist()
    # Originals come before their duplicates, so the dictionary is in the order of the lines.
    for line, first in zip(lines, original[has_length].tolist(), strict=True):
        providers.setdefault(first, {}).update(dict.fromkeys(routes.providers[owner[line]]))
    return [tuple(names) for names in providers.values()]


def _build_lines(
    lonlat: Floats, count: Ints, route: Ints, layer: Ints, providers: list[tuple[str, ...]]
) -> Lines:
    first = np.concatenate(([0], np.cumsum(count))).astype(np.int64)
    return Lines(lonlat, _measure(lonlat, first), first, route, layer[route], providers)


def _measure(lonlat: Floats, first: Ints) -> Floats:
    """Geodesic distance of each vertex from the first vertex of its line [m]."""
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
