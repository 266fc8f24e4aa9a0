"""Aggregation methods: a matrix and weights in, one number a site out.

The kernels (here and in ``distance_based``, ``outranking``) are their published forms, so that
they can be tested against published tables; ``ranking.scores`` handles missing values and scale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.catalog.methods import METHODS as METHOD_TITLES
from screening.errors import InputError
from screening.scoring.methods.distance_based import topsis, vikor
from screening.scoring.methods.matrix_checks import validate_matrix
from screening.scoring.methods.outranking import promethee_2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def wsm(matrix: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """Weighted sum: ``Σ w_j r_ij``.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), every criterion "more is better"
    weights : (n_criteria,) or (n_sites, n_criteria), used as given

    Returns
    -------
    ndarray, (n_sites,); NaN where any value is

    Raises
    ------
    InputError

    Source
    ------
    Fishburn (1967), Additive utilities with incomplete product sets, Operations
    Research 15(3).

    Examples
    --------
    >>> wsm([[25, 20, 15, 30], [10, 30, 20, 30]], [.2, .15, .4, .25])
    array([21.5, 22. ])
    """
    r, w = validate_matrix(matrix, weights)
    return np.asarray((r * w).sum(axis=1))


def wpm(matrix: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """Weighted product: ``Π r_ij ^ w_j``; a single value of 0 makes the product 0.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), not negative, every criterion "more is better"
    weights : (n_criteria,) or (n_sites, n_criteria), used as given

    Returns
    -------
    ndarray, (n_sites,); NaN where any value is

    Raises
    ------
    InputError

    Source
    ------
    Miller & Starr (1969), Executive Decisions and Operations Research.

    Examples
    --------
    >>> wpm([[1.0, 0.25], [0.5, 0.5]], [0.5, 0.5])
    array([0.5, 0.5])
    """
    r, w = validate_matrix(matrix, weights)
    if (r < 0).any():
        raise InputError("wpm: expected values of at least 0, got a negative one; shift the scale")
    return np.asarray(np.prod(r**w, axis=1))


@dataclass(frozen=True)
class Method:
    """An aggregation method; its title, and whether it is relative, are in the catalogue.

    Attributes
    ----------
    name : str, of ``screening.catalog.methods.METHODS``
    kernel : callable, ``(n_sites, n_criteria), (n_criteria,) -> (n_sites,)``
    share : callable, the kernel's result -> 0..1, more is better
    """

    name: str
    kernel: Callable[[Any, Any], NDArray[np.float64]]
    share: Callable[[NDArray[np.float64]], NDArray[np.float64]] = lambda result: result

    @property
    def title(self) -> str:
        """The method's usual name."""
        return METHOD_TITLES[self.name].title

    @property
    def relative(self) -> bool:
        """Whether a site's result depends on the other sites."""
        return METHOD_TITLES[self.name].relative


INDIFFERENT, PREFERRED = 0.05, 0.5
"""PROMETHEE II's indifference threshold q and preference threshold p, over values 0..1 [-]:
judgement."""


def _promethee_of_values(matrix: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    count = np.asarray(matrix).shape[1]
    return promethee_2(matrix, weights, [("linear", INDIFFERENT, PREFERRED)] * count)


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("wsm", wsm),
        Method("wpm", wpm),
        Method("topsis", topsis),
        Method("vikor", vikor, share=lambda q: 1.0 - q),
        Method(
            "promethee_2",
            _promethee_of_values,
            share=lambda flow: (1.0 + flow) / 2.0,
        ),
    )
}
"""Methods over values 0..1, by the name that a config uses."""
