"""Every way to weights for one profile, and the ranking that each would give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from screening import scoring
from screening.errors import InputError
from screening.scoring.evaluation import (
    Evaluation,
    criterion_weights,
    evaluate_criteria,
    pairwise_table,
    score_sites,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from screening.model import Profile


@dataclass(frozen=True)
class WeightingResult:
    """What one way to weights gives.

    Attributes
    ----------
    name : str, of ``screening.scoring.WEIGHTINGS``
    weights : (n_criteria,), sum 1; empty where refused
    leader : str, ``site_id`` of the site that leads by them; "" for none
    agreement : float, Kendall's τ-b with the ranks by the profile's own weights
    note : str, what they rest on
    refused : str, why there are none
    """

    name: str
    weights: NDArray[np.float64]
    leader: str = ""
    agreement: float = float("nan")
    note: str = ""
    refused: str = ""


def compare_weightings(facts: pd.DataFrame, profile: Profile) -> list[WeightingResult]:
    """Weigh a profile's criteria every way.

    Parameters
    ----------
    facts : DataFrame, a row a site, every factor of the profile
    profile : Profile

    Returns
    -------
    list of Weighing, in the order of ``screening.scoring.WEIGHTINGS``
    """
    given = evaluate_criteria(facts, replace(profile, weighting="given"))
    found = []
    for name in scoring.WEIGHTINGS:
        if name == "ahp" and not profile.pairwise:
            found.append(_refused(name, "no pairwise judgements in the profile"))
            continue
        try:
            weights = criterion_weights(profile, name, given.matrix[~given.excluded])
        except InputError as error:
            found.append(_refused(name, str(error)))
            continue
        found.append(
            WeightingResult(name, weights, note=_note(profile, name, given.matrix[~given.excluded]))
        )
    own = next((way.weights for way in found if way.name == profile.weighting), given.weights)
    reference = _ranks(given, profile, own if len(own) else given.weights)
    return [
        way
        if way.refused
        else _led(way, facts.index, _ranks(given, profile, way.weights), reference)
        for way in found
    ]


def _refused(name: str, why: str) -> WeightingResult:
    return WeightingResult(name, np.empty(0), refused=why)


def _note(profile: Profile, name: str, matrix: NDArray[np.float64]) -> str:
    if name == "ranked":
        return "the profile's order" if profile.order else "in the order of the given weights"
    if name == "ahp":
        _, ratio = scoring.ahp_weights(pairwise_table(profile))
        return f"consistency ratio {ratio:.3f}"
    if name in scoring.RELATIVE_WEIGHTINGS:
        return f"of the {int((~np.isnan(matrix).any(axis=1)).sum())} sites of which all is known"
    return ""


def _ranks(
    judged: Evaluation, profile: Profile, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    other = replace(judged, weights=weights)
    return scoring.ranks(score_sites(other, profile), ~other.excluded)


def _led(
    way: WeightingResult,
    names: pd.Index,
    ranks: NDArray[np.float64],
    reference: NDArray[np.float64],
) -> WeightingResult:
    if np.isnan(ranks).all():
        return way
    return replace(
        way,
        leader=str(names[int(np.nanargmin(ranks))]),
        agreement=scoring.kendall_tau_b(reference, ranks),
    )
