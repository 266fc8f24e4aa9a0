"""Positions on lines, the nodes that they form, and the segments between nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from screening.geodesy.arrays import Floats, Ints


@dataclass(frozen=True)
class Segments:
    """Lines cut at their junctions, one row per segment, by line and then along it.

    Attributes
    ----------
    line : ndarray of int, (n,)
    from_m, to_m : ndarray, (n,) [m] along the line
    tail, head : ndarray of int, (n,), nodes at the two ends
    same_as : ndarray of int, (n,), the segment whose trench this one shares, usually itself;
        −1 for a stub inside a junction
    node_lonlat : ndarray, (nodes, 2) [degrees]
    """

    line: Ints
    from_m: Floats
    to_m: Floats
    tail: Ints
    head: Ints
    same_as: Ints
    node_lonlat: Floats

    def __len__(self) -> int:
        return len(self.line)


@dataclass(frozen=True)
class LinePositions:
    """Positions on lines where lines may be cut, one row per position.

    Attributes
    ----------
    line : ndarray of int, (n,)
    at_m : ndarray, (n,) [m] along it
    lonlat : ndarray, (n, 2) [degrees]
    """

    line: Ints
    at_m: Floats
    lonlat: Floats

    def __len__(self) -> int:
        return len(self.line)


def merge_nodes(positions: LinePositions, pairs: Ints) -> tuple[Ints, Ints, Floats]:
    """Merge connected positions into nodes.

    Parameters
    ----------
    positions : LinePositions
    pairs : ndarray of int, (k, 2), rows of positions that belong to one node

    Returns
    -------
    order : ndarray of int, (n,), the positions by line and along it
    node : ndarray of int, (n,), the node of each position
    node_lonlat : ndarray, (nodes, 2) [degrees], where the node's first position is
    """
    n = len(positions)
    adjacency = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    count, node = connected_components(adjacency, directed=False)
    first = np.full(count, n)
    np.minimum.at(first, node, np.arange(n))
    order = np.lexsort((positions.at_m, positions.line))
    return order, node.astype(np.int64), positions.lonlat[first]
