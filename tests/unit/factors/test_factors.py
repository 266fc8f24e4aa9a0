"""Factors of the tiny world, by hand."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from fixtures.world import write_world
from pyproj import Geod

from screening import api

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> api.Screening:
    return api.run(write_world(tmp_path_factory.mktemp("world")))


def km(*ends: float) -> float:
    return float(GEOD.inv(*ends)[2]) / 1000


def test_power_by_hand(run: api.Screening) -> None:
    alpha = run.sites.loc["alpha"]  # (-100, 32), between East and West at one degree each
    assert alpha["substation_name"] == "East"  # a tie: the first
    assert alpha["substation_distance_km"] == pytest.approx(km(-100, 32, -99, 32), abs=1e-6)
    assert alpha["substation_precision_km"] == 1.0
    # the line is geodesic: at its middle it lies north of the parallel
    middle = GEOD.npts(-99, 32, -101, 32, 1)[0]
    assert alpha["line_345kv_distance_km"] == pytest.approx(km(-100, 32, *middle), abs=1e-6)
    assert alpha["line_345kv_distance_km"] > 0.2
    assert alpha["supplies_within_25km_count"] == 0  # the 69 kV one beside it is no supply


def test_connectivity_by_hand(run: api.Screening) -> None:
    beta = run.sites.loc["beta"]  # (-99, 31); fiber along -100, hub Big at (-98.5, 32)
    assert beta["fiber_lateral_km"] == pytest.approx(1.3 * beta["fiber_distance_km"])
    assert 95 < beta["fiber_distance_km"] < 96
    assert beta["fiber_precision_km"] == 2.5
    assert np.isnan(beta["fiber_providers_within_10km_count"])  # none named is not none
    assert run.sites.loc["alpha", "fiber_providers_within_10km_count"] == 2
    assert beta["hub_name"] == "Big"  # Tiny is nearer to others, and no major hub
    straight = km(-99, 31, -98.5, 32)
    assert beta["rtt_ms"] == pytest.approx(2 * 0.0049 * 1.3 * straight + 0.5)
    assert beta["connectivity_basis"] == "corridors"


def test_cooling_equals_the_climate_functions(run: api.Screening) -> None:
    alpha = run.sites.loc["alpha"]
    assert 34 < alpha["dry_bulb_04_c"] < 39  # Abilene: 36.7
    assert 21 < alpha["wet_bulb_04_c"] < 26  # Abilene: 23.4
    assert 1 < alpha["pue_mean"] < alpha["pue_peak"] < 1.4
    # no longer all of the grid's: 5 % not firm, a tenth in reserve, 2 % for offices and losses
    assert alpha["facility_mw"] == pytest.approx(300 * 0.95 * 0.90 * 0.98)
    assert alpha["it_mw"] == pytest.approx(alpha["facility_mw"] / alpha["pue_peak"])
    assert alpha["climate_basis"] == "normals"


def test_missing_megawatts_stay_missing(run: api.Screening) -> None:
    dark = run.sites.loc["dark"]
    assert np.isnan(dark["it_mw"])
    assert np.isnan(dark["score"])
    assert dark["coverage_fraction"] == pytest.approx(0.25)
    assert dark["constraint_power"] == "unknown"


def test_a_site_above_its_raster_cell_is_cooler(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    config.write_text(config.read_text() + '[parameters]\nnormals_regression = "conus"\n')
    (tmp_path / "high.csv").write_text(
        "site_id,name,longitude,latitude,grid_mw,elevation_m\nhigh,High,-100,32,300,1545\n"
    )
    high = api.run(config, sites=tmp_path / "high.csv").sites.loc["high"]
    fall = api.run(config).sites.loc["alpha", "dry_bulb_04_c"] - high["dry_bulb_04_c"]
    assert 3.5 < fall < 6.0  # a kilometre at 4.5 K/km, and a different spread of days


def test_a_carrier_hotel_of_unknown_networks_is_no_hub_and_told(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    hubs = gpd.read_file(tmp_path / "hubs.gpkg")
    hubs.loc[len(hubs)] = hubs.loc[0].to_dict() | {"name": "Uncounted", "networks_count": None}
    hubs.to_file(tmp_path / "hubs.gpkg")
    run = api.run(config)
    assert "Uncounted" not in set(run.sites["hub_name"])
    (told,) = (note for note in run.metadata.warnings if "state no networks_count" in note)
    assert "(Uncounted)" in told
