"""A finished screening as one JSON document for the page: columns, not rows; nothing computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from screening.catalog.fields import get_field
from screening.reporting.uncertainty_text import interval_description
from screening.writers.table_columns import ordered_columns
from screening.writers.webmap import geometry_encoding
from screening.writers.webmap.json_columns import (
    dictionary_encode,
    display_digits,
    json_column,
    records,
)
from screening.writers.webmap.map_strings import ASSETS, GROUPS, LAYERS, WORDS
from screening.writers.webmap.profile_results import RESULT_COLUMNS, profile_payload
from screening.writers.webmap.raster_overlays import raster_overlays
from screening.writers.webmap.site_card import FOR_TABLES, HIDDEN_PREFIXES, card, card_columns
from screening.writers.webmap.symbology import symbols

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import ProfileResult, ScreeningResult

LINE_TOLERANCE_DEG = 0.0005
"""How far drawn lines may stray from the layer's [°], 50 m."""

BORDER_TOLERANCE_DEG = 0.003
"""How far drawn borders may stray [°], 300 m."""


AS_POINTS = ("substations", "points_of_presence")
"""Layers drawn as points, whatever their geometry."""

PATHS = "fiber_paths"
"""The layer that is drawn of the selected site only."""

WORK_DIGITS = 2
WORK = (
    *("site_id", "package", "gap", "unit", "musd_low", "musd_high"),
    *("months_low", "months_high", "usd", "note", "source"),
)
"""Columns of the build list that the card shows."""


def payload(screening: ScreeningResult) -> dict[str, Any]:
    """Gather everything the page shows.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict that JSON can say
        Sites are columns of n cells, best rank first, as in ``screening.sites``;
        positions are whole steps of 0.0001°.
    """
    return {
        "run": _run(screening),
        "words": WORDS,
        "assets": ASSETS,
        "layer_names": LAYERS,
        "card": card(),
        "symbols": symbols(),
        "steps_per_degree": geometry_encoding.STEPS_PER_DEGREE,
        "fields": _fields(screening),
        "sites": _sites(screening.sites),
        "judgements": profile_payload(screening),
        "not_judged": dict(screening.unavailable_profiles),
        "build_list": _work(screening.build_list),
        "connections": _connections(screening),
        "paths": _paths(screening),
        "layers": {
            name: _layer(name, frame) for name, frame in screening.layers.items() if name != PATHS
        },
        "rasters": raster_overlays(screening),
        "base": _base(screening),
        "provenance": records(screening.provenance, leave=("sha256", "path")),
    }


def _run(screening: ScreeningResult) -> dict[str, Any]:
    return {
        "name": screening.name,
        "region": ", ".join(str(name) for name in screening.region["name"]),
        "draws": interval_description(screening) if screening.metadata.robustness else "",
        "notes": list(screening.metadata.warnings),
    }


def _fields(screening: ScreeningResult) -> dict[str, dict[str, Any]]:
    """Describe each column of the sites, and each factor a criterion or constraint names."""
    names = [*RESULT_COLUMNS, *screening.sites.columns]
    judgings: tuple[ScreeningResult | ProfileResult, ...] = (screening, *screening.profile_results)
    for judged in judgings:
        names += [*judged.criteria["factor"], *judged.constraints["factor"]]
    return {name: _field(name) for name in dict.fromkeys(str(n) for n in names if n != "geometry")}


def _field(name: str) -> dict[str, Any]:
    field = get_field(name)
    return {
        "alias": field.alias,
        "unit": "" if field.unit == "-" else field.unit,
        "digits": None if field.group == "carried" else field.digits,
        "group": GROUPS.get(field.group, field.group.capitalize()),
        "about": field.description,
        "source": field.source,
        "precision": field.precision,
    }


def _sites(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    x, y = geometry_encoding.points(frame.geometry)
    names = [
        str(name)
        for name in ordered_columns(frame)
        if name not in RESULT_COLUMNS
        and not str(name).startswith(HIDDEN_PREFIXES)
        and (get_field(str(name)).group not in FOR_TABLES or name in card_columns())
    ]
    columns = {
        name: dictionary_encode(json_column(frame[name], display_digits(get_field(name))))
        for name in names
    }
    return {"id": [str(name) for name in frame.index], "x": x, "y": y, "columns": columns}


def _work(frame: pd.DataFrame) -> dict[str, Any]:
    """Give the build list as columns that the card reads, sources said once."""
    return {
        name: dictionary_encode(json_column(frame[name], WORK_DIGITS))
        for name in WORK
        if name in frame
    }


def _connections(screening: ScreeningResult) -> dict[str, Any]:
    frame = screening.connections
    places = pd.Series(range(len(screening.sites)), index=screening.sites.index)
    frame = frame[frame["site_id"].isin(places.index)]
    return {
        "site": places.loc[frame["site_id"]].tolist(),
        "kind": dictionary_encode(json_column(frame["kind"], 0)),
        "name": dictionary_encode(json_column(frame["name"], 0)),
        "distance_km": json_column(frame["distance_km"], 1),
        "shape": geometry_encoding.lines(frame.geometry, LINE_TOLERANCE_DEG),
    }


def _paths(screening: ScreeningResult) -> dict[str, Any]:
    if PATHS not in screening.layers:
        return {"site": [], "kind": [], "name": [], "route_km": [], "shape": []}
    frame = screening.layers[PATHS]
    places = pd.Series(range(len(screening.sites)), index=screening.sites.index)
    frame = frame[frame["site_id"].isin(places.index)]
    return {
        "site": places.loc[frame["site_id"]].tolist(),
        "kind": dictionary_encode(json_column(frame["kind"], 0)),
        "name": dictionary_encode(json_column(frame["name"], 0)),
        "route_km": json_column(frame["route_km"], 1),
        "shape": geometry_encoding.lines(frame.geometry, LINE_TOLERANCE_DEG),
    }


def _layer(name: str, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    columns = {
        column: dictionary_encode(json_column(frame[column], 1))
        for column in ASSETS
        if column in frame
    }
    areas = name not in AS_POINTS and (frame.geometry.geom_type.str.endswith("Polygon")).any()
    if areas:
        drawn = geometry_encoding.lines(frame.geometry, BORDER_TOLERANCE_DEG)
        return {"columns": columns, "shape": drawn, "areas": True}
    if (frame.geometry.geom_type.str.endswith("LineString")).any():
        return {
            "columns": columns,
            "shape": geometry_encoding.lines(frame.geometry, LINE_TOLERANCE_DEG),
        }
    x, y = geometry_encoding.points(frame.geometry)
    return {"columns": columns, "x": x, "y": y}


def _base(screening: ScreeningResult) -> dict[str, Any]:
    boundaries, region = screening.boundaries, screening.region
    states = boundaries[boundaries["level"] == "state"]
    counties = boundaries[boundaries["level"] == "county"]
    within = region if not region.geometry.is_empty.all() else screening.sites
    return {
        "bounds": geometry_encoding.bounds(within.geometry),
        "region": geometry_encoding.lines(region.geometry, BORDER_TOLERANCE_DEG),
        "states": geometry_encoding.lines(states.geometry, BORDER_TOLERANCE_DEG),
        "counties": geometry_encoding.shared_borders(counties.geometry, BORDER_TOLERANCE_DEG),
        "labels": {
            "state": _labels(states, "name"),
            "county": _labels(counties, "name"),
            "city": _cities(screening),
        },
    }


def _labels(places: gpd.GeoDataFrame, column: str) -> dict[str, Any]:
    x, y = geometry_encoding.points(places.geometry)
    names = [str(name).split(",")[0].removesuffix(" County") for name in places[column]]
    return {"text": names, "x": x, "y": y}


def _cities(screening: ScreeningResult) -> dict[str, Any]:
    """Name the cities that the points of presence place: those of kind metro, in their order."""
    points = screening.layers.get("points_of_presence")
    if points is None or "kind" not in points:
        return {"text": [], "x": [], "y": []}
    return _labels(points[points["kind"] == "metro"], "name")
