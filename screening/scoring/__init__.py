"""From facts to a rank: values, weights, methods, knock-outs. Arrays in, arrays out."""

from __future__ import annotations

from screening.scoring.constraints import Verdicts, judge
from screening.scoring.methods import METHODS, wpm, wsm
from screening.scoring.ranking import coverage, normalised_weights, ranks, scores
from screening.scoring.values import values

__all__ = [
    "METHODS",
    "Verdicts",
    "coverage",
    "judge",
    "normalised_weights",
    "ranks",
    "scores",
    "values",
    "wpm",
    "wsm",
]
