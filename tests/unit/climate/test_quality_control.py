"""Quality control of station years: what passes, is repaired, is rejected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fixtures.weather_files import made_up_year

from screening.climate.quality_control import StationObservations, clean_observations
from screening.errors import InputError

DRY, DEW, PRESSURE = made_up_year()
NOTHING = np.full(8760, np.nan)
GOOD = StationObservations(DRY, DEW, NOTHING, PRESSURE, 545.0)


def replace_values(column: np.ndarray, where: object, value: object) -> np.ndarray:
    out = column.copy()
    out[where] = value
    return out


def test_a_good_year_passes_unchanged() -> None:
    year = clean_observations(GOOD)
    assert np.array_equal(year.dry_bulb_c, DRY)
    assert np.array_equal(year.dew_point_c, DEW)
    assert (year.filled_count, year.notes) == (0, ())


def test_short_gaps_are_interpolated_and_counted() -> None:
    year = clean_observations(
        replace(GOOD, dry_bulb_c=replace_values(DRY, slice(100, 106), np.nan))
    )
    assert year.filled_count == 6
    assert "6 hours were missing or spikes and are interpolated" in year.notes
    steps = np.diff(year.dry_bulb_c[99:107])
    assert steps == pytest.approx(np.full(7, (DRY[106] - DRY[99]) / 7))


def test_a_gap_over_new_year_is_one_gap() -> None:
    dry = replace_values(replace_values(DRY, slice(0, 2), np.nan), slice(8758, 8760), np.nan)
    year = clean_observations(replace(GOOD, dry_bulb_c=dry))
    between = (year.dry_bulb_c[[8758, 8759, 0, 1]] - DRY[8757]) / (DRY[2] - DRY[8757])
    assert between == pytest.approx([0.2, 0.4, 0.6, 0.8])


def test_spikes_count_as_gaps_and_fronts_stay() -> None:
    """As in San Antonio Kelly Field's TMY3: single hours of -13.9 °C."""
    year = clean_observations(replace(GOOD, dry_bulb_c=replace_values(DRY, [1200, 1300], -13.9)))
    assert year.filled_count == 2
    assert "2 hours are spikes of the dry bulb, first hour 1201" in year.notes
    assert year.dry_bulb_c[1200] == pytest.approx((DRY[1199] + DRY[1201]) / 2)
    front = DRY - 22.0 * (np.arange(8760) > 1000) * (np.arange(8760) < 1100)
    dew = np.minimum(DEW, front)
    assert clean_observations(replace(GOOD, dry_bulb_c=front, dew_point_c=dew)).filled_count == 0


def test_missing_dew_points_are_computed_from_the_relative_humidity() -> None:
    some = slice(4000, 4100)
    hours = replace(
        GOOD,
        dew_point_c=replace_values(DEW, some, np.nan),
        relative_humidity=replace_values(NOTHING, some, 0.5),
    )
    year = clean_observations(hours)
    assert "100 dew points are computed from the relative humidity" in year.notes
    assert (year.dew_point_c[some] < year.dry_bulb_c[some] - 8.0).all()


def test_missing_pressure_is_computed_from_the_elevation() -> None:
    """The standard atmosphere has 95,461 Pa at 500 m and 94,322 at 600 m."""
    year = clean_observations(replace(GOOD, pressure_pa=NOTHING))
    assert year.pressure_pa == pytest.approx(np.full(8760, 94_948.0), abs=5.0)
    assert "8760 hours have no pressure; the standard atmosphere's at 545 m is used" in year.notes
    with pytest.raises(InputError, match="state the elevation"):
        clean_observations(replace(GOOD, pressure_pa=NOTHING, elevation_m=np.nan))


def test_rounding_above_the_dry_bulb_is_clipped() -> None:
    year = clean_observations(replace(GOOD, dew_point_c=replace_values(DEW, 50, DRY[50] + 0.6)))
    assert year.dew_point_c[50] == DRY[50]
    assert "1 dew points above the dry bulb are clipped to it" in year.notes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dry_bulb_c": DRY[:8000]}, "expected 8760, got 8000"),
        ({"dry_bulb_c": NOTHING}, "dry bulb: expected °C, got no values"),
        ({"dry_bulb_c": DRY + 273.15}, "convert it from kelvin"),
        ({"dry_bulb_c": DRY * 1.8 + 32.0}, "convert it from °F"),
        ({"pressure_pa": PRESSURE / 100.0}, r"pressure: expected Pa .*convert it from hPa"),
        ({"pressure_pa": np.full(8760, 101_325.0)}, "expected that of 545 m.*reduced to sea level"),
        ({"relative_humidity": np.full(8760, 55.0)}, r"relative humidity: expected 0..100 %"),
        ({"relative_humidity": np.full(8760, 0.0055)}, r"humidity: expected percent, got at most"),
        ({"elevation_m": 545.0 / 0.3048}, r"pressure: expected that of 1788.06 m"),
        ({"elevation_m": 545.0 + 300.0}, r"pressure: expected that of 845 m"),
        ({"dry_bulb_c": DEW - 3.0}, "dew point: expected at most the dry bulb.*swapped columns"),
        (
            {"dry_bulb_c": replace_values(DRY, slice(100, 107), np.nan)},
            "got one of 7 h from hour 101",
        ),
        (
            {"dry_bulb_c": replace_values(DRY, np.arange(8760) % 12 == 0, np.nan)},
            "at most 5 % missing, got 8.3 %",
        ),
        (
            {
                "dry_bulb_c": replace_values(DRY, slice(100, 130), 20.0),
                "dew_point_c": replace_values(DEW, slice(100, 130), 10.0),
            },
            "in 30 consecutive hours from hour 101; the sensor is stuck",
        ),
    ],
)
def test_implausible_years_are_rejected(change: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(InputError, match=message):
        clean_observations(replace(GOOD, **change))  # type: ignore[arg-type]


def test_all_wrong_units_are_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        clean_observations(replace(GOOD, dry_bulb_c=DRY + 273.15, pressure_pa=PRESSURE / 100.0))
    assert len(caught.value.problems) == 2
