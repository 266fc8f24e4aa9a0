"""From facts to a ranked table, and how far to trust it. Used by runs and by back-tests."""

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
"""Among more sites the Pareto front is not looked for: it compares each with each."""


@dataclass(frozen=True)
class RankedSites:
    """What a profile makes of facts.

    Attributes
    ----------
    sites : DataFrame, best rank first, then those without a score, then the excluded
    criteria, constraints : DataFrame
    tables : mapping of name to DataFrame, as ``Screening.robustness``
    told : mapping, for ``run.json``: method, weights, draws, and what is relative
    """

    sites: pd.DataFrame
    criteria: pd.DataFrame
    constraints: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    told: Mapping[str, Any]


def evaluate(facts: pd.DataFrame, profile: Profile, draws: MonteCarloSettings) -> RankedSites:
    """Score and rank sites, and draw how far the ranks can be trusted.

    Parameters
    ----------
    facts : DataFrame, a row a site, indexed by ``site_id``; every factor of the profile
    profile : Profile
    draws : MonteCarloSettings

    Returns
    -------
    RankedSites

    Raises
    ------
    InputError
        Where pairwise judgements contradict each other, or too few sites are known for
        weights that are taken from them.
    """
    judged = evaluate_criteria(facts, profile)
    score = score_sites(judged, profile)
    rank = scoring.ranks(score, ~judged.excluded)
    drawn, told = uncertainty_tables.sample_ranks(
        value_distribution(facts, profile.criteria), judged, rank, profile, draws
    )
    tables = uncertainty_tables.robustness_tables(facts.index, judged, rank, profile, drawn)
    counts = np.full(len(facts), np.nan)
    ranked = ~np.isnan(rank)
    if ranked.sum() <= DOMINANCE_SITES:
        counts[ranked] = scoring.dominated_by_count(judged.matrix[ranked])
    facts = facts.assign(
        rank=_sorted_table(rank),
        rank_low=_sorted_table(drawn.low),
        rank_high=_sorted_table(drawn.high),
        first_fraction=drawn.first_fraction,
        dominated_by_count=_sorted_table(counts),
        score=score,
        coverage_fraction=scoring.coverage(judged.matrix, judged.weights),
        excluded_by=judged.verdicts.excluded_by,
        unverified=judged.verdicts.unverified,
        **{VALUE_PREFIX + c.factor: judged.matrix[:, i] for i, c in enumerate(profile.criteria)},
        **{
            OUTCOME_PREFIX + constraint.name: judged.verdicts.outcomes[:, i].astype(object)
            for i, constraint in enumerate(profile.constraints)
        },
    )
    order = (
        facts.assign(_excluded=judged.excluded, _id=facts.index)
        .sort_values(["_excluded", "rank", "score", "_id"], ascending=[True, True, False, True])
        .index
    )
    return RankedSites(
        facts.loc[order],
        criteria_table(profile, judged.weights),
        constraints_table(profile, judged.verdicts.outcomes),
        tables,
        told,
    )


def _sorted_table(numbers: NDArray[np.float64]) -> pd.api.extensions.ExtensionArray:
    integers: pd.api.extensions.ExtensionArray = pd.array(numbers.tolist(), dtype="Int64")
    return integers
