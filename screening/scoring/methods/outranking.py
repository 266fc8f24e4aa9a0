"""PROMETHEE II: sites compared pair by pair. A new site may reorder the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from screening.errors import InputError, format_known
from screening.scoring.methods.matrix_checks import validate_matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

Preference = tuple[str, float, float]
"""Name of a preference function, indifference threshold q and preference threshold p, both in the
criterion's unit."""


def promethee_2(
    matrix: ArrayLike,
    weights: ArrayLike,
    preferences: Sequence[Preference | str] | None = None,
    objectives: Sequence[Literal[1, -1]] | None = None,
) -> NDArray[np.float64]:
    """PROMETHEE II: net outranking flow, ``φ = φ⁺ − φ⁻``.

    ``φᵢ = 1/(n − 1) Σₖ Σⱼ wⱼ (Pⱼ(rᵢⱼ − rₖⱼ) − Pⱼ(rₖⱼ − rᵢⱼ))``, Pⱼ the criterion's preference
    function: how strongly a site is preferred to the others, less the reverse.

    Parameters
    ----------
    matrix : (n_sites, n_criteria)
    weights : (n_criteria,), used as given
    preferences : one a criterion: ``"usual"``, or ``(name, q, p)`` with the name ``usual
        u-shape v-shape level linear gaussian`` (for ``gaussian`` p is the inflection σ);
        None is ``usual`` throughout
    objectives : one a criterion, 1 more is better, -1 less is better; None is 1 throughout

    Returns
    -------
    ndarray, (n_sites,), -1..1 where weights sum to 1, more is better; sums to 0

    Raises
    ------
    InputError

    Source
    ------
    Brans & Vincke (1985), Management Science 31(6); flows divided by n − 1.

    Examples
    --------
    >>> promethee_2([[1.0], [2.0], [4.0]], [1.0])
    array([-1.,  0.,  1.])
    >>> promethee_2([[1.0], [2.0], [4.0]], [1.0], [("v-shape", 0, 4)])
    array([-0.5  , -0.125,  0.625])
    """
    r, w = validate_matrix(matrix, weights)
    n, m = r.shape
    signs = np.ones(m) if objectives is None else np.asarray(objectives, dtype=float)
    functions = ["usual"] * m if preferences is None else list(preferences)
    if signs.shape != (m,) or not np.isin(signs, (1, -1)).all() or len(functions) != m:
        raise InputError(
            f"promethee_2: expected {m} preferences and objectives (1 or -1), got "
            f"{len(functions)} and {signs.tolist()}; give one a criterion"
        )
    flow = np.zeros(n)
    for j in range(m):
        name, q, p = _parse_preference(functions[j])
        difference = signs[j] * (r[:, j][:, None] - r[:, j][None, :])
        preferred = PREFERENCES[name](np.maximum(difference, 0.0), q, p)
        flow += w[j] * (preferred.sum(axis=1) - preferred.sum(axis=0))
    return np.asarray(flow / max(n - 1, 1))


def _parse_preference(preference: Preference | str) -> Preference:
    name, q, p = (preference, 0.0, 0.0) if isinstance(preference, str) else preference
    # v-shape, gaussian and linear divide by p or by p − q
    ordered = p > 0 if name in ("v-shape", "gaussian") else p > q if name == "linear" else p >= 0
    if name not in PREFERENCES or q < 0 or not ordered:
        raise InputError(
            f"promethee_2: expected a preference (name, q, p) with 0 <= q < p, got {preference!r}; "
            f"known: {format_known(PREFERENCES)}"
        )
    return name, q, p


PREFERENCES: dict[str, Callable[[NDArray[np.float64], float, float], NDArray[np.float64]]] = {
    "usual": lambda difference, q, p: (difference > 0).astype(float),
    "u-shape": lambda difference, q, p: (difference > q).astype(float),
    "v-shape": lambda difference, q, p: np.minimum(difference / p, 1.0),
    "level": lambda difference, q, p: np.where(
        difference > p, 1.0, np.where(difference > q, 0.5, 0.0)
    ),
    "linear": lambda difference, q, p: np.clip((difference - q) / (p - q), 0.0, 1.0),
    "gaussian": lambda difference, q, p: -np.expm1(-(difference**2) / (2 * p**2)),
}
"""The six preference functions of Brans & Vincke, of a difference of at least 0."""
