"""Read the tables of the starter layers; collect every problem instead of raising the first."""

from __future__ import annotations

import csv
import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Position = tuple[float, float]

_POSITION = re.compile(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)")
_SUGGESTIONS = 3


@dataclass(frozen=True)
class Row:
    """A row of a table: its text by column, and its line in the file.

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
        Required columns; the first must be filled and must not repeat.
    problems : list of str
        Every problem of the file is appended.

    Returns
    -------
    list of Row; empty where the file could not be read
    """
    if not path.is_file():
        problems.append(f"{path.name}: expected a table at {path}, got no such file; restore it")
        return []
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        header = lines.fieldnames or ()
        missing = [column for column in columns if column not in header]
        if missing:
            problems.append(
                f"{path.name}: expected the columns {', '.join(columns)}, "
                f"got none called {', '.join(missing)}; known: {', '.join(header)}; "
                "add them to the first line"
            )
            return []
        rows = [
            Row(
                # DictReader puts cells beyond the header under the key None
                {k: (v or "").strip() for k, v in line.items() if isinstance(k, str)},
                f"{path.name} line {lines.line_num}",
            )
            for line in lines
        ]
    _check_unique(rows, columns[0], problems)
    return rows


def _check_unique(rows: Sequence[Row], column: str, problems: list[str]) -> None:
    first: dict[str, str] = {}
    for row in rows:
        key = row[column]
        if not key:
            problems.append(f"{row.where}: expected {column} to be filled, got nothing; fill it in")
        elif key in first:
            problems.append(
                f"{row.where}: expected every {column} once, got {key!r}, "
                f"which is also on {first[key]}; rename or remove one"
            )
        first.setdefault(key, row.where)


def read_number(
    row: Row, column: str, low: float, high: float, problems: list[str]
) -> float | None:
    """Read a number of a row.

    Parameters
    ----------
    row : Row
    column : str
    low, high : float
        The range of valid numbers, both ends included.
    problems : list of str
        A text that is not such a number is appended as a problem.

    Returns
    -------
    float, or None with a problem appended

    Examples
    --------
    >>> problems = []
    >>> read_number(Row({"longitude": "-970.6"}, "t.csv line 2"), "longitude", -180, 180, problems)
    >>> problems
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
    (longitude, latitude) in degrees, or None with a problem appended
    """
    longitude = read_number(row, "longitude", -180, 180, problems)
    latitude = read_number(row, "latitude", -90, 90, problems)
    return None if longitude is None or latitude is None else (longitude, latitude)


def read_places(rows: Sequence[Row], problems: list[str]) -> dict[str, Position]:
    """Collect the named positions that a ``points`` column may refer to.

    Parameters
    ----------
    rows : sequence of Row, with ``name``, ``longitude``, ``latitude``
    problems : list of str
        Names that repeat and invalid positions are appended.

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
    list of (longitude, latitude) in degrees, at least two, consecutive ones different;
    None with a problem appended

    Examples
    --------
    >>> row = Row({"points": "A|-97.06 30.57|B"}, "t.csv line 2")
    >>> read_points(row, {"A": (-97.0, 30.0), "B": (-97.5, 31.0)}, [])
    [(-97.0, 30.0), (-97.06, 30.57), (-97.5, 31.0)]
    """
    problem_count = len(problems)
    points: list[Position] = []
    for token in row["points"].split("|"):
        point = _resolve_point(row, token.strip(), places, problems)
        if point is not None and (not points or points[-1] != point):
            points.append(point)
    if len(problems) > problem_count:
        return None
    if len(points) < 2:
        problems.append(
            f"{row.where}: expected points at two different positions, got {row['points']!r}; "
            "remove the row or add a bend"
        )
        return None
    return points


def is_position(token: str) -> bool:
    """Whether a token of ``points`` is a bend rather than a name.

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


def _resolve_point(
    row: Row, token: str, places: Mapping[str, Position], problems: list[str]
) -> Position | None:
    bend = _POSITION.fullmatch(token)
    if bend:
        longitude, latitude = float(bend[1]), float(bend[2])
        if abs(longitude) <= 180 and abs(latitude) <= 90:
            return longitude, latitude
        problems.append(
            f"{row.where}: expected a bend 'longitude latitude' in degrees, got {token!r}; "
            "correct it"
        )
    elif token in places:
        return places[token]
    else:
        similar = difflib.get_close_matches(token, places, _SUGGESTIONS)
        known = ", ".join(similar) or f"{len(places)} names, none similar"
        problems.append(
            f"{row.where}: expected a known name or a bend, got {token!r}; known: {known}; "
            "correct it"
        )
    return None
