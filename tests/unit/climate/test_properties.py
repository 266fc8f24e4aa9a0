"""Invariants for any outdoor air."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.climate import DESIGNS, TEXAS, synthetic_year, wet_bulb_c
from screening.climate.designs import outdoor_air, run_design
from screening.climate.equipment import Air, fan_power
from screening.climate.hourly_performance import pue

DRY = [design for design in DESIGNS if design.endswith("-dry")] + ["ACC"]
dry_bulbs = st.floats(-30.0, 50.0)
depressions = st.floats(0.0, 40.0)
pressures = st.floats(65_000.0, 104_000.0)
few = settings(max_examples=30, deadline=None)


def make_air(dry: float, depression: float, pressure: float) -> Air:
    dew = np.array([dry - depression])
    wet = wet_bulb_c([dry], dew, pressure)
    return outdoor_air([dry], wet, dew, pressure)


@few
@given(dry_bulbs, depressions, pressures)
def test_the_wet_bulb_lies_between(dry: float, depression: float, pressure: float) -> None:
    wet = float(wet_bulb_c(dry, dry - depression, pressure))
    assert dry - depression - 1e-9 <= wet <= dry + 1e-9


@few
@given(st.floats(1.0, 50.0), depressions, pressures, st.floats(0.01, 5.0))
def test_more_moisture_never_cools_the_wet_bulb(
    dry: float, depression: float, pressure: float, more: float
) -> None:
    dew = dry - depression
    before, after = wet_bulb_c(dry, [dew, min(dew + more, dry)], pressure)
    if before > 0.01:  # the phase of the water makes a step at freezing
        assert after >= before - 1e-4


@pytest.mark.parametrize("design", DESIGNS)
@few
@given(dry=dry_bulbs, depression=depressions, pressure=pressures)
def test_every_hour_is_possible(
    design: str, dry: float, depression: float, pressure: float
) -> None:
    plant = run_design(design, make_air(dry, depression, pressure))
    assert 1.05 < pue(plant)[0] < 2.0
    assert 0.0 <= plant.free_fraction[0] <= 1.0
    assert 0.0 <= plant.water_l_per_kwh[0] < 5.0


@pytest.mark.parametrize("design", DRY)
@few
@given(dry=dry_bulbs, warmer=st.floats(0.0, 20.0), pressure=pressures)
def test_warmer_air_never_helps_a_dry_design(
    design: str, dry: float, warmer: float, pressure: float
) -> None:
    low, high = (run_design(design, make_air(t, 10.0, pressure)) for t in (dry, dry + warmer))
    assert high.power[0] >= low.power[0] - 1e-12
    assert high.water_l_per_kwh[0] == low.water_l_per_kwh[0] == 0.0


@pytest.mark.parametrize("rejection", ["dry", "adiabatic", "tower"])
@pytest.mark.parametrize("kind", ["DTC", "IMM"])
@few
@given(dry=dry_bulbs, depression=depressions, pressure=pressures)
def test_warmer_facility_water_never_needs_more_chiller(
    kind: str, rejection: str, dry: float, depression: float, pressure: float
) -> None:
    air = make_air(dry, depression, pressure)
    plants = [run_design(f"{kind}-{water}-{rejection}", air) for water in ("W32", "W40", "W45")]
    free = [plant.free_fraction[0] for plant in plants]
    assert free == sorted(free)
    if rejection == "dry":
        power = [plant.power[0] for plant in plants]
        assert power[0] + 1e-12 >= power[1] >= power[2] - 1e-12


@few
@given(pressures, st.floats(0.0, 20_000.0))
def test_altitude_never_reduces_fan_power(pressure: float, drop: float) -> None:
    assert fan_power(1.0, pressure - drop, 500.0) >= fan_power(1.0, pressure, 500.0)


@few
@given(
    st.lists(st.floats(-10.0, 35.0), min_size=12, max_size=12),
    st.floats(0.5, 20.0),
    st.floats(0.0, 25.0),
    st.floats(0.0, 3000.0),
)
def test_any_normals_make_a_year(
    midpoint: list[float], daily_range: float, depression: float, elevation: float
) -> None:
    mean = np.array([midpoint])
    hours = synthetic_year(
        mean + daily_range / 2, mean - daily_range / 2, mean - depression, [elevation], fit=TEXAS
    )
    assert hours.weight_hours.sum() == pytest.approx(8760.0)
    assert (hours.dew_point_c <= hours.dry_bulb_c).all()
    assert (hours.dew_point_c <= hours.wet_bulb_c + 1e-9).all()
    assert (hours.wet_bulb_c <= hours.dry_bulb_c + 1e-9).all()
