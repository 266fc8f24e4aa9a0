"""Multi-criteria scoring: values, weights, scores, ranks and their uncertainty."""

from __future__ import annotations

from screening.scoring.constraints import ConstraintResults, apply_constraints
from screening.scoring.methods.aggregation import METHODS, Method, wpm, wsm
from screening.scoring.methods.distance_based import (
    topsis,
    vikor,
    vikor_compromise,
    vikor_terms,
)
from screening.scoring.methods.dominance import dominated_by_count
from screening.scoring.methods.outranking import promethee_2
from screening.scoring.methods.perturbation import (
    EDGE_SIGMA,
    ValueDistribution,
    site_keys,
    spread_between,
    value_distribution,
)
from screening.scoring.methods.rank_agreement import kendall_tau_b
from screening.scoring.methods.rank_uncertainty import INTERVAL, Robustness, rank_uncertainty
from screening.scoring.methods.ranking import coverage, normalised_weights, ranks, scores
from screening.scoring.methods.smaa import SmaaResult, smaa
from screening.scoring.methods.value_functions import (
    MAX_UNCERTAIN_SHARE,
    bounded_values,
    value_matrix,
)
from screening.scoring.methods.weight_sensitivity import WeightSensitivity, tipping_weights
from screening.scoring.methods.weighting import (
    MAX_CONSISTENCY_RATIO,
    RELATIVE_WEIGHTINGS,
    WEIGHTINGS,
    ahp_weights,
    critic_weights,
    entropy_weights,
    equal_weights,
    inconsistent_judgements,
    rank_order_centroid,
    validate_ahp_weights,
)

__all__ = [
    "EDGE_SIGMA",
    "INTERVAL",
    "MAX_CONSISTENCY_RATIO",
    "MAX_UNCERTAIN_SHARE",
    "METHODS",
    "RELATIVE_WEIGHTINGS",
    "WEIGHTINGS",
    "ConstraintResults",
    "Method",
    "Robustness",
    "SmaaResult",
    "ValueDistribution",
    "WeightSensitivity",
    "ahp_weights",
    "apply_constraints",
    "bounded_values",
    "coverage",
    "critic_weights",
    "dominated_by_count",
    "entropy_weights",
    "equal_weights",
    "inconsistent_judgements",
    "kendall_tau_b",
    "normalised_weights",
    "promethee_2",
    "rank_order_centroid",
    "rank_uncertainty",
    "ranks",
    "scores",
    "site_keys",
    "smaa",
    "spread_between",
    "tipping_weights",
    "topsis",
    "validate_ahp_weights",
    "value_distribution",
    "value_matrix",
    "vikor",
    "vikor_compromise",
    "vikor_terms",
    "wpm",
    "wsm",
]
