"""What is left of a network once ways have been taken through it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Ints
    from screening.network.dijkstra import Search

CLOSED = np.inf


@dataclass
class ResidualGraph:
    """Arcs that each take one way, until they are full; what walks back cancels.

    Attributes
    ----------
    matrix : csr_array, indices sorted, how much longer than the shortest way each arc makes
        it [km]; inf where an arc is closed
    twin : ndarray of int, (arcs,), the arc that leads back; −1 where none does
    endless : ndarray of bool, (arcs,), arcs that are never full
    searched : callable, as :func:`screening.network.dijkstra.search`
    """

    matrix: csr_array
    twin: Ints
    endless: Bools
    searched: Search
    _touched: list[Ints] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._fresh = self.matrix.data.copy()
        rows = np.repeat(np.arange(self.matrix.shape[0]), np.diff(self.matrix.indptr))
        self._keys = rows * self.matrix.shape[0] + self.matrix.indices
        for name in ("indices", "indptr"):  # one type, for which the search is compiled once
            setattr(self.matrix, name, getattr(self.matrix, name).astype(np.int32))

    def arcs(self, way: list[int]) -> Ints:
        """Find the arcs of a way.

        Parameters
        ----------
        way : list of int, nodes

        Returns
        -------
        ndarray of int, (len(way) - 1,)
        """
        nodes = np.array(way, dtype=np.int64)
        return np.asarray(
            np.searchsorted(self._keys, nodes[:-1] * self.matrix.shape[0] + nodes[1:])
        )

    def take(self, way: list[int]) -> None:
        """Take a way: its arcs are full, unless it walks back on one that was.

        Parameters
        ----------
        way : list of int, nodes
        """
        data, fresh = self.matrix.data, self._fresh
        arc = self.arcs(way)
        arc = arc[~self.endless[arc]]
        back = self.twin[arc]
        cancels = (back >= 0) & np.isinf(data[back]) & np.isfinite(fresh[back])
        fills = ~cancels
        data[arc[cancels]] = fresh[arc[cancels]]
        data[back[cancels]] = fresh[back[cancels]]
        data[arc[fills]] = CLOSED
        opened = back[fills & (back >= 0)]
        data[opened] = 0.0
        self._touched += [arc, back[back >= 0]]

    def search(self, source: int, sink: int) -> list[int] | None:
        """Find one more way, the shortest where one has been taken.

        Parameters
        ----------
        source, sink : int

        Returns
        -------
        list of int, nodes; None where there is none
        """
        held = self.matrix
        before = self.searched(held.indptr, held.indices, held.data, source, sink)
        if before[sink] < 0:
            return None
        way = [sink]
        while way[-1] != source:
            way.append(int(before[way[-1]]))
        return way[::-1]

    def clear(self) -> None:
        """Give back every way that was taken."""
        for arc in self._touched:
            self.matrix.data[arc] = self._fresh[arc]
        self._touched.clear()
