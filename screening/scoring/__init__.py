"""From facts to a rank, and how far to trust it. Arrays in, arrays out."""

from __future__ import annotations

from screening.scoring.constraints import Verdicts, judge
from screening.scoring.methods.aggregation import METHODS, Method, wpm, wsm
from screening.scoring.methods.distance_based import (
    promethee_2,
    topsis,
    vikor,
    vikor_compromise,
    vikor_terms,
)
from screening.scoring.methods.dominance import dominated_by, rank_agreement
from screening.scoring.methods.perturbation import EDGE_SIGMA, Spread, site_keys, spread_of
from screening.scoring.methods.rank_uncertainty import INTERVAL, Robustness, robustness
from screening.scoring.methods.ranking import coverage, normalised_weights, ranks, scores
from screening.scoring.methods.smaa import Acceptability, smaa
from screening.scoring.methods.value_functions import MOST_SHARE, values
from screening.scoring.methods.weight_sensitivity import Tipping, tipping_weights
from screening.scoring.methods.weighting import (
    MOST_INCONSISTENT,
    RELATIVE_WEIGHTINGS,
    WEIGHTINGS,
    ahp_weights,
    consistent_weights,
    critic_weights,
    entropy_weights,
    equal_weights,
    inconsistent_judgements,
    rank_order_centroid,
)

__all__ = [
    "EDGE_SIGMA",
    "INTERVAL",
    "METHODS",
    "MOST_INCONSISTENT",
    "MOST_SHARE",
    "RELATIVE_WEIGHTINGS",
    "WEIGHTINGS",
    "Acceptability",
    "Method",
    "Robustness",
    "Spread",
    "Tipping",
    "Verdicts",
    "ahp_weights",
    "consistent_weights",
    "coverage",
    "critic_weights",
    "dominated_by",
    "entropy_weights",
    "equal_weights",
    "inconsistent_judgements",
    "judge",
    "normalised_weights",
    "promethee_2",
    "rank_agreement",
    "rank_order_centroid",
    "ranks",
    "robustness",
    "scores",
    "site_keys",
    "smaa",
    "spread_of",
    "tipping_weights",
    "topsis",
    "values",
    "vikor",
    "vikor_compromise",
    "vikor_terms",
    "wpm",
    "wsm",
]
