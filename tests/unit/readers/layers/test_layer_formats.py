"""Layers in any format and CRS, with any number of parts."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon

from screening.model import CRS, LayerSpec
from screening.readers import read_layer

LINE = LineString([(-97, 31), (-97.5, 31.5), (-98, 32)])
SQUARE = Polygon([(-97, 31), (-96.9, 31), (-96.9, 31.1), (-97, 31.1)])


def points(n: int) -> list[Point]:
    return [Point(-97 - i / 10, 31) for i in range(n)]


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.zip", "a.parquet", "a.fgb"])
def test_formats_and_any_declared_crs(layer, name):
    crs = CRS if name.endswith("geojson") else "EPSG:3083"
    geometry = gpd.GeoSeries(points(2), crs=CRS).to_crs(crs)
    found = layer("substations", {"VOLTAGE": [345, 138]}, geometry, name=name, crs=crs)
    assert found.frame.crs == CRS
    np.testing.assert_allclose(found.frame.geometry.x, [-97, -97.1], atol=1e-7)
    assert found.frame["id"].tolist() == ["1", "2"]


def test_csv_with_positions(tmp_path, texas):
    path = tmp_path / "subs.csv"
    path.write_text("name,kV,lon,lat\nA,345,-97,31\nB,,-98,32\nC,138,,\n")
    frame = read_layer(LayerSpec("s", "substations", path), texas).frame
    assert frame["name"].tolist() == ["A", "B"]
    np.testing.assert_allclose(frame["voltage_kv"], [345, np.nan])
    assert frame.geometry.iloc[1].coords[0] == (-98, 32)


def test_parts_areas_and_heights(layer):
    many = MultiPoint([(-97, 31), (-98, 32)])
    frame = layer("substations", {"voltage_kv": [1.0, 2.0]}, [many, SQUARE]).frame
    assert frame.geom_type.tolist() == ["MultiPoint", "Polygon"]
    high = MultiLineString([[(0, 0, 5), (1, 1, 5)], [(2, 2, 5), (3, 3, 5)]])
    frame = layer("fiber_routes", {"name": ["a"]}, [high], name="z.gpkg").frame
    assert frame.geom_type.tolist() == ["MultiLineString"]
    assert not frame.geometry.has_z.any()
    frame = layer("points_of_presence", {"kind": ["ixp"]}, [SQUARE], name="p.gpkg").frame
    assert frame.geom_type.tolist() == ["Point"]


def test_features_without_geometry_are_counted(layer):
    found = layer("fiber_routes", {"name": ["a", "b", "c"]}, [LINE, None, LineString()])
    assert found.frame["name"].tolist() == ["a"]
    assert found.frame["id"].tolist() == ["1"]
    assert "left out 2 of 3 features without geometry" in found.info.notes
    assert found.info.feature_count == 1


def test_ids_are_unique_text(layer):
    ids = ["7", "7", None, "7-2", "4"]
    frame = layer("substations", {"id": ids, "kv": [1.0] * 5}, points(5)).frame
    assert frame["id"].is_unique
    assert frame["id"].tolist()[:1] == ["7"]
    assert frame["id"].map(type).eq(str).all()


def test_the_layer_of_a_run_is_found_by_its_kind(tmp_path, texas):
    path = tmp_path / "screening.gpkg"
    lines = gpd.GeoDataFrame({"voltage_kv": [345.0]}, geometry=[LINE], crs=CRS)
    lines.set_geometry(points(1), crs=CRS).to_file(path, layer="sites")
    lines.to_file(path, layer="transmission_lines")
    assert read_layer(LayerSpec("l", "transmission_lines", path), texas).info.feature_count == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_of_peeringdb(tmp_path, texas, encoding):
    entry = {"id": 1, "name": "Querétaro", "latitude": 31.0, "longitude": -97.0, "net_count": 5}
    path = tmp_path / "fac.json"
    path.write_bytes(json.dumps({"data": [entry]}, ensure_ascii=False).encode(encoding))
    layer = read_layer(LayerSpec("mine", "points_of_presence", path), texas)
    assert layer.frame["name"].tolist() == ["Querétaro"]
