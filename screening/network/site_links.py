"""Laterals of sites and links of hubs: to the nearest point of each provider's nearest route."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from screening.geodesy import GeodesicIndex

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Floats, Ints
    from screening.network.route_cleaning import Lines

CANDIDATES_COUNT = 3
"""Number of each provider's next nearest routes that are candidates for a second lateral."""


@dataclass(frozen=True)
class SiteLinks:
    """Laterals, one row per lateral, by point.

    Attributes
    ----------
    point : ndarray of int, (n,)
    line : ndarray of int, (n,), the line at its end
    at_m : ndarray, (n,) [m], where along the line
    distance_m : ndarray, (n,) [m], in a straight line
    main : ndarray of bool, (n,), to a provider's nearest route; the others are candidates
        for a second lateral only
    """

    point: Ints
    line: Ints
    at_m: Floats
    distance_m: Floats
    main: Bools


@dataclass(frozen=True)
class ProviderLines:
    """The lines of each layer and provider, with spatial indexes.

    Attributes
    ----------
    lines : Lines
    """

    lines: Lines

    @cached_property
    def groups(self) -> list[tuple[int, Ints, GeodesicIndex]]:
        """Layer, lines and their index, for each layer and provider.

        Lines without a known provider form a group of their own.
        """
        members: dict[tuple[int, str], list[int]] = defaultdict(list)
        for line in range(len(self.lines)):
            for provider in self.lines.providers[line] or ("",):
                members[int(self.lines.layer[line]), provider.casefold()].append(line)
        return [
            (layer, np.array(lines, dtype=np.int64), GeodesicIndex(self.lines.shapes[lines]))
            for (layer, _), lines in sorted(members.items())
        ]

    def link(self, points: Floats, max_m: Floats) -> SiteLinks:
        """Link points to every line within a distance.

        Parameters
        ----------
        points : ndarray, (n, 2) [degrees]
        max_m : ndarray, (layers,) [m], the distance, by layer

        Returns
        -------
        SiteLinks, by point and line
        """
        near = self.lines.index.within(points, float(max_m.max(initial=0.0)))
        links = near.distance_m <= max_m[self.lines.layer[near.geometry_index]]
        point, line = near.point_index[links], near.geometry_index[links]
        along_m = self.lines.index.along(points[point], line)
        main = np.ones(len(point), dtype=bool)
        return SiteLinks(point, line, along_m, near.distance_m[links], main)

    def attach(self, points: Floats, max_m: Floats, *, candidates: bool = False) -> SiteLinks:
        """Connect points to the nearest route of each layer and provider.

        Parameters
        ----------
        points : ndarray, (n, 2) [degrees]
        max_m : ndarray, (layers,) [m], longest lateral to a route of each layer
        candidates : bool, whether to include candidates for a second lateral

        Returns
        -------
        SiteLinks, each line at most once per point, by point and line
        """
        tables = [np.zeros((0, 4))]
        for layer, members, index in self.groups:
            k = min(1 + CANDIDATES_COUNT * candidates, len(members))
            nearest, metres = index.nearest(points, k)
            nearest, metres = nearest.reshape(len(points), -1), metres.reshape(len(points), -1)
            point, rank = np.nonzero((nearest >= 0) & (metres <= max_m[layer]))
            line = members[nearest[point, rank]]
            tables.append(np.column_stack((point, line, rank, metres[point, rank])))
        table = np.vstack(tables)
        # A line of several providers appears once for each: its best rank is used.
        table = table[np.lexsort((table[:, 2], table[:, 1], table[:, 0]))]
        table = table[np.diff(table[:, :2], axis=0, prepend=-1).any(axis=1)]
        point, line = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        along_m = self.lines.index.along(points[point], line)
        return SiteLinks(point, line, along_m, table[:, 3], table[:, 2] == 0)
