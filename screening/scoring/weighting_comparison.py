"""Every weighting applied to one profile, and the ranking that each would give."""

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
    """Weights of one weighting.

    Attributes
    ----------
    name : str, of ``screening.scoring.WEIGHTINGS``
    weights : (n_criteria,), sum 1; empty where refused
    leader : str, ``site_id`` of the site that leads by them; "" for none
    agreement : float, Kendall's τ-b with the ranks by the profile's own weights
    note : str, basis of the weights
    refused : str, reason why there are none; "" where there are
    """

    name: str
    weights: NDArray[np.float64]
    leader: str = ""
    agreement: float = float("nan")
    note: str = ""
    refused: str = ""


def compare_weightings(facts: pd.DataFrame, profile: Profile) -> list[WeightingResult]:
    """Weight a profile's criteria by every weighting.

    Parameters
    ----------
    facts : DataFrame, a row a site, every factor of the profile
    profile : Profile

    Returns
    -------
    list of WeightingResult, in the order of ``screening.scoring.WEIGHTINGS``
    """
    given = evaluate_criteria(facts, replace(profile, weighting="given"))
    candidates = given.matrix[~given.excluded]
    results = []
    for name in scoring.WEIGHTINGS:
        if name == "ahp" and not profile.pairwise:
            results.append(_refusal(name, "no pairwise judgements in the profile"))
            continue
        try:
            weights = criterion_weights(profile, name, candidates)
        except InputError as error:
            results.append(_refusal(name, str(error)))
            continue
        results.append(WeightingResult(name, weights, note=_basis(profile, name, candidates)))
    own = next((r.weights for r in results if r.name == profile.weighting), given.weights)
    reference = _ranks(given, profile, own if len(own) else given.weights)
    return [
        result
        if result.refused
        else _add_ranking(result, facts.index, _ranks(given, profile, result.weights), reference)
        for result in results
    ]


def _refusal(name: str, reason: str) -> WeightingResult:
    return WeightingResult(name, np.empty(0), refused=reason)


def _basis(profile: Profile, name: str, matrix: NDArray[np.float64]) -> str:
    if name == "ranked":
        return "the profile's order" if profile.order else "in the order of the given weights"
    if name == "ahp":
        _, ratio = scoring.ahp_weights(pairwise_table(profile))
        return f"consistency ratio {ratio:.3f}"
    if name in scoring.RELATIVE_WEIGHTINGS:
        return f"from the {int((~np.isnan(matrix).any(axis=1)).sum())} sites with complete data"
    return ""


def _ranks(
    evaluation: Evaluation, profile: Profile, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    reweighted = replace(evaluation, weights=weights)
    return scoring.ranks(score_sites(reweighted, profile), ~reweighted.excluded)


def _add_ranking(
    result: WeightingResult,
    names: pd.Index,
    ranks: NDArray[np.float64],
    reference: NDArray[np.float64],
) -> WeightingResult:
    if np.isnan(ranks).all():
        return result
    return replace(
        result,
        leader=str(names[int(np.nanargmin(ranks))]),
        agreement=scoring.kendall_tau_b(reference, ranks),
    )
