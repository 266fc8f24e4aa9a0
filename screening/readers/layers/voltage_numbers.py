"""Numbers of volts or kilovolts as they are written → kV; commas and points read both ways."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

VOLTS_ABOVE = 2000.0
"""No line has a nominal voltage of so many kV (the highest in service is 1150 kV AC,
1100 kV DC), so greater numbers are volts."""
MAX_KV = 1500.0
"""Greater voltages are misread or mistyped [kV]."""
V_PER_KV = 1000.0
V_PER_UNIT = {"v": 1.0, "kv": V_PER_KV, "mv": 1e6}

_LOW_VOLTS = frozenset(
    (
        *(100, 110, 120, 127, 208, 220, 230, 240, 277, 347, 380, 400, 415, 433, 440, 480),
        *(575, 600, 660, 690, 750),
    )
)
"""Nominal voltages below 1 kV [V] (IEC 60038, ANSI C84.1, traction). Of a number without unit,
others are no voltage: 345 among volts is 345 kV, or 345 V, or a mistake."""
_NOMINAL_KV = frozenset(
    (
        *(
            2.4,
            3.3,
            4,
            4.16,
            4.8,
            6,
            6.3,
            6.6,
            6.9,
            7.2,
            8.32,
            10,
            10.5,
            11,
            12,
            12.47,
            12.5,
            13,
            13.2,
        ),
        *(
            13.8,
            14.4,
            15,
            16,
            20,
            20.8,
            21,
            22,
            22.9,
            23,
            24,
            24.9,
            24.94,
            25,
            26,
            27.6,
            30,
            33,
            34.5,
        ),
        *(
            35,
            36,
            38,
            40,
            44,
            45,
            46,
            50,
            55,
            57,
            60,
            63,
            66,
            69,
            70,
            72.5,
            77,
            88,
            90,
            100,
            110,
            115,
        ),
        *(120, 130, 132, 138, 144, 145, 150, 154, 161, 187, 220, 225, 230, 240, 245, 275, 287, 300),
        *(315, 330, 345, 380, 400, 420, 450, 500, 525, 550, 735, 750, 765, 1000, 1100, 1150),
    )
)
"""Nominal voltages of grids [kV] (IEC 60038, ANSI C84.1, HIFLD). They decide between two ways
to read a number, such as 138,345; a number that can be read in one way may be any."""
_DISTRIBUTION_KV = 60.0
"""Below it voltages of any multiple of 100 V are in use [kV]."""

_PLAIN = re.compile(r"\d+(?:\.\d*)?|\.\d+", re.ASCII)
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([,.' ])\d{3})(?:\1\d{3})*", re.ASCII)
_ONE_COMMA = re.compile(r"\d+,\d+", re.ASCII)
_LIST = re.compile(r"\d+(?:\.\d+)?(?:([, ])\d+(?:\.\d+)?)(?:\1\d+(?:\.\d+)?)*", re.ASCII)


def to_kv(number: float, unit: str = "", *, volts: bool = False) -> float:
    """Convert a number to kV.

    Parameters
    ----------
    number : float
    unit : str, ``kv``, ``v`` or ``mv`` where it is written, else ``""``
    volts : bool, numbers without unit are volts

    Returns
    -------
    float [kV], NaN for what cannot be the voltage of a grid

    Examples
    --------
    >>> to_kv(345), to_kv(345000), to_kv(0.345, "mv"), to_kv(400, volts=True)
    (345.0, 345.0, 345.0, 0.4)
    >>> to_kv(345, volts=True), to_kv(345, "v"), to_kv(33, "mv")
    (nan, 0.345, nan)
    """
    if unit:
        kv = number * V_PER_UNIT[unit] / V_PER_KV
    else:
        kv = number / V_PER_KV if volts or number > VOLTS_ABOVE else float(number)
        if kv < 1 and round(kv * V_PER_KV, 6) not in _LOW_VOLTS:
            return math.nan
    return kv if 0 < kv <= MAX_KV else math.nan


def read_voltages(text: str, unit: str = "", *, volts: bool = False) -> Sequence[float]:
    """Read the voltages of a number, or of numbers divided by commas or blanks alone.

    Of several ways to read it, such as a list, thousands or decimals, the one counts that
    gives nominal voltages; where several do, and disagree, none does.

    Parameters
    ----------
    text : str, digits, commas, points, blanks and apostrophes
    unit, volts : as in :func:`to_kv`

    Returns
    -------
    sequence of float [kV], empty where the text cannot be read

    Examples
    --------
    >>> [read_voltages(text) for text in ("138,345", "345,000", "34,5", "345 000")]
    [(138.0, 345.0), (345.0,), (34.5,), (345.0,)]
    >>> read_voltages("12,500"), read_voltages("345,000", "kv"), read_voltages("345.000", "v")
    ((), (345.0,), (345.0,))
    """
    ways = [
        (tuple(to_kv(number, unit, volts=volts) for number in numbers), numbers)
        for numbers in _ways(text)
    ]
    if len(ways) == 1 or len({max(kv) for kv, _ in ways}) == 1:
        kv = ways[0][0]
        return () if any(map(math.isnan, kv)) else kv
    usual = [kv for kv, numbers in ways if all(map(_is_usual, kv, numbers))]
    return usual[0] if len({max(kv) for kv in usual}) == 1 else ()


def _is_usual(kv: float, number: float) -> bool:
    if round(kv, 6) in _NOMINAL_KV or (number < 1 and round(kv * V_PER_KV, 6) in _LOW_VOLTS):
        return True
    is_whole = number >= V_PER_KV and number % 100 == 0
    return is_whole and kv < _DISTRIBUTION_KV


def _ways(text: str) -> Iterator[tuple[float, ...]]:
    """Give each way to read a text as numbers, distinct."""
    text = re.sub(r"(?<=[,' ]\d{3})\.0+$|(?<=\.\d{3}),0+$", "", text)
    if _PLAIN.fullmatch(text):
        yield (float(text),)
    elif _ONE_COMMA.fullmatch(text):
        yield (float(text.replace(",", ".")),)
    if _GROUPS.fullmatch(text):
        yield (float(re.sub(r"\D", "", text)),)
    if _LIST.fullmatch(text):
        yield tuple(map(float, re.split(r"[, ]", text)))
