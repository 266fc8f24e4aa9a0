"""The same sites evaluated by every profile of a config that one run's facts suffice for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from screening import scoring
from screening.catalog.fields import VALUE_PREFIX
from screening.errors import InputError, format_known
from screening.model import ProfileResult
from screening.scoring.criteria_tables import constraints_table, criteria_table
from screening.scoring.evaluation import evaluate_criteria, score_sites

if TYPE_CHECKING:
    from screening.model import Profile


def evaluate_profiles(
    facts: pd.DataFrame, own: Profile, others: Sequence[Profile]
) -> tuple[tuple[ProfileResult, ...], dict[str, str]]:
    """Evaluate sites by a run's profile and by every other that its facts suffice for.

    A profile with other parameters would have other facts: it needs a run of its own.

    Parameters
    ----------
    facts : DataFrame, a row a site, indexed by ``site_id``
    own : Profile, of the run
    others : sequence of Profile

    Returns
    -------
    results : tuple of ProfileResult, the run's own first
    unavailable : dict of profile name to the reason why it is not among them
    """
    results, unavailable = [_profile_result(facts, own)], {}
    for profile in others:
        reason = _missing_inputs(facts, own, profile)
        try:
            results += [] if reason else [_profile_result(facts, profile)]
        except InputError as error:
            reason = error.problems[0]
        if reason:
            unavailable[profile.name] = reason
    return tuple(results), unavailable


def _missing_inputs(facts: pd.DataFrame, own: Profile, profile: Profile) -> str:
    """Describe what the facts lack for a profile; "" where they suffice."""
    if profile.parameters != own.parameters:
        return "its facts take other parameters"
    factors = [criterion.factor for criterion in profile.criteria]
    factors += [constraint.factor for constraint in profile.constraints]
    missing = [name for name in dict.fromkeys(factors) if not _is_numeric(facts, name)]
    return f"this run lacks {format_known(missing)}" if missing else ""


def _is_numeric(facts: pd.DataFrame, name: str) -> bool:
    return name in facts and pd.api.types.is_numeric_dtype(facts[name])


def _profile_result(facts: pd.DataFrame, profile: Profile) -> ProfileResult:
    evaluation = evaluate_criteria(facts, profile)
    score = score_sites(evaluation, profile)
    rank = scoring.ranks(score, ~evaluation.excluded)
    names = [VALUE_PREFIX + criterion.factor for criterion in profile.criteria]
    sites = pd.DataFrame(evaluation.matrix, columns=names, index=facts.index).assign(
        rank=pd.array(rank.tolist(), dtype="Int64"),
        score=score,
        coverage_fraction=scoring.coverage(evaluation.matrix, evaluation.weights),
        excluded_by=evaluation.verdicts.excluded_by,
        unverified=evaluation.verdicts.unverified,
        cautions=evaluation.verdicts.cautions,
    )
    return ProfileResult(
        profile.name,
        profile.description,
        profile.method,
        profile.missing,
        profile.min_coverage_fraction,
        sites,
        criteria_table(profile, evaluation.weights),
        constraints_table(profile, evaluation.verdicts.outcomes),
        profile.left_out,
    )
