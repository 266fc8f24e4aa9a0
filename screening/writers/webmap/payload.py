"""A finished screening as one JSON document for the page: columns, not rows; nothing computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from screening.fields import VALUE_PREFIX, WATERFALL_STEPS, field_of
from screening.sureness import draws_told
from screening.writers.columns import ordered_columns
from screening.writers.webmap import shapes
from screening.writers.webmap.columns import cells, coded, digits_of
from screening.writers.webmap.symbols import symbols
from screening.writers.webmap.words import ASSETS, CONVERSION, GROUPS, METHODS, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screening.model import Screening

LINE_TOLERANCE_DEG = 0.0005
"""How far drawn lines may stray from the layer's [°], 50 m."""

BORDER_TOLERANCE_DEG = 0.003
"""How far drawn borders may stray [°], 300 m."""

VALUE_DIGITS = 4
WORK_DIGITS = 2
WORK = (
    *("site_id", "package", "gap", "unit", "musd_low", "musd_high"),
    *("months_low", "months_high", "usd", "note", "source"),
)
"""Columns of the build list that the card shows."""
SHOWN = {"verdict", *(name for row in CONVERSION for name in row)}
"""Columns of the conversion that the card shows."""
PATHS = "fiber_paths"
"""The layer that is drawn of the selected site only."""


def payload(screening: Screening) -> dict[str, Any]:
    """Gather everything the page shows.

    Parameters
    ----------
    screening : Screening

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
        "conversion": CONVERSION,
        "symbols": symbols(),
        "steps_per_degree": shapes.STEPS_PER_DEGREE,
        "fields": _fields(screening),
        "sites": _sites(screening.sites),
        "criteria": _records(screening.criteria),
        "constraints": _records(screening.constraints),
        "build_list": _work(screening.build_list),
        "connections": _connections(screening),
        "paths": _paths(screening),
        "waterfall": [{"column": step, "losses": list(lost)} for step, lost in WATERFALL_STEPS],
        "layers": {
            name: _layer(frame) for name, frame in screening.layers.items() if name != PATHS
        },
        "base": _base(screening),
        "provenance": _records(screening.provenance, leave=("sha256", "path")),
    }


def _run(screening: Screening) -> dict[str, Any]:
    return {
        "name": screening.name,
        "region": ", ".join(str(name) for name in screening.region["name"]),
        "profile": screening.profile,
        "method": METHODS.get(screening.method, screening.method),
        "draws": draws_told(screening) if "robustness" in screening.record else "",
        "notes": [str(note) for note in screening.record.get("warnings", [])],
    }


def _fields(screening: Screening) -> dict[str, dict[str, Any]]:
    """Describe each column of the sites, and each factor a criterion or constraint names."""
    names = [*screening.sites.columns, *screening.criteria["factor"]]
    names += [*screening.constraints["factor"]]
    described = {}
    for name in dict.fromkeys(str(name) for name in names if name != "geometry"):
        field = field_of(name)
        described[name] = {
            "alias": field.alias,
            "unit": "" if field.unit == "-" else field.unit,
            "digits": None if field.group == "carried" else field.digits,
            "group": GROUPS.get(field.group, field.group.capitalize()),
            "about": field.description,
            "precision": field.precision,
        }
    return described


def _sites(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    x, y = shapes.points(frame.geometry)
    columns = {
        str(name): coded(cells(frame[name], _digits(str(name))))
        for name in ordered_columns(frame)
        if field_of(str(name)).group != "conversion" or name in SHOWN
    }
    return {
        "id": [str(name) for name in frame.index],
        "state": _states(frame),
        "x": x,
        "y": y,
        "columns": columns,
    }


def _states(frame: gpd.GeoDataFrame) -> list[str]:
    """Say of each site whether it is ranked, excluded, or not scored."""
    excluded = frame["excluded_by"].fillna("").astype(str).str.len() > 0
    ranked = frame["rank"].notna()
    return [
        "excluded" if out else "ranked" if has else "unscored"
        for out, has in zip(excluded, ranked, strict=True)
    ]


def _digits(name: str) -> int:
    if name.startswith(VALUE_PREFIX):
        return VALUE_DIGITS
    return digits_of(field_of(name))


def _records(frame: pd.DataFrame, leave: Iterable[str] = ()) -> list[dict[str, Any]]:
    kept = [name for name in frame.columns if name not in set(leave)]
    columns = [cells(frame[name], VALUE_DIGITS) for name in kept]
    return [dict(zip(kept, row, strict=True)) for row in zip(*columns, strict=True)]


def _work(frame: pd.DataFrame) -> dict[str, Any]:
    """Give the build list as columns that the card reads, sources said once."""
    return {name: coded(cells(frame[name], WORK_DIGITS)) for name in WORK if name in frame}


def _connections(screening: Screening) -> dict[str, Any]:
    frame = screening.connections
    places = pd.Series(range(len(screening.sites)), index=screening.sites.index)
    frame = frame[frame["site_id"].isin(places.index)]
    return {
        "site": places.loc[frame["site_id"]].tolist(),
        "kind": coded(cells(frame["kind"], 0)),
        "name": coded(cells(frame["name"], 0)),
        "distance_km": cells(frame["distance_km"], 1),
        "shape": shapes.lines(frame.geometry, LINE_TOLERANCE_DEG),
    }


def _paths(screening: Screening) -> dict[str, Any]:
    names = ["site_id", "kind", "name", "route_km"]
    nothing = gpd.GeoDataFrame({name: [] for name in names}, geometry=[])
    frame = screening.layers.get(PATHS, nothing)
    places = pd.Series(range(len(screening.sites)), index=screening.sites.index)
    frame = frame[frame["site_id"].isin(places.index)]
    return {
        "site": places.loc[frame["site_id"]].tolist(),
        "kind": coded(cells(frame["kind"], 0)),
        "name": coded(cells(frame["name"], 0)),
        "route_km": cells(frame["route_km"], 1),
        "shape": shapes.lines(frame.geometry, LINE_TOLERANCE_DEG),
    }


def _layer(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    columns = {name: coded(cells(frame[name], 1)) for name in ASSETS if name in frame.columns}
    if (frame.geometry.geom_type.str.endswith("LineString")).any():
        return {"columns": columns, "shape": shapes.lines(frame.geometry, LINE_TOLERANCE_DEG)}
    x, y = shapes.points(frame.geometry)
    return {"columns": columns, "x": x, "y": y}


def _base(screening: Screening) -> dict[str, Any]:
    boundaries, region = screening.boundaries, screening.region
    states = boundaries[boundaries["level"] == "state"]
    counties = boundaries[boundaries["level"] == "county"]
    within = region if not region.geometry.is_empty.all() else screening.sites
    return {
        "bounds": shapes.bounds(within.geometry),
        "region": shapes.lines(region.geometry, BORDER_TOLERANCE_DEG),
        "states": shapes.lines(states.geometry, BORDER_TOLERANCE_DEG),
        "counties": shapes.shared_borders(counties.geometry, BORDER_TOLERANCE_DEG),
        "labels": {
            "state": _labels(states, "name"),
            "county": _labels(counties, "name"),
            "city": _cities(screening),
        },
    }


def _labels(places: gpd.GeoDataFrame, column: str) -> dict[str, Any]:
    x, y = shapes.points(places.geometry)
    names = [str(name).split(",")[0].removesuffix(" County") for name in places[column]]
    return {"text": names, "x": x, "y": y}


def _cities(screening: Screening) -> dict[str, Any]:
    """Name the cities that the points of presence place: those of kind metro, in their order."""
    points = screening.layers.get("points_of_presence")
    if points is None or "kind" not in points:
        return {"text": [], "x": [], "y": []}
    return _labels(points[points["kind"] == "metro"], "name")
