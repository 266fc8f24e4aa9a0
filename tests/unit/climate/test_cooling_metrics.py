"""Cooling designs, hour by hour and over a year."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from screening.climate import (
    DESIGNS,
    ClimateHours,
    CoolingParameters,
    annual_performance,
    cooling_performance,
    design_conditions,
)
from screening.climate.designs import outdoor_air, run_design
from screening.errors import InputError

P = 101_325.0


def test_every_public_design_exists() -> None:
    assert {"DAE", "IEC", "WSE", "ACC", "ADC"} < set(DESIGNS)
    assert {"DTC-W32-dry", "DTC-W45-adiabatic", "DTC-W32-tower", "IMM-W40-dry"} < set(DESIGNS)
    assert len(DESIGNS) == len(set(DESIGNS)) == 23


def test_an_unknown_design_lists_the_known_ones() -> None:
    with pytest.raises(
        InputError, match=r"cooling design: expected one of DAE, .*got .dae.; choose"
    ):
        cooling_performance("dae", [20.0], 0.5, P)


@pytest.mark.parametrize("design", DESIGNS)
def test_rows_follow_the_hours_and_unknown_hours_stay_unknown(design: str) -> None:
    table = cooling_performance(design, [20.0, np.nan, 35.0], [0.4, 0.4, np.nan], P)
    assert list(table.columns) == ["pue", "wue_l_per_kwh", "free_fraction"]
    assert len(table) == 3
    assert table.loc[0].notna().all()
    assert (table["pue"].dropna() > 1.05).all()
    if "dry" not in design and design != "ACC":
        assert table.loc[1:].isna().all(axis=None)


def test_hours_do_not_influence_each_other() -> None:
    dry = np.linspace(-25.0, 48.0, 40)
    for design in DESIGNS:
        together = cooling_performance(design, dry, 0.3, 90_000.0)
        single = cooling_performance(design, dry[[7]], 0.3, 90_000.0)
        assert together.iloc[7].to_numpy() == pytest.approx(single.iloc[0].to_numpy())


@pytest.mark.parametrize(
    ("dry", "humidity", "pressure", "message"),
    [
        ([20.0], 45.0, P, "relative_humidity: expected 0 to 1, got 45"),
        ([20.0], 0.5, 1013.25, "pressure_pa: expected 40000 to 115000"),
        ([293.0], 0.5, P, "dry_bulb_c: expected -75 to 65"),
        ([20.0, 21.0], [0.5, 0.5, 0.5], P, "1-D arrays of one length"),
        ([[20.0, 21.0]], 0.5, P, "1-D arrays of one length"),
    ],
)
def test_wrong_units_and_shapes_are_rejected(
    dry: list[float], humidity: float, pressure: float, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        cooling_performance("WSE", dry, humidity, pressure)


def test_all_wrong_units_are_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        cooling_performance("WSE", [293.0], 45.0, 1013.25)
    assert len(caught.value.problems) == 3


def test_direct_air_modes() -> None:
    """Free, wetted, chilled for heat, chilled for humidity; only the second uses water."""
    air = outdoor_air([20.0, 33.0, 33.0, 24.0], [13.0, 16.0, 27.0, 22.0], [7.0, 2.0, 25.0, 21.0], P)
    plant = run_design("DAE", air)
    assert plant.free_fraction.tolist() == [1.0, 1.0, 0.0, 0.0]
    assert (plant.water_l_per_kwh > 0.0).tolist() == [False, True, False, False]
    assert plant.power[0] == plant.power[1] < plant.power[3] < plant.power[2]


def test_dry_winter_air_is_humidified_by_hand() -> None:
    """At 3 °C a third of the air is from outside (12 K of 36); -9 °C of dew point is 1.75 g/kg."""
    air = outdoor_air([3.0, 3.0], [-3.0, -3.0], [-15.0, -8.9], P)
    plant = run_design("DAE", air)
    # Over ice 283.9 Pa at -9 °C and 165.3 Pa at -15 °C: 1.7475 and 1.0163 g/kg.
    flow_kg_h = 1.0537677 / (1.01 * 12.0) * 3600.0
    assert plant.water_l_per_kwh[0] == pytest.approx(flow_kg_h * 0.7312e-3 / 3.0, rel=0.002)
    assert plant.water_l_per_kwh[1] == 0.0
    assert plant.free_fraction.tolist() == [1.0, 1.0]


def test_indirect_evaporative_modes() -> None:
    air = outdoor_air([19.0, 19.01, 40.0], [12.0, 12.0, 29.0], [5.0, 5.0, 25.0], P)
    plant = run_design("IEC", air)
    assert plant.free_fraction == pytest.approx([1.0, 1.0, 5.0 / 12.0])
    assert plant.water_l_per_kwh[0] == 0.0
    assert plant.water_l_per_kwh[1] > 1.0


def test_residual_air_uses_the_rejection_of_the_liquid_by_default() -> None:
    air = outdoor_air([30.0], [22.0], [18.0], P)
    apart = CoolingParameters(residual_air_own_rejection=False)
    for design in ("DTC-W40-tower", "DTC-W40-adiabatic"):
        assert (
            run_design(design, air).water_l_per_kwh > run_design(design, air, apart).water_l_per_kwh
        )
    dry, other = run_design("DTC-W40-dry", air), run_design("DTC-W40-dry", air, apart)
    assert dry.power == other.power


def test_the_free_share_weights_both_loops() -> None:
    """At 30 °C the W40 loop is free (0.85 of 1.0538) and the hall's loop not at all."""
    air = outdoor_air([30.0], [20.0], [15.0], P)
    free = run_design("DTC-W40-dry", air).free_fraction[0]
    assert free == pytest.approx(0.85 / 1.05377, abs=1e-4)


@pytest.fixture
def two_years() -> ClimateHours:
    day = 20.0 + 12.0 * np.sin(np.arange(8760) / 8760.0 * 2 * np.pi)
    unknown = day.copy()
    unknown[5] = np.nan
    return ClimateHours.of([day, unknown], [day - 8.0, day - 8.0], P)


def test_a_year_sums_its_hours(two_years: ClimateHours) -> None:
    at = design_conditions(two_years)
    year = annual_performance("WSE", two_years, at)
    plant = run_design("WSE", two_years.air(0))
    assert year.pue_mean[0] == pytest.approx(1.0537677 + plant.power.mean())
    assert year.pue_max[0] == pytest.approx(1.0537677 + plant.power.max())
    assert year.wue_mean_l_per_kwh[0] == pytest.approx(plant.water_l_per_kwh.mean())
    assert year.free_hours[0] == pytest.approx((plant.free_fraction == 1.0).sum())
    assert year.free_hours[0] + year.partial_free_hours[0] <= 8760.0
    assert year.pue_mean[0] < year.pue_dry_bulb_04[0] <= year.pue_peak[0] <= year.pue_n20[0]


def test_a_year_with_a_gap_is_unknown_and_its_neighbour_is_not(two_years: ClimateHours) -> None:
    at = design_conditions(two_years)
    for design in DESIGNS:
        year = annual_performance(design, two_years, at)
        for field in dataclasses.fields(year):
            value = getattr(year, field.name)
            if field.name != "design":
                assert np.isnan(value).tolist() == [False, True], (design, field.name)


def test_the_peak_is_the_model_at_the_design_hour(two_years: ClimateHours) -> None:
    at = design_conditions(two_years)
    year = annual_performance("ACC", two_years, at)
    air = outdoor_air(at.dry_bulb_04_c[:1], at.coincident_wet_bulb_c[:1], 0.0, P)
    assert year.pue_dry_bulb_04[0] == pytest.approx(1.0537677 + run_design("ACC", air).power[0])
    assert year.pue_peak[0] == year.pue_dry_bulb_04[0]


def test_a_humid_hour_can_be_the_peak() -> None:
    """Hot and dry by day, cooler and humid by night: towers are limited by night."""
    dry = np.where(np.arange(8760) % 2 == 0, 40.0, 30.0)
    dew = np.where(np.arange(8760) % 2 == 0, -5.0, 27.0)
    hours = ClimateHours.of(dry, dew, P)
    year = annual_performance("WSE", hours, design_conditions(hours))
    assert year.pue_peak[0] > year.pue_dry_bulb_04[0] + 0.05
    assert year.pue_peak[0] == pytest.approx(year.pue_max[0], abs=1e-3)


def test_the_peak_day_has_the_highest_use() -> None:
    """One hot, dry day of three; the mean of its 24 hours, not its highest hour."""
    dry = np.repeat(20.0, 8760)
    dry[4800:4824] = np.linspace(25.0, 45.0, 24)
    hours = ClimateHours.of(dry, np.full(8760, 2.0), P)
    year = annual_performance("DTC-W32-adiabatic", hours, design_conditions(hours))
    water = run_design("DTC-W32-adiabatic", hours.air(0)).water_l_per_kwh
    expected = water[4800:4824].mean()
    assert year.wue_peak_day_l_per_kwh[0] == pytest.approx(expected)
    assert year.wue_mean_l_per_kwh[0] < expected < year.wue_max_l_per_kwh[0]


def test_pseudo_days_of_a_third_make_up_one_day() -> None:
    """Three pseudo-days of a third of a day each: the peak day is their mean."""
    dry = np.repeat([20.0, 30.0, 40.0, 25.0], 24)
    weight = np.repeat([8760.0 / 24 - 1.0, 1 / 3, 1 / 3, 1 / 3], 24)
    hours = ClimateHours.of(dry, np.full(96, 2.0), P, weight)
    year = annual_performance("DTC-W32-adiabatic", hours, design_conditions(hours))
    days = run_design("DTC-W32-adiabatic", hours.air(0)).water_l_per_kwh.reshape(4, 24).mean(axis=1)
    assert year.wue_peak_day_l_per_kwh[0] == pytest.approx(days[1:].mean())


def test_states_that_do_not_form_days_have_no_peak_day() -> None:
    hours = ClimateHours.of([[30.0, 20.0]], [[10.0, 12.0]], P)
    year = annual_performance("WSE", hours, design_conditions(hours))
    assert np.isnan(year.wue_peak_day_l_per_kwh[0])
    assert year.wue_mean_l_per_kwh[0] > 1.0


def test_the_peak_s_precision_is_its_slope_times_the_error(two_years: ClimateHours) -> None:
    at = design_conditions(two_years, dry_bulb_error_k=1.0, wet_bulb_error_k=0.0)
    year = annual_performance("ACC", two_years, at)
    low, high = (
        run_design(
            "ACC", outdoor_air(at.dry_bulb_04_c[:1] + k, at.coincident_wet_bulb_c[:1], 0.0, P)
        )
        for k in (-1.0, 1.0)
    )
    half = 0.5 * float(high.power[0] - low.power[0])
    assert year.pue_peak_precision[0] == pytest.approx(half)
    assert year.pue_n20_precision[0] > half  # 1.6 K of the estimate on top
    sure = annual_performance("ACC", two_years, design_conditions(two_years))
    assert sure.pue_peak_precision[0] == 0.0
