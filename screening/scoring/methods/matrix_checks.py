"""Validation of the arguments of every kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def validate_matrix(
    matrix: ArrayLike, weights: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Convert a matrix and its weights to arrays and check their shapes.

    Parameters
    ----------
    matrix : (n_sites, n_criteria)
    weights : (n_criteria,) or (n_sites, n_criteria)

    Returns
    -------
    (matrix, weights), ndarrays of float

    Raises
    ------
    InputError
    """
    r = np.asarray(matrix, dtype=float)
    w = np.asarray(weights, dtype=float)
    if r.ndim != 2 or w.shape not in {r.shape, r.shape[1:]}:
        raise InputError(
            "scoring: expected a matrix (n_sites, n_criteria) with weights (n_criteria,), "
            f"got {r.shape} and {w.shape}; give one weight a column"
        )
    return r, w
