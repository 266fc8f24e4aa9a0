"""Build every starter layer in memory, then write all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shapely.geometry import shape

from screening.errors import LayerError
from screening.providers.starter.climate_raster import build_climate
from screening.providers.starter.fiber_tables import read_corridors, read_presences
from screening.providers.starter.geojson_text import render_geojson
from screening.providers.starter.power_tables import (
    HIGH_KV,
    KNOWN_AREA_DIGITS,
    MIDDLE_KV,
    SURROUNDINGS_DIGITS,
    build_known_area,
    build_surroundings,
    read_lines,
    read_mines,
    read_substations,
    select_voltage,
)
from screening.providers.starter.us_atlas import DIGITS as BOUNDARY_DIGITS
from screening.providers.starter.us_atlas import build_boundaries

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

STATE = "TX"
STATES_PATH = "usa/states.geojson"
COUNTIES_PATH = "texas/counties.geojson"
SITES_PATH = "north_america/mining_sites.csv"
CLIMATE_PATH = "texas/climate_normals.tif"
TABLES = "texas/tables"
#: Decimals of a degree in the tables.
NETWORK_DIGITS = 2


def build_layers(root: Path, package: Path | None, report: Callable[[str], object] = print) -> None:
    """Build every layer; nothing is written before every layer is built.

    Parameters
    ----------
    root : Path
        The folder ``layers``.
    package : Path or None
        The unpacked npm package us-atlas; None leaves the boundaries as they are.
    report : callable
        Receives a line with the size and the path of each file written.

    Raises
    ------
    LayerError
        With all problems of all tables, or where ``root`` cannot be written.
    """
    texts = render_boundaries(package) if package else {}
    boundary = find_state(_boundary_text(root, STATES_PATH, texts), STATE)
    counties = list_counties(_boundary_text(root, COUNTIES_PATH, texts))
    texts |= render_layers(root, boundary, counties)
    climate = root / CLIMATE_PATH
    part = climate.with_suffix(".part")
    try:
        build_climate(root / TABLES / "climate_stations.csv", part, boundary)
        part.replace(climate)
        for path, text in texts.items():
            (root / path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise LayerError(
            f"{root}: expected a folder to write in, got {error}; check its permissions"
        ) from error
    for path in (*texts, CLIMATE_PATH):
        report(f"{(root / path).stat().st_size:>9,} bytes  {path}")


def render_boundaries(package: Path) -> dict[str, str]:
    """Build the boundaries from the unpacked npm package us-atlas.

    Parameters
    ----------
    package : Path

    Returns
    -------
    dict of path relative to the folder ``layers`` to its text

    Raises
    ------
    LayerError
        Where the folder is not that package.
    """
    try:
        states, counties = build_boundaries(package, STATE)
    except FileNotFoundError as error:
        raise LayerError(
            f"--boundaries: expected the unpacked npm package us-atlas, got {package}, "
            f"which lacks {Path(str(error.filename)).name}; "
            "run `npm pack us-atlas`, unpack it and give its folder `package`"
        ) from error
    return {
        STATES_PATH: render_geojson(states, BOUNDARY_DIGITS),
        COUNTIES_PATH: render_geojson(counties, BOUNDARY_DIGITS),
    }


def render_layers(
    root: Path, boundary: BaseGeometry, counties: Sequence[tuple[str, BaseGeometry]]
) -> dict[str, str]:
    """Build the GeoJSON layers of power and fiber from their tables.

    Parameters
    ----------
    root : Path
        The folder ``layers``.
    boundary : polygon of the state
    counties : sequence of (name, polygon)
        The counties of that state.

    Returns
    -------
    dict of path relative to ``root`` to its text

    Raises
    ------
    LayerError
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
        raise LayerError(*problems)
    known_area = build_known_area(counties, boundary)
    surroundings = build_surroundings(mines, known_area.geometry)
    layers = {
        "substations_345kv": (select_voltage(stations, HIGH_KV), NETWORK_DIGITS),
        "substations_138kv": (select_voltage(stations, MIDDLE_KV), NETWORK_DIGITS),
        "transmission_lines_345kv": (select_voltage(lines, HIGH_KV), NETWORK_DIGITS),
        "transmission_lines_138kv": (select_voltage(lines, MIDDLE_KV), NETWORK_DIGITS),
        "mine_surroundings": (surroundings, SURROUNDINGS_DIGITS),
        "grid_345kv_known": ([known_area], KNOWN_AREA_DIGITS),
        "fiber_routes": (corridors, NETWORK_DIGITS),
        "points_of_presence": (presences, NETWORK_DIGITS),
    }
    return {
        f"texas/{name}.geojson": render_geojson(features, digits)
        for name, (features, digits) in layers.items()
    }


def _boundary_text(root: Path, path: str, texts: Mapping[str, str]) -> str:
    """Return a boundary file's new text, or else the text on disk."""
    if path in texts:
        return texts[path]
    if not (root / path).is_file():
        raise LayerError(
            f"{path}: expected the boundaries in {root}, got no such file; "
            "give the folder with --layers, or rebuild the boundaries with --boundaries"
        )
    return (root / path).read_text(encoding="utf-8")


def find_state(text: str, state: str) -> BaseGeometry:
    """Find a state in the text of the states' GeoJSON.

    Parameters
    ----------
    text : str
    state : str, two letters

    Returns
    -------
    polygon

    Raises
    ------
    LayerError
        Where the text has no such state.
    """
    for feature in json.loads(text)["features"]:
        if feature["properties"]["state"] == state:
            return shape(feature["geometry"])
    raise LayerError(f"{STATES_PATH}: expected a state {state}, got none; rebuild --boundaries")


def list_counties(text: str) -> list[tuple[str, BaseGeometry]]:
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
