"""From facts to a ranked table with its uncertainty; used by runs and by back-tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening import scoring
from screening.catalog.fields import OUTCOME_PREFIX, VALUE_PREFIX
from screening.scoring import uncertainty_tables
from screening.scoring.criteria_tables import constraints_table, criteria_table
from screening.scoring.evaluation import (
    Evaluation,
    criterion_weights,
    evaluate_criteria,
    pairwise_table,
    score_sites,
    value_distribution,
)
from screening.scoring.profile_comparison import evaluate_profiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import MonteCarloSettings, Profile

__all__ = [
    "Evaluation",
    "RankedSites",
    "criterion_weights",
    "evaluate",
    "evaluate_criteria",
    "evaluate_profiles",
    "pairwise_table",
    "score_sites",
    "value_distribution",
]

DOMINANCE_SITES = 10_000
"""With more ranked sites Pareto dominance is not computed: it compares every pair."""


@dataclass(frozen=True)
class RankedSites:
    """Sites evaluated by a profile.

    Attributes
    ----------
    sites : DataFrame, ranked sites by rank, then those without a score, then the excluded
    criteria, constraints : DataFrame
    tables : mapping of name to DataFrame, as ``ScreeningResult.robustness``
    metadata : mapping, metadata for ``run.json``: weighting, sampling, and what is relative
    """

    sites: pd.DataFrame
    criteria: pd.DataFrame
    constraints: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    metadata: Mapping[str, Any]


def evaluate(facts: pd.DataFrame, profile: Profile, settings: MonteCarloSettings) -> RankedSites:
    """Score and rank sites, and sample the uncertainty of the ranks.

    Parameters
    ----------
    facts : DataFrame, a row a site, indexed by ``site_id``; every factor of the profile
    profile : Profile
    settings : MonteCarloSettings

    Returns
    -------
    RankedSites

    Raises
    ------
    InputError
        Where pairwise judgements contradict each other, or too few sites have complete data
        for weights that are derived from them.
    """
    evaluation = evaluate_criteria(facts, profile)
    score = score_sites(evaluation, profile)
    rank = scoring.ranks(score, ~evaluation.excluded)
    robustness, metadata = uncertainty_tables.sample_ranks(
        value_distribution(facts, profile.criteria), evaluation, rank, profile, settings
    )
    tables = uncertainty_tables.robustness_tables(
        facts.index, evaluation, rank, profile, robustness
    )
    facts = facts.assign(
        **_rank_columns(evaluation, rank, robustness),
        score=score,
        coverage_fraction=scoring.coverage(evaluation.matrix, evaluation.weights),
        excluded_by=evaluation.verdicts.excluded_by,
        unverified=evaluation.verdicts.unverified,
        cautions=evaluation.verdicts.cautions,
        **_detail_columns(evaluation, profile),
    )
    return RankedSites(
        facts.loc[_site_order(facts, evaluation.excluded)],
        criteria_table(profile, evaluation.weights),
        constraints_table(profile, evaluation.verdicts.outcomes),
        tables,
        metadata,
    )


def _rank_columns(
    evaluation: Evaluation, rank: NDArray[np.float64], robustness: scoring.Robustness
) -> dict[str, Any]:
    dominated_by = np.full(len(rank), np.nan)
    ranked = ~np.isnan(rank)
    if ranked.sum() <= DOMINANCE_SITES:
        dominated_by[ranked] = scoring.dominated_by_count(evaluation.matrix[ranked])
    return {
        "rank": _nullable_integers(rank),
        "rank_low": _nullable_integers(robustness.low),
        "rank_high": _nullable_integers(robustness.high),
        "first_fraction": robustness.first_fraction,
        "dominated_by_count": _nullable_integers(dominated_by),
    }


def _detail_columns(evaluation: Evaluation, profile: Profile) -> dict[str, Any]:
    """One column a criterion (its value) and one a constraint (its outcome)."""
    matrix, outcomes = evaluation.matrix, evaluation.verdicts.outcomes
    values = {VALUE_PREFIX + c.factor: matrix[:, j] for j, c in enumerate(profile.criteria)}
    return values | {
        OUTCOME_PREFIX + constraint.name: outcomes[:, j].astype(object)
        for j, constraint in enumerate(profile.constraints)
    }


def _site_order(facts: pd.DataFrame, excluded: NDArray[np.bool_]) -> pd.Index:
    """Sort by rank; the id breaks ties, so that the order of the input never matters."""
    keys = facts.assign(_excluded=excluded, _id=facts.index)
    by = ["_excluded", "rank", "score", "_id"]
    return keys.sort_values(by, ascending=[True, True, False, True]).index


def _nullable_integers(numbers: NDArray[np.float64]) -> pd.api.extensions.ExtensionArray:
    integers: pd.api.extensions.ExtensionArray = pd.array(numbers.tolist(), dtype="Int64")
    return integers
