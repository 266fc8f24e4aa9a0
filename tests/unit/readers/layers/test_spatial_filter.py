"""Far shapes stay unread, and no answer shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, Point, box

from screening import joins
from screening.model import CRS, LayerSpec, PartialRead, Sites, VectorLayer
from screening.readers import read_layer
from screening.readers.layers import spatial_filter
from screening.readers.regions import read_boundaries

GEOD = Geod(ellps="WGS84")
NOWHERE = read_boundaries([])
TEXAS_CORNER = box(-101, 31, -99, 33)
COUNTRY = "-125,24,-66,50"


def grid(count: int = 400) -> gpd.GeoDataFrame:
    """Lines all over the country; only those in the east carry 500 kV."""
    rng = np.random.default_rng(3)
    start = rng.uniform((-120, 26), (-70, 48), (count, 2))
    ends = start + rng.normal(0, 0.3, (count, 2))
    kv = np.where(start[:, 0] > -85, 500.0, rng.choice([69.0, 138.0, 345.0], count))
    lines = shapely.linestrings(np.stack([start, ends], axis=1))
    return gpd.GeoDataFrame({"voltage": kv}, geometry=lines, crs=CRS)


def spec_of(path: Path, **changes: object) -> LayerSpec:
    told: dict[str, object] = {"covers": COUNTRY, "precision_km": 0.1, "near": TEXAS_CORNER}
    return LayerSpec("grid", "transmission_lines", path, **(told | changes))  # type: ignore[arg-type]


def read(spec: LayerSpec) -> VectorLayer:
    layer = read_layer(spec, NOWHERE)
    assert isinstance(layer, VectorLayer)
    return layer


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("excerpts") / "grid.gpkg"
    grid().to_file(path)
    return path


def sites(points: np.ndarray) -> Sites:
    frame = gpd.GeoDataFrame(
        {"longitude": points[:, 0], "latitude": points[:, 1], "coord_precision_km": 0.5},
        index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
        geometry=gpd.points_from_xy(*points.T),
        crs=CRS,
    )
    return Sites(frame)


@pytest.mark.parametrize("crs", [CRS, "EPSG:5070", "EPSG:32614", "EPSG:4269"])
def test_only_what_is_near_is_read_and_the_rest_is_told(tmp_path: Path, crs: str) -> None:
    path = tmp_path / "grid.gpkg"
    lines = grid()
    lines.to_crs(crs).to_file(path)
    layer, whole = read(spec_of(path)), read(spec_of(path, near=None))
    unread = layer.frame.geometry.isna()
    assert 0.5 < unread.mean() < 0.99
    plain = layer.frame.drop(columns="geometry")
    pd.testing.assert_frame_equal(plain, whole.frame.drop(columns="geometry"))
    assert layer.info.feature_count == whole.info.feature_count == len(lines)
    assert any("within 200 km of the region's box" in note for note in layer.info.notes)
    corners = np.array(TEXAS_CORNER.exterior.coords)
    for shape in lines.geometry[unread]:
        middle = np.array(shape.centroid.coords[0])
        away = GEOD.inv(*corners.T, *np.tile(middle, (len(corners), 1)).T)[2]
        assert away.min() > 150_000  # half a line's length may reach nearer than its middle
    assert layer.partial_read == PartialRead(TEXAS_CORNER.bounds, spatial_filter.MARGIN_KM)
    assert whole.frame.geometry.notna().all()
    assert whole.partial_read is None


def test_a_layer_that_states_no_extent_is_read_whole(package: Path) -> None:
    layer = read(spec_of(package, covers=None))
    assert layer.partial_read is None
    assert layer.frame.geometry.notna().all()


def test_a_file_without_an_index_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "grid.geojson"
    grid().to_file(path)
    assert read(spec_of(path)).partial_read is None


def test_a_region_at_the_dateline_or_a_pole_reads_all() -> None:
    assert spatial_filter.buffered_bbox(box(179, 10, 179.5, 11)) is None
    assert spatial_filter.buffered_bbox(box(0, 88, 10, 89)) is None
    assert spatial_filter.buffered_bbox(box(0, 60, 10, 61)) is not None


def test_a_box_holds_everything_within_the_margin() -> None:
    for south in (-70.0, -1.0, 25.0, 71.0):
        region = box(10, south, 12, south + 2)
        held = box(*spatial_filter.buffered_bbox(region))  # type: ignore[misc]
        rim = shapely.get_coordinates(shapely.segmentize(region, 0.05))
        for azimuth in range(0, 360, 5):
            lon, lat, _ = GEOD.fwd(*rim.T, np.full(len(rim), azimuth), np.full(len(rim), 199_999.0))
            assert shapely.covers(held, shapely.points(lon, lat)).all()


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(west=st.floats(-118, -74), south=st.floats(27, 46), size=st.floats(0.01, 3))
def test_answers_are_those_of_the_whole_layer(
    package: Path, west: float, south: float, size: float
) -> None:
    region = box(west, south, west + size, south + size)
    spec = spec_of(package, near=region)
    rng = np.random.default_rng(7)
    asked = sites(rng.uniform((west, south), (west + size, south + size), (5, 2)))
    voltages = (138.0, 345.0, 500.0)  # the last is a continent away from the west
    part = joins.index_features([read(spec)], at_least_kv=voltages)
    all_of_it = joins.index_features([read(replace(spec, near=None))], at_least_kv=voltages)
    for got, want in zip(
        joins.nearest_by_voltage(asked, part),
        joins.nearest_by_voltage(asked, all_of_it),
        strict=True,
    ):
        answered = ~got["incomplete"]
        pd.testing.assert_frame_equal(got[answered], want[answered])
        assert got.loc[~answered, "distance_km"].isna().all()
        assert (want.loc[~answered, "distance_km"] > spatial_filter.MARGIN_KM).all()
        assert want["distance_km"].notna().all()
        names = joins.incomplete_layers(asked, part, nearest_tables=[got])
        assert names == (() if answered.all() else ("grid",))
    for radius_km in (100.0, 300.0):
        pairs = joins.within(asked, part, radius_km, 138.0)
        if joins.incomplete_layers(asked, part, radius_km=radius_km):
            assert radius_km > spatial_filter.MARGIN_KM
            assert pairs.empty
        else:
            pd.testing.assert_frame_equal(pairs, joins.within(asked, all_of_it, radius_km, 138.0))


def test_a_site_outside_the_region_is_reported(package: Path) -> None:
    far = sites(np.array([[-75.0, 40.0]]))
    part = joins.index_features([read(spec_of(package))])
    whole = joins.index_features([read(spec_of(package, near=None))])
    found = joins.nearest(far, part)
    assert found["incomplete"].all()
    assert found["distance_km"].isna().all()
    assert joins.incomplete_layers(far, part, nearest_tables=[found]) == ("grid",)
    found = joins.nearest(far, whole)
    assert found["distance_km"].notna().all()
    assert joins.incomplete_layers(far, whole, nearest_tables=[found], radius_km=300.0) == ()


def test_ids_do_not_depend_on_how_much_was_read(tmp_path: Path) -> None:
    path = tmp_path / "mixed.gpkg"
    shapes = [
        Point(-80, 40),
        LineString([(-100, 32), (-100, 32.5)]),
        LineString([(-81, 40), (-80, 40)]),
    ]
    gpd.GeoDataFrame({"voltage": [345.0] * 3}, geometry=shapes, crs=CRS).to_file(path)
    near = read(spec_of(path)).frame.dropna(subset="geometry")
    assert near["id"].tolist() == ["2"]
    assert read(spec_of(path, near=None)).frame["id"].tolist() == ["2", "3"]
