"""Facts seen through a profile: values, weights, verdicts, scores, and how far each may be off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import scoring
from screening.catalog.fields import get_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from screening.model import Criterion, Profile


@dataclass(frozen=True)
class Evaluation:
    """Values, weights and verdicts, before anything is drawn.

    Attributes
    ----------
    matrix : (n_sites, n_criteria), values 0..1, NaN where not known
    weights : (n_criteria,), sum 1
    verdicts : ConstraintResults
    excluded : (n_sites,) of bool
    """

    matrix: NDArray[np.float64]
    weights: NDArray[np.float64]
    verdicts: scoring.ConstraintResults
    excluded: NDArray[np.bool_]


def evaluate_criteria(facts: pd.DataFrame, profile: Profile) -> Evaluation:
    """See facts through a profile's criteria and constraints.

    Parameters
    ----------
    facts, profile : as of :func:`assess`

    Returns
    -------
    Evaluation

    Raises
    ------
    InputError
    """
    names = [criterion.factor for criterion in profile.criteria]
    margins = [get_field(name).precision for name in names]
    matrix = scoring.value_matrix(
        facts[names].to_numpy(dtype=float),
        profile.criteria,
        facts.reindex(columns=pd.Index(margins)).to_numpy(dtype=float),
    )
    verdicts = scoring.apply_constraints(facts, profile.constraints)
    excluded = np.array([bool(reason) for reason in verdicts.excluded_by], dtype=bool)
    weights = criterion_weights(profile, profile.weighting, matrix[~excluded])
    return Evaluation(matrix, weights, verdicts, excluded)


def score_sites(judged: Evaluation, profile: Profile) -> NDArray[np.float64]:
    """Score sites by a profile's method.

    Parameters
    ----------
    judged : Evaluation
    profile : Profile

    Returns
    -------
    ndarray, (n_sites,), 0..100, NaN for none; a relative method leaves out excluded sites,
    so that they cannot move the others
    """
    matrix = judged.matrix
    if scoring.METHODS[profile.method].relative:
        matrix = np.where(judged.excluded[:, None], np.nan, matrix)
    return scoring.scores(
        matrix,
        judged.weights,
        method=profile.method,
        missing=profile.missing,
        least_coverage=profile.min_coverage_fraction,
    )


def criterion_weights(
    profile: Profile, weighting: str, matrix: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weigh a profile's criteria one way.

    Parameters
    ----------
    profile : Profile
    weighting : str, of ``screening.scoring.WEIGHTINGS``
    matrix : (n_sites, n_criteria), values of the sites that may rank

    Returns
    -------
    ndarray, (n_criteria,), sum 1; ranked without an ``order`` takes that of the given weights

    Raises
    ------
    InputError
    """
    given = np.array([criterion.weight for criterion in profile.criteria])
    names = [criterion.factor for criterion in profile.criteria]
    if weighting == "ahp":
        return scoring.ahp_weights_checked(pairwise_table(profile), names)
    if weighting == "ranked":
        by_weight = [names[i] for i in np.argsort(-given, kind="stable")]
        order = list(profile.order) or by_weight
        falling = scoring.rank_order_centroid(len(names))
        return np.array([falling[order.index(name)] for name in names])
    if weighting == "equal":
        return scoring.equal_weights(len(names))
    if weighting in scoring.RELATIVE_WEIGHTINGS:
        known = matrix[~np.isnan(matrix).any(axis=1)]
        weigh = {"entropy": scoring.entropy_weights, "critic": scoring.critic_weights}
        return weigh[weighting](known)
    return scoring.normalised_weights(given)


def pairwise_table(profile: Profile) -> NDArray[np.float64]:
    """Make the square table of a profile's judgements, in the order of its criteria.

    Parameters
    ----------
    profile : Profile, with ``pairwise``

    Returns
    -------
    ndarray, (n_criteria, n_criteria), reciprocal
    """
    place = {criterion.factor: i for i, criterion in enumerate(profile.criteria)}
    table = np.eye(len(place))
    for row, others in profile.pairwise.items():
        for column, times in others.items():
            table[place[row], place[column]] = times
            table[place[column], place[row]] = 1 / times
    return table


def value_distribution(
    facts: pd.DataFrame, criteria: Sequence[Criterion]
) -> scoring.ValueDistribution:
    """Gather how far each fact may be off: its precision column, or a range beside it.

    Parameters
    ----------
    facts : DataFrame, a row a site. A fact's precision (``Field.precision``) is read as one
        standard deviation; ``<factor>_low`` and ``<factor>_high`` as the middle 90 %.
    criteria : sequence of Criterion

    Returns
    -------
    ValueDistribution
        A fact too coarse to have a value scatters all the more; one without precision is
        exact; an unknown one may be anything.
    """
    names = [criterion.factor for criterion in criteria]
    found = facts[names].to_numpy(dtype=float)
    down, up = np.full(found.shape, np.nan), np.full(found.shape, np.nan)
    for j, name in enumerate(names):
        precision = get_field(name).precision
        if precision in facts:
            down[:, j] = up[:, j] = facts[precision].to_numpy(dtype=float)
        elif f"{name}_low" in facts and f"{name}_high" in facts:
            low, high = (facts[f"{name}_{end}"].to_numpy(dtype=float) for end in ("low", "high"))
            down[:, j] = (found[:, j] - low) / scoring.EDGE_SIGMA
            up[:, j] = (high - found[:, j]) / scoring.EDGE_SIGMA
    return scoring.value_distribution(
        found, criteria, down, up, scoring.site_keys(map(str, facts.index))
    )
