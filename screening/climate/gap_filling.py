"""Gaps and spikes of an hourly series: detection and linear interpolation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

SPIKE_K = 15.0
"""A dry bulb this far from the median of the seven surrounding hours is a sensor fault and is
treated as missing [K]. A front is a step, which moves the median too: Dalhart's fall of 22 K in
an hour is kept."""
SPIKE_HALF_WIDTH_H = 3
"""Hours to either side of the median's window [h]."""


def fill_gaps(values: Floats) -> Floats:
    """Fill gaps by linear interpolation, with the year treated as periodic.

    Parameters
    ----------
    values : ndarray, (n,), some NaN

    Returns
    -------
    ndarray, (n,)

    Examples
    --------
    >>> fill_gaps(np.array([np.nan, 2.0, np.nan, 4.0]))
    array([3., 2., 3., 4.])
    """
    known = np.flatnonzero(~np.isnan(values))
    hours = np.arange(values.size)
    return np.asarray(np.interp(hours, known, values[known], period=values.size))


def runs_of_true(flags: Flags) -> NDArray[np.intp]:
    """Find the runs of true values.

    Parameters
    ----------
    flags : ndarray of bool, (n,)

    Returns
    -------
    ndarray of int, (n_runs, 2), first index and one past the last

    Examples
    --------
    >>> runs_of_true(np.array([True, True, False, True])).tolist()
    [[0, 2], [3, 4]]
    """
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False]))
    return edges.reshape(-1, 2)


def find_spikes(dry_bulb_c: Floats) -> Flags:
    """Find hours that differ from the surrounding ones more than weather can.

    Parameters
    ----------
    dry_bulb_c : ndarray, (n,) [°C]; NaN is never a spike

    Returns
    -------
    ndarray of bool, (n,)

    Examples
    --------
    >>> hours = np.r_[np.full(9, 12.0), -13.9, np.full(9, 12.0), np.full(9, 33.0)]
    >>> np.flatnonzero(find_spikes(hours))
    array([9])
    """
    half = SPIKE_HALF_WIDTH_H
    padded = np.pad(dry_bulb_c, half, mode="wrap")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    departure = np.abs(dry_bulb_c - np.median(windows, axis=1))
    return np.asarray(departure > SPIKE_K)
