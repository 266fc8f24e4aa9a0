"""The same sites through each profile of a config, as far as one run's facts serve."""

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
    """Judge sites by a run's profile and by every other that its facts can serve.

    A profile with parameters of its own would have other facts: it takes a run.

    Parameters
    ----------
    facts : DataFrame, a row a site, indexed by ``site_id``
    own : Profile, of the run
    others : sequence of Profile

    Returns
    -------
    judgements : tuple of ProfileResult, the run's own first
    refused : dict of a profile's name to why it is not among them
    """
    judged, refused = [_profile_result(facts, own)], {}
    for profile in others:
        why = _why_not(facts, own, profile)
        try:
            judged += [] if why else [_profile_result(facts, profile)]
        except InputError as error:
            why = error.problems[0]
        if why:
            refused[profile.name] = why
    return tuple(judged), refused


def _why_not(facts: pd.DataFrame, own: Profile, profile: Profile) -> str:
    if profile.parameters != own.parameters:
        return "its facts take other parameters"
    asked = [criterion.factor for criterion in profile.criteria]
    asked += [constraint.factor for constraint in profile.constraints]
    lacking = [name for name in dict.fromkeys(asked) if not _is_measure(facts, name)]
    return f"this run lacks {format_known(lacking)}" if lacking else ""


def _is_measure(facts: pd.DataFrame, name: str) -> bool:
    return name in facts and pd.api.types.is_numeric_dtype(facts[name])


def _profile_result(facts: pd.DataFrame, profile: Profile) -> ProfileResult:
    judged = evaluate_criteria(facts, profile)
    score = score_sites(judged, profile)
    rank = scoring.ranks(score, ~judged.excluded)
    names = [VALUE_PREFIX + criterion.factor for criterion in profile.criteria]
    sites = pd.DataFrame(judged.matrix, columns=names, index=facts.index).assign(
        rank=pd.array(rank.tolist(), dtype="Int64"),
        score=score,
        coverage_fraction=scoring.coverage(judged.matrix, judged.weights),
        excluded_by=judged.verdicts.excluded_by,
        unverified=judged.verdicts.unverified,
    )
    return ProfileResult(
        profile.name,
        profile.description,
        profile.method,
        profile.missing,
        profile.min_coverage_fraction,
        sites,
        criteria_table(profile, judged.weights),
        constraints_table(profile, judged.verdicts.outcomes),
    )
