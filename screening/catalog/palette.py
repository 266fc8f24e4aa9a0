"""Colours of every output, in one place."""

from __future__ import annotations

import math

SCORE = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
"""Five classes of the score, 0–20, … 80–100: even steps of matplotlib's viridis (CC0)."""

FIBER = "#0072b2"
POINT = "#004c7a"
STATION = "#7a5195"
"""Of fiber; of points of presence; of weather stations."""

INK, MUTED, ASH = "#22262b", "#7d8790", "#c3c8cc"
"""Of text; of what is excluded; of what has no value."""

ORE, SAND, STONE = "#7a3b2e", "#8a7350", "#a59d8e"
"""Of labels: high voltages, lower ones, places."""

PAPER = "#ffffff"
LAND = "#f5f3ee"
STATE_EDGE = "#a8a296"
COUNTY_EDGE = "#dfdad0"
OUTSIDE = "#eaf0f3"
"""What the canvas shows where no boundary is: sea, or a country that the layers leave out."""

RASTER = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")
"""Five even steps of ColorBrewer's YlOrBr, low to high: none is a colour of a score."""

WATER_STRESS = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
"""Five even steps of ColorBrewer's Blues, for a score of 0 to 5."""


def score_class(score: float) -> int:
    """Give the class of a score: its place in :data:`SCORE`.

    Parameters
    ----------
    score : float, 0..100

    Returns
    -------
    int; a score outside the scale falls into the class at its end

    Examples
    --------
    >>> score_class(0.0), score_class(19.99), score_class(20.0), score_class(100.0)
    (0, 0, 1, 4)
    """
    return min(max(math.floor(score * len(SCORE) / 100.0), 0), len(SCORE) - 1)
