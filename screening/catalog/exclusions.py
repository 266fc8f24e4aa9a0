"""Features of a file that are no supply of power at their voltage, by what the file states."""

from __future__ import annotations

from screening.catalog.layer_kind import Exclusion
from screening.catalog.voltage_classes import VOLTAGE_ALIASES

FREQUENCY = "frequency"
"""Column of the frequency [Hz], as in OpenStreetMap."""

_TYPES = ("type", "line_type", "substation_type", "sub_type", "station_type", "current_type")

_DC_WORDS = r"(\b|hv|v|\d)dc\b|direct current|(±|\+ ?/? ?-)(?! ?[\d.]+ ?%)"

DC = Exclusion(
    name="dc",
    reason="that are DC",
    patterns=(
        ((*_TYPES, *VOLTAGE_ALIASES, "current", FREQUENCY), _DC_WORDS),
        (("substation",), r"\bconverter\b"),
    ),
    unless=r"(\b|v|\d)ac\b|alternating current",
    frequencies_hz=(0.0,),
)
"""Direct current: its voltage is no supply to anyone without a converter."""

TRACTION = Exclusion(
    name="traction",
    reason="of railway traction",
    patterns=(((*_TYPES, "usage", "substation"), r"\btraction\b"),),
    unless=r"\b(transmission|distribution)\b",
    frequencies_hz=(16.6, 16.66, 16.67, 16.7, 25.0),
)
"""Networks of railways, also at 16.7 and 25 Hz."""

_TAP_WORDS = r"\b(taps?|risers?|dead[ -]?ends?|joints?|merges?|splices?|transitions?)\b"

TAPS = Exclusion(
    name="taps",
    reason="that are taps, risers, joints or merges",
    patterns=(
        ((*_TYPES, "substation"), _TAP_WORDS),
        (("line_management",), r"branch|split|cross|join|transition|transpose|termination"),
        (("name", "substation_name"), r"^(tap|riser|dead ?end|joint|merge|splice)[ _#-]?\d+$"),
    ),
    unless=r"\bsub-?stations?\b|\bswitch",
)
"""Points where lines meet without a station; HIFLD names them TAP123456."""
