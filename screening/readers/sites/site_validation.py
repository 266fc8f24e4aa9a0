"""Validate the rows of a site table; all errors are reported together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.catalog.declared_measures import declared_measures
from screening.readers.cell_messages import number_advice
from screening.readers.sites.column_mapping import (
    DIVISORS,
    MAX_COLUMNS,
    MIN_COLUMNS,
    POSITION,
    SIGNED,
)
from screening.readers.sites.swapped_coordinates import likely_swapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.tables.file_table import FileTable

MAX_REPORTED_ROWS = 10
"""Rows with the same error that are reported one by one; further rows only by number."""
MAX_LISTED_ROWS = 100
"""Row numbers listed for the further rows."""

MAX_DEGREES = 360.0
"""Larger values are projected coordinates, not degrees."""
_NULL_ISLAND_DEGREES = 0.001
"""Positions nearer to (0, 0) than this come from missing coordinates, not from a site."""
_POWER_CHAIN = ("grid_mw", "firm_mw", "facility_mw", "it_mw", "it_mw_n20")
"""Powers of which none exceeds an earlier one."""
_ROUNDING = 1e-6
"""Excess that rounding explains, as a fraction."""

_NOT_FINITE = "expected a position that its CRS can transform, got none; check the declared CRS"
_MISSING = "expected a position, got none; give longitude and latitude, or drop the row"
_PROJECTED = (
    "expected degrees, got {got}, which look projected; declare the CRS in a geo format, "
    "or give longitude and latitude"
)
_NULL_ISLAND = "expected a position, got (0, 0), which stands for a missing one; give the true one"
_SWAPPED = "expected latitude within -90..90, got {got}, which look swapped; exchange them"
_OUTLIER = (
    "expected a position near the other sites, got {got}, which look swapped; exchange them, "
    'or confirm them: columns = {{longitude = "…", latitude = "…"}}'
)
_LATITUDE_RANGE = "expected latitude within -90..90, got {got}; correct it"
_LONGITUDE_RANGE = (
    "expected longitude within -180..180, got {got}; write {wrapped} if it counts eastwards "
    "from 0 to 360"
)


@dataclass(frozen=True)
class RowError:
    """One kind of error and the rows that have it.

    Attributes
    ----------
    rows : ndarray of bool, (n,)
    message : callable, row index to *expected …, got …; do …*
    """

    rows: NDArray[np.bool_]
    message: Callable[[int], str]


def format_errors(
    errors: Sequence[RowError], table: FileTable, names: NDArray[np.object_]
) -> list[str]:
    """Format errors as messages, in the order of the rows.

    Parameters
    ----------
    errors : sequence of RowError
    table : FileTable
    names : ndarray of str or ``None``, (n,)

    Returns
    -------
    list of str
    """
    messages: list[tuple[int, str]] = []
    summaries: list[str] = []
    for error in errors:
        rows = np.flatnonzero(error.rows)
        for index in rows[:MAX_REPORTED_ROWS].tolist():
            name = f" ({names[index]})" if names[index] else ""
            text = f"{table.title}: {table.row_label(index)}{name}: {error.message(index)}"
            messages.append((index, text))
        if len(rows) > MAX_REPORTED_ROWS:
            summaries.append(_summarize(error, rows, table))
    return [text for _, text in sorted(messages, key=lambda pair: pair[0])] + summaries


def _summarize(error: RowError, rows: NDArray[np.intp], table: FileTable) -> str:
    further = rows[MAX_REPORTED_ROWS:]
    listed = ", ".join(str(table.numbers[index]) for index in further[:MAX_LISTED_ROWS])
    advice = error.message(int(further[0])).rpartition("; ")[2]
    return (
        f"{table.title}: {len(further)} more {table.unit}s have the same error as "
        f"{table.row_label(int(rows[0]))}: {listed}; {advice}"
    )


def coordinate_errors(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    *,
    skip: NDArray[np.bool_],
    confirmed: bool,
) -> list[RowError]:
    """Find positions that are missing, projected, swapped, out of range or (0, 0).

    Parameters
    ----------
    longitude, latitude : ndarray of float, (n,); NaN where missing
    skip : ndarray of bool, (n,), rows whose coordinates have an error already
    confirmed : bool
        The config names the coordinate columns: a possible position is not suspected to
        be swapped because of the other rows.

    Returns
    -------
    list of RowError; a row is in at most one of them
    """
    not_finite = np.isinf(longitude) | np.isinf(latitude)
    missing = np.isnan(longitude) | np.isnan(latitude)
    abs_lon, abs_lat = np.abs(longitude), np.abs(latitude)
    projected = (abs_lon > MAX_DEGREES) | (abs_lat > MAX_DEGREES)
    zero = (abs_lon < _NULL_ISLAND_DEGREES) & (abs_lat < _NULL_ISLAND_DEGREES)
    usable = ~(skip | not_finite | missing | projected | zero)
    swapped = likely_swapped(longitude, latitude, usable=usable, evidence=not confirmed)
    # in this order: of several errors, a row gets the first, which explains the others
    checks = (
        (not_finite, _NOT_FINITE),
        (missing, _MISSING),
        (projected, _PROJECTED),
        (zero, _NULL_ISLAND),
        (swapped & (abs_lat > 90), _SWAPPED),
        (swapped, _OUTLIER),
        (abs_lat > 90, _LATITUDE_RANGE),
        (abs_lon > 180, _LONGITUDE_RANGE),
    )
    errors = []
    remaining = ~skip
    for rows, text in checks:
        format_row = partial(_format_error, text, longitude, latitude)
        errors.append(RowError(rows & remaining, format_row))
        remaining = remaining & ~rows
    return errors


def _format_error(
    text: str, longitude: NDArray[np.float64], latitude: NDArray[np.float64], index: int
) -> str:
    lon, lat = float(longitude[index]), float(latitude[index])
    got = f"longitude {lon:.6g}, latitude {lat:.6g}"
    return text.format(got=got, wrapped=f"{(lon + 180) % 360 - 180:.6g}")


def numeric_errors(
    name: str, cells: pd.Series, values: NDArray[np.float64], bad: NDArray[np.bool_]
) -> list[RowError]:
    """Find cells that are not a number, or a number outside the range of the column.

    Parameters
    ----------
    name : str, a site column
    cells : Series, (n,), as in the file
    values, bad : ndarray, (n,), from :func:`screening.readers.cell_parsing.as_numbers`

    Returns
    -------
    list of RowError
    """
    texts = cells.to_numpy(dtype=object)
    example, or_empty = "12.5", ", or leave it empty if unknown"
    if name in POSITION:
        example, or_empty = ("-97.0617" if name == "longitude" else "30.5673"), ""

    def bad_message(i: int) -> str:
        text = str(texts[i])
        advice = number_advice(text, example)
        return f"expected {name} to be a number, got {text!r}; {advice}{or_empty}"

    return [RowError(bad, bad_message), *_range_errors(name, values, or_empty)]


def _may_be_negative(name: str) -> bool:
    """Tell whether a column is a measure of a raster: those of features are of 0 or more."""
    return any(each.name == name and each.is_raster for each in declared_measures())


def _range_errors(name: str, values: NDArray[np.float64], or_empty: str) -> list[RowError]:
    """Find values below or above what the column admits."""
    errors = []
    correct = f"correct it{or_empty}"
    if name not in SIGNED and name not in POSITION and not _may_be_negative(name):

        def negative_message(i: int) -> str:
            return f"expected {name} of 0 or more, got {values[i]:g}; {correct}"

        errors.append(RowError(values < 0, negative_message))
    if name in DIVISORS:
        zero_message = f"expected {name} of more than 0, got 0; {correct}"
        errors.append(RowError(values == 0, lambda _: zero_message))
    if name in MIN_COLUMNS:
        minimum, reason = MIN_COLUMNS[name]

        def shortfall_message(i: int) -> str:
            return f"expected {name} of at least {minimum:g}, got {values[i]:g}; {reason}{or_empty}"

        negative = (values < 0) & (name not in SIGNED)  # which has a message of its own
        errors.append(RowError((values < minimum) & ~negative, shortfall_message))
    if name in MAX_COLUMNS:
        maximum, advice = MAX_COLUMNS[name]

        def excess_message(i: int) -> str:
            got = f"{values[i]:,.10g}"
            return f"expected {name} of at most {maximum:,g}, got {got}; {advice}{or_empty}"

        errors.append(RowError(values > maximum, excess_message))
    return errors


def power_chain_errors(frame: pd.DataFrame) -> list[RowError]:
    """Find stated powers that exceed an earlier one of the chain from the grid to the racks.

    Parameters
    ----------
    frame : DataFrame, (n,), the columns of the sites

    Returns
    -------
    list of RowError
    """
    chain = [name for name in _POWER_CHAIN if name in frame]
    errors: list[RowError] = []
    told = np.zeros(len(frame), dtype=bool)
    for earlier, later in combinations(chain, 2):
        error = _excess_error(frame, earlier, later)
        errors.append(replace(error, rows=error.rows & ~told))
        told |= error.rows
    return errors


def _excess_error(frame: pd.DataFrame, earlier: str, later: str) -> RowError:
    limits, values = (frame[name].to_numpy(dtype=float) for name in (earlier, later))

    def message(i: int) -> str:
        return (
            f"expected {later} of at most {earlier} ({limits[i]:g}), got {values[i]:g}; correct "
            "one, or leave it empty if unknown"
        )

    return RowError(values > limits * (1 + _ROUNDING), message)
