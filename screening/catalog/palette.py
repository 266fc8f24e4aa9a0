"""Colours and classes of the map: one place that styles, legends and pictures read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VoltageClass:
    """How lines and substations of a range of voltages are drawn.

    Attributes
    ----------
    from_kv : float [kV], least voltage of the class; 0 also takes unknown voltages
    label, colour : str
    width : float [px], of a line
    """

    from_kv: float
    label: str
    colour: str
    width: float


VOLTAGES = (
    VoltageClass(500.0, "500 kV and more", "#6a1452", 2.6),
    VoltageClass(345.0, "345 kV", "#c0392b", 2.0),
    VoltageClass(230.0, "230 kV", "#e08214", 1.6),
    VoltageClass(138.0, "138 kV", "#c9a36a", 1.2),
    VoltageClass(0.0, "under 138 kV or unknown", "#b3aca3", 0.9),
)
"""High voltages darker and wider, so that they are told apart without colour."""

SCORE = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
"""Five even steps of matplotlib's viridis (CC0), dark to bright: 0–20, … 80–100."""

FIBER = "#0072b2"
POINT = "#004c7a"
CONNECTIONS = {
    "substation": "#8c2d04",
    "line": "#e08214",
    "fiber": FIBER,
    "hub": "#7b4fa3",
}
"""A colour a kind of connection (Okabe–Ito hues)."""


@dataclass(frozen=True)
class PathStyle:
    """How a way along routes is drawn.

    Attributes
    ----------
    colour : str
    width : float [px]
    dash : str or None, lengths [px] of dashes and gaps
    """

    colour: str
    width: float
    dash: str | None = None


PATHS = {
    "primary": PathStyle("#0072b2", 5.0),
    "diverse": PathStyle("#009e73", 5.0),
    "shared": PathStyle("#e69f00", 5.0, "3 5"),
    "cut": PathStyle("#d55e00", 8.0),
}
"""From the lowest to the highest (Okabe–Ito hues)."""

INK, MUTED, ASH = "#22262b", "#7d8790", "#c3c8cc"
"""Of text; of what is excluded; of sites without a score."""

ORE, SAND, STONE = "#7a3b2e", "#8a7350", "#a59d8e"
"""Of labels: high voltages, lower ones, places."""

PAPER = "#ffffff"
LAND = "#f5f3ee"
STATE_EDGE = "#a8a296"
COUNTY_EDGE = "#dfdad0"
OUTSIDE = "#eaf0f3"
"""What the canvas shows where no boundary is: sea, or a country that the layers leave out."""

HEAT = ("#ffffcc", "#fed976", "#fd8d3c", "#e31a1c", "#800026")
"""Five steps of a temperature, cool to hot (ColorBrewer YlOrRd)."""
