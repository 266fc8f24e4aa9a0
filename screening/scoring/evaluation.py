"""Facts evaluated by a profile: values, weights, constraint outcomes, scores, uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening import scoring
from screening.catalog.fields import get_field
from screening.catalog.stated_facts import fact_precision
from screening.model.fact_bounds import bounded_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from screening.model import Criterion, Profile


@dataclass(frozen=True)
class Evaluation:
    """Values, weights and constraint outcomes, without sampling.

    Attributes
    ----------
    matrix : (n_sites, n_criteria), values 0..1, NaN where unknown
    weights : (n_criteria,), sum 1
    verdicts : ConstraintResults
    excluded : (n_sites,) of bool, whether a constraint fails
    """

    matrix: NDArray[np.float64]
    weights: NDArray[np.float64]
    verdicts: scoring.ConstraintResults
    excluded: NDArray[np.bool_]


def evaluate_criteria(facts: pd.DataFrame, profile: Profile) -> Evaluation:
    """Evaluate facts by a profile's criteria and constraints.

    Parameters
    ----------
    facts : DataFrame, a row a site, indexed by ``site_id``; every factor of the profile
    profile : Profile

    Returns
    -------
    Evaluation

    Raises
    ------
    InputError
    """
    names = [criterion.factor for criterion in profile.criteria]
    precisions = [fact_precision(facts, get_field(name)) for name in names]
    margins = np.column_stack([np.empty((len(facts), 0)), *precisions])
    matrix = scoring.bounded_values(*_bounds(facts, names), profile.criteria, margins)
    verdicts = scoring.apply_constraints(facts, profile.constraints)
    excluded = np.array([bool(reason) for reason in verdicts.excluded_by], dtype=bool)
    # weights derived from the sites must not depend on sites that cannot rank
    weights = criterion_weights(profile, profile.weighting, matrix[~excluded])
    return Evaluation(matrix, weights, verdicts, excluded)


def _bounds(
    facts: pd.DataFrame, names: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bound several facts at every site, each (n_sites, n_facts)."""
    bounds = [bounded_facts(facts, name) for name in names]
    low, high = (np.column_stack([pair[end] for pair in bounds]) for end in (0, 1))
    return low, high


def score_sites(evaluation: Evaluation, profile: Profile) -> NDArray[np.float64]:
    """Score sites by a profile's method.

    Parameters
    ----------
    evaluation : Evaluation
    profile : Profile

    Returns
    -------
    ndarray, (n_sites,), 0..100, NaN without a score; a relative method leaves out excluded
    sites, so that they cannot move the others
    """
    matrix = evaluation.matrix
    if scoring.METHODS[profile.method].relative:
        matrix = np.where(evaluation.excluded[:, None], np.nan, matrix)
    return scoring.scores(
        matrix,
        evaluation.weights,
        method=profile.method,
        missing=profile.missing,
        least_coverage=profile.min_coverage_fraction,
    )


def criterion_weights(
    profile: Profile, weighting: str, matrix: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weight a profile's criteria by one weighting.

    Parameters
    ----------
    profile : Profile
    weighting : str, of ``screening.scoring.WEIGHTINGS``
    matrix : (n_sites, n_criteria), values of the sites that are not excluded

    Returns
    -------
    ndarray, (n_criteria,), sum 1; ``ranked`` without an ``order`` orders the criteria by the
    given weights

    Raises
    ------
    InputError
    """
    given = np.array([criterion.weight for criterion in profile.criteria])
    names = [criterion.factor for criterion in profile.criteria]
    if weighting == "ahp":
        return scoring.validate_ahp_weights(pairwise_table(profile), names)
    if weighting == "ranked":
        by_weight = [names[i] for i in np.argsort(-given, kind="stable")]
        order = list(profile.order) or by_weight
        centroid = scoring.rank_order_centroid(len(names))
        return np.array([centroid[order.index(name)] for name in names])
    if weighting == "equal":
        return scoring.equal_weights(len(names))
    if weighting in scoring.RELATIVE_WEIGHTINGS:
        complete = matrix[~np.isnan(matrix).any(axis=1)]
        derive = {"entropy": scoring.entropy_weights, "critic": scoring.critic_weights}
        return derive[weighting](complete)
    return scoring.normalised_weights(given)


def pairwise_table(profile: Profile) -> NDArray[np.float64]:
    """Build the AHP comparison matrix of a profile, in the order of its criteria.

    Parameters
    ----------
    profile : Profile, with ``pairwise``

    Returns
    -------
    ndarray, (n_criteria, n_criteria), reciprocal: ``a[j, i] = 1 / a[i, j]``
    """
    position = {criterion.factor: i for i, criterion in enumerate(profile.criteria)}
    table = np.eye(len(position))
    for row, others in profile.pairwise.items():
        for column, ratio in others.items():
            table[position[row], position[column]] = ratio
            table[position[column], position[row]] = 1 / ratio
    return table


def value_distribution(
    facts: pd.DataFrame, criteria: Sequence[Criterion]
) -> scoring.ValueDistribution:
    """Collect the uncertainty of each fact: its precision column, or its range.

    Parameters
    ----------
    facts : DataFrame, a row a site. A fact's precision (``Field.precision``) is taken as one
        standard deviation; ``<factor>_low`` and ``<factor>_high`` as the central 90 %.
    criteria : sequence of Criterion

    Returns
    -------
    ValueDistribution
        A fact too uncertain to be scored is sampled by its uncertainty all the same; one
        without precision is exact; an unknown one is uniform over the values, one that lies
        between two bounds over the values between theirs.
    """
    names = [criterion.factor for criterion in criteria]
    known = facts[names].to_numpy(dtype=float)
    down, up = np.full(known.shape, np.nan), np.full(known.shape, np.nan)
    for j, name in enumerate(names):
        field = get_field(name)
        if field.precision in facts:
            down[:, j] = up[:, j] = fact_precision(facts, field)
        elif f"{name}_low" in facts and f"{name}_high" in facts:
            low, high = (facts[f"{name}_{end}"].to_numpy(dtype=float) for end in ("low", "high"))
            down[:, j] = (known[:, j] - low) / scoring.EDGE_SIGMA
            up[:, j] = (high - known[:, j]) / scoring.EDGE_SIGMA
    keys = scoring.site_keys(map(str, facts.index))
    sampled = scoring.value_distribution(known, criteria, down, up, keys)
    return scoring.spread_between(sampled, *_bounds(facts, names), criteria)
