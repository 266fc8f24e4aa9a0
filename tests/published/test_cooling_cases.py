"""Cooling against published or independently calculated figures.

The case numbers are those of the verification table in ``docs/science/cooling.md``.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from screening.climate import (
    ClimateHours,
    annual_performance,
    cooling_performance,
    design_conditions,
    hours_within,
    wet_bulb_c,
)
from screening.climate.design_values import gumbel_factor, return_level_c
from screening.climate.equipment import chiller_cop, fan_power, tower_water_l_per_kwh
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.psychrometrics import dew_point_from_relative_humidity_c


def run_hour(
    design: str, dry: float, humidity: float, pressure: float
) -> tuple[float, float, float]:
    row = cooling_performance(design, [dry], humidity, pressure).iloc[0]
    return row["pue"], row["wue_l_per_kwh"], row["free_fraction"]


@pytest.mark.parametrize(
    ("dry", "humidity", "pressure", "expected"),
    [
        (30.0, 0.50, 101_325.0, 22.005),
        (35.0, 0.40, 95_000.0, 23.742),
        (43.0, 0.10, 90_000.0, 19.287),
    ],
)
def test_case_1_wet_bulb(dry: float, humidity: float, pressure: float, expected: float) -> None:
    dew = dew_point_from_relative_humidity_c(dry, humidity)
    assert float(wet_bulb_c(dry, dew, pressure)) == pytest.approx(expected, abs=0.01)


def test_case_2_return_levels() -> None:
    """Gumbel factors as ASHRAE Fundamentals prints them; Fargo's twenty-year highest."""
    assert gumbel_factor(5) == pytest.approx(0.7195, abs=1e-4)
    assert gumbel_factor(20) == pytest.approx(1.8658, abs=1e-4)
    assert return_level_c(36.1, 2.1, 20) == pytest.approx(40.0, abs=0.1)


def test_case_3_overhead_and_chiller() -> None:
    assert DEFAULTS.overhead_fraction == pytest.approx(0.05377, abs=1e-5)
    cop = [float(chiller_cop(supply, 35.0 + 15.0, 0.49)) for supply in (6.7, 20.0)]
    assert cop == pytest.approx([3.005, 4.458], abs=0.002)


@pytest.mark.parametrize(("pressure", "expected"), [(101_325.0, 0.04295), (81_110.0, 0.05365)])
def test_case_4_fans_work_harder_at_altitude(pressure: float, expected: float) -> None:
    parameters = CoolingParameters(air_rise_k=16.65, fan_air_c=31.0)
    assert float(fan_power(1.0, pressure, 650.0, parameters)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("cycles", "expected"), [(5.0, 1.843), (3.0, 2.211)])
def test_case_5_tower_water(cycles: float, expected: float) -> None:
    parameters = CoolingParameters(concentration_cycles=cycles)
    water = float(tower_water_l_per_kwh(1.0, 25.0, parameters))
    assert water == pytest.approx(expected, abs=0.003)


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("ACC", 1.3719),
        ("WSE", 1.2336),
        ("DTC-W32-dry", 1.2632),
        ("DTC-W40-dry", 1.1700),
        ("DTC-W45-dry", 1.1436),
    ],
)
def test_case_6_a_hot_hour(design: str, expected: float) -> None:
    assert run_hour(design, 35.0, 0.40, 95_000.0)[0] == pytest.approx(expected, abs=0.001)


def test_case_6_tower_water() -> None:
    assert run_hour("WSE", 35.0, 0.40, 95_000.0)[1] == pytest.approx(2.134, abs=0.001)


def test_case_7_a_mild_hour() -> None:
    assert run_hour("DAE", 20.0, 0.40, 101_325.0)[0] == pytest.approx(1.1014, abs=0.001)
    assert run_hour("WSE", 20.0, 0.40, 101_325.0)[0] == pytest.approx(1.1302, abs=0.001)
    assert run_hour("ACC", 20.0, 0.40, 101_325.0)[2] == pytest.approx(0.200, abs=0.001)


def test_case_8_a_dry_hour_at_altitude() -> None:
    pue, water, _ = run_hour("DAE", 30.9, 0.20, 81_100.0)
    assert pue == pytest.approx(1.1133, abs=0.001)
    assert water == pytest.approx(0.4875, abs=0.001)


# ------------------------------------------------------------------ measured years

STATIONS = {
    "abilene": "TX-Abilene_Regional_Ap_Ut.tmy3",
    "dallas": "TX-Dallasfort_Worth_Intl_Ap.tmy3",
    "houston": "TX-Houston_Bush_Intercontinental.tmy3",
    "waco": "TX-Waco_Regional_Ap.tmy3",
    "wink": "TX-Wink_Winkler_County_Ap.tmy3",
    "fargo": "USA_ND_Fargo-Hector.Intl.AP.727530_TMY3.epw",
    "cheyenne": "USA_WY_Cheyenne.Muni.AP.725640_TMY3.epw",
}


@pytest.fixture(scope="module")
def years(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ClimateHours]:
    """Typical years (NREL TMY3) of the stations in the table."""
    iotools = pytest.importorskip("pvlib.iotools")
    folder, years = tmp_path_factory.mktemp("tmy3"), {}
    with zipfile.ZipFile(shared_data / "tmy3_texas.zip") as archive:
        for name, file in STATIONS.items():
            if file.endswith(".epw"):
                table, _ = iotools.read_epw(shared_data / "epw" / file)
                pressure = table["atmospheric_pressure"].to_numpy(float)
            else:
                table, _ = iotools.read_tmy3(archive.extract(file, folder), map_variables=True)
                pressure = table["pressure"].to_numpy(float) * 100.0
            dry, dew = (table[c].to_numpy(float) for c in ("temp_air", "temp_dew"))
            years[name] = ClimateHours.of(dry, dew, pressure)
    return years


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("station", "design", "mean", "highest"),
    [
        ("abilene", "WSE", 1.160, 1.240),
        ("abilene", "ACC", 1.219, 1.418),
        ("abilene", "DTC-W45-dry", 1.103, 1.188),
        ("fargo", "WSE", 1.141, 1.241),
        ("fargo", "ACC", 1.158, 1.357),
        ("fargo", "DTC-W45-dry", 1.090, 1.137),
    ],
)
def test_cases_9_and_10_a_year(
    years: dict[str, ClimateHours], station: str, design: str, mean: float, highest: float
) -> None:
    hours = years[station]
    year = annual_performance(design, hours, design_conditions(hours))
    assert year.pue_mean[0] == pytest.approx(mean, abs=0.002)
    assert year.pue_max[0] == pytest.approx(highest, abs=0.002)
    assert 1.0 < year.pue_mean[0] < year.pue_peak[0] <= year.pue_max[0] + 0.002


@pytest.mark.real_data
def test_case_9_water(years: dict[str, ClimateHours]) -> None:
    hours = years["abilene"]
    year = annual_performance("WSE", hours, design_conditions(hours))
    assert year.wue_mean_l_per_kwh[0] == pytest.approx(1.979, abs=0.002)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("station", "temperatures", "counts"),
    [
        ("abilene", (36.7, 20.8, 23.4), (5505, 4270, 548, 31)),
        ("dallas", (37.2, 24.8, 26.4), (4830, 3538, 679, 39)),
        ("fargo", (31.1, 21.0, 23.4), (7741, 6474, 19, 0)),
        ("cheyenne", (30.9, 13.1, 15.9), (8499, 8015, 10, 0)),
    ],
)
def test_case_13_station_rows(
    years: dict[str, ClimateHours],
    station: str,
    temperatures: tuple[float, float, float],
    counts: tuple[int, int, int, int],
) -> None:
    hours = years[station]
    at = design_conditions(hours)
    values = [at.dry_bulb_04_c[0], at.coincident_wet_bulb_c[0], at.wet_bulb_04_c[0]]
    assert values == pytest.approx(temperatures, abs=0.05)
    no_limit = np.inf
    within = [
        hours_within(hours)[0],
        hours_within(hours, dry_bulb_c=no_limit, dew_point_c=no_limit, wet_bulb_c=13.0)[0],
        8760 - hours_within(hours, dry_bulb_c=32.0, dew_point_c=no_limit)[0],
        8760 - hours_within(hours, dry_bulb_c=37.0, dew_point_c=no_limit)[0],
    ]
    assert within == pytest.approx(counts, abs=2)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("station", "dry_bulb", "wet_bulb"),
    [("dallas", 38.0, 25.9), ("fargo", 32.8, 24.1), ("cheyenne", 31.8, 17.2)],
)
def test_typical_years_are_cooler_than_ashrae(
    years: dict[str, ClimateHours], station: str, dry_bulb: float, wet_bulb: float
) -> None:
    """ASHRAE 2009 0.4 % values lie 0.36 ± 0.84 K (dry) and 0.25 ± 0.81 K (wet) higher."""
    at = design_conditions(years[station])
    assert dry_bulb - at.dry_bulb_04_c[0] == pytest.approx(0.36, abs=2 * 0.84)
    assert wet_bulb - at.wet_bulb_04_c[0] == pytest.approx(0.25, abs=2 * 0.81)


@pytest.mark.real_data
def test_houston_economizer_hours(years: dict[str, ClimateHours]) -> None:
    """Up to 27 °C and a dew point of 15 °C: 3,550 h; a vendor states over 3,600 h at 24 °C."""
    assert hours_within(years["houston"])[0] == pytest.approx(3550, abs=2)


@pytest.mark.real_data
@pytest.mark.parametrize(("station", "trim"), [("abilene", 31), ("waco", 144), ("wink", 296)])
def test_hours_that_w45_needs_a_chiller(
    years: dict[str, ClimateHours], station: str, trim: int
) -> None:
    """The W45 loop on dry coolers needs a chiller above 37 °C only."""
    hours = years[station]
    hot = 8760 - hours_within(hours, dry_bulb_c=37.0, dew_point_c=np.inf)[0]
    assert hot == pytest.approx(trim, abs=2)


# Lei & Masanet (2025), P5 and P95 of the annual PUE and WUE by US climate zone.
PUBLISHED = {
    ("houston", "DAE"): ((1.204, 1.350), (0.01, 0.04)),
    ("houston", "WSE"): ((1.104, 1.203), (1.92, 2.61)),
    ("houston", "ADC"): ((1.226, 1.366), (0.07, 0.41)),
    ("houston", "DTC-W45-adiabatic"): ((1.054, 1.145), (0.04, 0.11)),
    ("houston", "DTC-W40-tower"): ((1.065, 1.260), (1.73, 2.33)),
    ("dallas", "DAE"): ((1.123, 1.293), (0.01, 0.03)),
    ("dallas", "WSE"): ((1.075, 1.190), (1.88, 2.56)),
    ("dallas", "ADC"): ((1.175, 1.289), (0.17, 0.44)),
    ("dallas", "DTC-W45-adiabatic"): ((1.055, 1.145), (0.09, 0.22)),
    ("dallas", "DTC-W40-tower"): ((1.064, 1.222), (1.73, 2.34)),
    ("fargo", "DAE"): ((1.089, 1.207), (0.01, 0.03)),
    ("fargo", "WSE"): ((1.065, 1.164), (1.87, 2.49)),
    ("fargo", "ADC"): ((1.123, 1.235), (0.09, 0.29)),
    ("fargo", "DTC-W45-adiabatic"): ((1.050, 1.145), (0.04, 0.18)),
    ("fargo", "DTC-W40-tower"): ((1.058, 1.185), (1.69, 2.28)),
}
# DAE: where winters are mild, little air is drier than the dew point of -9 °C to which it is
# humidified here; the published model humidifies more. ADC: pads use three quarters of the wet-bulb
# depression in every hour above 12 °C, so less power and more water than published.
KNOWN_OUTSIDE = {
    ("houston", "DAE", "wue"),
    ("dallas", "DAE", "wue"),
    ("houston", "ADC", "pue"),
    ("houston", "ADC", "wue"),
    ("dallas", "ADC", "wue"),
}


@pytest.mark.real_data
def test_annual_means_are_within_the_published_bands(years: dict[str, ClimateHours]) -> None:
    outside = set()
    for (station, design), bands in PUBLISHED.items():
        hours = years[station]
        year = annual_performance(design, hours, design_conditions(hours))
        values = (year.pue_mean[0], year.wue_mean_l_per_kwh[0])
        for quantity, value, (low, high) in zip(("pue", "wue"), values, bands, strict=True):
            inside = low <= value <= high
            mark = "" if inside else "  outside"
            line = f"{station:8} {design:18} {quantity} {value:.3f} [{low}, {high}]{mark}"
            print(line)
            if not inside:
                outside.add((station, design, quantity))
    assert outside == KNOWN_OUTSIDE
