"""Rows of a file that are used, and why the others are not: every omission is counted here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class RowSelection:
    """The rows that are kept, and the reasons of the others.

    Attributes
    ----------
    keep : ndarray of bool, (n,), the rows that are kept
    left_out : dict of reason to number of rows; a reason completes *left out 3 of 9 features …*
    """

    def __init__(self, count: int, left_out: Mapping[str, int] | None = None) -> None:
        """Keep every row.

        Parameters
        ----------
        count : int, rows that were read
        left_out : mapping of reason to number of rows that were not
        """
        self.keep: NDArray[np.bool_] = np.ones(count, dtype=bool)
        self.left_out: dict[str, int] = dict(left_out or {})

    def leave_out(self, rows: NDArray[np.bool_], reason: str) -> None:
        """Leave out rows; those that are left out already keep their first reason.

        Parameters
        ----------
        rows : ndarray of bool, (n,)
        reason : str
        """
        count = int((rows & self.keep).sum())
        if count:
            self.left_out[reason] = self.left_out.get(reason, 0) + count
            self.keep = self.keep & ~rows


def omission_notes(left_out: Mapping[str, int], used: int, noun: str = "features") -> list[str]:
    """Tell what was left out, one sentence a reason.

    Parameters
    ----------
    left_out : mapping of reason to count
    used : int, what was not left out
    noun : str, what is counted

    Returns
    -------
    list of str

    Examples
    --------
    >>> omission_notes({"that are planned": 2}, 3)
    ['left out 2 of 5 features that are planned']
    """
    total = used + sum(left_out.values())
    return [f"left out {count} of {total} {noun} {reason}" for reason, count in left_out.items()]
