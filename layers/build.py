"""Turn the tables of public facts into the layers that the pipeline reads.

``python layers/build.py`` writes the same bytes whenever the tables are the same.
``--boundaries PATH`` also rebuilds the boundaries, from the unpacked npm package us-atlas.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import shapely
from build_boundaries import DIGITS as BOUNDARY_DIGITS
from build_boundaries import build_boundaries
from build_climate import build_climate
from build_fiber import read_corridors, read_presences
from build_geojson import to_geojson
from build_power import (
    HIGH_KV,
    MIDDLE_KV,
    RECORDED_DIGITS,
    SURROUNDINGS_DIGITS,
    read_lines,
    read_mines,
    read_substations,
    recorded,
    select_kv,
    surroundings,
)
from build_tables import TableError
from shapely.geometry import shape

STATE = "TX"
STATES_PATH = "usa/states.geojson"
COUNTIES_PATH = "texas/counties.geojson"
SITES_PATH = "north_america/mining_sites.csv"
CLIMATE_PATH = "texas/climate_normals.tif"
TABLES = "texas/tables"
#: Decimals of a degree that the tables are rounded to.
NETWORK_DIGITS = 2

EXIT_DONE, EXIT_USER = 0, 2


def build_texts(
    root: Path, boundary: shapely.Geometry, counties: Sequence[tuple[str, shapely.Geometry]]
) -> dict[str, str]:
    """Make every GeoJSON layer in memory.

    Parameters
    ----------
    root : Path
        The folder ``layers``.
    boundary : polygon
        Cuts the surroundings of the mines.
    counties : sequence of (name, polygon)
        Of that state.

    Returns
    -------
    dict of path relative to root to its text

    Raises
    ------
    TableError
        With all problems of all tables.
    """
    problems: list[str] = []
    tables = root / TABLES
    stations, places = read_substations(tables / "substations.csv", problems)
    lines = read_lines(tables / "lines.csv", places, problems)
    mines = read_mines(root / SITES_PATH, STATE, problems)
    corridors = read_corridors(tables / "fiber_corridors.csv", tables / "cities.csv", problems)
    presences = read_presences(tables / "points_of_presence.csv", problems)
    if problems:
        raise TableError(problems)
    known = recorded(counties, boundary)
    made = {
        "substations_345kv": (select_kv(stations, HIGH_KV), NETWORK_DIGITS),
        "substations_138kv": (select_kv(stations, MIDDLE_KV), NETWORK_DIGITS),
        "transmission_lines_345kv": (select_kv(lines, HIGH_KV), NETWORK_DIGITS),
        "transmission_lines_138kv": (select_kv(lines, MIDDLE_KV), NETWORK_DIGITS),
        "mine_surroundings": (surroundings(mines, known[0].geometry), SURROUNDINGS_DIGITS),
        "grid_345kv_known": (known, RECORDED_DIGITS),
        "fiber_routes": (corridors, NETWORK_DIGITS),
        "points_of_presence": (presences, NETWORK_DIGITS),
    }
    return {f"texas/{name}.geojson": to_geojson(*content) for name, content in made.items()}


def boundary_texts(package: Path) -> dict[str, str]:
    """Make the boundaries from the unpacked npm package us-atlas.

    Parameters
    ----------
    package : Path

    Returns
    -------
    dict of path relative to the folder ``layers`` to its text

    Raises
    ------
    TableError
        Where the package is not there.
    """
    try:
        states, counties = build_boundaries(package, STATE)
    except FileNotFoundError as error:
        raise TableError(
            [
                f"--boundaries: expected the unpacked npm package us-atlas, got {package}, "
                f"which lacks {Path(str(error.filename)).name}; "
                "run `npm pack us-atlas`, unpack it and give its folder `package`"
            ]
        ) from error
    return {
        STATES_PATH: to_geojson(states, BOUNDARY_DIGITS),
        COUNTIES_PATH: to_geojson(counties, BOUNDARY_DIGITS),
    }


def state_polygon(text: str, state: str) -> shapely.Geometry:
    """Find a state in the text of the states' GeoJSON.

    Parameters
    ----------
    text : str
    state : str, two letters

    Returns
    -------
    polygon
    """
    for feature in json.loads(text)["features"]:
        if feature["properties"]["state"] == state:
            return shape(feature["geometry"])
    raise TableError([f"{STATES_PATH}: expected a state {state}, got none; rebuild --boundaries"])


def county_polygons(text: str) -> list[tuple[str, shapely.Geometry]]:
    """List the counties in the text of their GeoJSON.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of (name, polygon)
    """
    return [
        (feature["properties"]["name"], shape(feature["geometry"]))
        for feature in json.loads(text)["features"]
    ]


def build(root: Path, package: Path | None, tell: Callable[[str], object] = print) -> None:
    """Build every layer; nothing is written before everything is made.

    Parameters
    ----------
    root : Path
        The folder ``layers``.
    package : Path or None
        The unpacked npm package us-atlas; None leaves the boundaries as they are.
    tell : callable
        Told the path and size of each file written.

    Raises
    ------
    TableError
    """
    texts = boundary_texts(package) if package else {}
    states = texts.get(STATES_PATH) or (root / STATES_PATH).read_text(encoding="utf-8")
    boundary = state_polygon(states, STATE)
    named = texts.get(COUNTIES_PATH) or (root / COUNTIES_PATH).read_text(encoding="utf-8")
    texts |= build_texts(root, boundary, county_polygons(named))
    climate = root / CLIMATE_PATH
    part = climate.with_suffix(".part")
    try:
        build_climate(root / TABLES / "climate_stations.csv", part, boundary)
    except (ValueError, OSError) as error:
        raise TableError([f"climate_stations.csv: {error}"]) from error
    part.replace(climate)
    for path, text in texts.items():
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    for path in (*texts, CLIMATE_PATH):
        tell(f"{(root / path).stat().st_size:>9,} bytes  {path}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the command line.

    Returns
    -------
    int, 0 or 2
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--layers",
        type=Path,
        default=Path(__file__).resolve().parent,
        help="the folder of layers (default: where this file is)",
    )
    parser.add_argument(
        "--boundaries",
        type=Path,
        metavar="PACKAGE",
        help="rebuild the boundaries from the unpacked npm package us-atlas",
    )
    options = parser.parse_args(arguments)
    try:
        build(options.layers, options.boundaries)
    except TableError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return EXIT_USER
    return EXIT_DONE


if __name__ == "__main__":
    sys.exit(main())
