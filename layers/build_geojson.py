"""Write GeoJSON whose bytes depend on nothing but its content, one feature a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely.geometry import mapping
from shapely.geometry.polygon import orient

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Value = str | float | int | None


@dataclass(frozen=True)
class Feature:
    """A geometry in longitude, latitude with its properties."""

    geometry: BaseGeometry
    properties: Mapping[str, Value]


def to_geojson(features: Iterable[Feature], digits: int) -> str:
    """Write features as RFC 7946 GeoJSON: outer rings counterclockwise, no CRS member.

    Parameters
    ----------
    features : iterable of Feature, in the order to write
    digits : int
        Decimals of every coordinate.

    Returns
    -------
    str, a feature a line

    Examples
    --------
    >>> from shapely import Point
    >>> print(to_geojson([Feature(Point(-97.056, 30.5), {"name": "A"})], 2), end="")
    {"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"name":"A"},"geometry":{"type":"Point","coordinates":[-97.06,30.50]}}
    ]}
    """
    lines = ",\n".join(_feature(feature, digits) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _feature(feature: Feature, digits: int) -> str:
    shape = mapping(_oriented(feature.geometry))
    properties = json.dumps(feature.properties, ensure_ascii=False, separators=(",", ":"))
    coordinates = _coordinates(shape["coordinates"], digits)
    geometry = f'{{"type":"{shape["type"]}","coordinates":{coordinates}}}'
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'


def _oriented(geometry: BaseGeometry) -> BaseGeometry:
    if geometry.geom_type == "Polygon":
        return orient(geometry)
    if geometry.geom_type == "MultiPolygon":
        return type(geometry)([orient(part) for part in geometry.geoms])
    return geometry


def _coordinates(nested: Sequence[object] | float, digits: int) -> str:
    if isinstance(nested, (int, float)):
        return f"{nested + 0.0:.{digits}f}"
    return "[" + ",".join(_coordinates(part, digits) for part in nested) + "]"  # type: ignore[arg-type]
