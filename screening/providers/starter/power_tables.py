"""Tables of substations, transmission lines and mining sites → features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyproj
from shapely import LineString, Point, Polygon, get_parts, normalize, set_precision, union_all

from screening.providers.starter.geojson_text import Feature
from screening.providers.starter.table_rows import (
    Position,
    Row,
    is_position,
    read_number,
    read_places,
    read_points,
    read_position,
    read_table,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SUBSTATION_COLUMNS = ("id", "name", "longitude", "latitude", "voltage_kv", "source")
LINE_COLUMNS = ("id", "from_name", "to_name", "voltage_kv", "owner", "points", "source")
SITE_COLUMNS = ("site_id", "name", "state", "longitude", "latitude")

#: Voltages of a layer [kV]: the lower bound included, the upper one not.
HIGH_KV = (345.0, np.inf)
MIDDLE_KV = (138.0, 345.0)
MAX_KV = 1200.0

#: The tables are complete from 138 kV up to this distance from each mine.
SURROUNDINGS_KM = 30.0
CIRCLE_CORNERS = 48
SIMPLIFY_DEG = 0.005
SURROUNDINGS_DIGITS = 3

#: Counties that the 345 kV lines of the Far West Texas project (in service 2020 and 2021) cross
#: or serve. HIFLD lacks these lines, and the 138 kV stations built since.
INCOMPLETE_COUNTIES = (
    "Brewster",
    "Crane",
    "Culberson",
    "Jeff Davis",
    "Loving",
    "Pecos",
    "Presidio",
    "Reeves",
    "Ward",
    "Winkler",
)
KNOWN_AREA_DIGITS = 3


def read_substations(path: Path, problems: list[str]) -> tuple[list[Feature], dict[str, Position]]:
    """Read the table of substations.

    Parameters
    ----------
    path : Path
    problems : list of str
        Every problem of the table is appended.

    Returns
    -------
    features : list of Feature, points in the table's order
    places : dict of name to position; the ends of lines refer to the names
    """
    rows = read_table(path, SUBSTATION_COLUMNS, problems)
    places = read_places(rows, problems)
    features = []
    for row in rows:
        voltage_kv = read_number(row, "voltage_kv", MIDDLE_KV[0], MAX_KV, problems)
        if voltage_kv is not None and row["name"] in places:
            properties = {
                "id": row["id"],
                "name": row["name"],
                "voltage_kv": _drop_zero_fraction(voltage_kv),
                "source": row["source"],
            }
            features.append(Feature(Point(places[row["name"]]), properties))
    return features, places


def read_lines(path: Path, places: Mapping[str, Position], problems: list[str]) -> list[Feature]:
    """Read the table of transmission lines.

    Parameters
    ----------
    path : Path
    places : mapping of substation name to position
    problems : list of str
        Every problem of the table is appended.

    Returns
    -------
    list of Feature, lines in the table's order
    """
    features = []
    for row in read_table(path, LINE_COLUMNS, problems):
        points = read_points(row, places, problems)
        voltage_kv = read_number(row, "voltage_kv", MIDDLE_KV[0], MAX_KV, problems)
        _check_ends(row, places, problems)
        if points is not None and voltage_kv is not None:
            properties = {
                "id": row["id"],
                "name": f"{row['from_name']} – {row['to_name']}",
                "voltage_kv": _drop_zero_fraction(voltage_kv),
                "owner": row["owner"] or None,
                "source": row["source"],
            }
            features.append(Feature(LineString(points), properties))
    return features


def _check_ends(row: Row, places: Mapping[str, Position], problems: list[str]) -> None:
    """Check that the names of the ends are the first and the last point."""
    tokens = [token.strip() for token in row["points"].split("|")]
    for column, token in (("from_name", tokens[0]), ("to_name", tokens[-1])):
        bend = is_position(token)
        if (not bend and row[column] != token) or (bend and row[column] in places):
            problems.append(
                f"{row.where}: expected {column} to be the end of points, {token!r}, "
                f"got {row[column]!r}; make them agree"
            )


def _drop_zero_fraction(number: float) -> float | int:
    return int(number) if number == int(number) else number


def select_voltage(features: Iterable[Feature], kv: tuple[float, float]) -> list[Feature]:
    """Select features by voltage.

    Parameters
    ----------
    features : iterable of Feature, with ``voltage_kv``
    kv : (float, float)
        The lower bound, included, and the upper bound, not included [kV].

    Returns
    -------
    list of Feature
    """
    low, high = kv
    return [f for f in features if low <= float(f.properties["voltage_kv"] or 0) < high]


def read_mines(path: Path, state: str, problems: list[str]) -> list[Position]:
    """Read the positions of the mining sites of a state.

    Parameters
    ----------
    path : Path
    state : str, two letters
    problems : list of str
        Every problem of the table is appended.

    Returns
    -------
    list of (longitude, latitude)
    """
    rows = [row for row in read_table(path, SITE_COLUMNS, problems) if row["state"] == state]
    positions = (read_position(row, problems) for row in rows)
    return [position for position in positions if position is not None]


def build_surroundings(mines: Sequence[Position], within: BaseGeometry) -> list[Feature]:
    """Dissolve circles of 30 km around the mines and clip them to an area.

    Parameters
    ----------
    mines : sequence of (longitude, latitude)
    within : polygon

    Returns
    -------
    list of Feature, a polygon each, west to east; corners lie on the ellipsoidal circles
    """
    area = union_all([_make_circle(*mine) for mine in mines]).simplify(SIMPLIFY_DEG)
    area = normalize(set_precision(area.intersection(within), 10.0**-SURROUNDINGS_DIGITS))
    parts = [part for part in get_parts(area) if part.geom_type == "Polygon"]
    parts.sort(key=lambda part: part.bounds)
    return [
        Feature(part, {"name": f"Within {SURROUNDINGS_KM:g} km of mining sites, part {number}"})
        for number, part in enumerate(parts, start=1)
    ]


def build_known_area(counties: Sequence[tuple[str, BaseGeometry]], within: BaseGeometry) -> Feature:
    """Clip a state to the counties where the 345 kV layers are complete.

    Parameters
    ----------
    counties : sequence of (name, polygon)
    within : polygon, the state

    Returns
    -------
    Feature, a polygon

    Source
    ------
    Public Utility Commission of Texas, dockets 48095, 48785 and 48787.
    """
    incomplete = union_all([shape for name, shape in counties if name in INCOMPLETE_COUNTIES])
    area = normalize(set_precision(within.difference(incomplete), 10.0**-KNOWN_AREA_DIGITS))
    return Feature(area, {"name": "Texas less the counties with newer lines"})


def _make_circle(longitude: float, latitude: float) -> Polygon:
    azimuths = np.linspace(0.0, 360.0, CIRCLE_CORNERS, endpoint=False)
    ones = np.ones(CIRCLE_CORNERS)
    longitudes, latitudes, _ = pyproj.Geod(ellps="WGS84").fwd(
        ones * longitude, ones * latitude, azimuths, ones * SURROUNDINGS_KM * 1000.0
    )
    return Polygon(np.column_stack([longitudes, latitudes]))
