"""Find the column of a file that states the grid power: only where one alone can be meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.readers.column_matching import find_column, normalize_name

GRID = "grid_mw"
POWER_NAMES = (
    *("mw", "capacity_mw", "power_mw", "load_mw", "total_mw", "total_capacity_mw"),
    *("grid_power_mw", "grid_capacity_mw", "mw_operational", "current_power_mw"),
)
"""The commonest names that lists give to the power of a site today."""
_WORDS = (
    *("grid", "total", "site", "gross", "current", "operational", "operating", "installed"),
    *("energized", "energised", "contracted", "electrical", "electric", "existing"),
    *("power", "capacity", "load", "demand"),
)
"""Words beside *MW* that leave the meaning: not IT, planned or nameplate, nor a part of a plant."""
_POWER = re.compile(rf"(?=.*(?:mw|megawatts?))(?:{'|'.join(_WORDS)}|mw|megawatts?)+")


def is_power_name(column: str) -> bool:
    """Tell whether a column's name says that it is the power of a site.

    Parameters
    ----------
    column : str

    Returns
    -------
    bool

    Examples
    --------
    >>> [is_power_name(name) for name in ("Current power (MW)", "it_load_mw", "Capacity (MVA)")]
    [True, False, False]
    """
    return _POWER.fullmatch(normalize_name(column)) is not None


def find_power_column(file: Sequence[str]) -> tuple[str | None, list[str]]:
    """Find the column of the grid power.

    Parameters
    ----------
    file : sequence of str, columns of the file

    Returns
    -------
    column : str, or None where no column is, or more than one could be meant
    notes : list of str

    Examples
    --------
    >>> find_power_column(["Name", "Power (MW)"])
    ('Power (MW)', [])
    >>> column, notes = find_power_column(["mw_operational", "capacity_mw"])
    >>> column is None, notes[0][:60]
    (True, "columns 'mw_operational' and 'capacity_mw' could each be the")
    """
    exact = find_column([GRID], file)
    if exact is not None:
        return exact, []
    candidates = [column for column in file if is_power_name(column)]
    if len(candidates) == 1:
        return candidates[0], []
    if not candidates:
        return None, []
    listed = " and ".join(map(repr, candidates))
    return None, [
        f"columns {listed} could each be the grid power, so neither was read as {GRID}; choose "
        f'one under [sites]: columns = {{ {GRID} = "{candidates[0]}" }}'
    ]
