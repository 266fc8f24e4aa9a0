"""What many draws say of a ranking, as tables that people and pictures read."""

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
"""Sites of the acceptability table, the best first."""
MIN_SHARE = 0.0005
"""Smaller shares of the draws are left out of that table [-]."""
AGREEMENT_SITES = 2_000
"""Among more sites methods are not compared: PROMETHEE holds each against each."""
NEVER_ZERO = 1e-12
"""A site with a value of 0 never leads by the weighted product."""


def sample_ranks(
    spread: scoring.ValueDistribution,
    judged: Evaluation,
    rank: NDArray[np.float64],
    profile: Profile,
    draws: MonteCarloSettings,
) -> tuple[scoring.Robustness, dict[str, Any]]:
    """Draw the ranks, and say how.

    Parameters
    ----------
    spread : ValueDistribution, of all sites
    judged : Evaluation
    rank : (n_sites,), NaN for none
    profile : Profile
    draws : MonteCarloSettings

    Returns
    -------
    (robustness, told), the second for ``run.json``
    """
    method = scoring.METHODS[profile.method]
    asked = ~judged.excluded
    few = len(rank) <= draws.max_sites
    found = scoring.rank_uncertainty(
        spread,
        rank if few else np.full(len(rank), np.nan),
        asked,
        judged.weights,
        method=profile.method,
        draws=draws,
    )
    relative = [f"method {method.title}"] if method.relative else []
    if profile.weighting in scoring.RELATIVE_WEIGHTINGS:
        relative.append(f"{profile.weighting} weights")
    told = {
        "weighting": profile.weighting,
        "relative": relative,
        "robustness": {
            "draws": found.draws,
            "distribution": found.distribution,
            "interval_fraction": scoring.INTERVAL,
        },
    }
    return found, told


def robustness_tables(
    names: pd.Index,
    judged: Evaluation,
    rank: NDArray[np.float64],
    profile: Profile,
    found: scoring.Robustness,
) -> Mapping[str, pd.DataFrame]:
    """Make the tables of ``Screening.robustness``.

    Parameters
    ----------
    names : Index of site ids, in the order of the other arguments
    judged, rank, profile : as of :func:`sample_ranks`
    found : Robustness

    Returns
    -------
    mapping of name to DataFrame; empty where nothing was drawn
    """
    if not found.draws:
        return {}
    return {
        "acceptability": _acceptability(names, rank, found),
        "central_weights": _central(names, profile, found),
        "tipping": _tipping(names, judged, rank, profile),
        "agreement": _agreement(names, judged, profile),
    }


def _acceptability(
    names: pd.Index, rank: NDArray[np.float64], found: scoring.Robustness
) -> pd.DataFrame:
    columns = ["site_id", "rank", "acceptability_fraction"]
    if found.acceptability is None:
        return pd.DataFrame(columns=columns)
    rows = [
        (names[i], place + 1, found.acceptability[i, place])
        for i in _best(rank)
        for place in np.flatnonzero(found.acceptability[i] >= MIN_SHARE)
    ]
    return pd.DataFrame(rows, columns=columns)


def _best(rank: NDArray[np.float64]) -> NDArray[np.intp]:
    order = np.argsort(rank, kind="stable")
    return order[: min(MAX_TABLE_SITES, int((~np.isnan(rank)).sum()))]


def _central(names: pd.Index, profile: Profile, found: scoring.Robustness) -> pd.DataFrame:
    rows = [
        (names[int(i)], criterion.factor, found.central[i, j], found.confidence[i])
        for i in np.flatnonzero(~np.isnan(found.confidence))
        for j, criterion in enumerate(profile.criteria)
    ]
    columns = ["site_id", "factor", "weight_fraction", "confidence_fraction"]
    return pd.DataFrame(rows, columns=columns)


def _tipping(
    names: pd.Index, judged: Evaluation, rank: NDArray[np.float64], profile: Profile
) -> pd.DataFrame:
    columns = [
        *("factor", "weight_fraction", "tip_below_fraction", "leader_below"),
        *("tip_above_fraction", "leader_above"),
    ]
    ranked = ~np.isnan(rank)
    if scoring.METHODS[profile.method].relative or not ranked.any():
        return pd.DataFrame(columns=columns)
    matrix, candidates = judged.matrix, ranked
    if profile.method == "wpm":  # its order is that of the weighted sum of logarithms
        candidates = ranked & ~(matrix == 0).any(axis=1)
        matrix = np.log(np.fmax(matrix, NEVER_ZERO)) + 0 * matrix
    if not candidates.any():
        return pd.DataFrame(columns=columns)
    tips = scoring.tipping_weights(matrix[candidates], judged.weights)
    ids = [*names[candidates], ""]
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


def _agreement(names: pd.Index, judged: Evaluation, profile: Profile) -> pd.DataFrame:
    """Rank the sites of which all is known by every method, and hold them side by side."""
    whole = ~judged.excluded & ~np.isnan(judged.matrix).any(axis=1)
    columns = ["method", "title", "relative", "leader", "agreement", "compared_count"]
    if not 2 <= whole.sum() <= AGREEMENT_SITES:
        return pd.DataFrame(columns=columns)
    matrix, ids = judged.matrix[whole], names[whole]
    everyone = np.ones(len(matrix), dtype=bool)
    ranks = {
        name: scoring.ranks(scoring.scores(matrix, judged.weights, method=name), everyone)
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
