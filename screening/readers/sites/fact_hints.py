"""Hints at carried columns that look like a fact, but not under its name or in its unit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from screening.catalog.fields import FIELDS
from screening.catalog.stated_facts import FACTS
from screening.readers.column_matching import normalize_name

_UNITS = re.compile(r"_(km|ms|kv|mw|mva|count|hours|c|score|fraction)$")
_OTHER_UNITS = (
    *("", "mi", "mile", "miles", "ft", "feet", "m", "metres", "meters", "kilometres"),
    *("kilometers", "s", "us", "v", "volts", "kw", "f", "number"),
)
"""Endings that people write in place of the unit of the fact."""


def _similar_names() -> dict[str, str]:
    """Map what a column may be called, reduced to letters and digits, to the fact it resembles."""
    bases = {name: _UNITS.sub("", name) for name in FACTS if _UNITS.search(name)}
    taken = {normalize_name(name) for name in FIELDS}
    similar: dict[str, str] = {}
    for name, base in bases.items():
        for unit in _OTHER_UNITS:
            key = normalize_name(f"{base}{unit}")
            if key not in taken:  # fiber_cut is a column, not fiber_cut_km without its unit
                similar.setdefault(key, name)
    return similar


_SIMILAR = _similar_names()


def fact_hints(carried: Iterable[str]) -> list[str]:
    """Name the carried columns that look like a fact in another unit, or without one.

    Parameters
    ----------
    carried : iterable of str, columns of the file

    Returns
    -------
    list of str, one sentence each

    Examples
    --------
    >>> fact_hints(["Fiber distance (miles)", "county"])
    ["column 'Fiber distance (miles)' looks like fiber_distance_km, but is carried only: write the \
fact in that unit under that name"]
    """
    return [
        f"column {column!r} looks like {_SIMILAR[key]}, but is carried only: write the fact in "
        "that unit under that name"
        for column in carried
        if (key := normalize_name(column)) in _SIMILAR
    ]
