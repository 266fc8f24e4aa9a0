"""Read the starter layers' tables, gathering every problem instead of stopping at the first."""

from __future__ import annotations

import csv
import difflib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Position = tuple[float, float]

_POSITION = re.compile(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)")
_SUGGESTIONS = 3


class TableError(ValueError):
    """The tables have problems; one message each.

    Parameters
    ----------
    problems : sequence of str
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Row:
    """A table's line: its text by column, and where it stands.

    Attributes
    ----------
    text : mapping of column to str, stripped
    where : str, such as ``"lines.csv line 12"``
    """

    text: Mapping[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        """Return the text of a column."""
        return self.text[column]


def read_table(path: Path, columns: Sequence[str], problems: list[str]) -> list[Row]:
    """Read a CSV table whose first column is its key.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        Those that must be there; the first must be filled and must not repeat.
    problems : list of str
        Told what is wrong with the file.

    Returns
    -------
    list of Row; empty where the file could not be read
    """
    if not path.is_file():
        problems.append(f"{path.name}: expected a table at {path}, got no such file; restore it")
        return []
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        absent = [column for column in columns if column not in (lines.fieldnames or ())]
        if absent:
            problems.append(
                f"{path.name}: expected the columns {', '.join(columns)}, "
                f"got none called {', '.join(absent)}; known: {', '.join(lines.fieldnames or ())}; "
                "add them to the first line"
            )
            return []
        rows = [
            Row(
                {k: (v or "").strip() for k, v in line.items() if isinstance(k, str)},
                f"{path.name} line {lines.line_num}",
            )
            for line in lines
        ]
    _check_unique(rows, columns[0], problems)
    return rows


def _check_unique(rows: Sequence[Row], column: str, problems: list[str]) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        key = row[column]
        if not key:
            problems.append(f"{row.where}: expected {column} to be filled, got nothing; fill it in")
        elif key in seen:
            problems.append(
                f"{row.where}: expected every {column} once, got {key!r}, "
                f"which stands on {seen[key]}; rename or remove one"
            )
        seen.setdefault(key, row.where)


def read_number(
    row: Row, column: str, low: float, high: float, problems: list[str]
) -> float | None:
    """Read a number of a row.

    Parameters
    ----------
    row : Row
    column : str
    low, high : float
        The least and the greatest number accepted.
    problems : list of str

    Returns
    -------
    float, or None after telling the problem

    Examples
    --------
    >>> told = []
    >>> read_number(Row({"longitude": "-970.6"}, "t.csv line 2"), "longitude", -180, 180, told)
    >>> told
    ["t.csv line 2: expected longitude within -180..180, got '-970.6'; correct the table"]
    """
    try:
        number = float(row[column])
    except ValueError:
        number = math.nan
    if low <= number <= high:
        return number
    problems.append(
        f"{row.where}: expected {column} within {low:g}..{high:g}, got {row[column]!r}; "
        "correct the table"
    )
    return None


def read_position(row: Row, problems: list[str]) -> Position | None:
    """Read ``longitude`` and ``latitude`` of a row.

    Parameters
    ----------
    row : Row
    problems : list of str

    Returns
    -------
    (longitude, latitude) in degrees, or None after telling the problem
    """
    longitude = read_number(row, "longitude", -180, 180, problems)
    latitude = read_number(row, "latitude", -90, 90, problems)
    return None if longitude is None or latitude is None else (longitude, latitude)


def read_places(rows: Sequence[Row], problems: list[str]) -> dict[str, Position]:
    """Gather the named positions that a ``points`` column may refer to.

    Parameters
    ----------
    rows : sequence of Row, with ``name``, ``longitude``, ``latitude``
    problems : list of str
        Told of names that repeat and positions that are none.

    Returns
    -------
    dict of name to (longitude, latitude)
    """
    _check_unique(rows, "name", problems)
    positions = ((row["name"], read_position(row, problems)) for row in rows)
    return {name: position for name, position in positions if position is not None}


def read_points(
    row: Row, places: Mapping[str, Position], problems: list[str]
) -> list[Position] | None:
    """Resolve a row's ``points``: names and bends, in order, ``"A|-97.06 30.57|B"``.

    Parameters
    ----------
    row : Row
    places : mapping of name to position
    problems : list of str

    Returns
    -------
    list of (longitude, latitude) in degrees, at least two, none equal to the one before;
    None after telling the problem

    Examples
    --------
    >>> row = Row({"points": "A|-97.06 30.57|B"}, "t.csv line 2")
    >>> read_points(row, {"A": (-97.0, 30.0), "B": (-97.5, 31.0)}, [])
    [(-97.0, 30.0), (-97.06, 30.57), (-97.5, 31.0)]
    """
    before = len(problems)
    found: list[Position] = []
    for token in row["points"].split("|"):
        position = _point(token.strip(), places, lambda text: problems.append(row.where + text))
        if position is not None and (not found or found[-1] != position):
            found.append(position)
    if len(problems) > before:
        return None
    if len(found) < 2:
        problems.append(
            f"{row.where}: expected points at two different positions, got {row['points']!r}; "
            "remove the row or add a bend"
        )
        return None
    return found


def is_position(token: str) -> bool:
    """Tell whether a token of ``points`` is a bend rather than a name.

    Parameters
    ----------
    token : str

    Returns
    -------
    bool

    Examples
    --------
    >>> is_position("-97.06 30.57"), is_position("Sandow"), is_position("16th Street")
    (True, False, False)
    """
    return _POSITION.fullmatch(token) is not None


def _point(
    token: str, places: Mapping[str, Position], tell: Callable[[str], None]
) -> Position | None:
    bend = _POSITION.fullmatch(token)
    if bend:
        longitude, latitude = float(bend[1]), float(bend[2])
        if abs(longitude) <= 180 and abs(latitude) <= 90:
            return longitude, latitude
        tell(f": expected a bend 'longitude latitude' in degrees, got {token!r}; correct it")
    elif token in places:
        return places[token]
    else:
        near = difflib.get_close_matches(token, places, _SUGGESTIONS)
        known = ", ".join(near) or f"{len(places)} names, none like it"
        tell(f": expected a known name or a bend, got {token!r}; known: {known}; correct it")
    return None
