"""States and counties from the US Census cartographic boundaries, packed as TopoJSON.

Source: npm package ``us-atlas`` (counties-10m.json), 2017 edition, public domain.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from screening.providers.starter.geojson_text import Feature

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Ring = NDArray[np.float64]

COUNTIES_NAME = "counties-10m.json"
#: Tolerance of Visvalingam-Whyatt simplification, the square root of an area [degrees].
SIMPLIFY_DEG = 0.015
#: Smaller islands are dropped, unless a county has no larger part [square degrees].
MIN_ISLAND_DEG2 = 0.0002
DIGITS = 3
#: Corners of the smallest closed ring with an area. Quantization flattened some islets to a line.
MIN_RING_CORNERS = 4

#: FIPS state code to postal code.
STATES = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT",
    "10": "DE", "11": "DC", "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL",
    "18": "IN", "19": "IA", "20": "KS", "21": "KY", "22": "LA", "23": "ME", "24": "MD",
    "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT", "31": "NE",
    "32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND",
    "39": "OH", "40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD",
    "47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA", "53": "WA", "54": "WV",
    "55": "WI", "56": "WY", "60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI",
}  # fmt: skip


def decode_topology(topology: Mapping[str, Any], name: str) -> dict[str, tuple[str, BaseGeometry]]:
    """Decode one object of a quantized TopoJSON to polygons.

    Parameters
    ----------
    topology : mapping, the parsed file
    name : str
        The object, such as ``"counties"``.

    Returns
    -------
    dict of id to (name, geometry)

    Source
    ------
    The TopoJSON Format Specification, 2.1.4 (arc indexes) and 2.1.2 (transforms).

    Examples
    --------
    >>> square = {"type": "Polygon", "arcs": [[0, 1]], "id": "48001",
    ...           "properties": {"name": "A"}}
    >>> decode_topology(
    ...     {"transform": {"scale": [1, 1], "translate": [0, 0]},
    ...      "arcs": [[[0, 0], [1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1]]],
    ...      "objects": {"all": {"geometries": [square]}}}, "all")["48001"][1].area
    1.0
    """
    scale = np.array(topology["transform"]["scale"])
    origin = np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]
    return {
        shape["id"]: (shape["properties"]["name"], _assemble_polygons(shape, arcs))
        for shape in topology["objects"][name]["geometries"]
    }


def _assemble_polygons(shape: Mapping[str, Any], arcs: Sequence[Ring]) -> BaseGeometry:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    parts = []
    for rings in polygons:
        outer, *holes = (_join_arcs(ring, arcs) for ring in rings)
        if len(outer) >= MIN_RING_CORNERS:
            parts.append(Polygon(outer, [hole for hole in holes if len(hole) >= MIN_RING_CORNERS]))
    return MultiPolygon(parts) if len(parts) != 1 else parts[0]


def _join_arcs(indexes: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Join arcs end to end to a ring; ``~i`` is arc i backwards."""
    path = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
    return np.vstack([arc if k == 0 else arc[1:] for k, arc in enumerate(path)])


def build_boundaries(package: Path, county_state: str) -> tuple[list[Feature], list[Feature]]:
    """Simplify all counties as one coverage, which keeps shared edges, and dissolve to states.

    Parameters
    ----------
    package : Path
        The unpacked npm package ``us-atlas``.
    county_state : str, two letters
        The state whose counties are returned.

    Returns
    -------
    states : list of Feature, ``name state``, by postal code
    counties : list of Feature, ``name state fips``, by FIPS code

    Raises
    ------
    FileNotFoundError
        Where the package has no ``counties-10m.json``.
    """
    topology = json.loads((package / COUNTIES_NAME).read_text(encoding="utf-8"))
    counties = decode_topology(topology, "counties")
    names = {fips: name for fips, (name, _) in decode_topology(topology, "states").items()}
    fips = sorted(code for code, (_, shape) in counties.items() if not shape.is_empty)
    shapes = dict(zip(fips, _simplify([counties[code][1] for code in fips]), strict=True))
    states = [
        Feature(
            _dissolve([shape for code, shape in shapes.items() if code[:2] == state]),
            {"name": name, "state": STATES[state]},
        )
        for state, name in names.items()
    ]
    states.sort(key=lambda feature: str(feature.properties["state"]))
    return states, [
        Feature(shape, {"name": counties[code][0], "state": county_state, "fips": code})
        for code, shape in shapes.items()
        if STATES[code[:2]] == county_state
    ]


def _simplify(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    simple = shapely.coverage_simplify([_drop_islets(shape) for shape in shapes], SIMPLIFY_DEG)
    rounded = shapely.transform(simple, lambda xy: np.round(xy, DIGITS))
    return [_keep_polygons(shapely.make_valid(shape)) for shape in rounded]


def _keep_polygons(shape: BaseGeometry) -> BaseGeometry:
    """Drop the lines that rounding leaves, and put parts and corners in a canonical order."""
    parts = [part for part in _flatten(shape) if isinstance(part, Polygon)]
    return shapely.normalize(parts[0] if len(parts) == 1 else MultiPolygon(parts))


def _flatten(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = list(shapely.get_parts(shape))
    return parts if parts == [shape] else [leaf for part in parts for leaf in _flatten(part)]


def _drop_islets(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    areas = shapely.area(parts)
    large = parts[areas >= min(MIN_ISLAND_DEG2, areas.max())]
    return large[0] if len(large) == 1 else MultiPolygon(list(large))


def _dissolve(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.normalize(shapely.union_all(shapes, grid_size=10.0**-DIGITS))
