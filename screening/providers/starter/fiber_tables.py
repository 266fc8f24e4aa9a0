"""Tables of fiber corridors and points of presence → features."""

from __future__ import annotations

from pathlib import Path

from shapely import LineString, Point

from screening.providers.starter.geojson_text import Feature
from screening.providers.starter.table_rows import (
    read_number,
    read_places,
    read_points,
    read_position,
    read_table,
)

CITY_COLUMNS = ("name", "longitude", "latitude")
CORRIDOR_COLUMNS = ("id", "name", "providers", "kind", "points", "source", "confidence")
PRESENCE_COLUMNS = (
    "id", "name", "kind", "city", "longitude", "latitude", "networks_count", "source", "confidence",
)  # fmt: skip
MAX_NETWORKS = 10_000


def read_corridors(path: Path, cities: Path, problems: list[str]) -> list[Feature]:
    """Read the table of fiber corridors.

    Parameters
    ----------
    path : Path
    cities : Path
        The table of the cities that corridors connect.
    problems : list of str
        Every problem of the two tables is appended.

    Returns
    -------
    list of Feature, lines in the table's order
    """
    places = read_places(read_table(cities, CITY_COLUMNS, problems), problems)
    features = []
    for row in read_table(path, CORRIDOR_COLUMNS, problems):
        points = read_points(row, places, problems)
        if points is not None:
            providers = [name.strip() for name in row["providers"].split(";") if name.strip()]
            properties = {
                "id": row["id"],
                "name": row["name"],
                "provider": "; ".join(providers) or None,
                "kind": row["kind"],
                "source": row["source"],
                "confidence": row["confidence"],
            }
            features.append(Feature(LineString(points), properties))
    return features


def read_presences(path: Path, problems: list[str]) -> list[Feature]:
    """Read the table of points of presence.

    Parameters
    ----------
    path : Path
    problems : list of str
        Every problem of the table is appended.

    Returns
    -------
    list of Feature, points in the table's order; ``networks_count`` is null where unknown
    """
    features = []
    for row in read_table(path, PRESENCE_COLUMNS, problems):
        position = read_position(row, problems)
        count = None
        if row["networks_count"]:
            count = read_number(row, "networks_count", 0, MAX_NETWORKS, problems)
        if position is not None:
            properties = {
                "id": row["id"],
                "name": row["name"],
                "kind": row["kind"],
                "city": row["city"],
                "networks_count": None if count is None else int(count),
                "source": row["source"],
                "confidence": row["confidence"],
            }
            features.append(Feature(Point(position), properties))
    return features
