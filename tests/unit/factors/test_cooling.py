"""Cooling and water of the tiny world, with a weather station and stressed water."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from fixtures.weather_files import epw, made_up_year
from fixtures.world import EAST, NORTH, SOUTH, WEST, write_world
from pyproj import Geod
from rasterio.transform import from_origin
from shapely import box

from screening import api
from screening.climate import (
    TEXAS,
    ClimateHours,
    annual_performance,
    cooling_from_normals,
    design_conditions,
    tier_errors,
)
from screening.errors import ConfigError, ScreeningError
from screening.model import CRS

STATION = '[layers.years]\nkind = "climate_hourly"\npath = "middle.epw"\n'
STRESS = '[layers.stress]\nkind = "water_stress"\npath = "stress.gpkg"\n'
NO_RASTER = (
    '[layers.climate]\nkind = "climate_normals"\npath = "climate.tif"\ncovers = "Squareland"\n'
)
CONUS_FIT = '[parameters]\nnormals_regression = "conus"\n'
Run = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the world with a changed config."""
    folder = tmp_path_factory.mktemp("world")
    config = write_world(folder)
    plain = config.read_text()
    (folder / "middle.epw").write_text(epw(*made_up_year()))
    gpd.GeoDataFrame(
        {"bws_score": [2.0, 4.5, -1.0]},
        geometry=[
            box(WEST, SOUTH, -99.5, NORTH),
            box(-99.5, SOUTH, -98.5, NORTH),
            box(-98.5, SOUTH, EAST, NORTH),
        ],
        crs=CRS,
    ).to_file(folder / "stress.gpkg")
    profile = {"width": 8, "height": 8, "count": 2, "dtype": "float32", "nodata": -9999}
    with rasterio.open(
        folder / "deltas.tif", "w", driver="GTiff", crs=CRS,
        transform=from_origin(WEST, NORTH, 0.5, 0.5), **profile,
    ) as raster:  # fmt: skip
        raster.write(np.stack([np.full((8, 8), 2.5), np.full((8, 8), 1.0)]).astype("float32"))
        raster.descriptions = ("delta_dry_bulb_c", "delta_dew_point_c")

    def call(*more: str, without: str = "") -> pd.DataFrame:
        assert without in plain
        config.write_text("\n".join([plain.replace(without, ""), *more]))
        return api.run(config).sites

    return call


def test_normals_alone_are_tier_c(run: Run) -> None:
    alpha = run(CONUS_FIT).loc["alpha"]
    assert alpha["climate_basis"] == "normals"
    assert pd.isna(alpha["climate_station"])
    assert np.isnan(alpha["climate_station_km"])
    assert alpha["pue_mean_precision"] == 0.0012
    assert not [name for name in alpha.index if "future" in name or name == "water_stress_score"]


def test_a_station_at_the_site_is_tier_a(run: Run) -> None:
    alpha = run(STATION).loc["alpha"]
    year = ClimateHours.of(*made_up_year())
    at = design_conditions(year)
    assert (alpha["climate_basis"], alpha["climate_station"]) == ("hourly", "Middle")
    assert alpha["climate_station_km"] == pytest.approx(0.0, abs=1e-6)
    assert alpha["dry_bulb_04_c"] == at.dry_bulb_04_c[0]
    assert alpha["dry_bulb_n20_c"] == alpha["dry_bulb_04_c"] + 6.0
    assert alpha["free_cooling_hours"] == at.free_cooling_hours[0]
    performance = annual_performance("DTC-W40-dry", year, at)
    assert alpha["cooling_design"] == "DTC-W40-dry"
    assert alpha["pue_mean"] == performance.pue_mean[0]
    assert alpha["pue_peak"] == performance.pue_peak[0]
    assert alpha["pue_precision"] > 0.0
    assert alpha["pue_n20_precision"] > alpha["pue_precision"] / 2


def test_a_distant_station_is_morphed(run: Run) -> None:
    """Everywhere has the same normals, so all are like the station at its own normals."""
    sites = run(STATION, CONUS_FIT)
    beta = sites.loc["beta"]
    assert beta["climate_basis"] == "morphed"
    assert beta["climate_station_km"] == pytest.approx(
        Geod(ellps="WGS84").inv(-100, 32, -99, 31)[2] / 1000, abs=1e-6
    )
    assert beta["dry_bulb_precision_c"] == 1.1
    normals = run(CONUS_FIT).loc["beta"]
    assert abs(beta["pue_mean"] - normals["pue_mean"]) < 0.003
    assert beta["dry_bulb_04_c"] != normals["dry_bulb_04_c"]


def test_a_station_alone_suffices_within_10_km(run: Run) -> None:
    """Alpha's elevation is unknown; the station at its fence has one. Beta is 145 km off."""
    sites = run(STATION, without=NO_RASTER)
    alpha = sites.loc["alpha"]
    assert (alpha["climate_basis"], alpha["climate_station"]) == ("hourly", "Middle")
    assert alpha["pue_peak"] == run(STATION).loc["alpha", "pue_peak"]
    assert alpha["climate_elevation_source"] == "of the weather station, as the site's is unknown"
    assert pd.isna(
        sites.loc["beta", ["climate_basis", "pue_peak", "climate_elevation_source"]]
    ).all()


def test_the_design_is_selected_within_the_limits(run: Run) -> None:
    wet = run("[parameters]\nevaporative_allowed = true").loc["alpha"]
    assert wet["cooling_design"] == "DTC-W40-adiabatic"
    assert wet["cooling_choice"].startswith("least ")
    assert "with or without evaporation" in wet["cooling_choice"]
    warm = run('[parameters]\nrack_water_class = "W45"').loc["alpha"]
    assert warm["cooling_design"] == "DTC-W45-dry"
    air = run('[parameters]\nrack_water_class = "none"\nrack_kw = 15').loc["alpha"]
    assert air["cooling_design"] == "ACC"
    fixed = run('[parameters]\ncooling_design = "WSE"').loc["alpha"]
    assert (fixed["cooling_design"], fixed["cooling_choice"]) == ("WSE", "set in the config")


def test_no_water_evaporates_under_high_stress(run: Run) -> None:
    """Alpha has a water stress of 2.0, beta of 4.5."""
    sites = run(STRESS, "[parameters]\nevaporative_allowed = true")
    assert sites.loc["alpha", "cooling_design"] == "DTC-W40-adiabatic"
    assert sites.loc["beta", "cooling_design"] == "DTC-W40-dry"
    assert "(water stress)" in sites.loc["beta", "cooling_choice"]
    assert sites.loc["beta", "water_stress_class"] == "Extremely High"
    assert sites.loc["beta", "evaporative_stress_score"] == 0.0
    assert sites.loc["alpha", "evaporative_stress_score"] == 2.0
    laxer = run(STRESS, "[parameters]\nevaporative_allowed = true\nevaporative_stress_most = 5")
    assert laxer.loc["beta", "cooling_design"] == "DTC-W40-adiabatic"


def test_a_constraint_can_exclude_evaporation(run: Run) -> None:
    limit = (
        "[profile.training.constraints.no_evaporation]\n"
        'factor = "evaporative_stress_score"\nmaximum = 3\nreason = "no evaporative cooling here"\n'
    )
    sites = run(STRESS, limit, '[parameters]\ncooling_design = "WSE"')
    assert sites.loc["alpha", "constraint_no_evaporation"] == "pass"
    assert sites.loc["beta", "constraint_no_evaporation"] == "fail"
    assert "no evaporative cooling here" in sites.loc["beta", "excluded_by"]
    dry = run(STRESS, limit)
    assert dry.loc["beta", "constraint_no_evaporation"] == "pass"


def test_water_by_hand(run: Run) -> None:
    """L/kWh of the day of highest demand × IT MW × 24 hours."""
    alpha = run('[parameters]\ncooling_design = "WSE"').loc["alpha"]
    assert 1.5 < alpha["wue_l_per_kwh"] < alpha["wue_peak_day_l_per_kwh"] < 2.5
    litres = alpha["wue_peak_day_l_per_kwh"] * alpha["it_mw"] * 1000.0 * 24.0
    assert alpha["water_peak_m3_per_day"] == pytest.approx(litres / 1000.0)
    year = alpha["wue_l_per_kwh"] * alpha["it_mw"] * 1000.0 * 8760.0 / 1000.0
    assert alpha["water_m3_per_year"] == pytest.approx(year)
    assert np.isnan(alpha["evaporative_stress_score"])  # no layer knows the stress


def test_a_future_year_is_reported_beside_today(run: Run) -> None:
    alpha = run('[climate]\nyear = 2050\nregion = "texas"').loc["alpha"]
    assert alpha["dry_bulb_04_future_c"] - alpha["dry_bulb_04_c"] == pytest.approx(1.459, abs=0.001)
    assert alpha["pue_peak_future"] > alpha["pue_peak"]
    assert alpha["pue_mean_future"] > alpha["pue_mean"]
    assert alpha["pue_n20_future"] > alpha["pue_n20"]
    assert alpha["free_cooling_future_hours"] < alpha["free_cooling_hours"]
    stated = run("[climate]\nyear = 2050\ndelta_dry_bulb_c = 2.0").loc["alpha"]
    assert stated["dry_bulb_04_future_c"] - stated["dry_bulb_04_c"] == pytest.approx(2.0)
    layer = '[layers.deltas]\nkind = "climate_deltas"\npath = "deltas.tif"\n'
    raster = run(layer, "[climate]\nyear = 2050").loc["alpha"]
    assert raster["dry_bulb_04_future_c"] - raster["dry_bulb_04_c"] == pytest.approx(2.5, abs=1e-5)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('[climate]\nyear = 2050\nregion = "maine"', "climate.region"),
        ("[climate]\nyear = 1999", "climate.year"),
        (
            '[parameters]\nrack_water_class = "none"',
            "expected racks that a cooling design suits, got 132 kW .* air cools up to 40 kW",
        ),
        ('[parameters]\nrack_water_class = "W50"', "rack_water_class: expected a known name"),
        ('[parameters]\nair_class = "A5"', "air_class: expected a known name, got 'A5'"),
    ],
)
def test_configs_that_leave_nothing_to_compute(run: Run, more: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run(more)


def test_a_station_layer_without_weather_is_reported(run: Run) -> None:
    with pytest.raises(ScreeningError, match=r"expected the header of EPW"):
        run('[layers.years]\nkind = "climate_hourly"\npath = "states.geojson"\n')


def test_the_three_tiers_agree() -> None:
    """The made-up year and the year built from its own normals: like the tiers' errors."""
    from screening.climate import station_months

    year = ClimateHours.of(*made_up_year())
    months = station_months(year.dry_bulb_c, year.dew_point_c)
    normals = cooling_from_normals(*months, [545.0], ["DTC-W40-dry"])
    whole = annual_performance("DTC-W40-dry", year, design_conditions(year))
    off = abs(normals.designs["DTC-W40-dry"].pue_mean[0] - whole.pue_mean[0])
    assert off < 3.0 * tier_errors("normals", TEXAS).pue_mean_liquid
