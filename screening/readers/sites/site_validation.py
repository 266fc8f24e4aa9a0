"""Everything that can be wrong with a row of sites, found all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.readers.sites.column_mapping import DIVISORS, MAX_COLUMNS, POSITION, SIGNED
from screening.readers.sites.swapped_coordinates import likely_swapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.sites.site_table import SiteTable

MAX_REPORTED_ROWS = 10
"""Rows of one fault that are told one by one; the others by their number only."""

_PROJECTED = 360.0
"""Values beyond this are metres, not degrees."""
_NULL_ISLAND_DEGREES = 0.001
_POINTED = re.compile(r"[+-]?\d*\.\d+")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_SAME_PLACE_DECIMALS = 6
"""Positions that agree to so many decimals are the same [0.1 m]."""

_LOST = "expected a position that its CRS can place, got none; check the declared CRS"
_MISSING = "expected a position, got none; give longitude and latitude, or drop the row"
_PROJECTED_MESSAGE = (
    "expected degrees, got {got}, which look projected; declare the CRS in a geo format, "
    "or give longitude and latitude"
)
_ZERO = "expected a position, got (0, 0), where missing ones end up; give the true one"
_SWAPPED = "expected latitude within -90..90, got {got}, which look swapped; exchange them"
_STRANGE = (
    "expected a place near the other sites, got {got}, which look swapped; exchange them, "
    'or say that they are right: columns = {{longitude = "…", latitude = "…"}}'
)
_TOO_HIGH = "expected latitude within -90..90, got {got}; correct it"
_TOO_WIDE = (
    "expected longitude within -180..180, got {got}; write {turned} if it counts eastwards "
    "from 0 to 360"
)


@dataclass(frozen=True)
class RowError:
    """One kind of fault and the rows that have it.

    Attributes
    ----------
    rows : ndarray of bool, (n,)
    say : callable, row index to *expected …, got …; do …*
    """

    rows: NDArray[np.bool_]
    say: Callable[[int], str]


def format_errors(
    faults: Sequence[RowError], table: SiteTable, names: NDArray[np.object_]
) -> list[str]:
    """Put faults into words, in the order of the rows.

    Parameters
    ----------
    faults : sequence of RowError
    table : SiteTable
    names : ndarray of str or ``None``, (n,)

    Returns
    -------
    list of str
    """
    told: list[tuple[int, str]] = []
    rest: list[str] = []
    for fault in faults:
        rows = np.flatnonzero(fault.rows)
        for index in rows[:MAX_REPORTED_ROWS]:
            name = f" ({names[index]})" if names[index] else ""
            told.append((int(index), f"{table.where(index)}{name}: {fault.say(int(index))}"))
        if len(rows) > MAX_REPORTED_ROWS:
            more = ", ".join(
                str(table.numbers[index])
                for index in rows[MAX_REPORTED_ROWS : MAX_REPORTED_ROWS + 100]
            )
            last = fault.say(int(rows[MAX_REPORTED_ROWS])).rpartition("; ")[2]
            rest.append(
                f"{table.title}: {len(rows) - MAX_REPORTED_ROWS} more {table.word}s have the "
                "fault of "
                f"{table.word} {table.numbers[rows[0]]}: {more}; {last}"
            )
    return [text for _, text in sorted(told, key=lambda each: each[0])] + rest


def coordinate_errors(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    *,
    skip: NDArray[np.bool_],
    sure: bool,
) -> list[RowError]:
    """Find positions that are missing, projected, swapped, out of range or (0, 0).

    Parameters
    ----------
    longitude, latitude : ndarray of float, (n,); NaN where missing
    skip : ndarray of bool, (n,), rows whose position is at fault already
    sure : bool
        The user named the columns, so evidence from other rows is not held against
        a position that is possible.

    Returns
    -------
    list of Fault, of which a row has at most one
    """
    lost = np.isinf(longitude) | np.isinf(latitude)
    missing = np.isnan(longitude) | np.isnan(latitude)
    wide, high = np.abs(longitude), np.abs(latitude)
    projected = (wide > _PROJECTED) | (high > _PROJECTED)
    zero = (wide < _NULL_ISLAND_DEGREES) & (high < _NULL_ISLAND_DEGREES)
    usable = ~(skip | lost | missing | projected | zero)
    swapped = likely_swapped(longitude, latitude, usable=usable, evidence=not sure)
    checks = (
        (lost, _LOST),
        (missing, _MISSING),
        (projected, _PROJECTED_MESSAGE),
        (zero, _ZERO),
        (swapped & (high > 90), _SWAPPED),
        (swapped, _STRANGE),
        (high > 90, _TOO_HIGH),
        (wide > 180, _TOO_WIDE),
    )
    faults = []
    left = ~skip
    for rows, text in checks:
        faults.append(RowError(rows & left, partial(_format_error, text, longitude, latitude)))
        left = left & ~rows
    return faults


def _format_error(
    text: str, longitude: NDArray[np.float64], latitude: NDArray[np.float64], index: int
) -> str:
    east, north = float(longitude[index]), float(latitude[index])
    got = f"longitude {east:.6g}, latitude {north:.6g}"
    return text.format(got=got, turned=f"{(east + 180) % 360 - 180:.6g}")


def numeric_errors(
    name: str, cells: pd.Series, values: NDArray[np.float64], bad: NDArray[np.bool_]
) -> list[RowError]:
    """Find cells that are no number, or one that this column cannot have.

    Parameters
    ----------
    name : str, of our column
    cells : Series, (n,), as in the file
    values, bad : ndarray, (n,), of :func:`screening.readers.cell_parsing.as_numbers`

    Returns
    -------
    list of Fault
    """
    given = cells.to_numpy(dtype=object)
    example, unless = "12.5", ", or leave it empty where it is not known"
    if name in POSITION:
        example, unless = ("-97.0617" if name == "longitude" else "30.5673"), ""
    faults = [
        RowError(
            bad,
            lambda i: (
                f"expected {name} to be a number, got {str(given[i])!r}; "
                f"{_advice(str(given[i]), example)}{unless}"
            ),
        )
    ]
    if name not in SIGNED and name not in POSITION:
        faults.append(
            RowError(
                values < 0,
                lambda i: f"expected {name} of 0 or more, got {values[i]:g}; correct it{unless}",
            )
        )
    if name in DIVISORS:
        faults.append(
            RowError(
                values == 0,
                lambda i: f"expected {name} of more than 0, got 0; correct it{unless}",
            )
        )
    if name in MAX_COLUMNS:
        most, do = MAX_COLUMNS[name]
        faults.append(
            RowError(
                values > most,
                lambda i: (
                    f"expected {name} of at most {most:,g}, got {values[i]:,.10g}; {do}{unless}"
                ),
            )
        )
    return faults


def _advice(text: str, example: str) -> str:
    text = text.strip()
    if _AMBIGUOUS.fullmatch(text):
        either = f"{text.replace('.', '')} or {text.replace('.', ',')}"
        return f"write {either}, as the file has decimal commas and it could be either"
    if _POINTED.fullmatch(text):
        return f"write {text.replace('.', ',')} with a comma, as other rows do"
    return f"write it without unit and separators, such as {example}"


def duplicate_errors(frame: pd.DataFrame, table: SiteTable) -> list[RowError]:
    """Find rows that say again what an earlier one said.

    Parameters
    ----------
    frame : DataFrame, (n,), ``site_id name operator longitude latitude``, as in the
        file: ``site_id`` is missing where it has none
    table : SiteTable

    Returns
    -------
    list of Fault
    """
    ids = frame["site_id"]
    rows = pd.Series(np.arange(len(frame)))
    first_id = rows.groupby(ids).transform("min")
    same_id = (first_id < rows).to_numpy(dtype=bool)
    first = _first_rows(frame)
    same = (first != rows.to_numpy()) & ~same_id

    def call(index: int) -> str:
        return f"{table.word} {table.numbers[index]}"

    return [
        RowError(
            same_id,
            lambda i: (
                f"expected a site_id of its own, got {ids[i]!r}, which is that of "
                f"{call(int(first_id[i]))}; rename one, or drop the row"
            ),
        ),
        RowError(
            same,
            lambda i: (
                "expected each site once, got the same name and position as "
                f"{call(int(first[i]))}; drop one, or tell them apart by name"
            ),
        ),
    ]


def _first_rows(frame: pd.DataFrame) -> NDArray[np.intp]:
    """Give for each row the first row with its name, operator and position."""
    first = np.arange(len(frame))
    keys = pd.DataFrame(
        {
            "name": _folded(frame["name"].where(frame["name"].notna(), frame["site_id"])),
            "place": coordinate_key(frame),
            "operator": _folded(frame["operator"]),
        }
    )
    doubtful = keys.duplicated(["name", "place"], keep=False) & frame["longitude"].notna()
    keys = keys[doubtful]
    # an operator that is not stated could be any, so it tells apart only where all state one
    stated = (keys["operator"] != "").groupby([keys["name"], keys["place"]]).transform("all")
    keys = keys.assign(operator=keys["operator"].where(stated, ""), row=keys.index)
    first[doubtful] = keys.groupby(["name", "place", "operator"])["row"].transform("min")
    return first


def _folded(texts: pd.Series) -> pd.Series:
    return texts.fillna("").astype(str).str.casefold()


def coordinate_key(frame: pd.DataFrame) -> pd.Series:
    """Give each position as text, equal where positions are the same.

    Parameters
    ----------
    frame : DataFrame, ``longitude latitude``

    Returns
    -------
    Series of str
    """
    rounded = frame[["longitude", "latitude"]].round(_SAME_PLACE_DECIMALS)
    return rounded["longitude"].astype(str) + "," + rounded["latitude"].astype(str)
