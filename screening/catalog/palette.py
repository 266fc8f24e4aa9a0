"""Colours of every output, in one place."""

from __future__ import annotations

import math

SCORE = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
"""Five classes of the score, 0–20, … 80–100: even steps of matplotlib's viridis (CC0)."""

FIBER = "#0072b2"
POINT = "#004c7a"
STATION = "#7a5195"
"""Colours of fiber, of points of presence and of weather stations."""

OWN = "#b5367a"
"""Colour of a user's own layers."""

INK, MUTED, ASH = "#22262b", "#7d8790", "#c3c8cc"
"""Colours of text, of excluded sites and of sites without a score."""

ORE, SAND, STONE = "#7a3b2e", "#8a7350", "#a59d8e"
"""Colours of labels: high voltages, lower voltages, places."""

PAPER = "#ffffff"
LAND = "#f5f3ee"
STATE_EDGE = "#a8a296"
COUNTY_EDGE = "#dfdad0"
OUTSIDE = "#eaf0f3"
"""Background outside all boundaries: sea, or a country that the layers do not cover."""

RASTER = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")
"""Five even steps of ColorBrewer's YlOrBr, low to high; distinct from the colours of scores."""

WATER_STRESS = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
"""Five even steps of ColorBrewer's Blues, for a score of 0 to 5."""


def score_class(score: float) -> int:
    """Classify a score: its position in :data:`SCORE`.

    Parameters
    ----------
    score : float, 0..100

    Returns
    -------
    int; a score outside 0..100 is in the nearest class

    Examples
    --------
    >>> score_class(0.0), score_class(19.99), score_class(20.0), score_class(100.0)
    (0, 0, 1, 4)
    """
    return min(max(math.floor(score * len(SCORE) / 100.0), 0), len(SCORE) - 1)
