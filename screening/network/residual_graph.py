"""The residual graph: what remains of a network after paths have been routed through it."""

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
    """Arcs of capacity one; a path over the reverse of a used arc cancels it.

    Attributes
    ----------
    matrix : csr_array, indices sorted, reduced length of each arc [km]; inf where it is
        closed
    reverse : ndarray of int, (arcs,), the arc in the opposite direction; −1 where none is
    uncapacitated : ndarray of bool, (arcs,), arcs that carry any number of paths
    search : callable, with the signature of :func:`screening.network.dijkstra.dijkstra_to_sink`
    """

    matrix: csr_array
    reverse: Ints
    uncapacitated: Bools
    search: Search
    _changed: list[Ints] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._initial = self.matrix.data.copy()
        rows = np.repeat(np.arange(self.matrix.shape[0]), np.diff(self.matrix.indptr))
        self._arc_keys = rows * self.matrix.shape[0] + self.matrix.indices
        for name in ("indices", "indptr"):  # one type, so that the search is compiled once
            setattr(self.matrix, name, getattr(self.matrix, name).astype(np.int32))

    def path_arcs(self, path: list[int]) -> Ints:
        """Find the arcs of a path.

        Parameters
        ----------
        path : list of int, nodes

        Returns
        -------
        ndarray of int, (len(path) - 1,)
        """
        nodes = np.array(path, dtype=np.int64)
        return np.asarray(
            np.searchsorted(self._arc_keys, nodes[:-1] * self.matrix.shape[0] + nodes[1:])
        )

    def use_path(self, path: list[int]) -> None:
        """Close the arcs of a path and open their reverses at no length.

        An arc whose reverse is in use cancels it instead: both return to their initial
        state. The reverse of an arc on the shortest path has a reduced length of 0; of
        further paths only the number matters, so that 0 serves for them too.

        Parameters
        ----------
        path : list of int, nodes
        """
        data, initial = self.matrix.data, self._initial
        arc = self.path_arcs(path)
        arc = arc[~self.uncapacitated[arc]]
        back = self.reverse[arc]
        cancels = (back >= 0) & np.isinf(data[back]) & np.isfinite(initial[back])
        fills = ~cancels
        data[arc[cancels]] = initial[arc[cancels]]
        data[back[cancels]] = initial[back[cancels]]
        data[arc[fills]] = CLOSED
        opened = back[fills & (back >= 0)]
        data[opened] = 0.0
        self._changed += [arc, back[back >= 0]]

    def find_path(self, source: int, sink: int) -> list[int] | None:
        """Find one more path; the shortest if one path has been used.

        Parameters
        ----------
        source, sink : int

        Returns
        -------
        list of int, nodes; None where there is none
        """
        graph = self.matrix
        before = self.search(graph.indptr, graph.indices, graph.data, source, sink)
        if before[sink] < 0:
            return None
        path = [sink]
        while path[-1] != source:
            path.append(int(before[path[-1]]))
        return path[::-1]

    def reset(self) -> None:
        """Undo every path that was used."""
        for arc in self._changed:
            self.matrix.data[arc] = self._initial[arc]
        self._changed.clear()
