"""Percentiles, coincident means and hours within limits, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from screening.climate import ClimateHours, design_conditions, hours_within
from screening.climate.design_values import coincident_mean, exceeded_value
from screening.errors import InputError

P = 101_325.0


def test_the_value_that_35_hours_exceed_is_the_36th_highest() -> None:
    values = np.random.default_rng(1).permutation(8760).astype(float)
    assert exceeded_value([values], np.ones(8760)).tolist() == [8760.0 - 36.0]
    assert (values > 8760.0 - 36.0).sum() == 35


def test_weights_count_as_repeated_hours() -> None:
    random = np.random.default_rng(2)
    values, repeats = random.normal(size=400), random.integers(1, 5, 400)
    repeated = np.repeat(values, repeats)
    plain = exceeded_value([repeated], np.ones(repeated.size), 20)
    assert exceeded_value([values], repeats, 20).tolist() == plain.tolist()


def test_states_without_weight_do_not_count() -> None:
    assert exceeded_value([[99.0, 3.0, 2.0, 1.0]], [0.0, 1.0, 1.0, 1.0], 1).tolist() == [2.0]


def test_sites_do_not_mix_and_gaps_stay_unknown() -> None:
    table = np.array([[1.0, 2.0, 3.0], [1.0, np.nan, 3.0], [30.0, 20.0, 10.0]])
    out = exceeded_value(table, [1, 1, 1], 1)
    assert out[[0, 2]].tolist() == [2.0, 20.0]
    assert np.isnan(out[1])


def test_coincident_mean_takes_half_a_kelvin_either_side() -> None:
    condition = [[30.0, 30.5, 29.5, 30.51, 20.0]]
    values = [[10.0, 12.0, 14.0, 99.0, 99.0]]
    assert coincident_mean(values, condition, [30.0], [1, 2, 1, 1, 1]).tolist() == [12.0]
    assert np.isnan(coincident_mean(values, condition, [80.0], [1, 1, 1, 1, 1])[0])


def test_hours_within_limits_by_hand() -> None:
    hours = ClimateHours.of([[27.0, 27.01, 20.0, 20.0]], [[15.0, 5.0, 15.01, -5.0]], P)
    assert hours_within(hours).tolist() == [4380.0]
    assert hours_within(hours, dew_point_c=np.inf).tolist() == [6570.0]
    assert hours_within(hours, dry_bulb_c=np.inf, dew_point_c=5.0).tolist() == [4380.0]


def test_design_conditions_of_a_known_year() -> None:
    """Thirty-five hours of 40 °C, a hundred of 36 °C, the rest 20 °C; all at 10 °C dew."""
    dry = np.repeat([40.0, 36.0, 20.0], [35, 100, 8625])
    at = design_conditions(ClimateHours.of(dry, np.full(8760, 10.0), P))
    assert at.dry_bulb_04_c.tolist() == [36.0]
    assert at.dry_bulb_n20_c.tolist() == [42.0]
    assert at.free_cooling_hours.tolist() == [8625.0]
    assert at.coincident_wet_bulb_c[0] == at.wet_bulb_04_c[0]
    assert at.coincident_dry_bulb_c.tolist() == [36.0]
    assert at.pressure_pa[0] == pytest.approx(P)


def test_dew_points_are_clipped_and_gaps_spread_over_the_site() -> None:
    hours = ClimateHours.of([[20.0, 20.0], [np.nan, 20.0]], [[25.0, 5.0], [5.0, 5.0]], [[P], [P]])
    assert hours.dew_point_c[0].tolist() == [20.0, 5.0]
    assert np.isnan(hours.wet_bulb_c[1]).all()
    assert hours.sites_count == 2


@pytest.mark.parametrize(
    ("dew", "weight", "message"),
    [
        ([5.0, 5.0, 5.0], None, "dew point and pressure of shape"),
        ([5.0, 5.0], [1.0, 1.0], "weights summing to 8760 h"),
        ([5.0, 5.0], [8760.0], "2 weights"),
    ],
)
def test_inconsistent_years_are_rejected(
    dew: list[float], weight: list[float] | None, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        ClimateHours.of([20.0, 21.0], dew, P, weight)
