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
    Judged,
    judge,
    pairwise_table,
    scored,
    spread_of,
    weights_of,
)
from screening.scoring.profile_comparison import judgements

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import Draws, Profile

__all__ = [
    "Assessment",
    "Judged",
    "assess",
    "judge",
    "judgements",
    "pairwise_table",
    "scored",
    "spread_of",
    "weights_of",
]

DOMINANCE_SITES = 10_000
"""Among more sites the Pareto front is not looked for: it compares each with each."""


@dataclass(frozen=True)
class Assessment:
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


def assess(facts: pd.DataFrame, profile: Profile, draws: Draws) -> Assessment:
    """Score and rank sites, and draw how far the ranks can be trusted.

    Parameters
    ----------
    facts : DataFrame, a row a site, indexed by ``site_id``; every factor of the profile
    profile : Profile
    draws : Draws

    Returns
    -------
    Assessment

    Raises
    ------
    InputError
        Where pairwise judgements contradict each other, or too few sites are known for
        weights that are taken from them.
    """
    judged = judge(facts, profile)
    score = scored(judged, profile)
    rank = scoring.ranks(score, ~judged.excluded)
    drawn, told = uncertainty_tables.drawn(
        spread_of(facts, profile.criteria), judged, rank, profile, draws
    )
    tables = uncertainty_tables.tables(facts.index, judged, rank, profile, drawn)
    counts = np.full(len(facts), np.nan)
    ranked = ~np.isnan(rank)
    if ranked.sum() <= DOMINANCE_SITES:
        counts[ranked] = scoring.dominated_by(judged.matrix[ranked])
    facts = facts.assign(
        rank=_whole(rank),
        rank_low=_whole(drawn.low),
        rank_high=_whole(drawn.high),
        first_fraction=drawn.first_fraction,
        dominated_by_count=_whole(counts),
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
    return Assessment(
        facts.loc[order],
        criteria_table(profile, judged.weights),
        constraints_table(profile, judged.verdicts.outcomes),
        tables,
        told,
    )


def _whole(numbers: NDArray[np.float64]) -> pd.api.extensions.ExtensionArray:
    return pd.array(numbers, dtype="Int64")
