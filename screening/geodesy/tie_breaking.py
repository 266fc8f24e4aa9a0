"""Reduction and ordering of pairs of a point and a geometry, with ties.

Distances to a vertex that several lines share differ by rounding, which depends on how each
line is drawn. They must tie, and the lowest index must win, or results would depend on the
direction of a line.
"""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Floats, Ints, find_run_starts

TIE_M = 1e-5
"""Distances that differ by no more are equal [m]: more than rounding and densification change."""


def nearest_per_geometry(row: Ints, geometry: Ints, distance_m: Floats) -> Ints:
    """Select the smallest distance of each point and geometry.

    Parameters
    ----------
    row, geometry : ndarray of int, (m,)
    distance_m : ndarray, (m,) [m]

    Returns
    -------
    ndarray of int, positions of the selected pairs, sorted by row, then geometry

    Examples
    --------
    >>> nearest_per_geometry(np.array([0, 0, 0]), np.array([7, 5, 7]), np.array([3.0, 2.0, 1.0]))
    array([1, 2])
    """
    order = np.lexsort((distance_m, geometry, row))
    row, geometry = row[order], geometry[order]
    if not len(order):
        return order
    differs = (row[1:] != row[:-1]) | (geometry[1:] != geometry[:-1])
    return order[np.concatenate(([True], differs))]


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
    first : ndarray of int, (r,), the first pair of each row
    bound_m : ndarray, (r,) [m]; infinite where the row has fewer than k geometries

    Examples
    --------
    >>> row, geometry = np.array([0, 0, 0, 1]), np.array([7, 7, 5, 7])
    >>> kth_smallest(row, geometry, np.array([1.0, 2.0, 3.0, 4.0]), 2)[1]
    array([ 3., inf])
    """
    first = find_run_starts(row)
    if k == 1 or not len(first):
        return first, np.minimum.reduceat(upper_m, first) if len(first) else np.zeros(0)
    # A geometry counts once, with the best of its segments.
    best = nearest_per_geometry(row, geometry, upper_m)
    ranked = best[np.lexsort((upper_m[best], row[best]))]
    start = find_run_starts(row[ranked])
    count = np.diff(np.append(start, len(ranked)))
    kth = np.minimum(start + k - 1, len(ranked) - 1)
    return first, np.where(count >= k, upper_m[ranked[kth]], np.inf)


def k_nearest_table(
    row: Ints, geometry: Ints, distance_m: Floats, *, row_count: int, k: int
) -> tuple[Ints, Floats]:
    """Tabulate the k nearest geometries of each point; ties go to the lowest index.

    A tie is a chain: every distance within TIE_M of the one before it belongs to the same
    group. Each member is listed with the group's smallest distance, so that the distances
    of a row still ascend.

    Parameters
    ----------
    row, geometry : ndarray of int, (m,), each pair at most once
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
    if not len(row):
        return index, table_m
    order = np.lexsort((distance_m, row))
    row, geometry, distance_m = row[order], geometry[order], distance_m[order]
    starts_group = (row[1:] != row[:-1]) | (np.diff(distance_m) > TIE_M)
    group = np.cumsum(np.concatenate(([True], starts_group))) - 1
    distance_m = distance_m[find_run_starts(group)][group]
    geometry = geometry[np.lexsort((geometry, group))]
    first = find_run_starts(row)
    rank = np.arange(len(row)) - np.repeat(first, np.diff(np.append(first, len(row))))
    listed = rank < k
    index[row[listed], rank[listed]] = geometry[listed]
    table_m[row[listed], rank[listed]] = distance_m[listed]
    return index, table_m
