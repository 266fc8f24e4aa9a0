"""Class capacities and connection costs, by hand."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import LineString, Point, box

from screening.conversion.assumptions.interconnection_costs import CLASSES, PAID
from screening.factors import compute_all
from screening.model import CRS, FactorParameters, LayerInfo, Sites, VectorLayer

GEOD = Geod(ellps="WGS84")
AREA = box(-103.0, 29.0, -97.0, 35.0)


def layer(kind: str, frame: dict[str, list[object]], shapes: list[object]) -> VectorLayer:
    n = len(shapes)
    columns = {"id": [f"{kind}{i}" for i in range(n)], "name": [f"N{i}" for i in range(n)]} | frame
    info = LayerInfo(kind, kind, "x", "0", n, 0.1, "", "", "", AREA)
    return VectorLayer(info, gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS))


def facts(
    line: VectorLayer | None, substation: VectorLayer | None, **columns: list[object]
) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    frame = gpd.GeoDataFrame(
        {"longitude": -100.0, "latitude": 32.0, "coord_precision_km": 0.0, **columns},
        index=pd.Index([f"s{i}" for i in range(n)], name="site_id"),
        geometry=[Point(-100, 32)] * n,
        crs=CRS,
    )
    layers = {
        "transmission_lines": [line] if line else [],
        "substations": [substation] if substation else [],
    }
    results = compute_all(Sites(frame), layers, FactorParameters())
    return pd.concat([result.columns for result in results], axis=1)


def line_at(km: float, kv: float) -> VectorLayer:
    lat = GEOD.fwd(-100, 32, 0, 1000 * km)[1]
    return layer(
        "transmission_lines", {"voltage_kv": [kv]}, [LineString([(-100, lat), (-100, 34)])]
    )


def test_a_connection_costs_line_substation_and_transformers() -> None:
    got = facts(line_at(10.0, 345.0), None, grid_mw=[600.0]).iloc[0]
    miles = 10.0 * 1.3 / 1.609344
    assert got["asked_kv"] == got["upgrade_kv"] == 345.0
    assert got["upgrade_musd"] == pytest.approx(3.5 * miles + 22.5 + 600 / 0.95 * 0.0275, rel=1e-6)
    off = 0.1 * 1.3 / 1.609344  # the layer's precision, at both ends
    assert got["upgrade_musd_low"] == pytest.approx(
        3.0 * (miles - off) + 20.0 + 600 / 0.95 * 5790 * 1.35e-6, rel=1e-6
    )
    assert got["upgrade_musd_high"] == pytest.approx(
        4.0 * (miles + off) + 25.0 + 600 / 0.95 * 0.040, rel=1e-6
    )


def test_a_site_next_to_its_voltage_pays_recorded_payments() -> None:
    got = facts(line_at(0.5, 345.0), None, grid_mw=[1000.0]).iloc[0]
    assert got["upgrade_musd_low"] == pytest.approx(17.0)  # Cipher Colchis: 1 GW, 17 M
    assert got["upgrade_musd"] == pytest.approx(34.5)
    # about a kilometre off, either may be right
    near = facts(line_at(1.05, 345.0), None, grid_mw=[600.0]).iloc[0]
    assert near["upgrade_musd_low"] == pytest.approx(600 * PAID.low)
    assert near["upgrade_musd"] > 600 * PAID.high


def test_the_lowest_class_that_carries_the_load_is_required() -> None:
    got = facts(line_at(3.0, 765.0), None, grid_mw=[20.0, 200.0, 201.0, 401.0, 1500.0])
    assert got["asked_kv"].tolist() == [138, 138, 230, 345, 500]
    assert (got["upgrade_kv"] == 765).all()  # the only line there is
    # one dollar of line and substation is that voltage's, not the class asked
    assert got["upgrade_musd"].iloc[0] > CLASSES[3].substation.base


def test_a_load_above_one_circuit_needs_several_or_a_higher_voltage() -> None:
    doubled = facts(line_at(3.0, 345.0), None, grid_mw=[1000.0]).iloc[0]
    assert doubled["asked_kv"] == 345.0
    miles = 3.0 * 1.3 / 1.609344 * 2
    assert doubled["upgrade_musd"] == pytest.approx(3.5 * miles + 22.5 + 1000 / 0.95 * 0.0275)


def test_planned_power_is_requested_and_zero_is_unknown() -> None:
    got = facts(line_at(3.0, 345.0), None, grid_mw=[100.0, 0.0], planned_mw=[300.0, np.nan])
    assert got["asked_mw"].tolist()[:1] == [300.0]
    assert got.iloc[1][["asked_mw", "asked_kv", "upgrade_musd"]].isna().all()


def test_class_capacity_against_the_load() -> None:
    here = layer(
        "substations", {"voltage_kv": [138.0], "capacity_mva": [np.nan]}, [Point(-100, 32)]
    )
    got = facts(None, here, grid_mw=[100.0, 400.0])
    assert got["class_capacity_mw"].tolist() == [200.0, 200.0]
    assert got["class_capacity_fraction"].tolist() == [2.0, 0.5]
    assert got["upgrade_kv"].iloc[0] == 138.0
    assert np.isnan(got["upgrade_musd"].iloc[1])  # nothing of 230 kV is known


def test_headroom_is_stated_or_unknown() -> None:
    silent = layer(
        "substations", {"voltage_kv": [345.0], "capacity_mva": [np.nan]}, [Point(-100, 32)]
    )
    got = facts(None, silent, grid_mw=[100.0]).iloc[0]
    assert got[["headroom_mw", "substation_capacity_mva"]].isna().all()
    attributes = {"voltage_kv": [345.0], "capacity_mva": [600.0], "headroom_mw": [150.0]}
    stated = layer("substations", attributes, [Point(-100, 32)])
    both = facts(None, stated, grid_mw=[100.0, 100.0], headroom_mw=[np.nan, 40.0])
    assert both["substation_capacity_mva"].tolist() == [600.0, 600.0]
    assert both["headroom_mw"].tolist() == [150.0, 40.0]  # the site's own goes first


def test_a_class_that_no_layer_is_complete_for_has_no_cost() -> None:
    partial = line_at(3.0, 345.0)
    unknown = VectorLayer(
        LayerInfo("l", "transmission_lines", "x", "0", 1, 0.1, "", "", "", AREA, 345.0),
        partial.frame,
    )
    got = facts(unknown, None, grid_mw=[100.0, 600.0])
    assert np.isnan(got["upgrade_musd"].iloc[0])  # a nearer line of 138 kV may exist
    assert got["upgrade_musd"].iloc[1] > 0.0


def test_a_headroom_column_of_a_run(tmp_path: Path) -> None:
    from fixtures.world import write_world

    from screening import api

    config = write_world(tmp_path)
    (tmp_path / "own.csv").write_text(
        "site_id,name,longitude,latitude,grid_mw,headroom_mw,transformers_count\n"
        "a,A,-100,32,300,75,3\nb,B,-99.5,32,300,,\n"
    )
    sites = api.run(config, sites=tmp_path / "own.csv").sites
    assert sites.loc["a", "headroom_mw"] == 75.0
    assert np.isnan(sites.loc["b", "headroom_mw"])
    assert sites.loc["a", "lost_reserve_mw"] == pytest.approx(0.95 * 300 / 3)
    assert list(sites.columns).count("headroom_mw") == 1


def unread(km: float) -> VectorLayer:
    """A substation of unknown voltage that far north of the site."""
    lat = GEOD.fwd(-100, 32, 0, 1000 * km)[1]
    columns = {"voltage_kv": [np.nan], "capacity_mva": [np.nan]}
    return layer("substations", columns, [Point(-100, lat)])


def test_an_undecided_distance_widens_the_cost_over_both_bounds() -> None:
    got = facts(line_at(20.0, 345.0), unread(5.0), grid_mw=[100.0]).iloc[0]
    assert np.isnan(got["upgrade_musd"])
    assert np.isnan(got["upgrade_kv"])
    assert got["asked_kv"] == 138.0
    near, far = ((km + off) * 1.3 / 1.609344 for km, off in ((5.0, -0.1), (20.0, 0.1)))
    low = CLASSES[0].line.low * near + CLASSES[0].substation.low
    assert got["upgrade_musd_low"] == pytest.approx(
        low + 100 / 0.95 * CLASSES[0].transformer.low, rel=1e-6
    )
    high = CLASSES[2].line.high * far + CLASSES[2].substation.high
    assert got["upgrade_musd_high"] == pytest.approx(high + 100 / 0.95 * 0.040, rel=1e-6)


def test_a_nearer_certain_line_decides_whatever_a_substation_may_be() -> None:
    got = facts(line_at(3.0, 345.0), unread(5.0), grid_mw=[100.0]).iloc[0]
    want = facts(line_at(3.0, 345.0), line_substation(50.0), grid_mw=[100.0]).iloc[0]
    names = ["upgrade_kv", "upgrade_musd_low", "upgrade_musd", "upgrade_musd_high"]
    assert got[names].tolist() == pytest.approx(want[names].tolist())
    assert got["upgrade_musd"] > 0


def line_substation(km: float) -> VectorLayer:
    return VectorLayer(unread(km).info, unread(km).frame.assign(voltage_kv=345.0))


def test_without_a_certain_asset_the_cost_has_no_upper_bound() -> None:
    got = facts(None, unread(5.0), grid_mw=[100.0]).iloc[0]
    assert got["upgrade_musd_low"] > 0
    assert got[["upgrade_musd", "upgrade_musd_high"]].isna().all()


def test_several_circuits_and_a_higher_voltage_are_both_open_for_a_great_load() -> None:
    got = facts(line_at(20.0, 345.0), unread(5.0), grid_mw=[1000.0]).iloc[0]
    assert np.isnan(got["upgrade_musd"])
    assert got["asked_kv"] == 500.0  # which of the two costs less is not known
    miles = (20.0 + 0.1) * 1.3 / 1.609344 * 2
    doubled = 4.0 * miles + 25.0 + 1000 / 0.95 * 0.040
    assert got["upgrade_musd_high"] == pytest.approx(doubled, rel=1e-6)
    assert got["upgrade_musd_low"] < doubled / 2


@pytest.mark.parametrize(
    ("bounds", "classes", "mw"),
    [
        ((220.0, 287.0), (0, 1), 100.0),  # a class of HIFLD
        ((138.0, np.nan), (0, 3), 100.0),
        ((345.0, 500.0), (2, 3), 500.0),
    ],
)
def test_a_voltage_of_several_classes_costs_from_the_cheapest_to_the_dearest(
    bounds: tuple[float, float], classes: tuple[int, int], mw: float
) -> None:
    line = line_at(20.0, bounds[0])
    ranged = VectorLayer(line.info, line.frame.assign(voltage_max_kv=bounds[1]))
    got = facts(ranged, None, grid_mw=[mw]).iloc[0]
    ends = [facts(line_at(20.0, CLASSES[one].kv), None, grid_mw=[mw]).iloc[0] for one in classes]
    assert got["upgrade_musd_low"] == pytest.approx(ends[0]["upgrade_musd_low"])
    assert got["upgrade_musd_high"] == pytest.approx(ends[1]["upgrade_musd_high"])
    assert got[["upgrade_musd", "upgrade_kv"]].isna().all()


def test_a_voltage_of_one_class_has_a_cost_and_no_figure() -> None:
    line = line_at(20.0, 735.0)
    ranged = VectorLayer(line.info, line.frame.assign(voltage_max_kv=np.nan))
    got = facts(ranged, None, grid_mw=[100.0]).iloc[0]
    want = facts(line_at(20.0, 765.0), None, grid_mw=[100.0]).iloc[0]
    assert got["upgrade_musd"] == pytest.approx(want["upgrade_musd"])
    assert np.isnan(got["upgrade_kv"])  # 735 kV or more


def test_a_dearer_alternative_of_undecided_distance_leaves_the_cheaper_one_known() -> None:
    lines = line_at(3.0, 345.0), line_at(100.0, 500.0)
    shapes = [line.frame.geometry.iloc[0] for line in lines]
    kv: list[object] = [345.0, np.nan]  # the second may have 500 kV, 100 km away
    got = facts(layer("transmission_lines", {"voltage_kv": kv}, shapes), None, grid_mw=[1000.0])
    assert got["upgrade_kv"].iloc[0] == 345.0
    want = facts(lines[0], None, grid_mw=[1000.0])
    names = ["upgrade_musd_low", "upgrade_musd", "upgrade_musd_high"]
    assert got[names].iloc[0].tolist() == pytest.approx(want[names].iloc[0].tolist())
