"""Plant components, calculated by hand."""

from __future__ import annotations

import pytest

from screening.climate.equipment import (
    air_density_kg_m3,
    chiller_cop,
    evaporation_heat_kj_kg,
    fan_power,
)

P = 101_325.0


def test_density_at_the_reference() -> None:
    assert float(air_density_kg_m3(0.0, P)) == pytest.approx(1.293)


def test_fan_power_by_hand() -> None:
    """1 kW over 12 K is 0.082508 kg/s; ÷ 1.17669 kg/m³ × 500 Pa ÷ 0.775 = 45.24 W."""
    assert float(fan_power(1.0, P, 500.0)) == pytest.approx(0.04524, abs=1e-5)
    assert float(fan_power(2.0, P, 500.0)) == pytest.approx(0.09048, abs=1e-5)


def test_chillers_stay_within_their_bounds() -> None:
    cop = chiller_cop(20.0, [-40.0, 18.0, 30.0, 60.0, 400.0], 0.49)
    assert cop == pytest.approx([12.0, 12.0, 0.49 * 291.15 / 12.0, 0.49 * 291.15 / 42.0, 2.0])


def test_evaporation_heat_by_hand() -> None:
    assert float(evaporation_heat_kj_kg(10.0)) == pytest.approx(2500.5 - 23.097 - 0.13)
