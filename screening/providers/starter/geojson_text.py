"""Write GeoJSON whose bytes depend on its content alone, one feature a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

Value = str | float | int | None


@dataclass(frozen=True)
class Feature:
    """A geometry in longitude and latitude with its properties.

    Attributes
    ----------
    geometry : shapely geometry, longitude and latitude [degrees]
    properties : mapping of name to value
    """

    geometry: BaseGeometry
    properties: Mapping[str, Value]


def render_geojson(features: Iterable[Feature], digits: int) -> str:
    """Render features as RFC 7946 GeoJSON: outer rings counterclockwise, no CRS member.

    Parameters
    ----------
    features : iterable of Feature, in the order of the file
    digits : int
        Decimals of every coordinate.

    Returns
    -------
    str, a feature a line

    Examples
    --------
    >>> from shapely import Point
    >>> print(render_geojson([Feature(Point(-97.056, 30.5), {"name": "A"})], 2), end="")
    {"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"name":"A"},"geometry":{"type":"Point","coordinates":[-97.06,30.50]}}
    ]}
    """
    lines = ",\n".join(_render_feature(feature, digits) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _render_feature(feature: Feature, digits: int) -> str:
    shape = mapping(_orient(feature.geometry))
    properties = json.dumps(feature.properties, ensure_ascii=False, separators=(",", ":"))
    coordinates = _render_coordinates(shape["coordinates"], digits)
    geometry = f'{{"type":"{shape["type"]}","coordinates":{coordinates}}}'
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'


def _orient(geometry: BaseGeometry) -> BaseGeometry:
    if isinstance(geometry, Polygon):
        return orient(geometry)
    if isinstance(geometry, MultiPolygon):
        return MultiPolygon([orient(part) for part in geometry.geoms])
    return geometry


def _render_coordinates(nested: Any, digits: int) -> str:
    if isinstance(nested, (int, float)):
        # + 0.0 turns -0.0 into 0.0
        return f"{nested + 0.0:.{digits}f}"
    return "[" + ",".join(_render_coordinates(part, digits) for part in nested) + "]"
