"""Tables of rank uncertainty, as written to the GeoPackage and plotted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening import scoring

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import MonteCarloSettings, Profile
    from screening.scoring.evaluation import Evaluation

MAX_TABLE_SITES = 30
"""Sites of the acceptability table, the best ranks first."""
MIN_SHARE = 0.0005
"""Smaller shares of the draws are left out of that table [-]."""
AGREEMENT_SITES = 2_000
"""With more sites methods are not compared: PROMETHEE II and Kendall's τ compare every pair."""
MIN_LOGARITHM_VALUE = 1e-12
"""Floor of a value before its logarithm is taken [-]."""


def sample_ranks(
    values: scoring.ValueDistribution,
    evaluation: Evaluation,
    rank: NDArray[np.float64],
    profile: Profile,
    settings: MonteCarloSettings,
) -> tuple[scoring.Robustness, dict[str, Any]]:
    """Sample the ranks, and describe the sampling.

    Parameters
    ----------
    values : ValueDistribution, of all sites
    evaluation : Evaluation
    rank : (n_sites,), NaN for unranked sites
    profile : Profile
    settings : MonteCarloSettings

    Returns
    -------
    (robustness, metadata), the latter for ``run.json``
    """
    method = scoring.METHODS[profile.method]
    too_many = len(rank) > settings.max_sites
    robustness = scoring.rank_uncertainty(
        values,
        np.full(len(rank), np.nan) if too_many else rank,  # without ranks nothing is sampled
        ~evaluation.excluded,
        evaluation.weights,
        method=profile.method,
        settings=settings,
    )
    relative = [f"method {method.title}"] if method.relative else []
    if profile.weighting in scoring.RELATIVE_WEIGHTINGS:
        relative.append(f"{profile.weighting} weights")
    metadata = {
        "weighting": profile.weighting,
        "relative": relative,
        "robustness": {
            "draws": robustness.draws,
            "distribution": robustness.distribution,
            "interval_fraction": scoring.INTERVAL,
        },
    }
    return robustness, metadata


def robustness_tables(
    names: pd.Index,
    evaluation: Evaluation,
    rank: NDArray[np.float64],
    profile: Profile,
    robustness: scoring.Robustness,
) -> Mapping[str, pd.DataFrame]:
    """Build the tables of ``ScreeningResult.robustness``.

    Parameters
    ----------
    names : Index of site ids, in the order of the other arguments
    evaluation, rank, profile : as for :func:`sample_ranks`
    robustness : Robustness

    Returns
    -------
    mapping of name to DataFrame; empty where nothing was sampled
    """
    if not robustness.draws:
        return {}
    return {
        "acceptability": _acceptability_table(names, rank, robustness),
        "central_weights": _central_weights_table(names, profile, robustness),
        "tipping": _tipping_table(names, evaluation, rank, profile),
        "agreement": _agreement_table(names, evaluation, profile),
    }


def _acceptability_table(
    names: pd.Index, rank: NDArray[np.float64], robustness: scoring.Robustness
) -> pd.DataFrame:
    columns = ["site_id", "rank", "acceptability_fraction"]
    shares = robustness.acceptability
    if shares is None:
        return pd.DataFrame(columns=columns)
    rows = [
        (names[i], place + 1, shares[i, place])
        for i in _best_sites(rank)
        for place in np.flatnonzero(shares[i] >= MIN_SHARE)
    ]
    return pd.DataFrame(rows, columns=columns)


def _best_sites(rank: NDArray[np.float64]) -> NDArray[np.intp]:
    order = np.argsort(rank, kind="stable")  # NaN sorts last
    return order[: min(MAX_TABLE_SITES, int((~np.isnan(rank)).sum()))]


def _central_weights_table(
    names: pd.Index, profile: Profile, robustness: scoring.Robustness
) -> pd.DataFrame:
    rows = [
        (names[i], criterion.factor, robustness.central[i, j], robustness.confidence[i])
        for i in np.flatnonzero(~np.isnan(robustness.confidence)).tolist()
        for j, criterion in enumerate(profile.criteria)
    ]
    columns = ["site_id", "factor", "weight_fraction", "confidence_fraction"]
    return pd.DataFrame(rows, columns=columns)


def _tipping_table(
    names: pd.Index, evaluation: Evaluation, rank: NDArray[np.float64], profile: Profile
) -> pd.DataFrame:
    columns = [
        *("factor", "weight_fraction", "tip_below_fraction", "leader_below"),
        *("tip_above_fraction", "leader_above"),
    ]
    matrix, candidates = _weighted_sum_form(evaluation.matrix, ~np.isnan(rank), profile.method)
    if scoring.METHODS[profile.method].relative or not candidates.any():
        return pd.DataFrame(columns=columns)
    tips = scoring.tipping_weights(matrix[candidates], evaluation.weights)
    ids = [*names[candidates], ""]  # no leader is -1: the empty last one
    return pd.DataFrame(
        {
            "factor": [criterion.factor for criterion in profile.criteria],
            "weight_fraction": tips.weights,
            "tip_below_fraction": tips.below,
            "leader_below": [ids[i] for i in tips.leader_below],
            "tip_above_fraction": tips.above,
            "leader_above": [ids[i] for i in tips.leader_above],
        },
        columns=columns,
    )


def _weighted_sum_form(
    matrix: NDArray[np.float64], candidates: NDArray[np.bool_], method: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Values whose weighted sum orders sites as the method, and the sites that can lead.

    A weighted product orders as the weighted sum of logarithms; a site with a value of 0 has a
    product of 0 and never leads.
    """
    if method != "wpm":
        return matrix, candidates
    logarithms = np.log(np.fmax(matrix, MIN_LOGARITHM_VALUE)) + 0 * matrix  # fmax drops NaN
    return logarithms, candidates & ~(matrix == 0).any(axis=1)


def _agreement_table(names: pd.Index, evaluation: Evaluation, profile: Profile) -> pd.DataFrame:
    """Rank the sites with complete data by every method, and compare the rankings."""
    complete = ~evaluation.excluded & ~np.isnan(evaluation.matrix).any(axis=1)
    columns = ["method", "title", "relative", "leader", "agreement", "compared_count"]
    if not 2 <= complete.sum() <= AGREEMENT_SITES:
        return pd.DataFrame(columns=columns)
    matrix, ids = evaluation.matrix[complete], names[complete]
    eligible = np.ones(len(matrix), dtype=bool)
    ranks = {
        name: scoring.ranks(scoring.scores(matrix, evaluation.weights, method=name), eligible)
        for name in scoring.METHODS
    }
    rows = [
        (
            name,
            method.title,
            "yes" if method.relative else "no",
            str(ids[int(np.argmin(ranks[name]))]),
            scoring.kendall_tau_b(ranks[profile.method], ranks[name]),
            len(matrix),
        )
        for name, method in scoring.METHODS.items()
    ]
    return pd.DataFrame(rows, columns=columns)
