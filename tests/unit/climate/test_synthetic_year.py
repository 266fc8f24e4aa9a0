"""Synthetic years from monthly normals."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from screening.climate import (
    CONUS,
    NORMALS_FITS,
    TEXAS,
    cooling_from_normals,
    design_conditions,
    synthetic_year,
)
from screening.climate.annual_performance import CHUNK_SITES_COUNT
from screening.climate.synthetic_year import (
    DAYS,
    day_quantiles,
    day_shape,
    skew_deviate,
    state_weights_hours,
)
from screening.errors import InputError

MONTHS = np.arange(12)
# A fictitious station of the southern plains: 6 °C in January, 28 °C in July.
MIDPOINT = 17.0 - 11.0 * np.cos(2 * np.pi * MONTHS / 12)
TMAX, TMIN, DEW = MIDPOINT + 6.5, MIDPOINT - 6.5, MIDPOINT - 9.0


def months(table: np.ndarray) -> np.ndarray:
    """(31, 3, 24) states of each month of the first site."""
    return table[0].reshape(12, 31, 3, 24)


def test_states_and_weights() -> None:
    weight = state_weights_hours()
    assert weight.shape == (12 * 31 * 24 * 3,)
    assert weight.sum() == pytest.approx(8760.0)
    by_month = weight.reshape(12, -1).sum(axis=1)
    assert by_month == pytest.approx(np.array(DAYS) * 24.0)


def test_the_day_has_mean_zero_and_nearly_the_range() -> None:
    shape = day_shape()
    assert shape.mean() == pytest.approx(0.0, abs=1e-12)
    assert 0.9 < np.ptp(shape) < 1.0


def test_days_are_symmetric_quantiles() -> None:
    deviate = day_quantiles()
    assert deviate == pytest.approx(-deviate[::-1], abs=1e-9)
    assert deviate[15] == 0.0
    assert (np.diff(deviate) > 0.0).all()


def test_skewed_deviates_keep_mean_and_variance() -> None:
    deviate = np.random.default_rng(3).normal(size=400_000)
    for skew in (-1.2, -0.5, 0.0, 0.4):
        skewed = skew_deviate(deviate, np.array(skew))
        assert skewed.mean() == pytest.approx(0.0, abs=0.01)
        assert skewed.std() == pytest.approx(1.0, abs=0.01)
        assert (skewed**3).mean() == pytest.approx(skew, abs=0.15)


def test_conus_is_the_specification_by_hand() -> None:
    """July: T̄ 28, σ_yr 7.778, T̄ − T̄d 9 into the three published regressions."""
    variability = CONUS.estimate_variability(MIDPOINT[None, :], DEW[None, :])
    yearly = MIDPOINT.std()
    assert yearly == pytest.approx(7.778, abs=0.001)
    assert variability.dry_bulb_k[0, 6] == pytest.approx(3.412 - 0.0943 * 28 + 0.2047 * yearly)
    expected = 5.020 - 0.1079 * 28 + 0.0554 * yearly + 0.0584 * 9
    assert variability.dew_point_k[0, 6] == pytest.approx(expected)
    expected = 0.829 - 0.0069 * 28 + 0.0282 * yearly - 0.0440 * 9
    assert variability.correlation[0, 6] == pytest.approx(expected)
    assert not variability.dry_bulb_skew.any()
    assert not variability.dew_point_skew.any()
    assert not variability.dew_point_swing_k.any()


def test_one_state_by_hand() -> None:
    """January, the coldest day, 06:00, the driest dew point."""
    hours = synthetic_year([TMAX], [TMIN], [DEW], [0.0])
    variability = CONUS.estimate_variability(MIDPOINT[None, :], DEW[None, :])
    dry = MIDPOINT[0] + variability.dry_bulb_k[0, 0] * day_quantiles()[0] + 13.0 * day_shape()[5]
    assert months(hours.dry_bulb_c)[0, 0, 0, 5] == pytest.approx(dry)
    rho, k = variability.correlation[0, 0], variability.dew_point_k[0, 0]
    dew = DEW[0] + rho * k * day_quantiles()[0] - k * np.sqrt(1 - rho**2) * 1.2247
    shift = months(hours.dew_point_c)[0, 0, 0, 5] - dew
    assert 0.0 <= shift < 0.5  # what clipping elsewhere in the month removed, added back


@pytest.mark.parametrize("fit", NORMALS_FITS.values(), ids=NORMALS_FITS)
def test_monthly_means_are_preserved(fit: object) -> None:
    hours = synthetic_year([TMAX], [TMIN], [DEW], [200.0], fit=fit)  # type: ignore[arg-type]
    offset = fit.mean_offset_k  # type: ignore[attr-defined]
    dry = months(hours.dry_bulb_c).mean(axis=(1, 2, 3))
    assert dry == pytest.approx(MIDPOINT + offset, abs=0.02)
    assert months(hours.dew_point_c).mean(axis=(1, 2, 3)) == pytest.approx(DEW, abs=0.05)
    assert (hours.dew_point_c <= hours.dry_bulb_c).all()


def test_saturated_normals_stay_possible() -> None:
    hours = synthetic_year([TMAX], [TMIN], [MIDPOINT + 5.0], [0.0])
    assert (hours.dew_point_c <= hours.dry_bulb_c).all()
    assert np.isfinite(hours.wet_bulb_c).all()


def test_elevation_lowers_the_pressure_only() -> None:
    low = synthetic_year([TMAX], [TMIN], [DEW], [0.0])
    high = synthetic_year([TMAX], [TMIN], [DEW], [1500.0])
    assert low.pressure_pa[0, 0] == pytest.approx(101_325.0)
    assert high.pressure_pa[0, 0] == pytest.approx(84_556.0, abs=10.0)
    assert np.array_equal(low.dry_bulb_c, high.dry_bulb_c)
    assert (high.wet_bulb_c <= low.wet_bulb_c + 1e-6).all()


def test_a_site_with_a_gap_is_unknown_and_its_neighbour_is_not() -> None:
    gap = TMAX.copy()
    gap[3] = np.nan
    tables = [np.array([TMAX, gap, TMAX]), np.array([TMIN] * 3), np.array([DEW] * 3)]
    hours = synthetic_year(*tables, [0.0, 0.0, np.nan])
    assert np.isnan(hours.dry_bulb_c).all(axis=1).tolist() == [False, True, True]
    at = design_conditions(hours)
    for field in dataclasses.fields(at):
        assert np.isnan(getattr(at, field.name)[1:]).all(), field.name
        assert np.isfinite(getattr(at, field.name)[0]), field.name


def test_texas_days_are_skewed_to_the_dry_side_in_summer() -> None:
    variability = TEXAS.estimate_variability(MIDPOINT[None, :], DEW[None, :])
    assert variability.dew_point_skew[0, 6] < -0.5
    assert variability.dry_bulb_k[0, 0] > variability.dry_bulb_k[0, 6] + 1.0
    built = synthetic_year([TMAX], [TMIN], [DEW], [300.0], fit=TEXAS)
    plain = synthetic_year([TMAX], [TMIN], [DEW], [300.0])
    assert design_conditions(built).wet_bulb_04_c < design_conditions(plain).wet_bulb_04_c


def test_the_published_errors_are_stated() -> None:
    assert (CONUS.wet_bulb_04_error_k.rmse, CONUS.wet_bulb_04_error_k.bias) == (1.5, 1.0)
    assert CONUS.dry_bulb_04_error_k.rmse == 1.1
    assert "Texas" in CONUS.source


@pytest.mark.parametrize(
    ("tmax", "tmin", "dew", "elevation", "message"),
    [
        ([TMAX[:6]], [TMIN], [DEW], [0.0], "tmax_c: expected shape"),
        (TMAX, [TMIN], [DEW], [0.0], "tmax_c: expected shape"),
        ([TMAX], [TMIN], [DEW], [0.0, 1.0], "elevation_m: expected shape"),
        ([TMIN], [TMAX], [DEW], [0.0], "tmin_c: expected at most tmax_c"),
        ([TMAX + 273.15], [TMIN], [DEW], [0.0], "tmax_c: expected °C within ±60"),
        ([TMAX], [TMIN], [DEW - 9999.0], [0.0], "dew_point_c: expected °C"),
        ([TMAX], [TMIN], [DEW], [29_000.0], "elevation_m: expected -450 to 6000 m"),
    ],
)
def test_implausible_normals_are_rejected(
    tmax: object, tmin: object, dew: object, elevation: object, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        synthetic_year(tmax, tmin, dew, elevation)  # type: ignore[arg-type]


def make_tables(count: int) -> list[np.ndarray]:
    warmer = np.linspace(-4.0, 4.0, count)[:, None]
    return [TMAX + warmer, TMIN + warmer, DEW + warmer, np.linspace(0.0, 900.0, count)]


def test_chunks_and_repeated_cells_change_nothing() -> None:
    tables = make_tables(CHUNK_SITES_COUNT + 2)
    order = np.r_[np.arange(CHUNK_SITES_COUNT + 2)[::-1], 0, 5]
    together = cooling_from_normals(*(t[order] for t in tables), ["WSE"], fit=TEXAS)
    for position in (0, CHUNK_SITES_COUNT, len(order) - 1):
        site = order[position]
        alone = cooling_from_normals(*(t[[site]] for t in tables), ["WSE"], fit=TEXAS)
        for part, single in (
            (together.conditions, alone.conditions),
            (together.designs["WSE"], alone.designs["WSE"]),
        ):
            for field in dataclasses.fields(part):
                if field.name != "design":
                    assert getattr(part, field.name)[position] == getattr(single, field.name)[0]
    assert together.designs["WSE"].design == "WSE"
    assert together.conditions.dry_bulb_04_c.shape == order.shape


def test_unknown_normals_give_unknown_figures() -> None:
    tables = make_tables(3)
    tables[0][1, 4] = np.nan
    year = cooling_from_normals(*tables, ["DTC-W40-dry", "WSE"])
    for design in ("DTC-W40-dry", "WSE"):
        assert np.isnan(year.designs[design].pue_mean).tolist() == [False, True, False]
    assert np.isnan(year.conditions.free_cooling_hours).tolist() == [False, True, False]


def test_no_sites_give_empty_figures() -> None:
    year = cooling_from_normals(*(t[:0] for t in make_tables(2)), ["WSE"])
    assert year.designs["WSE"].pue_peak.shape == (0,)


def test_an_unknown_design_is_reported_before_computing() -> None:
    with pytest.raises(InputError, match="cooling design: expected one of"):
        cooling_from_normals(*make_tables(2), ["WSE", "DTC-W50-dry"])
