"""Places on lines, the nodes that they make, and the stretches between nodes."""

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
    """Lines cut at their junctions, a row a piece, by line and then along it.

    Attributes
    ----------
    line : ndarray of int, (n,)
    from_m, to_m : ndarray, (n,) [m] along the line
    tail, head : ndarray of int, (n,), nodes at both
    same_as : ndarray of int, (n,), the piece whose trench this one is too (mostly itself)
    node_lonlat : ndarray, (nodes, 2) [degrees]
    """

    line: Ints
    from_m: Floats
    to_m: Floats
    tail: Ints
    head: Ints
    same_as: Ints
    node_lonlat: Floats


@dataclass(frozen=True)
class LinePositions:
    """Places on lines where something may meet, a row a place.

    Attributes
    ----------
    line : ndarray of int, (n,)
    at_m : ndarray, (n,) [m] along it
    lonlat : ndarray, (n, 2) [degrees]
    """

    line: Ints
    at_m: Floats
    lonlat: Floats


def merge_nodes(cuts: LinePositions, pairs: Ints) -> tuple[Ints, Ints, Floats]:
    """Make one node of places that are joined.

    Parameters
    ----------
    cuts : LinePositions
    pairs : ndarray of int, (k, 2), places that are one

    Returns
    -------
    order : ndarray of int, (n,), the places by line and along it
    node_of : ndarray of int, (n,)
    node_lonlat : ndarray, (nodes, 2) [degrees]
    """
    n = len(cuts.line)
    joined = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    count, node_of = connected_components(joined, directed=False)
    first = np.full(count, n)
    np.minimum.at(first, node_of, np.arange(n))
    order = np.lexsort((cuts.at_m, cuts.line))
    return order, node_of.astype(np.int64), cuts.lonlat[first]
