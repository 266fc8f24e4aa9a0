"""A station that is drawn as point and as area is one supply; two stations stay two."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from screening import joins
from screening.joins.points_and_areas import Features, points_in_areas
from screening.model import CRS, LayerInfo, Sites, VectorLayer

YARD = box(-100.002, 31.998, -99.998, 32.002)  # 0.4 km wide
SITE = Sites(
    gpd.GeoDataFrame(
        {"longitude": [-100.0], "latitude": [32.0], "coord_precision_km": [0.5]},
        index=pd.Index(["s"], name="site_id"),
        geometry=[Point(-100, 32)],
        crs=CRS,
    )
)


def layer(*features: tuple[object, str | None, float]) -> VectorLayer:
    shapes, names, kv = zip(*features, strict=True)
    frame = gpd.GeoDataFrame(
        {"id": [str(i) for i in range(len(kv))], "name": list(names), "voltage_kv": list(kv)},
        geometry=list(shapes),
        crs=CRS,
    )
    everywhere = box(-180, -90, 180, 90)
    info = LayerInfo("l", "substations", "", "", len(kv), 0.1, "", "", "", everywhere)
    return VectorLayer(info, frame)


def count(*layers: VectorLayer) -> tuple[float, int]:
    index = joins.index_features(layers, at_least_kv=[69])
    counts, duplicates = joins.count_within(SITE, index, 25, 69)
    return float(counts["count"].iloc[0]), duplicates


INSIDE, BESIDE, FAR = Point(-99.999, 32.0), Point(-99.995, 32.0), Point(-99.98, 32.0)


@pytest.mark.parametrize(
    ("features", "counted"),
    [
        # a point in the area, whatever it is called and whichever voltage it has
        ([(YARD, "A", 345.0), (INSIDE, "A", 345.0)], 1),
        ([(INSIDE, None, 138.0), (YARD, None, 345.0)], 1),
        ([(YARD, "A Substation", 345.0), (INSIDE, "A", 345.0)], 1),
        # beside it: the same name and voltage, within half a kilometre
        ([(YARD, "A", 345.0), (BESIDE, "a ", 345.0)], 1),
        ([(YARD, "A", 345.0), (BESIDE, "B", 345.0)], 2),
        ([(YARD, "A", 345.0), (BESIDE, "A", 138.0)], 2),
        ([(YARD, None, 345.0), (BESIDE, None, 345.0)], 2),
        ([(YARD, "A", 345.0), (FAR, "A", 345.0)], 2),
        # two points of one layer stay two, and so do two of different names in one area
        ([(INSIDE, "A", 345.0), (BESIDE, "A", 345.0)], 2),
        ([(YARD, "A", 345.0), (INSIDE, "A", 345.0), (Point(-100.001, 32.0), "B", 345.0)], 2),
        ([(YARD, None, 345.0), (INSIDE, None, 345.0), (Point(-100.001, 32.0), None, 138.0)], 1),
        # two areas beside each other
        ([(YARD, "A", 345.0), (box(-99.997, 31.998, -99.994, 32.002), "B", 345.0)], 2),
    ],
)
def test_points_and_areas_of_one_layer(features, counted):
    assert count(layer(*features)) == (counted, len(features) - counted)
    assert count(layer(*features[::-1])) == (counted, len(features) - counted)


def test_points_and_areas_of_two_layers():
    large = box(-100.02, 31.98, -99.98, 32.02)
    points = layer((Point(-100.018, 32.018), "A", 345.0))
    areas = layer((large, "A yard", 345.0), (INSIDE, None, 345.0))
    assert count(points, areas) == (1, 2)  # 2.6 km from the middle of a large yard, but in it
    assert count(areas, points) == (1, 2)
    assert count(points, areas, points) == (1, 3)


def test_pairs_name_each_point_once():
    shapes = np.array([YARD, INSIDE, BESIDE, FAR], dtype=object)
    names = np.array(["a", "", "a", "a"], dtype=object)
    kv = np.full(4, 345.0)
    points, areas = points_in_areas(Features(shapes, kv, kv, names, 0 * kv))
    assert dict(zip(points.tolist(), areas.tolist(), strict=True)) == {1: 0, 2: 0}
    none, _ = points_in_areas(Features(shapes, kv, kv, names, 0 * kv).take(np.arange(1, 4)))
    assert none.tolist() == []
