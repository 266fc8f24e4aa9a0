"""From facts to a ranked table, and how far to trust it. Used by runs and by back-tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening import scoring
from screening.assessment import drawing
from screening.assessment.judging import (
    Judged,
    judge,
    pairwise_table,
    scored,
    spread_of,
    weights_of,
)
from screening.fields import OUTCOME_PREFIX, VALUE_PREFIX, field_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.config import Profile
    from screening.model import Draws

__all__ = [
    "Assessment",
    "Judged",
    "assess",
    "judge",
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
    drawn, told = drawing.drawn(spread_of(facts, profile.criteria), judged, rank, profile, draws)
    tables = drawing.tables(facts.index, judged, rank, profile, drawn)
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
        _criteria(profile, judged.weights),
        _constraints(profile, judged.verdicts.outcomes),
        tables,
        told,
    )


def _whole(numbers: NDArray[np.float64]) -> pd.api.extensions.ExtensionArray:
    return pd.array(numbers, dtype="Int64")


def _criteria(profile: Profile, weights: NDArray[np.float64]) -> pd.DataFrame:
    frame = pd.DataFrame([vars(criterion) for criterion in profile.criteria])
    if profile.weighting != "given":
        frame["weight"] = weights
    frame.insert(2, "weight_fraction", weights)
    frame.insert(5, "unit", [field_of(name).unit for name in frame["factor"]])
    return frame


def _constraints(profile: Profile, outcomes: NDArray[np.str_]) -> pd.DataFrame:
    rows = [
        {
            "name": c.name,
            "factor": c.factor,
            "minimum": np.nan if c.minimum is None else c.minimum,
            "maximum": np.nan if c.maximum is None else c.maximum,
            "unit": field_of(c.factor).unit,
            "reason": c.reason,
            **{f"{o}_count": int((outcomes[:, i] == o).sum()) for o in ("pass", "fail", "unknown")},
        }
        for i, c in enumerate(profile.constraints)
    ]
    columns = [
        *("name", "factor", "minimum", "maximum", "unit", "reason"),
        *("pass_count", "fail_count", "unknown_count"),
    ]
    return pd.DataFrame(rows, columns=columns)
