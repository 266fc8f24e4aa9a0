"""Moist air against psychrolib, by hand, and in edge cases."""

from __future__ import annotations

import numpy as np
import psychrolib
import pytest

from screening.climate.psychrometrics import (
    dew_point_c,
    dew_point_from_relative_humidity_c,
    humidity_ratio,
    humidity_ratio_at_enthalpy,
    humidity_ratio_from_wet_bulb,
    moist_air_enthalpy,
    wet_bulb_c,
)
from screening.climate.vapor_pressure import (
    log_saturation,
    log_saturation_slope,
    pressure_at_elevation_pa,
    saturation_pressure_pa,
)


@pytest.fixture(scope="module")
def air() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Dry bulb, dew point and pressure over the range of all weather."""
    random = np.random.default_rng(7)
    dry = random.uniform(-45.0, 55.0, 20_000)
    dew = np.maximum(dry - random.exponential(12.0, dry.size), -70.0)
    return dry, dew, random.uniform(60_000.0, 104_000.0, dry.size)


def test_agrees_with_psychrolib(air: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    psychrolib.SetUnitSystem(psychrolib.SI)
    expected = psychrolib.GetTWetBulbFromTDewPoint(*air)
    difference = np.abs(wet_bulb_c(*air) - expected)
    assert difference[np.abs(expected) > 0.85].max() <= 0.001
    # Near freezing there can be one answer over water and one over ice.
    assert difference.max() < 1.0
    assert np.allclose(saturation_pressure_pa(air[0]), psychrolib.GetSatVapPres(air[0]), rtol=1e-12)


def test_near_freezing_either_answer_solves_the_equation() -> None:
    dry, p = np.linspace(0.5, 8.0, 2000), 95_000.0
    dew = np.linspace(-12.0, -0.5, 2000)
    wet = wet_bulb_c(dry, dew, p)
    assert (np.abs(wet) < 0.8).any()
    solved = np.abs(humidity_ratio_from_wet_bulb(dry, wet, p) - humidity_ratio(dew, p))
    # Between freezing and the triple point saturation jumps by 1e-3 of itself.
    assert solved[(wet < 0.0) | (wet > 0.01)].max() < 1e-9


def test_round_trips(air: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    dry, dew, p = air
    ratio = humidity_ratio(dew, p)
    measurable = ratio > 1e-6
    assert np.abs(dew_point_c(ratio, p) - dew)[measurable].max() < 1e-6
    assert np.allclose(humidity_ratio_at_enthalpy(moist_air_enthalpy(dry, ratio), dry), ratio)
    humidity = saturation_pressure_pa(dew) / saturation_pressure_pa(dry)
    assert np.abs(dew_point_from_relative_humidity_c(dry, humidity) - dew)[measurable].max() < 1e-6


def test_saturated_air_is_its_own_wet_bulb_and_dew_point() -> None:
    dry = np.array([-10.0, 5.0, 20.0, 35.0])
    assert wet_bulb_c(dry, dry, 101_325.0) == pytest.approx(dry, abs=1e-6)
    assert dew_point_from_relative_humidity_c(dry, 1.0) == pytest.approx(dry, abs=1e-6)


def test_dew_points_above_the_dry_bulb_are_clipped() -> None:
    assert float(wet_bulb_c(20.0, 25.0, 101_325.0)) == pytest.approx(20.0, abs=1e-6)


def test_unknown_stays_unknown() -> None:
    wet = wet_bulb_c([20.0, np.nan, 20.0], [10.0, 10.0, np.nan], 101_325.0)
    assert np.isnan(wet).tolist() == [False, True, True]


def test_shapes_broadcast() -> None:
    wet = wet_bulb_c(np.full((3, 5), 30.0), 10.0, np.full((3, 1), 90_000.0))
    assert wet.shape == (3, 5)
    assert np.ptp(wet) == 0.0
    assert wet_bulb_c(np.empty((0, 4)), np.empty((0, 4)), 101_325.0).shape == (0, 4)


def test_long_arrays_are_solved_block_by_block_alike() -> None:
    dry, dew = np.linspace(-20.0, 45.0, 20_000), np.linspace(-30.0, 20.0, 20_000)
    together = wet_bulb_c(dry, dew, 95_000.0)
    assert together[[0, 8191, 8192, 19_999]] == pytest.approx(
        [float(wet_bulb_c(dry[i], dew[i], 95_000.0)) for i in (0, 8191, 8192, 19_999)], abs=1e-9
    )


def test_the_slope_is_the_derivative() -> None:
    t = np.array([-30.0, -5.0, 5.0, 40.0])
    numeric = (log_saturation(t + 1e-4) - log_saturation(t - 1e-4)) / 2e-4
    assert log_saturation_slope(t) == pytest.approx(numeric, rel=1e-6)


def test_pressure_by_hand() -> None:
    """The standard atmosphere at 1,000 m is 89,875 Pa."""
    assert float(pressure_at_elevation_pa(1000.0)) == pytest.approx(89_875.0, abs=5.0)
    assert np.isnan(pressure_at_elevation_pa(np.nan))
