"""One cell that states voltages: a number, a list, a class or a range → its bounds in kV."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from screening.readers.layers.voltage_numbers import VOLTS_ABOVE, read_voltages
from screening.readers.number_text import clean_number


class Voltage(NamedTuple):
    """The highest voltage of an asset.

    Attributes
    ----------
    low, high : float [kV], 0 and infinity where no bound is known
    """

    low: float = 0.0
    high: float = math.inf


UNKNOWN = Voltage()

LOWEST_NOMINAL = {Voltage(220.0, 287.0): 230.0, Voltage(735.0): 765.0}
"""Lowest nominal voltage of the United States in a class of HIFLD [kV], where it is not the
lower end of the class."""

_UNKNOWN_TEXTS = frozenset(
    (
        *("", "-", "?", "not available", "not applicable", "unknown", "none", "n/a", "na", "nan"),
        *("null", "tbd", "#n/a", "inf", "-inf"),
    )
)
_ZERO = re.compile(r"0+(?:\.0*)?")
"""Unknown, or a circuit that is not live."""
_NO_DATA = re.compile(r"-1(?:\.0*)?|-?9{3,}(?:\.0*)?|-9{1,2}(?:\.0*)?")
_DIRECT_CURRENT = re.compile(r"(?:\b|hv|v|\d)dc\b|(?:±|\+\s*/?\s*-)(?!\s*[\d.]+\s*%)")
_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("×✕*", "x"),
        **dict(zip("кв", "kv", strict=True)),
        "≥": ">=",
        "≤": "<=",
        "&": ";and ",
    }
)
_UNIT = r"(?:kv|v|mv)"
_REWRITTEN = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        # quotes and brackets of lists, but not the mark of 345'000
        (r"[\[\]{}\"]|(?<!\d)'|'(?!\d)", " "),
        (r"\b(?:50|60)\s*hz\b|\b3\s*(?:~|ac\b|-?\s*ph(?:ase)?\b)", " "),
        (r",?\s*(?:\d+\s*x\s*)?\d[\d.]*\s*mva\b", " "),
        # single and double circuit in India; overhead, underground, substation
        (r"\b(?:[sdm]\s*/\s*c|[oh]\s*/\s*[hl]|[su]\s*/\s*[sg])\b", " "),
        (r"(?<=\d)\s*y(?=\s*/)|(?<=\d)-(?=\s*/)", ""),  # 12470Y/7200, 110-/20-kV
        (r"^kv\s*([\d.,]+)$", r"\1 kv"),
        (r"\b(?:kilovolts?|k\.v\.?|kvs|kvac)(?![a-z])|(?<=\d)(?:kilovolts?|kvs|kvac)\b", "kv"),
        (r"\b(?:volts?|vac)\b|(?<=\d)(?:volts?|vac)\b", "v"),
        (r"\bmegavolts?\b", "mv"),
        (
            r"\b(?:ac|nominal|rated|class|lines?|cables?|ohl|gis|ais|(?:sub)?stations?"
            r"|transmission)\b|\(\s*\d{1,2}\s*\)",
            " ",
        ),
        (rf"-\s*(?={_UNIT}\b)", " "),  # 345-kV
        (rf"\+\s*({_UNIT})?\s*(?=$|[;/|:,\n])", r" \1 and above"),
        (r";?\b(?:and|or)\s+(?:above|up|over|higher|greater|more|larger)\b", " >="),
        (r";?\b(?:and|or)\s+(?:below|under|lower|less|smaller)\b", " <="),
        (r"\b(?:over|above|at\s+least|(?:more|greater|higher)\s+than|min(?:imum)?\b\.?)", ">="),
        (
            r"\b(?:under|below|sub|at\s+most|up\s+to|(?:less|lower)\s+than|max(?:imum)?\b\.?)-?",
            "<=",
        ),
        (r"\b(?:between|from)\b(.*)\b(?:and|to)\b", r"\1-"),
        (r"(?<=[\dv])\s*\b(?:to|through|thru)\b\s*(?=\d)", "-"),
        (rf"({_UNIT})\s+(?=[\d.])", r"\1;"),  # 69 kV 138 kV
    )
)
_PARTS = re.compile(r"[;/|:\\\n\r\t]|\+|\s*,\s+|\s+,|,(?=\D)|\band\b")
_NUMBER = re.compile(rf"([\d.,' ]*\d[.,]?)\s*({_UNIT})?\.?", re.ASCII)
_LIMIT = re.compile(r"(?:(>=?|<=?)\s*(?P<after>[^<>=]+)|(?P<before>[^<>=]+?)\s*(>=|<=))")
_COUNT = re.compile(r"[1-9]\d?", re.ASCII)
_MAX_COUNT = 12
"""``2x345``: a whole number of up to so many counts circuits or transformers."""


def read_voltage(text: str, *, volts: bool = False) -> Voltage | None:
    """Read one cell.

    Parameters
    ----------
    text : str
    volts : bool, numbers without unit are volts

    Returns
    -------
    Voltage, unknown where the cell says so or states a direct current; of a list, the
    highest. ``None`` where it cannot be read.

    Examples
    --------
    >>> [read_voltage(text) for text in ("345/138 kV", "2x345 kV", "138.0")]
    [Voltage(low=345.0, high=345.0), Voltage(low=345.0, high=345.0), Voltage(low=138.0, high=138.0)]
    >>> read_voltage("100-161"), read_voltage("735 AND ABOVE"), read_voltage("SUB 100")
    (Voltage(low=100.0, high=161.0), Voltage(low=765.0, high=inf), Voltage(low=0.0, high=100.0))
    >>> read_voltage("NOT AVAILABLE"), read_voltage("high")
    (Voltage(low=0.0, high=inf), None)
    """
    said = clean_number(text).lower().translate(_SAME).strip()
    if said in _UNKNOWN_TEXTS or _NO_DATA.fullmatch(said) or _DIRECT_CURRENT.search(said):
        return UNKNOWN
    said = re.sub(r" {2,}", ";", said.strip(" ,;"))
    for pattern, new in _REWRITTEN:
        said = pattern.sub(new, said)
    parts = [part.strip() for part in _PARTS.split(said) if part.strip()]
    known = [part for part in parts if not _ZERO.fullmatch(part)]
    if not known:
        return UNKNOWN if parts else None
    units = _units(known)
    found = _read_parts(known, units, volts=volts)
    if not volts and any(bare_number(part) > VOLTS_ABOVE for part in known):
        # 20000/400: one number of volts, so that a greater one beside it is not of kilovolts
        in_volts = _read_parts(known, units, volts=True)
        most = max((each.high for each in in_volts if each is not None), default=0.0)
        found = [
            inside or (each if each is not None and each.high <= most else None)
            for inside, each in zip(in_volts, found, strict=True)
        ]
    stated = [each for each in found if each is not None]
    if len(stated) < len(found):
        return None
    return Voltage(max(each.low for each in stated), max(each.high for each in stated))


def _read_parts(parts: Sequence[str], units: Sequence[str], *, volts: bool) -> list[Voltage | None]:
    return [_read_part(part, unit, volts=volts) for part, unit in zip(parts, units, strict=True)]


def bare_number(text: str) -> float:
    """Give the largest number of a cell that states no unit.

    Parameters
    ----------
    text : str

    Returns
    -------
    float, NaN for a cell with a unit, or without a number above 0
    """
    if re.search(r"(?i)v", text):
        return math.nan
    numbers = [float(found) for found in re.findall(r"[0-9]+(?:\.[0-9]+)?", text)]
    return max((number for number in numbers if number > 0), default=math.nan)


def _units(parts: Sequence[str]) -> list[str]:
    """Give each part without a unit the one that follows in the cell, else the last before."""
    written = [found[-1] if (found := re.findall(_UNIT, part)) else "" for part in parts]
    known = [unit for unit in written if unit]
    following = [next((unit for unit in written[i:] if unit), "") for i in range(len(written))]
    return [unit or (known[-1] if known else "") for unit in following]


def _read_part(part: str, unit: str, *, volts: bool) -> Voltage | None:
    """Read a part of a list: unknown, a limit, a range, or voltages."""
    if part in _UNKNOWN_TEXTS:
        return UNKNOWN
    limit = _LIMIT.fullmatch(part)
    if limit is not None:
        value = _read_numbers(limit["after"] or limit["before"], unit, volts=volts)
        if value is None or (volts and max(value) < 1):  # classes are in kV
            return None
        if ">" in part:
            bound = Voltage(max(value))
            return Voltage(LOWEST_NOMINAL.get(bound, bound.low))
        return Voltage(0.0, max(value))
    pieces = part.split("-")
    values = [_read_numbers(piece, unit, volts=volts) for piece in pieces]
    ends = [max(value) for value in values if value is not None]
    if len(ends) < len(values):
        return None
    # a list of voltages falls (345-138), a range rises; a rising list lies within its range
    if len(ends) > 1 and ends != sorted(ends, reverse=True):
        bound = Voltage(min(ends), max(ends))
        return Voltage(LOWEST_NOMINAL.get(bound, bound.low), bound.high)
    return Voltage(max(ends), max(ends))


def _read_numbers(text: str, unit: str, *, volts: bool) -> Sequence[float] | None:
    """Read numbers, and drop the count of ``2 x 345``."""
    factors = [factor.strip() for factor in text.split("x")]
    counts = [factor for factor in factors if _is_count(factor)]
    if len(factors) == 2 and counts:
        factors.remove(counts[0])
    kv: list[float] = []
    for factor in factors:
        found = _NUMBER.fullmatch(factor)
        values = read_voltages(found[1].strip(), found[2] or "", volts=volts) if found else ()
        if found and not found[2] and unit:
            values = read_voltages(found[1].strip(), unit) or values
        if not values:
            return None
        kv += values
    return kv


def _is_count(factor: str) -> bool:
    return _COUNT.fullmatch(factor) is not None and int(factor) <= _MAX_COUNT
