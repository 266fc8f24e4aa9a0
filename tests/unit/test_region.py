"""Regions by name, box and file, and what is said of those that are none."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point, Polygon, box

from screening.errors import RegionError
from screening.model import CRS
from screening.region import parse_region, read_boundaries


@pytest.fixture
def named() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "name": ["Texas", "Ohio", "Milam County, TX", "Lake County, TX", "Lake County, OH"],
            "level": ["state", "state", "county", "county", "county"],
            "state": ["TX", "OH", "TX", "TX", "OH"],
        },
        geometry=[
            box(-106.6, 25.8, -93.5, 36.5),
            box(-84.8, 38.4, -80.5, 42.0),
            box(-97.3, 30.5, -96.6, 31.0),
            box(-99, 31, -98, 32),
            box(-81.5, 41.5, -81.0, 42.0),
        ],
        crs=CRS,
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Texas", "Texas"),
        ("  texas ", "Texas"),
        ("TX", "Texas"),
        ("Milam County, TX", "Milam County, TX"),
        ("milam county,tx", "Milam County, TX"),
        ("Milam, TX", "Milam County, TX"),
        ("Milam", "Milam County, TX"),
        ("Lake, OH", "Lake County, OH"),
    ],
)
def test_names(named: gpd.GeoDataFrame, text: str, name: str) -> None:
    assert parse_region(text, named).name == name


def test_a_name_that_fits_several_lists_them(named: gpd.GeoDataFrame) -> None:
    with pytest.raises(RegionError, match=r"Lake County, TX, Lake County, OH"):
        parse_region("Lake", named)


def test_an_unknown_name_says_the_nearest_and_what_to_do(named: gpd.GeoDataFrame) -> None:
    with pytest.raises(RegionError, match=r"'Texs'.*nearest names: Texas.*a box"):
        parse_region("Texs", named)


def test_a_box_across_the_antimeridian_is_two(named: gpd.GeoDataFrame) -> None:
    region = parse_region("170,-10,-170,10", named).geometry
    assert region.contains(Point(175, 0))
    assert region.contains(Point(-175, 0))
    assert not region.contains(Point(0, 0))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-103,31,-100", "four numbers"),
        ("-103,33,-100,31", "lower first"),
        ("-203,31,-100,33", "longitudes"),
        ("-103,31,-103,33", "width"),
    ],
)
def test_boxes_that_are_none(named: gpd.GeoDataFrame, text: str, said: str) -> None:
    with pytest.raises(RegionError, match=said):
        parse_region(text, named)


def test_a_polygon_file_in_another_crs(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "permian.gpkg"
    area = gpd.GeoDataFrame(geometry=[box(-103, 31, -100, 33)], crs=CRS).to_crs("EPSG:3083")
    area.to_file(path)
    region = parse_region(str(path), named)
    assert region.name == "permian"
    assert region.geometry.bounds == pytest.approx((-103, 31, -100, 33), abs=1e-6)


def test_a_bow_tie_is_mended(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "bow.geojson"
    bow = Polygon([(-100, 30), (-98, 32), (-98, 30), (-100, 32)])
    gpd.GeoDataFrame(geometry=[bow], crs=CRS).to_file(path)
    assert parse_region(str(path), named).geometry.area == pytest.approx(2.0)


def test_files_that_are_no_region(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    points = tmp_path / "points.geojson"
    gpd.GeoDataFrame(geometry=[Point(-98, 30)], crs=CRS).to_file(points)
    with pytest.raises(RegionError, match="expected polygons, got Point"):
        parse_region(str(points), named)
    broken = tmp_path / "broken.geojson"
    broken.write_text("{")
    with pytest.raises(RegionError, match="GDAL"):
        parse_region(str(broken), named)
    with pytest.raises(RegionError, match="no such file"):
        parse_region(str(tmp_path / "absent.gpkg"), named)


def test_boundaries_name_counties_in_full(tmp_path: Path) -> None:
    path = tmp_path / "counties.geojson"
    gpd.GeoDataFrame(
        {"name": ["Milam"], "state": ["TX"], "fips": ["48331"]},
        geometry=[box(-97.3, 30.5, -96.6, 31.0)],
        crs=CRS,
    ).to_file(path)
    frame = read_boundaries([path])
    assert frame[["name", "level"]].to_numpy().tolist() == [["Milam County, TX", "county"]]


def test_boundaries_without_names_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=CRS).to_file(path)
    with pytest.raises(RegionError, match="expected columns name and state"):
        read_boundaries([path])
