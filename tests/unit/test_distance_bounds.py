"""Unknown or ranged voltage is not absence; a layer without covers ends at its own edge."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import LineString, Point, box

from screening import joins
from screening.factors import compute_all
from screening.model import CRS, FactorParameters, LayerInfo, Sites, VectorLayer

GEOD = Geod(ellps="WGS84")
NAN = np.nan
EVERYWHERE = box(-180, -90, 180, 90)
SITE = (-100.0, 32.0)


def north(km: float) -> tuple[float, float]:
    """A place that far north of the site."""
    return GEOD.fwd(*SITE, 0, 1000 * km)[:2]


def sites(*points: tuple[float, float], **columns: object) -> Sites:
    frame = gpd.GeoDataFrame(
        {
            "longitude": [p[0] for p in points],
            "latitude": [p[1] for p in points],
            "coord_precision_km": 0.0,
            "grid_mw": 100.0,
            **columns,
        },
        index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
        geometry=[Point(p) for p in points],
        crs=CRS,
    )
    return Sites(frame)


def layer(kind: str, shapes: list[object], name: str = "layer", **columns: object) -> VectorLayer:
    some = {"name": [f"{kind} {i}" for i in range(len(shapes))], "provider": "", "kind": "ixp"}
    frame = gpd.GeoDataFrame(some | {"networks_count": 100.0} | columns, geometry=shapes, crs=CRS)
    info = LayerInfo(name, kind, "", "", len(shapes), NAN, "", "", "", EVERYWHERE)
    return VectorLayer(info, frame)


def without_covers(one: VectorLayer) -> VectorLayer:
    extent = box(*one.frame.total_bounds)
    return replace(one, info=replace(one.info, coverage=extent, coverage_stated=False))


def facts(*layers: VectorLayer, some: Sites | None = None, **parameters: float) -> pd.DataFrame:
    by_kind: dict[str, list[VectorLayer]] = {}
    for each in layers:
        by_kind.setdefault(each.info.kind, []).append(each)
    some = sites(SITE) if some is None else some
    results = compute_all(some, by_kind, FactorParameters(**parameters))
    return pd.concat([result.columns for result in results], axis=1)


def substations(km: list[float], kv: list[float], high: list[float] | None = None) -> VectorLayer:
    columns: dict[str, object] = {"voltage_kv": kv}
    columns |= {} if high is None else {"voltage_max_kv": high}
    return layer("substations", [Point(north(each)) for each in km], **columns)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (NAN, NAN, "a substation of unknown voltage at 0.8 km"),
        (100.0, 161.0, "a substation of 100–161 kV at 0.8 km"),
        (NAN, 161.0, "a substation of at most 161 kV at 0.8 km"),
        (100.0, NAN, "a substation of 100 kV or more at 0.8 km"),
    ],
)
def test_a_nearer_asset_that_may_have_the_voltage_leaves_the_distance_undecided(
    low: float, high: float, words: str
) -> None:
    got = facts(substations([0.8, 40.0], [low, 345.0], [high, 345.0])).iloc[0]
    assert np.isnan(got["substation_distance_km"])
    assert got["substation_distance_min_km"] == pytest.approx(0.8)
    assert got["substation_distance_max_km"] == pytest.approx(40.0)
    assert got["substation_distance_why"] == words
    unnamed = ["substation_name", "substation_kv", "class_capacity_mw", "upgrade_kv"]
    assert got[unnamed].isna().all()


@pytest.mark.parametrize(("low", "high"), [(69.0, 69.0), (NAN, 100.0), (NAN, 137.0), (69.0, 100.0)])
def test_a_nearer_asset_that_cannot_have_the_voltage_changes_nothing(
    low: float, high: float
) -> None:
    got = facts(substations([0.8, 40.0], [low, 345.0], [high, 345.0])).iloc[0]
    ends = ["substation_distance_km", "substation_distance_min_km", "substation_distance_max_km"]
    assert got[ends].astype(float).tolist() == pytest.approx([40.0] * 3)
    assert got["substation_distance_why"] is None
    assert got["substation_name"] == "substations 1"
    assert got["supplies_within_25km_count"] == 0


def test_a_farther_asset_of_unknown_voltage_changes_nothing_but_the_count() -> None:
    got = facts(substations([3.0, 20.0], [345.0, NAN])).iloc[0]
    assert got["substation_distance_km"] == pytest.approx(3.0)
    assert np.isnan(got["supplies_within_25km_count"])
    bounds = got[["supplies_within_25km_min_count", "supplies_within_25km_max_count"]]
    assert bounds.tolist() == [1, 2]
    assert got["supplies_within_25km_why"] == "1 more asset of unknown or ranged voltage"


def test_where_no_voltage_is_known_there_is_no_upper_bound() -> None:
    got = facts(substations([0.8, 40.0], [NAN, NAN])).iloc[0]
    assert got["substation_distance_min_km"] == pytest.approx(0.8)
    assert np.isnan(got["substation_distance_max_km"])


def test_each_voltage_asked_has_bounds_of_its_own() -> None:
    lines = layer(
        "transmission_lines",
        [LineString([north(km), (-100.0, 33.9)]) for km in (1.0, 30.0, 60.0)],
        voltage_kv=[230.0, 345.0, 500.0],
        voltage_max_kv=[287.0, 345.0, 500.0],
    )
    got = facts(lines).iloc[0]
    assert got["line_distance_km"] == pytest.approx(1.0)
    assert np.isnan(got["line_kv"])  # 230 or 287
    assert got[["line_min_kv", "line_max_kv"]].tolist() == [230, 287]
    assert got["line_345kv_distance_km"] == pytest.approx(30.0)
    assert got["line_230kv_distance_km"] == pytest.approx(1.0)
    assert got["line_500kv_distance_km"] == pytest.approx(60.0)


def test_a_class_within_one_class_of_capacity_has_its_capacity() -> None:
    got = facts(substations([2.0], [230.0], [287.0]), substation_kv=138.0).iloc[0]
    assert np.isnan(got["substation_kv"])
    assert got["class_capacity_mw"] == 400.0  # 230 and 287 kV are one class
    two = facts(substations([2.0], [230.0], [345.0])).iloc[0]
    assert np.isnan(two["class_capacity_mw"])


def test_lines_and_supplies_follow_the_voltage_of_the_profile() -> None:
    lines = layer(
        "transmission_lines",
        [LineString([north(km), (-100.0, 33.9)]) for km in (5.0, 30.0)],
        voltage_kv=[115.0, 345.0],
    )
    grid = substations([4.0, 10.0], [115.0, 230.0])
    at_115 = facts(grid, lines, substation_kv=115.0).iloc[0]
    assert at_115[["line_distance_km", "substation_distance_km"]].tolist() == pytest.approx([5, 4])
    assert at_115["supplies_within_25km_count"] == 2
    at_138 = facts(grid, lines).iloc[0]
    assert at_138["line_distance_km"] == pytest.approx(30.0)
    assert at_138["supplies_within_25km_count"] == 1


def power_notes(grid: VectorLayer, kv: float) -> tuple[str, ...]:
    return compute_all(sites(SITE), {"substations": [grid]}, FactorParameters(substation_kv=kv))[
        0
    ].notes


def test_a_voltage_that_the_grid_of_the_place_does_not_have_is_told() -> None:
    grid = substations([4.0, 10.0, 12.0, 900.0], [115.0, 230.0, 345.0, 138.0])
    assert power_notes(grid, 138.0) == (
        "power: no substation or line near the sites has 138 kV (substation_kv); those there "
        "have 115, 230, 345 kV, and those below 138 kV are left out; set substation_kv to a "
        "voltage of this grid",
    )
    assert power_notes(grid, 115.0) == ()
    ranged = substations([4.0, 10.0, 12.0], [115.0, 345.0, 100.0], [115.0, 345.0, 161.0])
    assert power_notes(ranged, 138.0) == ()  # a class that holds it


GEOMETRIES = {
    "substations": (
        [Point(-101, 32.5), Point(-99, 31.5), Point(-100.2, 31.7)],
        "substation_distance",
    ),
    "transmission_lines": (
        [LineString([(-101, 31.5), (-101, 32.5)]), LineString([(-99, 31.5), (-99, 32.5)])],
        "line_distance",
    ),
    "fiber_routes": (
        [LineString([(-101, 31.5), (-101, 32.5)]), LineString([(-99, 31.5), (-99, 32.5)])],
        "fiber_distance",
    ),
    "points_of_presence": (
        [Point(-101, 32.5), Point(-99, 31.5), Point(-100.2, 31.7)],
        "hub_distance",
    ),
}


@pytest.mark.parametrize("kind", GEOMETRIES)
def test_a_layer_without_covers_knows_no_farther_than_its_edge(kind: str) -> None:
    shapes, stem = GEOMETRIES[kind]
    full = layer(kind, shapes, "mine", voltage_kv=345.0)
    inside = (-100.0, 32.4)  # 11.1 km from the northern edge, farther from an asset
    is_point = kind in ("substations", "points_of_presence")
    asset = (-100.2, 31.72) if is_point else (-99.02, 32.0)
    outside = (-97.0, 32.0)
    some = sites(inside, asset, outside)
    ends = [f"{stem}_km", f"{stem}_min_km", f"{stem}_max_km"]
    want = facts(full, some=some)
    got = facts(without_covers(full), some=some)
    edge_km = GEOD.inv(*inside, -100.0, 32.5)[2] / 1000
    assert np.isnan(got.iloc[0][ends[0]])
    assert got.iloc[0][ends[1]] == pytest.approx(edge_km, abs=0.01)
    assert got.iloc[0][ends[2]] == pytest.approx(want.iloc[0][ends[0]])
    assert got.iloc[0][f"{stem}_why"] == "mine states no covers and ends 11.1 km from the site"
    assert got.iloc[1][ends].tolist() == pytest.approx(want.iloc[1][ends].tolist())
    assert got.iloc[2][ends].isna().all()


def test_without_any_asset_the_distance_is_at_least_that_to_the_edge() -> None:
    full = layer("substations", [Point(-101, 32.5), Point(-99, 31.5)], "mine", voltage_kv=69.0)
    got = facts(without_covers(full), some=sites((-100.0, 32.4))).iloc[0]
    assert got["substation_distance_min_km"] == pytest.approx(11.1, abs=0.05)
    assert np.isnan(got["substation_distance_max_km"])
    assert facts(full).iloc[0][["substation_distance_min_km"]].isna().all()  # as stated layers do


def test_a_count_is_at_least_what_a_layer_without_covers_holds() -> None:
    points = [Point(-101, 32.5), Point(-99, 31.5), Point(-100.0, 32.35), Point(-100.0, 31.9)]
    grid = without_covers(layer("substations", points, "mine", voltage_kv=345.0))
    near_edge, middle = facts(grid, some=sites((-100.0, 32.4), (-100.0, 32.0))).iloc
    assert np.isnan(near_edge["supplies_within_25km_count"])
    assert near_edge["supplies_within_25km_min_count"] == 1
    assert np.isnan(near_edge["supplies_within_25km_max_count"])
    assert "mine states no covers" in near_edge["supplies_within_25km_why"]
    assert middle["supplies_within_25km_count"] == 1  # the edge is 55 km off


def test_a_stated_layer_answers_beside_one_that_states_nothing() -> None:
    full = layer("substations", [Point(-101, 32.5), Point(-99, 31.5)], voltage_kv=345.0)
    both = facts(full, without_covers(full), some=sites((-100.0, 32.4)))
    assert both["substation_distance_km"].notna().all()


def test_an_asset_beside_the_site_is_known_however_near_the_edge() -> None:
    full = layer("substations", [Point(-100, 32.005), Point(-99, 31.5)], voltage_kv=345.0)
    got = facts(without_covers(full)).iloc[0]  # the site stands on the western edge
    assert got["substation_distance_km"] == pytest.approx(0.55, abs=0.01)


def test_the_round_trip_lies_between_the_edge_and_the_hub_that_is_known() -> None:
    hubs = layer("points_of_presence", [Point(-101, 32.5), Point(-99, 31.5)], "mine")
    some, parameters = sites((-100.0, 32.4)), FactorParameters()
    want = facts(hubs, some=some).iloc[0]
    got = facts(without_covers(hubs), some=some).iloc[0]
    assert np.isnan(got["rtt_ms"])
    assert got["rtt_max_ms"] == pytest.approx(want["rtt_ms"])
    edge_km = got["hub_distance_min_km"]
    least_ms = 2 * parameters.us_per_km * edge_km / 1000 + parameters.equipment_ms
    assert got["rtt_min_ms"] == pytest.approx(least_ms)
    assert got[["hub_name", "fiber_summary", "rtt_basis"]].isna().all()


def test_providers_near_the_edge_are_at_least_those_named() -> None:
    shapes = [LineString([(-101, 32.45), (-99, 32.45)]), LineString([(-101, 31.5), (-99, 31.5)])]
    routes = layer("fiber_routes", shapes, "mine", provider=["A; B", "C"])
    got = facts(without_covers(routes), some=sites((-100.0, 32.42))).iloc[0]
    assert np.isnan(got["fiber_providers_within_10km_count"])
    assert got["fiber_providers_within_10km_min_count"] == 2
    assert np.isnan(got["fiber_providers_within_10km_max_count"])


def test_a_partial_read_asks_for_more_where_a_certain_asset_is_not_in_reach() -> None:
    from screening.model import PartialRead

    grid = substations([0.8, 300.0], [NAN, 345.0])
    unread = grid.frame.assign(geometry=[grid.frame.geometry.iloc[0], None])
    part = replace(
        grid,
        frame=gpd.GeoDataFrame(unread, crs=CRS),
        partial_read=PartialRead((-101.0, 31.0, -99.0, 33.0), 200.0),
    )
    at_hand = joins.index_features([part], at_least_kv=(138.0,))
    found = joins.nearest(sites(SITE), at_hand)
    assert found["incomplete"].tolist() == [True]
    assert found[["distance_km", "distance_min_km", "distance_max_km"]].isna().all(axis=None)
    assert joins.incomplete_layers(sites(SITE), at_hand, nearest_tables=[found]) == ("layer",)
