"""Regions by name, box and file, and the errors for what is none of these."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
import pytest
from shapely import Point, Polygon, box

from screening.errors import RegionError
from screening.model import CRS
from screening.readers.regions import parse_region, read_boundaries


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
        ("Milam County", "Milam County, TX"),
        ("Milam, TX", "Milam County, TX"),
        ("Milam County, Texas", "Milam County, TX"),
        ("milam , texas", "Milam County, TX"),
        ("Milam", "Milam County, TX"),
        ("Lake, OH", "Lake County, OH"),
    ],
)
def test_names(named: gpd.GeoDataFrame, text: str, name: str) -> None:
    assert parse_region(text, named).name == name


def test_an_ambiguous_name_lists_its_matches(named: gpd.GeoDataFrame) -> None:
    for text in ("Lake", "Lake County"):
        with pytest.raises(RegionError, match=r"Lake County, TX, Lake County, OH"):
            parse_region(text, named)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_region_is_reported(named: gpd.GeoDataFrame, text: str) -> None:
    with pytest.raises(RegionError, match=r"^region: expected a region, got nothing; give"):
        parse_region(text, named)


def test_an_unknown_name_gives_similar_names_and_advice(named: gpd.GeoDataFrame) -> None:
    with pytest.raises(RegionError, match=r"'Texs'.*nearest names: Texas.*a box"):
        parse_region("Texs", named)


def test_a_box_across_the_antimeridian_is_two(named: gpd.GeoDataFrame) -> None:
    region = parse_region("170,-10,-170,10", named).geometry
    assert region.contains(Point(175, 0))
    assert region.contains(Point(-175, 0))
    assert not region.contains(Point(0, 0))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-103,31,-100", "four numbers"),
        ("-103,33,-100,31", "lower first"),
        ("-203,31,-100,33", "longitudes"),
        ("-103,31,-103,33", "width"),
        ("103,31,100,33", "dateline of at most 180 degrees, got 357"),  # two signs forgotten
    ],
)
def test_invalid_boxes_are_rejected(named: gpd.GeoDataFrame, text: str, message: str) -> None:
    with pytest.raises(RegionError, match=message):
        parse_region(text, named)


def test_a_polygon_file_in_another_crs(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "permian.gpkg"
    area = gpd.GeoDataFrame(geometry=[box(-103, 31, -100, 33)], crs=CRS).to_crs("EPSG:3083")
    area.to_file(path)
    region = parse_region(str(path), named)
    assert region.name == "permian"
    assert region.geometry.bounds == pytest.approx((-103, 31, -100, 33), abs=1e-6)


def test_a_file_that_changed_is_read_again(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    """Many layers may cover one file's area, which is read once for them."""
    path = tmp_path / "area.shp"
    gpd.GeoDataFrame(geometry=[box(-103, 31, -100, 33)], crs=CRS).to_file(path)
    first = parse_region(str(path), named).geometry
    assert parse_region(str(path), named).geometry is first
    path.with_suffix(".prj").write_text(pyproj.CRS("EPSG:4267").to_wkt("WKT1_ESRI"))
    assert parse_region(str(path), named).geometry.bounds != first.bounds
    gpd.GeoDataFrame(geometry=[box(-103, 31, -101, 33)], crs=CRS).to_file(path)
    assert parse_region(str(path), named).geometry.bounds == (-103, 31, -101, 33)


def test_an_invalid_polygon_is_repaired(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "bow.geojson"
    bow = Polygon([(-100, 30), (-98, 32), (-98, 30), (-100, 32)])
    gpd.GeoDataFrame(geometry=[bow], crs=CRS).to_file(path)
    assert parse_region(str(path), named).geometry.area == pytest.approx(2.0)


_LINE = Polygon([(-100, 30), (-99, 31), (-98, 32), (-100, 30)])
_POINT = Polygon([(-100, 30)] * 4)


def test_polygons_without_an_area_add_nothing(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "some.gpkg"
    gpd.GeoDataFrame(geometry=[_LINE, box(-100, 30, -99, 31), _POINT, None], crs=CRS).to_file(path)
    assert parse_region(str(path), named).geometry.equals(box(-100, 30, -99, 31))


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        ([_LINE], "expected polygons, got some without any area"),
        ([_LINE, _POINT], "expected polygons, got some without any area"),
        ([None, None], "expected polygons, got 2 features without geometry"),
        ([Polygon(), None], "expected polygons, got 2 features without geometry"),
    ],
)
def test_polygons_without_any_area_are_rejected(
    named: gpd.GeoDataFrame, tmp_path: Path, geometry: list[Polygon | None], message: str
) -> None:
    path = tmp_path / "nothing.gpkg"
    gpd.GeoDataFrame(geometry=geometry, crs=CRS).to_file(path, geometry_type="Polygon")
    with pytest.raises(RegionError, match=message):
        parse_region(str(path), named)


def test_polygons_that_their_crs_cannot_transform(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "far.gpkg"
    far = Polygon([(1e12, 1e12), (2e12, 1e12), (2e12, 2e12)])
    gpd.GeoDataFrame(geometry=[far], crs="EPSG:32614").to_file(path)
    with pytest.raises(RegionError, match="expected polygons that their CRS can transform"):
        parse_region(str(path), named)


def test_heights_are_dropped_silently(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "high.gpkg"
    bow = Polygon([(-100, 30, 1), (-98, 32, 2), (-98, 30, float("nan")), (-100, 32, 4)])
    gpd.GeoDataFrame(geometry=[bow], crs=CRS).to_file(path)
    region = parse_region(str(path), named).geometry  # a warning would be an error
    assert not region.has_z
    assert region.area == pytest.approx(2.0)


def test_a_file_of_two_layers_is_rejected_with_their_names(
    named: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "two.gpkg"
    for name in ("near", "far"):
        gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=CRS).to_file(path, layer=name)
    with pytest.raises(RegionError, match="got 2; known: far, nea"):
        parse_region(str(path), named)


def test_tables_without_geometry_are_ignored(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "styled.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"style": ["x"]}), path, layer="a_table")
    gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=CRS).to_file(path, layer="area")
    assert parse_region(str(path), named).geometry.bounds == (0, 0, 1, 1)


def test_files_without_polygons_are_rejected(named: gpd.GeoDataFrame, tmp_path: Path) -> None:
    points = tmp_path / "points.geojson"
    gpd.GeoDataFrame(geometry=[Point(-98, 30)], crs=CRS).to_file(points)
    with pytest.raises(RegionError, match="expected polygons, got Point"):
        parse_region(str(points), named)
    broken = tmp_path / "broken.geojson"
    broken.write_text("{")
    with pytest.raises(RegionError, match="expected whole JSON"):
        parse_region(str(broken), named)
    for name in ("absent.gpkg", "n" * 300 + ".geojson"):
        with pytest.raises(RegionError, match="no such file"):
            parse_region(str(tmp_path / name), named)


def test_boundaries_name_counties_in_full(tmp_path: Path) -> None:
    path = tmp_path / "counties.geojson"
    gpd.GeoDataFrame(
        {"name": ["Milam"], "state": ["TX"], "fips": ["48331"]},
        geometry=[box(-97.3, 30.5, -96.6, 31.0)],
        crs=CRS,
    ).to_file(path)
    frame = read_boundaries([path])
    assert frame[["name", "level"]].to_numpy().tolist() == [["Milam County, TX", "county"]]


def test_without_boundaries_no_name_is_known() -> None:
    frame = read_boundaries([])
    assert (len(frame), frame.crs) == (0, CRS)
    assert frame.columns.tolist() == ["name", "level", "state", "geometry"]
    with pytest.raises(RegionError, match="'Texas': not a known place"):
        parse_region("Texas", frame)
    assert parse_region("-103,31,-100,33", frame).geometry.bounds == (-103, 31, -100, 33)


def test_boundaries_without_names_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=CRS).to_file(path)
    with pytest.raises(RegionError, match="expected columns name and state"):
        read_boundaries([path])
