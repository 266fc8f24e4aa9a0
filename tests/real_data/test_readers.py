"""The readers on files as their providers publish them."""

from __future__ import annotations

import time
from collections import Counter

import geopandas as gpd
import numpy as np
import pytest

from screening.errors import LayerError
from screening.model import LayerSpec
from screening.readers import read_layer, read_sites, site_warnings

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def nowhere():
    return gpd.GeoDataFrame({"name": [], "level": [], "state": []}, geometry=[], crs="EPSG:4326")


def test_all_mining_sites_are_read(shared_data):
    sites = read_sites(shared_data / "mining_sites.csv")
    frame = sites.frame
    assert len(frame) == 137
    assert frame.index.is_unique
    assert frame["grid_mw"].isna().sum() == 7
    assert Counter(frame["coord_precision_km"]) == {10.0: 87, 0.5: 33, 25.0: 16, 2.0: 1}
    assert frame["interconnect_kv"].notna().sum() == 64
    assert {"ai_tenant", "utility", "source", "confidence"} <= set(frame.columns)
    assert any("share a position" in note for note in site_warnings(frame))


def test_mines_that_may_convert_are_chosen_by_status(shared_data):
    where = {"status": ["mining", "converting", "converted"]}
    sites = read_sites(shared_data / "mining_sites.csv", where=where)
    assert len(sites.frame) == 102
    assert "left out 35 of 137 rows by status: 30 ai-native, 5 cancelled" in sites.notes


def test_hifld_substations(shared_data, nowhere):
    started = time.perf_counter()
    path = shared_data / "hifld_tx_substations.gpkg"
    layer = read_layer(LayerSpec("hifld", "substations", path, include=["taps"]), nowhere)
    assert time.perf_counter() - started < 1
    kv = layer.frame["voltage_kv"]
    assert (layer.info.feature_count, int(kv.isna().sum())) == (4553, 93)
    assert (kv == 345).sum() == 424
    assert kv.max() == 500
    without = read_layer(LayerSpec("hifld", "substations", path), nowhere).info
    assert without.feature_count == 3912
    assert without.left_out == {"that are taps, risers, joints or merges": 641}


def test_hifld_lines(shared_data, nowhere):
    started = time.perf_counter()
    spec = LayerSpec("hifld", "transmission_lines", shared_data / "hifld_tx_lines.gpkg")
    layer = read_layer(spec, nowhere)
    assert time.perf_counter() - started < 1
    kv = layer.frame["voltage_kv"]
    assert Counter(kv) == {138: 5338, 115: 823, 345: 680, 161: 322, 230: 165, 500: 17}
    assert layer.frame["owner"].notna().mean() > 0.5
    assert not layer.frame["owner"].isin(["NOT AVAILABLE"]).any()


def test_classes_alone_give_the_lowest_voltage(shared_data, nowhere):
    spec = LayerSpec(
        "hifld",
        "substations",
        shared_data / "hifld_tx_substations.gpkg",
        columns={"voltage_kv": "voltageClass"},
        covers="-107,25,-93,37",
        include=["taps"],
    )
    layer = read_layer(spec, nowhere)
    assert Counter(layer.frame["voltage_kv"].dropna()) == {138: 2742, 69: 1208, 345: 428, 230: 82}


def test_peeringdb_exchanges_have_no_position(shared_data, nowhere):
    spec = LayerSpec("ix", "points_of_presence", shared_data / "peeringdb_ix_us.json")
    with pytest.raises(
        LayerError, match="got ix entries, which have no positions in PeeringDB; use"
    ):
        read_layer(spec, nowhere)


def test_a_zipped_shapefile_of_interstates(shared_data, nowhere):
    path = shared_data / "tx_interstates.zip"
    spec = LayerSpec("roads", "fiber_routes", path, covers="-107,25,-93,37")
    layer = read_layer(spec, nowhere)
    assert layer.info.feature_count == 87
    assert set(layer.frame["provider"]) == {""}
    assert layer.info.coverage.bounds == (-107, 25, -93, 37)


def test_a_raster_without_the_bands_says_which_it_lacks(shared_data, nowhere):
    spec = LayerSpec("noaa", "climate_normals", shared_data / "noaa_normals_tx/annual-tmax.tif")
    with pytest.raises(
        LayerError, match=r"expected 37 bands, lacks dew_point_c_01, .* and 25 more"
    ):
        read_layer(spec, nowhere)


def test_sites_in_other_provider_files(shared_data):
    sites = read_sites(shared_data / "tx_power_plants.geojson")
    assert len(sites.frame) == 537
    assert sites.frame["grid_mw"].min() >= 50
    np.testing.assert_allclose(sites.frame["longitude"], sites.frame.geometry.x)
