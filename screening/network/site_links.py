"""Where sites and hubs join: the nearest point of each provider's nearest route."""

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

OTHERS_COUNT = 3
"""Of each provider's further routes, so many of the nearest are candidates for a second lateral."""


@dataclass(frozen=True)
class SiteLinks:
    """Laterals, a row a lateral, by point.

    Attributes
    ----------
    point : ndarray of int, (n,)
    line : ndarray of int, (n,), that it ends on
    at_m : ndarray, (n,) [m], where along the line
    distance_m : ndarray, (n,) [m], straight
    main : ndarray of bool, (n,), to a provider's nearest route; others are candidates only
    """

    point: Ints
    line: Ints
    at_m: Floats
    distance_m: Floats
    main: Bools


@dataclass(frozen=True)
class ProviderLines:
    """The lines of each layer and provider, ready to be searched.

    Attributes
    ----------
    lines : Lines
    """

    lines: Lines

    @cached_property
    def groups(self) -> list[tuple[int, Ints, GeodesicIndex]]:
        """Layer, lines and their index, for each layer and provider; nobody is one, too."""
        held: dict[tuple[int, str], list[int]] = defaultdict(list)
        for line in range(len(self.lines)):
            for provider in self.lines.providers[line] or ("",):
                held[int(self.lines.layer[line]), provider.casefold()].append(line)
        return [
            (
                layer,
                np.array(members, dtype=np.int64),
                GeodesicIndex(self.lines.shapes[members]),
            )
            for (layer, _), members in sorted(held.items())
        ]

    def join(self, points: Floats, most_m: Floats) -> SiteLinks:
        """Join points to every line that is near.

        Parameters
        ----------
        points : ndarray, (n, 2) [degrees]
        most_m : ndarray, (layers,) [m], how near, by layer

        Returns
        -------
        SiteLinks, by point and line
        """
        near = self.lines.index.within(points, float(most_m.max(initial=0.0)))
        kept = near.distance_m <= most_m[self.lines.layer[near.geometry_index]]
        point, line = near.point_index[kept], near.geometry_index[kept]
        along_m = self.lines.index.along(points[point], line)
        main = np.ones(len(point), dtype=bool)
        return SiteLinks(point, line, along_m, near.distance_m[kept], main)

    def attach(self, points: Floats, most_m: Floats, *, others: bool = False) -> SiteLinks:
        """Join points to routes.

        Parameters
        ----------
        points : ndarray, (n, 2) [degrees]
        most_m : ndarray, (layers,) [m], longest lateral to a route of each layer
        others : bool, whether candidates for a second lateral are wanted

        Returns
        -------
        SiteLinks, each line once a point, by point and line
        """
        rows = [np.zeros((0, 4))]
        for layer, members, index in self.groups:
            many = min(1 + OTHERS_COUNT * others, len(members))
            found, metres = index.nearest(points, many)
            found, metres = found.reshape(len(points), -1), metres.reshape(len(points), -1)
            point, place = np.nonzero((found >= 0) & (metres <= most_m[layer]))
            line = members[found[point, place]]
            rows.append(np.column_stack((point, line, place, metres[point, place])))
        every = np.vstack(rows)
        every = every[np.lexsort((every[:, 2], every[:, 1], every[:, 0]))]
        every = every[np.diff(every[:, :2], axis=0, prepend=-1).any(axis=1)]
        point, line = every[:, 0].astype(np.int64), every[:, 1].astype(np.int64)
        along_m = self.lines.index.along(points[point], line)
        return SiteLinks(point, line, along_m, every[:, 3], every[:, 2] == 0)
