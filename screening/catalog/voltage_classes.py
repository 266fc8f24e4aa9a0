"""Voltage classes of lines and substations: one legend for both."""

from __future__ import annotations

from dataclasses import dataclass

from screening.catalog.layer_kind import Column


@dataclass(frozen=True)
class VoltageStyle:
    """The style of a range of voltages.

    Attributes
    ----------
    lower_kv : float [kV] or None, lowest voltage; None for the rest, including unknown voltages
    title, colour : str
    width : float [px], of a line
    high : bool, visible at every scale
    """

    lower_kv: float | None
    title: str
    colour: str
    width: float
    high: bool


# Higher voltages are darker and wider, so that classes differ without colour vision.
VOLTAGE_STYLES = (
    VoltageStyle(500.0, "500 kV and more", "#6a1452", 2.6, True),
    VoltageStyle(345.0, "345 kV", "#c0392b", 2.0, True),
    VoltageStyle(230.0, "230 kV", "#e08214", 1.6, False),
    VoltageStyle(138.0, "138 kV", "#c9a36a", 1.2, False),
    VoltageStyle(None, "under 138 kV or unknown", "#b3aca3", 0.9, False),
)
HIGH_CLASSES = tuple(i for i, style in enumerate(VOLTAGE_STYLES) if style.high)
LOW_CLASSES = tuple(i for i, style in enumerate(VOLTAGE_STYLES) if not style.high)

VOLTAGE_ALIASES = (
    *("voltage_kv", "kv", "voltage", "max_volt", "min_volt"),
    *("volt_class", "voltage_class"),
)
"""Names of voltage columns in files, the most specific first."""

VOLTAGE = Column(
    "voltage_kv",
    "Voltage",
    "Highest nominal voltage, of a range its lowest; empty where unknown.",
    "kV",
    aliases=VOLTAGE_ALIASES,
    parse="voltage",
    required=True,
    digits=1,
)

VOLTAGE_MAX = Column(
    "voltage_max_kv",
    "Voltage at most",
    "Upper bound of the highest nominal voltage; empty where there is none.",
    "kV",
    aliases=("voltage_max_kv",),
    parse="voltage_limit",
    upper_of="voltage_kv",
    digits=1,
)
"""Where a file states a range: ``voltage_kv`` is its lower end. Both are equal for an exact
voltage, and both empty where nothing is known; an empty lower end is 0, an empty upper end
infinity."""
