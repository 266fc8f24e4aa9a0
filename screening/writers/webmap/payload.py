"""A screening as one JSON document for the page, in columns; it computes no results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog.fields import get_field
from screening.catalog.kinds import known_kinds
from screening.catalog.kinds.points_of_presence import POINTS_OF_PRESENCE
from screening.catalog.labels import GROUPS
from screening.catalog.output_kinds import FIBER_PATHS
from screening.reporting.column_order import ordered_columns
from screening.reporting.uncertainty_text import interval_description
from screening.writers.styles.classification import class_indices, mapped_layers
from screening.writers.styles.web_style import style_payload
from screening.writers.webmap import geometry_encoding
from screening.writers.webmap.json_columns import (
    dictionary_encode,
    display_digits,
    json_column,
    records,
)
from screening.writers.webmap.map_strings import STRINGS
from screening.writers.webmap.profile_results import RESULT_COLUMNS, profile_payload
from screening.writers.webmap.raster_overlays import raster_overlays
from screening.writers.webmap.site_card import FOR_TABLES, HIDDEN_PREFIXES, card, card_columns
from screening.writers.webmap.symbology import symbols

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.catalog.layer_kind import LayerKind
    from screening.model import ProfileResult, ScreeningResult

LINE_TOLERANCE_DEG = 0.0005
"""Simplification tolerance of lines [°], 50 m."""

BORDER_TOLERANCE_DEG = 0.003
"""Simplification tolerance of borders [°], 300 m."""

CELL_DIGITS = 1
"""Minimum number of decimals of features' numbers: a voltage may be 34.5 kV."""

BUILD_DIGITS = 2
BUILD_COLUMNS = (
    *("site_id", "package", "gap", "unit", "musd_low", "musd_high"),
    *("months_low", "months_high", "usd", "note", "source"),
)
"""Columns of the build list that the card shows."""


def payload(screening: ScreeningResult) -> dict[str, Any]:
    """Gather the data of the page.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict of JSON values
        Sites are columns of n cells in the order of ``screening.sites``, the best rank first;
        positions are integers in steps of 0.0001°.
    """
    return {
        "run": _run(screening),
        "words": STRINGS,
        "card": card(),
        "symbols": symbols(),
        "steps_per_degree": geometry_encoding.STEPS_PER_DEGREE,
        "fields": _fields(screening),
        "sites": _sites(screening.sites),
        "judgements": profile_payload(screening),
        "not_judged": dict(screening.unavailable_profiles),
        "build_list": _build_list(screening.build_list),
        "connections": _connections(screening),
        "paths": _paths(screening),
        "layer_groups": list(dict.fromkeys(kind.group for kind in known_kinds().values())),
        "layers": {kind.name: _layer(kind, frame) for kind, frame in mapped_layers(screening)},
        "rasters": raster_overlays(screening),
        "base": _base(screening),
        "provenance": records(screening.provenance, omit=("sha256", "path")),
    }


def _run(screening: ScreeningResult) -> dict[str, Any]:
    return {
        "name": screening.name,
        "region": ", ".join(str(name) for name in screening.region["name"]),
        "draws": interval_description(screening) if screening.metadata.robustness else "",
        "notes": list(screening.metadata.warnings),
    }


def _fields(screening: ScreeningResult) -> dict[str, dict[str, Any]]:
    """Describe each column of the sites, and each factor of a criterion or constraint."""
    names = [*RESULT_COLUMNS, *screening.sites.columns]
    results: tuple[ScreeningResult | ProfileResult, ...] = (screening, *screening.profile_results)
    for result in results:
        names += [*result.criteria["factor"], *result.constraints["factor"]]
    omitted = {"geometry", *_redundant_bounds(screening.sites)}
    return {name: _field(name) for name in dict.fromkeys(map(str, names)) if name not in omitted}


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
        "lower": field.lower,
        "upper": field.upper,
        "why": field.why,
    }


def _sites(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    x, y = geometry_encoding.points(frame.geometry)
    redundant = _redundant_bounds(frame)
    names = [
        str(name)
        for name in ordered_columns(frame)
        if name not in RESULT_COLUMNS
        and name not in redundant
        and not str(name).startswith(HIDDEN_PREFIXES)
        and (get_field(str(name)).group not in FOR_TABLES or name in card_columns())
    ]
    columns = {
        name: dictionary_encode(json_column(frame[name], display_digits(get_field(name))))
        for name in names
    }
    return {"id": [str(name) for name in frame.index], "x": x, "y": y, "columns": columns}


def _redundant_bounds(frame: gpd.GeoDataFrame) -> set[str]:
    """Name the columns of bounds of facts that are nowhere known by their bounds only."""
    named, undecided = set[str](), set[str]()
    for field in (get_field(str(name)) for name in frame.columns):
        if not field.why or field.lower not in frame:
            continue
        columns = {field.lower, field.upper, field.why}
        named |= columns
        if (frame[field.name].isna() & frame[field.lower].notna()).any():
            undecided |= columns
    return named - undecided


def _build_list(frame: pd.DataFrame) -> dict[str, Any]:
    """Encode the columns of the build list that the card shows."""
    return {
        name: dictionary_encode(json_column(frame[name], BUILD_DIGITS))
        for name in BUILD_COLUMNS
        if name in frame
    }


def _connections(screening: ScreeningResult) -> dict[str, Any]:
    return _site_lines(screening, screening.connections, "distance_km")


def _paths(screening: ScreeningResult) -> dict[str, Any]:
    if FIBER_PATHS.name not in screening.layers:
        return {"site": [], "kind": [], "name": [], "route_km": [], "shape": []}
    return _site_lines(screening, screening.layers[FIBER_PATHS.name], "route_km")


def _site_lines(screening: ScreeningResult, frame: gpd.GeoDataFrame, length: str) -> dict[str, Any]:
    """Encode lines of sites, with the position of their site; lines of other sites are omitted."""
    positions = pd.Series(range(len(screening.sites)), index=screening.sites.index)
    frame = frame[frame["site_id"].isin(positions.index)]
    return {
        "site": positions.loc[frame["site_id"]].tolist(),
        "kind": dictionary_encode(json_column(frame["kind"], 0)),
        "name": dictionary_encode(json_column(frame["name"], 0)),
        length: json_column(frame[length], 1),
        "shape": geometry_encoding.lines(frame.geometry, LINE_TOLERANCE_DEG),
    }


def _layer(kind: LayerKind, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Encode a layer: style, attributes and geometries."""
    style = style_payload(kind)
    cells = {
        name: dictionary_encode(
            json_column(frame[name], max(CELL_DIGITS, kind.column(name).digits))
        )
        for name in style["columns"]
        if name in frame
    }
    classes = class_indices(kind.style, frame).tolist()
    return style | {"cells": cells, "class": classes} | _geometry(style["geometry"], frame)


def _geometry(geometry: str, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    if geometry == "point":
        x, y = geometry_encoding.points(frame.geometry)
        return {"x": x, "y": y}
    tolerance = LINE_TOLERANCE_DEG if geometry == "line" else BORDER_TOLERANCE_DEG
    return {"shape": geometry_encoding.lines(frame.geometry, tolerance)}


def _base(screening: ScreeningResult) -> dict[str, Any]:
    boundaries, region = screening.boundaries, screening.region
    states = boundaries[boundaries["level"] == "state"]
    counties = boundaries[boundaries["level"] == "county"]
    extent = region if not region.geometry.is_empty.all() else screening.sites
    return {
        "bounds": geometry_encoding.bounds(extent.geometry),
        "region": geometry_encoding.lines(region.geometry, BORDER_TOLERANCE_DEG),
        "states": geometry_encoding.lines(states.geometry, BORDER_TOLERANCE_DEG),
        "counties": geometry_encoding.shared_borders(counties.geometry, BORDER_TOLERANCE_DEG),
        "labels": {
            "state": _labels(states, "name"),
            "county": _labels(counties, "name"),
            "city": _cities(screening),
        },
    }


def _labels(frame: gpd.GeoDataFrame, column: str) -> dict[str, Any]:
    x, y = geometry_encoding.points(frame.geometry)
    names = [str(name).split(",")[0].removesuffix(" County") for name in frame[column]]
    return {"text": names, "x": x, "y": y}


def _cities(screening: ScreeningResult) -> dict[str, Any]:
    """Label the cities: points of presence of kind ``metro``, in their order."""
    points = screening.layers.get(POINTS_OF_PRESENCE.name)
    if points is None or "kind" not in points:
        return {"text": [], "x": [], "y": []}
    return _labels(points[points["kind"] == "metro"], "name")
