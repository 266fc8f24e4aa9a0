"""Features that a file has more than once are used once, and told."""

from __future__ import annotations

import pytest
from shapely.geometry import LineString, Point, box

SHAPES = {
    "substations": Point(-97, 31),
    "points_of_presence": Point(-97, 31),
    "transmission_lines": LineString([(-97, 31), (-98, 31)]),
    "fiber_routes": LineString([(-97, 31), (-98, 31)]),
    "water_stress": box(-97, 31, -96, 32),
}


@pytest.mark.parametrize("name", ["l.gpkg", "l.geojson", "l.parquet", "l.shp"])
@pytest.mark.parametrize("kind", SHAPES)
def test_a_repeated_feature_counts_once(layer, kind, name):
    # pages that overlap: only the number of the row differs
    data = {"OBJECTID": [1, 2, 3, 4], "name": ["A", "A", "B", "A"], "kv": [345.0] * 4}
    data["bws_score"] = [2.0] * 4
    found = layer(kind, data, [SHAPES[kind]] * 4, name=name)
    assert found.frame["name"].tolist() == ["A", "B"]
    assert found.info.left_out == {"that repeat another feature": 2}
    assert "left out 2 of 4 features that repeat another feature" in found.info.notes


def test_features_that_differ_in_anything_are_kept(layer):
    data = {"id": ["1", "2", "3"], "name": ["A"] * 3, "kv": [345.0, 345.0, 138.0]}
    found = layer("substations", data, [Point(-97, 31)] * 3)
    assert found.info.feature_count == 3
    assert not found.info.left_out
