"""One row a site, whatever the layer holds; unknown where it does not cover."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import LineString, Point, box

from screening import joins
from screening.model import CRS, LayerInfo, RasterGrid, RasterLayer, Sites, VectorLayer

GEOD = Geod(ellps="WGS84")
EVERYWHERE = box(-180, -90, 180, 90)


def sites(*points: tuple[float, float], precision: float = 0.5) -> Sites:
    frame = gpd.GeoDataFrame(
        {
            "longitude": [p[0] for p in points],
            "latitude": [p[1] for p in points],
            "coord_precision_km": precision,
        },
        index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
        geometry=[Point(p) for p in points],
        crs=CRS,
    )
    return Sites(frame)


def info(**changes: object) -> LayerInfo:
    told: dict[str, object] = {
        "name": "grid", "kind": "substations", "path": "", "sha256": "", "feature_count": 0,
        "precision_km": 1.0, "licence": "", "source": "", "retrieved": "", "coverage": EVERYWHERE,
    }  # fmt: skip
    return LayerInfo(**(told | changes))  # type: ignore[arg-type]


def layer(shapes: list[object], kv: list[float], **changes: object) -> VectorLayer:
    frame = gpd.GeoDataFrame(
        {
            "id": [f"a{i}" for i in range(len(shapes))],
            "name": [f"asset {i}" for i in range(len(shapes))],
            "voltage_kv": kv,
        },
        geometry=shapes,
        crs=CRS,
    )
    return VectorLayer(info(**changes), frame)


def test_a_tie_is_one_row_and_the_first_asset() -> None:
    two = layer([Point(-101, 32), Point(-99, 32)], [345, 345])
    found = joins.nearest(sites((-100, 32), (-100.9, 32)), joins.index_features([two]))
    assert found.index.tolist() == ["s0", "s1"]
    assert found["name"].tolist() == ["asset 0", "asset 0"]
    assert found["distance_km"].iloc[0] == pytest.approx(
        GEOD.inv(-100, 32, -101, 32)[2] / 1000, abs=1e-6
    )


def test_precision_is_the_sites_plus_the_layers() -> None:
    one = layer([Point(-101, 32)], [345], precision_km=1.5)
    found = joins.nearest(sites((-100, 32), precision=10), joins.index_features([one]))
    assert found["precision_km"].tolist() == [11.5]
    unstated = layer([Point(-101, 32)], [345], precision_km=np.nan)
    found = joins.nearest(sites((-100, 32)), joins.index_features([unstated]))
    assert found["precision_km"].tolist() == [0.5]  # to know less must not exclude more
    found = joins.nearest(
        sites((-100, 32), precision=np.nan), joins.index_features([one, unstated])
    )
    assert found["precision_km"].tolist() == [1.5]
    found = joins.nearest(sites((-100, 32), precision=np.nan), joins.index_features([unstated]))
    assert found["precision_km"].isna().all()


def test_where_no_layer_covers_the_answer_is_unknown() -> None:
    texas = layer([Point(-99, 32)], [345], coverage=box(-102, 30, -98, 34))
    found = joins.nearest(sites((-100, 32), (-83, 40)), joins.index_features([texas]))
    assert found["distance_km"].isna().tolist() == [False, True]
    assert found["name"].isna().tolist() == [False, True]
    assert found["foot_longitude"].isna().tolist() == [False, True]


def test_a_layer_complete_from_345_kv_does_not_answer_for_138() -> None:
    ehv = layer([Point(-99, 32)], [345], complete_min_kv=345)
    local = layer(
        [Point(-100.2, 32)], [138], complete_min_kv=138, coverage=box(-100.5, 31, -99.5, 33)
    )
    both = sites((-100, 32), (-98, 32))
    found = joins.nearest(both, joins.index_features([ehv, local], at_least_kv=[138]))
    assert found["voltage_kv"].iloc[0] == 138
    assert np.isnan(found["distance_km"].iloc[1])  # a nearer 138 kV one may exist
    found = joins.nearest(both, joins.index_features([ehv, local], at_least_kv=[345]))
    assert found["voltage_kv"].tolist() == [345, 345]


def test_voltages_asked_together_answer_as_asked_alone() -> None:
    rng = np.random.default_rng(1)
    points = [Point(p) for p in rng.uniform((-102, 30), (-98, 34), (60, 2))]
    kv = rng.choice([69.0, 138.0, 230.0, 345.0, np.nan], 60).tolist()
    grid = [layer(points, kv), layer(points[:20], kv[20:40], complete_min_kv=230)]
    asked = sites(*rng.uniform((-102, 30), (-98, 34), (25, 2)).tolist())
    voltages = (345.0, 138.0, 230.0)
    at_hand = joins.index_features(grid, at_least_kv=voltages)
    together = joins.nearest_by_voltage(asked, at_hand)
    for one, found in zip(voltages, together, strict=True):
        alone = joins.index_features(grid, at_least_kv=[one])
        pd.testing.assert_frame_equal(found, joins.nearest(asked, alone))
        assert (found["voltage_kv"].dropna() >= one).all()
        assert (found["certain_kv"].dropna() >= one).all()
        assert found["certain_kv"].notna().all()
        pd.testing.assert_frame_equal(
            joins.within(asked, at_hand, 40, one), joins.within(asked, alone, 40, one)
        )


def test_an_asset_beyond_the_reach_may_hide_a_nearer_one() -> None:
    shapes = [Point(-99, 32), Point(-99.9, 33.9)]
    texas = layer(shapes, [345, 345], coverage=box(-102, 30, -98, 34), complete_beyond_km=0.0)
    # 18.9 km from its asset; 92 km from its, 5.5 from the rim; 11.1 and 10.6, which the
    # precision of 1.5 km bridges
    inner, rim, bridged = (-99.2, 32), (-100.9, 33.95), (-99.9, 33.8)
    found = joins.nearest(sites(inner, rim, bridged), joins.index_features([texas]))
    assert found["distance_km"].isna().tolist() == [False, True, False]
    assert joins.index_features([texas]).complete_within_km(sites(rim))[0] == pytest.approx(
        5.55, abs=0.05
    )
    farther = layer(shapes, [345, 345], coverage=box(-102, 30, -98, 34), complete_beyond_km=100.0)
    assert joins.nearest(sites(rim), joins.index_features([farther]))["distance_km"].notna().all()


def test_counts_near_the_edge_of_what_is_known_are_unknown() -> None:
    texas = layer([Point(-100, 32)], [345], coverage=box(-102, 30, -98, 34), complete_beyond_km=0.0)
    at_hand = joins.index_features([texas], at_least_kv=[138])
    both = sites((-100, 32), (-101.9, 32))  # all of the circle, and two thirds of it
    pairs = joins.within(both, at_hand, 25)
    counts = joins.align_counts(pairs.groupby("site_id")["id"].nunique(), both, at_hand, 25)
    assert counts.iloc[0] == 1
    assert np.isnan(counts.iloc[1])


def test_a_count_is_known_where_a_sliver_of_the_circle_is_not() -> None:
    texas = layer([Point(-100, 32)], [345], coverage=box(-102, 30, -98, 34), complete_beyond_km=0.0)
    at_hand = joins.index_features([texas], at_least_kv=[138])
    near_edge = sites((-100, 33.82), (-100, 33.9))  # 20 and 11 km of 25 from the edge
    assert at_hand.is_complete_within(near_edge, 25).tolist() == [True, False]


def test_an_empty_layer_is_unknown_and_counts_zero() -> None:
    empty = layer([], [])
    at_hand = joins.index_features([empty], at_least_kv=[138])
    one = sites((-100, 32))
    assert joins.nearest(one, at_hand)["distance_km"].isna().all()
    pairs = joins.within(one, at_hand, 25)
    assert pairs.empty
    counts = joins.align_counts(pairs.groupby("site_id")["distance_km"].count(), one, at_hand, 25)
    assert counts.tolist() == [0.0]


def test_within_lists_pairs_and_agrees_with_nearest() -> None:
    four = layer([Point(-100, 32 + d) for d in (0.0, 0.1, 0.2, 0.3)], [138, 138, 345, 345])
    one = sites((-100, 32), (-90, 32))
    at_hand = joins.index_features([four], at_least_kv=[138])
    pairs = joins.within(one, at_hand, 25)
    assert pairs["site_id"].tolist() == ["s0"] * 3
    assert pairs["distance_km"].max() <= 25
    nearest = joins.nearest(one, at_hand)["distance_km"].iloc[0]
    assert pairs["distance_km"].min() == pytest.approx(nearest)


def test_connections_run_from_site_to_foot() -> None:
    line = layer([LineString([(-101, 32), (-99, 32)])], [345])
    one = sites((-100, 32.5))
    found = joins.nearest(one, joins.index_features([line]))
    drawn = joins.connection_lines(one, found, "line")
    start, end = (Point(c) for c in drawn.geometry.iloc[0].coords)
    assert start.equals(Point(-100, 32.5))
    metres = GEOD.inv(start.x, start.y, end.x, end.y)[2]
    assert metres / 1000 == pytest.approx(drawn["distance_km"].iloc[0], abs=1e-6)


def raster(values: np.ndarray, **changes: object) -> RasterLayer:
    """Cells of one degree whose north-west corner is (-102, 34)."""
    grid = RasterGrid(
        values[None].astype("float32"), ("t",), (1.0, 0.0, -102.0, 0.0, -1.0, 34.0), CRS
    )
    return RasterLayer(info(kind="climate_normals", **changes), grid)


def test_bilinear_by_hand() -> None:
    values = np.array([[0.0, 10.0], [20.0, 30.0]])
    got = joins.sample(
        sites((-101.5, 33.5), (-101.0, 33.5), (-101.0, 33.0), (-101.25, 32.75)), [raster(values)]
    )
    assert got["t"].tolist() == pytest.approx([0, 5, 15, 17.5])


def test_no_data_is_never_averaged_in() -> None:
    values = np.array([[0.0, np.nan], [20.0, 30.0]])
    got = joins.sample(sites((-101.1, 33.5), (-100.6, 33.5), (-101.1, 33.1)), [raster(values)])
    assert got["t"].iloc[0] == 0.0  # only its own cell is known
    assert np.isnan(got["t"].iloc[1])  # its own cell has none
    assert 0 < got["t"].iloc[2] < 30


def test_outside_raster_or_coverage_is_unknown_and_the_next_layer_answers() -> None:
    west = raster(np.full((2, 2), 1.0), coverage=box(-102, 32, -101, 34))
    both = raster(np.full((2, 2), 2.0))
    got = joins.sample(sites((-101.5, 33), (-100.5, 33), (-90, 33)), [west, both])
    assert got["t"].tolist()[:2] == [1.0, 2.0]
    assert np.isnan(got["t"].iloc[2])


def test_an_asset_that_two_layers_hold_counts_once() -> None:
    rough = layer([Point(-100, 32), Point(-100, 32), Point(-99.9, 32)], [345, 345, 138])
    exact = layer(
        # 0.7 km from the first two: the very same ones; the last is 138 kV beside one of 138
        [Point(-100.005, 32.005), Point(-99.995, 32.005), Point(-99.9, 32.003)],
        [345, 345, 138],
        precision_km=np.nan,
    )
    asked = sites((-100, 32))
    for layers, again in (([rough], 0), ([rough, exact], 3), ([exact, rough, exact], 6)):
        counts, met = joins.count_within(
            asked, joins.index_features(layers, at_least_kv=[69]), 25, 69
        )
        assert counts["count"].tolist() == [3], "each once, however many layers hold it"
        assert met == again


def test_different_assets_count_whatever_they_are_called() -> None:
    one = layer([Point(-100, 32), Point(-99.99, 32)], [345, 345])  # a0, a1: one layer's two are two
    numbered_alike = layer([Point(-100, 32.1), Point(-99.99, 32)], [345, 138])  # a0, a1 again
    at_hand = joins.index_features([one, numbered_alike], at_least_kv=[69])
    counts, again = joins.count_within(sites((-100, 32)), at_hand, 25, 69)
    assert counts["count"].tolist() == [4]  # 11 km off; and in the same place, of another voltage
    assert again == 0


def test_layers_of_few_and_of_no_assets_count_too() -> None:
    nothing, lone = layer([], []), layer([Point(-100, 32)], [345])
    for layers, count in (([nothing, lone], 1), ([lone, nothing], 1), ([nothing, nothing], 0)):
        at_hand = joins.index_features(layers, at_least_kv=[69])
        assert joins.count_within(sites((-100, 32)), at_hand, 25, 69)[0]["count"].tolist() == [
            count
        ]


def test_a_feature_may_be_less_precise_than_its_layer() -> None:
    mixed = layer([Point(-100, 32), Point(-100, 33), Point(-100, 34)], [345, 345, 345])
    mixed.frame["coord_precision_km"] = [10.0, np.nan, 0.1]
    asked = sites((-100, 32), (-100, 33), (-100, 34))
    near = joins.nearest(asked, joins.index_features([mixed]))
    assert near["precision_km"].tolist() == [10.5, 1.5, 1.5]
