"""Pairs of a point and a geometry, put in order."""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Floats, Ints, run_starts

TIE_M = 1e-5
"""Distances that differ by less are equal [m]; cutting an edge elsewhere changes less."""


def nearest_per_geometry(row: Ints, geometry: Ints, distance_m: Floats) -> Ints:
    """Choose the least distance of each point and geometry.

    Parameters
    ----------
    row, geometry : ndarray of int, (m,)
    distance_m : ndarray, (m,) [m]

    Returns
    -------
    ndarray of int, places of the chosen pairs, by row, then geometry

    Examples
    --------
    >>> nearest_per_geometry(np.array([0, 0, 0]), np.array([7, 5, 7]), np.array([3.0, 2.0, 1.0]))
    array([1, 2])
    """
    order = np.lexsort((distance_m, geometry, row))
    row, geometry = row[order], geometry[order]
    if not len(order):
        return order
    new = (row[1:] != row[:-1]) | (geometry[1:] != geometry[:-1])
    return order[np.concatenate(([True], new))]


def kth_smallest(row: Ints, geometry: Ints, upper_m: Floats, k: int) -> tuple[Ints, Floats]:
    """Bound the distance of each point to its k-th nearest geometry from above.

    Parameters
    ----------
    row : ndarray of int, (m,), ascending
    geometry : ndarray of int, (m,)
    upper_m : ndarray, (m,) [m], an upper bound for each pair
    k : int

    Returns
    -------
    first : ndarray of int, (r,), where each row begins
    least_m : ndarray, (r,) [m]; infinite where the row has fewer than k geometries

    Examples
    --------
    >>> row, geometry = np.array([0, 0, 0, 1]), np.array([7, 7, 5, 7])
    >>> kth_smallest(row, geometry, np.array([1.0, 2.0, 3.0, 4.0]), 2)[1]
    array([ 3., inf])
    """
    first = run_starts(row)
    if k == 1 or not len(first):
        return first, np.minimum.reduceat(upper_m, first) if len(first) else np.zeros(0)
    chosen = nearest_per_geometry(row, geometry, upper_m)
    ranked = chosen[np.lexsort((upper_m[chosen], row[chosen]))]
    begin = run_starts(row[ranked])
    count = np.diff(np.append(begin, len(ranked)))
    place = np.minimum(begin + k - 1, len(ranked) - 1)
    return first, np.where(count >= k, upper_m[ranked[place]], np.inf)


def k_nearest_table(
    row: Ints, geometry: Ints, distance_m: Floats, *, row_count: int, k: int
) -> tuple[Ints, Floats]:
    """Fill the k nearest of each point; equal distances go to the lowest geometry.

    Parameters
    ----------
    row, geometry : ndarray of int, (m,), each pair once
    distance_m : ndarray, (m,) [m]
    row_count, k : int

    Returns
    -------
    index : ndarray of int, (row_count, k); -1 where there is none
    distance_m : ndarray, (row_count, k) [m]; NaN where there is none

    Examples
    --------
    >>> row, geometry = np.array([0, 0]), np.array([4, 2])
    >>> k_nearest_table(row, geometry, np.array([5.0, 5.0]), row_count=1, k=3)
    (array([[ 2,  4, -1]]), array([[ 5.,  5., nan]]))
    """
    index = np.full((row_count, k), -1, dtype=np.int64)
    table_m = np.full((row_count, k), np.nan)
    order = np.lexsort((distance_m, row))
    row, geometry, distance_m = row[order], geometry[order], distance_m[order]
    if len(order):
        apart = (row[1:] != row[:-1]) | (np.diff(distance_m) > TIE_M)
        group = np.cumsum(np.concatenate(([True], apart))) - 1
        distance_m = distance_m[run_starts(group)][group]
        geometry = geometry[np.lexsort((geometry, group))]
        first = run_starts(row)
        place = np.arange(len(row)) - np.repeat(first, np.diff(np.append(first, len(row))))
        kept = place < k
        index[row[kept], place[kept]] = geometry[kept]
        table_m[row[kept], place[kept]] = distance_m[kept]
    return index, table_m
