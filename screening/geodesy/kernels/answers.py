"""Kernels called with arrays; importing this loads numba."""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Bools, Floats, Ints
from screening.geodesy.kernels import feet as _feet
from screening.geodesy.kernels import surface
from screening.geodesy.kernels import within as _within
from screening.geodesy.kernels.nearest import nearest as _nearest
from screening.geodesy.kernels.nearest import work_of
from screening.geodesy.kernels.shapes import Found, Held, Parts, Spots, Totals, Tree
from screening.geodesy.kernels.surface import FAR_M
from screening.geodesy.kernels.tree import tree_of

__all__ = [
    "FAR_M",
    "Parts",
    "Tree",
    "arcs",
    "ecef",
    "feet",
    "length",
    "nearest",
    "total",
    "tree_of",
]


def ecef(lonlat: Floats) -> Floats:
    """Turn positions into earth-centred coordinates.

    Parameters
    ----------
    lonlat : ndarray, (n, 2) [degrees]

    Returns
    -------
    ndarray, (n, 3) [m]
    """
    xyz = np.empty((len(lonlat), 3))
    surface.ecef(np.ascontiguousarray(lonlat), xyz)
    return xyz


def nearest(tree: Tree, lonlat: Floats, held: Ints) -> Found:
    """Find the nearest geometry of each point, in each band and those before it.

    Parameters
    ----------
    tree : Tree
    lonlat : ndarray, (n, 2) [degrees]
    held : ndarray of int, (n, bands), the lowest polygon that holds a point, or -1;
        or (0, bands) where there is none

    Returns
    -------
    Found
    """
    xyz = ecef(lonlat)
    shape = len(xyz), len(tree.root)
    found = Found(np.empty(shape, np.int64), np.empty(shape), np.empty(shape, bool))
    _nearest(tree, xyz, _order(tree, xyz), held, work_of(tree), found)
    return found


def total(
    tree: Tree, lonlat: Floats, radius_m: float, held: Held, value: Floats
) -> tuple[Floats, Bools]:
    """Add up the values of the geometries within a radius of each point.

    Parameters
    ----------
    tree : Tree
    lonlat : ndarray, (n, 2) [degrees]
    radius_m : float [m], at most FAR_M
    held : Held, polygons that hold a point
    value : ndarray, (g,)

    Returns
    -------
    total : ndarray, (n,)
    sure : ndarray of bool, (n,)
    """
    xyz = ecef(lonlat)
    seen = np.full(len(value), -1, dtype=np.int64)
    sums = Totals(value, seen, np.zeros(len(xyz)), np.ones(len(xyz), dtype=bool))
    _within.add_up(tree, xyz, _order(tree, xyz), radius_m, held, work_of(tree), sums)
    return sums.total, sums.sure


def length(tree: Tree, lonlat: Floats, radius_m: float) -> Floats:
    """Measure the line within a radius of each point.

    Parameters
    ----------
    tree : Tree
    lonlat : ndarray, (n, 2) [degrees]
    radius_m : float [m], at most FAR_M

    Returns
    -------
    ndarray, (n,) [m]
    """
    xyz = ecef(lonlat)
    total_m = np.empty(len(xyz))
    _within.lengths(tree, xyz, _order(tree, xyz), radius_m, work_of(tree), total_m)
    return total_m


def feet(parts: Parts, first: Ints, count: Ints, lonlat: Floats, wanted: Ints) -> Spots:
    """Find the nearest place on the wanted geometry of each point.

    Parameters
    ----------
    parts : Parts
    first, count : ndarray of int, (g,), the pieces of each geometry
    lonlat : ndarray, (n, 2) [degrees]
    wanted : ndarray of int, (n,)

    Returns
    -------
    Spots
    """
    n = len(lonlat)
    spots = Spots(np.zeros(n, np.int64), np.zeros(n), np.zeros(n, bool))
    _feet.feet(parts, first, count, ecef(lonlat), wanted, spots)
    return spots


def arcs(parts: Parts) -> Floats:
    """Measure pieces.

    Parameters
    ----------
    parts : Parts

    Returns
    -------
    ndarray, (p,) [m]
    """
    length_m = np.empty(len(parts.tail))
    _feet.arcs(parts, length_m)
    return length_m


def _order(tree: Tree, xyz: Floats) -> Ints:
    """Put points in the order in which one's answer helps the next."""
    place = np.empty(len(xyz), dtype=np.int64)
    surface.keys(xyz, tree.frame, place)
    return np.argsort(place)
