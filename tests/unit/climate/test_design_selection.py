"""Design selection, air classes, later years, water stress."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from screening.climate import (
    AIR_CLASSES,
    DESIGNS,
    LIQUID_DESIGNS,
    AnnualPerformance,
    CoolingLimits,
    admissible_designs,
    cooling_performance,
    select_designs,
    selection_reasons,
    stress_class,
    stress_score,
    uses_evaporation,
    warming_deltas_k,
    with_air_class,
)
from screening.errors import InputError


def performance(peak: float, mean: float = 1.1, water: float = 0.0) -> AnnualPerformance:
    names = list(AnnualPerformance.__dataclass_fields__)[1:]
    row = {name: np.array([np.nan]) for name in names}
    row |= {"pue_peak": np.array([peak]), "pue_mean": np.array([mean])}
    return AnnualPerformance("x", **(row | {"wue_mean_l_per_kwh": np.array([water])}))


def test_what_evaporates_is_what_uses_water() -> None:
    for design in DESIGNS:
        hot = cooling_performance(design, [30.0], 0.2, 100_000.0)
        assert (hot["wue_l_per_kwh"] > 0.0).any() == uses_evaporation(design), design


def test_racks_determine_the_admissible_designs() -> None:
    dense = CoolingLimits(rack_kw=132, evaporative_allowed=True, immersion_allowed=True)
    names = admissible_designs(dense)
    assert len(names) == 12
    assert not any("W45" in name for name in names)
    assert set(names) < set(LIQUID_DESIGNS)
    assert not any(name.startswith("IMM") for name in admissible_designs(CoolingLimits()))
    assert admissible_designs(CoolingLimits(rack_kw=132, rack_water_class="none")) == ()
    assert admissible_designs(CoolingLimits(rack_kw=15, rack_water_class="none")) == ("ACC",)


def test_the_lowest_peak_pue_wins() -> None:
    selected = select_designs(
        {"DTC-W32-dry": performance(1.28), "DTC-W40-dry": performance(1.19)}, np.array([False])
    )
    assert selected.tolist() == [1]


def test_among_equal_peaks_the_lowest_water_use_wins() -> None:
    """A tower's 1.123 counts as equal to 1.130 with a tenth of its water."""
    table = {
        "DTC-W40-dry": performance(1.192),
        "DTC-W40-adiabatic": performance(1.130, 1.101, 0.18),
        "DTC-W40-tower": performance(1.123, 1.108, 1.95),
    }
    assert select_designs(table, np.array([False])).tolist() == [1]
    assert select_designs(table, np.array([True])).tolist() == [0]
    peaks = np.array([1.192, 1.130, 1.123])
    limits = CoolingLimits(evaporative_allowed=True)
    reason = selection_reasons(list(table), peaks, 1, limits, dry_only=False)
    assert reason.startswith("least water within 0.01 of the least peak PUE of 3 designs")
    assert "DTC-W40-tower 1.123" in reason
    reason = selection_reasons(list(table), peaks, 0, limits, dry_only=True)
    assert "of 1 designs" in reason
    assert "(water stress)" in reason


def test_without_climate_or_designs_none_is_selected() -> None:
    assert select_designs({"WSE": performance(np.nan)}, np.array([False])).tolist() == [-1]
    assert select_designs({"WSE": performance(1.2)}, np.array([True])).tolist() == [-1]


def test_air_classes_are_ashrae_s() -> None:
    limits = {name: (a.max_dry_bulb_c, a.max_dew_point_c) for name, a in AIR_CLASSES.items()}
    assert limits["recommended"] == (27.0, 15.0)
    assert limits["A1"] == (32.0, 17.0)
    assert limits["A2"] == (35.0, 21.0)
    assert limits["A3"] == (40.0, 24.0)
    assert limits["A4"] == (45.0, 24.0)


@pytest.mark.parametrize(("name", "metres"), [("A1", 300.0), ("A3", 175.0), ("A4", 125.0)])
def test_altitude_derates_an_allowable_class(name: str, metres: float) -> None:
    air_class = AIR_CLASSES[name]
    assert air_class.derated_dry_bulb_c(900.0) == air_class.max_dry_bulb_c
    assert air_class.derated_dry_bulb_c(900.0 + 2.0 * metres) == pytest.approx(
        air_class.max_dry_bulb_c - 2.0
    )
    assert AIR_CLASSES["recommended"].derated_dry_bulb_c(3000.0) == 27.0


@pytest.mark.parametrize("design", ["DAE", "IEC", "ACC", "WSE", "ADC"])
def test_a_wider_class_never_costs_power(design: str) -> None:
    """Except slightly, where pads start later and thereby save water."""
    dry, humidity = np.linspace(-10.0, 45.0, 56), 0.3
    years = [
        cooling_performance(design, dry, humidity, 95_000.0, with_air_class(name, 500.0))
        for name in ("H1", "recommended", "A1", "A2", "A3")
    ]
    for narrow, wide in pairwise(years):
        saves_water = wide["wue_l_per_kwh"] < narrow["wue_l_per_kwh"]
        assert (saves_water | (wide["pue"] <= narrow["pue"] + 1e-9)).all()
        assert (wide["pue"] <= narrow["pue"] + 0.011).all()


def test_the_recommended_class_is_the_specification_s() -> None:
    assert with_air_class("recommended", 2000.0).air_supply_c == 27.0
    assert with_air_class("recommended", 2000.0).loop_supply_c == 20.0
    with pytest.raises(InputError, match="air class: expected one of recommended, A1"):
        with_air_class("A5", 0.0)


def test_deltas_of_a_later_year() -> None:
    """+1.0 °C by 2036 over 1991–2020, linearly about +1.5 by 2050."""
    dry, dew = warming_deltas_k(2050, "texas", None, None)
    assert dry == pytest.approx(1.46, abs=0.01)
    assert dew == pytest.approx(0.9 * dry)
    assert warming_deltas_k(2036, "texas", None, None)[0] == pytest.approx(1.0)
    assert warming_deltas_k(2050, "", 2.0, 1.0) == (2.0, 1.0)
    with pytest.raises(InputError, match=r"known: texas; state delta_dry_bulb_c"):
        warming_deltas_k(2050, "maine", None, None)


def test_case_12_water_stress() -> None:
    assert stress_score([0.1, 0.3, 0.85]) == pytest.approx([1.0, 2.585, 4.09], abs=0.005)
    assert stress_score([0.0, 9.0]).tolist() == [0.0, 5.0]
    edges = stress_score([0.0999, 0.1001, 0.1999, 0.2001, 0.3999, 0.4001, 0.7999, 0.8001])
    assert [stress_class(score) for score in edges.tolist()] == [
        *("Low", "Low-Medium", "Low-Medium", "Medium-High"),
        *("Medium-High", "High", "High", "Extremely High"),
    ]
    assert stress_class(np.nan) is None
