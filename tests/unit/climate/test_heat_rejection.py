"""Water loops and their heat rejection, calculated by hand."""

from __future__ import annotations

import numpy as np
import pytest

from screening.climate.designs import outdoor_air
from screening.climate.equipment import (
    air_density_kg_m3,
    chiller_cop,
    evaporation_heat_kj_kg,
)
from screening.climate.heat_rejection import Loop, run_loop
from screening.climate.parameters import CoolingParameters

P = 101_325.0


def test_a_dry_loop_by_hand() -> None:
    """At 25 °C a 20 °C loop with 10 K is past free cooling; at 16 °C it is 6/10 free."""
    air = outdoor_air([25.0, 16.0, 12.0, -30.0], 10.0, 5.0, P)
    plant = run_loop(Loop(20.0, 10.0, "dry"), 1.0, air)
    assert plant.free_fraction == pytest.approx([0.0, 0.6, 1.0, 1.0])
    speed = np.array([1.0, 1.0, 1.0, 18.0 / 60.0])
    fans = 0.020 * speed**3 * 1.2 / air_density_kg_m3(air.dry_bulb_c, P)
    chiller = np.array([1.0, 0.4, 0.0, 0.0]) / chiller_cop(20.0, air.dry_bulb_c + 15.0, 0.49)
    assert plant.power == pytest.approx(chiller + 0.007 + fans)
    assert plant.water_l_per_kwh.tolist() == [0.0] * 4


def test_fans_never_slow_below_a_fifth() -> None:
    air = outdoor_air([-90.0], [-90.0], [-90.0], P)
    plant = run_loop(Loop(45.0, 10.0, "dry"), 1.0, air)
    fans = float(plant.power[0]) - 0.007
    ratio = 1.2 / float(air_density_kg_m3(-90.0, P))
    assert fans == pytest.approx(0.020 * 0.2**3 * ratio)


def test_pads_are_wetted_only_when_needed() -> None:
    """A 20 °C loop wets above 12 °C; then three quarters of the depression count."""
    air = outdoor_air([12.0, 12.01, 30.0], [8.0, 8.0, 18.0], [4.0, 4.0, 10.0], P)
    plant = run_loop(Loop(20.0, 10.0, "adiabatic"), 1.0, air)
    assert plant.water_l_per_kwh[0] == 0.0
    assert plant.water_l_per_kwh[1] > 0.0
    # 12 K × 0.75 = 9 K over 10 K of air rise: 0.9 kW of 2470 kJ/kg, an hour, 1.15.
    assert plant.water_l_per_kwh[2] == pytest.approx(0.9 / 2470.0 * 3600.0 * 1.15)
    assert plant.free_fraction[2] == pytest.approx((30.0 - (21.0 + 8.0)) / 10.0)


def test_a_tower_by_hand() -> None:
    """At a 10 °C wet bulb the tower delivers 17 °C: all of it free, no chiller."""
    air = outdoor_air([15.0], [10.0], [5.0], P)
    plant = run_loop(Loop(20.0, 10.0, "tower"), 1.0, air)
    ratio = 1.2 / float(air_density_kg_m3(15.0, P))
    assert plant.free_fraction[0] == 1.0
    assert plant.power[0] == pytest.approx(0.007 + 0.0143 + 0.006 * ratio)
    evaporated = 3600.0 / float(evaporation_heat_kj_kg(17.25))
    assert plant.water_l_per_kwh[0] == pytest.approx(evaporated * 1.25)


def test_parameters_are_used() -> None:
    air = outdoor_air([25.0], [15.0], [8.0], P)
    closer = CoolingParameters(dry_approach_k=2.0)
    assert run_loop(Loop(20.0, 10.0, "dry"), 1.0, air, closer).free_fraction[0] == pytest.approx(
        0.3
    )
