"""Lines as their first position and the differences between positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Steps = list[int]
"""``[x, y, dx, dy, dx, dy, …]``: the first position, then the differences."""


def delta_encode(positions: NDArray[np.int64], owners: NDArray[np.int64]) -> list[Steps]:
    """Encode lines on an integer grid; a position that repeats the previous one is omitted.

    Parameters
    ----------
    positions : ndarray of int, (n, 2)
    owners : ndarray of int, (n,), the line of each position; ascending

    Returns
    -------
    list of Steps, one per line

    Examples
    --------
    >>> positions = np.array([[1, 2], [1, 2], [4, 2], [9, 9]])
    >>> delta_encode(positions, np.array([0, 0, 0, 1]))
    [[1, 2, 3, 0], [9, 9]]
    """
    if len(positions) == 0:
        return []
    deltas = np.diff(positions, axis=0, prepend=0)
    is_first = np.diff(owners, prepend=-1) != 0
    deltas[is_first] = positions[is_first]
    mask = is_first | deltas.any(axis=1)
    ends = np.flatnonzero(np.diff(owners[mask])) + 1
    return [chunk.ravel().tolist() for chunk in np.split(deltas[mask], ends)]
