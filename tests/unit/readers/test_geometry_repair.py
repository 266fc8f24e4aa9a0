"""Areas whose outlines cross themselves are repaired and counted: of layers and of sites."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, Polygon, box

from screening.model import CRS, LayerSpec
from screening.readers import read_layer, read_sites
from screening.readers.geometry_repair import repair_areas

BOW_TIE = Polygon([(-97.5, 30), (-96.5, 31), (-96.5, 30), (-97.5, 31)])
FLAT = Polygon([(-97, 30), (-96, 31), (-97, 30)])
SOUND = box(-96, 32, -95, 33)


def test_repairs_keep_areas_alone():
    # a square with a spike: the repair is a square, and a line that is dropped
    spike = Polygon([(0, 0), (1, 0), (1, 1), (3, 3), (1, 1), (0, 1)])
    repaired, notes = repair_areas(np.array([BOW_TIE, FLAT, SOUND, spike, None], dtype=object))
    assert [each and each.geom_type for each in repaired] == [
        *("MultiPolygon", None, "Polygon", "Polygon", None)
    ]
    assert shapely.is_valid(repaired[[0, 2, 3]]).all()
    assert repaired[3].area == pytest.approx(1)
    assert notes == (
        "repaired 2 of 4 areas whose outlines cross or touch themselves",
        "1 of 4 areas enclose nothing",
    )


def test_sound_areas_are_left_as_they_are():
    shapes = np.array([SOUND, None], dtype=object)
    repaired, notes = repair_areas(shapes)
    assert repaired is shapes
    assert notes == ()


@pytest.mark.parametrize("name", ["w.gpkg", "w.geojson", "w.shp", "w.parquet", "w.fgb"])
@pytest.mark.parametrize(
    ("kind", "column"),
    [("water_stress", "bws_score"), ("substations", "kv"), ("points_of_presence", "networks")],
)
def test_areas_of_every_kind_of_layer(layer, kind, column, name):
    found = layer(kind, {column: [4.5, 1.0]}, [BOW_TIE, SOUND], name=name)
    assert "repaired 1 of 2 areas whose outlines cross or touch themselves" in found.info.notes
    assert shapely.is_valid(found.frame.geometry.to_numpy()).all()
    assert found.info.feature_count == 2


def test_an_area_that_encloses_nothing_is_left_out(layer):
    found = layer("water_stress", {"bws_score": [4.5, 1.0]}, [FLAT, SOUND], name="w.geojson")
    assert found.info.left_out == {"without geometry": 1}


@pytest.mark.parametrize("name", ["s.geojson", "s.gpkg", "s.parquet"])
def test_sites_that_are_areas(write, name):
    frame = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[BOW_TIE, SOUND], crs=CRS)
    sites = read_sites(write(frame, name))
    assert "repaired 1 of 2 areas whose outlines cross or touch themselves" in sites.notes
    assert shapely.covers(repair_areas(np.array([BOW_TIE]))[0][0], sites.frame.geometry.iloc[0])


@pytest.mark.parametrize("name", ["l.gpkg", "l.parquet"])
def test_lines_with_coordinates_that_are_no_numbers_are_left_out(layer, name):
    nan = float("nan")
    with np.errstate(invalid="ignore"):
        gap = LineString([(-97, 31), (nan, nan), (-96, 31)])
        half = MultiLineString([[(-97, 31), (-96, 31)], [(-97, nan), (-96, 32)]])
    sound = LineString([(-97, 32), (-96, 32)])
    found = layer("transmission_lines", {"kv": [345, 345, 138]}, [gap, half, sound], name=name)
    assert found.frame["voltage_kv"].tolist() == [138]
    assert found.info.left_out == {"without geometry": 2}
    assert "2 of 3 geometries have coordinates that are no numbers" in found.info.notes


def test_a_line_of_one_point_costs_no_other_line(tmp_path, texas):
    lines = [[[-97, 31]], [[-97, 31], [-96, 31]]]
    features = [
        {
            "type": "Feature",
            "properties": {"kv": 345},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for line in lines
    ]
    path = tmp_path / "l.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read_layer(LayerSpec("l", "transmission_lines", path), texas)
    assert found.info.feature_count == 1
    assert found.info.left_out == {"without geometry": 1}
