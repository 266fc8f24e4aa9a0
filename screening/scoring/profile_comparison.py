"""The same sites through each profile of a config, as far as one run's facts serve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from screening import scoring
from screening.catalog.fields import VALUE_PREFIX
from screening.errors import InputError, known
from screening.model import Judgement
from screening.scoring.criteria_tables import constraints_table, criteria_table
from screening.scoring.evaluation import judge, scored

if TYPE_CHECKING:
    from screening.model import Profile


def judgements(
    facts: pd.DataFrame, own: Profile, others: Sequence[Profile]
) -> tuple[tuple[Judgement, ...], dict[str, str]]:
    """Judge sites by a run's profile and by every other that its facts can serve.

    A profile with parameters of its own would have other facts: it takes a run.

    Parameters
    ----------
    facts : DataFrame, a row a site, indexed by ``site_id``
    own : Profile, of the run
    others : sequence of Profile

    Returns
    -------
    judgements : tuple of Judgement, the run's own first
    refused : dict of a profile's name to why it is not among them
    """
    judged, refused = [_judgement(facts, own)], {}
    for profile in others:
        why = _why_not(facts, own, profile)
        try:
            judged += [] if why else [_judgement(facts, profile)]
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
    return f"this run lacks {known(lacking)}" if lacking else ""


def _is_measure(facts: pd.DataFrame, name: str) -> bool:
    return name in facts and pd.api.types.is_numeric_dtype(facts[name])


def _judgement(facts: pd.DataFrame, profile: Profile) -> Judgement:
    judged = judge(facts, profile)
    score = scored(judged, profile)
    rank = scoring.ranks(score, ~judged.excluded)
    names = [VALUE_PREFIX + criterion.factor for criterion in profile.criteria]
    sites = pd.DataFrame(judged.matrix, columns=names, index=facts.index).assign(
        rank=pd.array(rank, dtype="Int64"),
        score=score,
        coverage_fraction=scoring.coverage(judged.matrix, judged.weights),
        excluded_by=judged.verdicts.excluded_by,
        unverified=judged.verdicts.unverified,
    )
    return Judgement(
        profile.name,
        profile.about,
        profile.method,
        profile.missing,
        profile.least_coverage_fraction,
        sites,
        criteria_table(profile, judged.weights),
        constraints_table(profile, judged.verdicts.outcomes),
    )
