"""Station assignment, morphing, and later years."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.weather_files import made_up_year
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.climate import (
    BASES,
    CONUS,
    TEXAS,
    ClimateHours,
    assign_stations,
    design_conditions,
    morph_year,
    station_months,
    tier_errors,
)
from screening.errors import InputError

DRY, DEW, PRESSURE = made_up_year()
STATION = ClimateHours.of(DRY, DEW, PRESSURE)
MONTHS = station_months(STATION.dry_bulb_c, STATION.dew_point_c)
KM_NORTH = 1.0 / 110.9


def assign(*stations: tuple[float, float], height: float = 500.0, precision: float = 0.0):
    """Assign stations, given as (km to the north, elevation), to a site at 32° N."""
    posts = np.array([[-100.0, 32.0 + km * KM_NORTH] for km, _ in stations])
    return assign_stations([[-100.0, 32.0]], [height], [precision], posts, [z for _, z in stations])


def test_a_near_station_of_similar_elevation_represents_the_site() -> None:
    at = assign((9.0, 550.0), (3.0, 900.0))
    assert at.station.tolist() == [0]
    assert at.hourly.tolist() == [True]
    assert at.distance_km[0] == pytest.approx(9.0, abs=0.05)


@pytest.mark.parametrize(
    ("station", "height", "precision"),
    [((11.0, 500.0), 500.0, 0.0), ((5.0, 601.0), 500.0, 0.0), ((5.0, 500.0), 500.0, 6.0)],
)
def test_otherwise_it_is_morphed(
    station: tuple[float, float], height: float, precision: float
) -> None:
    at = assign(station, height=height, precision=precision)
    assert at.station.tolist() == [0]
    assert at.hourly.tolist() == [False]


def test_elevation_difference_counts_as_distance() -> None:
    """250 m of elevation count as 50 km."""
    assert assign((20.0, 750.0), (60.0, 500.0)).station.tolist() == [1]
    assert assign((20.0, 750.0), (80.0, 500.0)).station.tolist() == [0]


def test_far_and_high_stations_are_not_assigned() -> None:
    at = assign((201.0, 500.0), (5.0, 1001.0))
    assert at.station.tolist() == [-1]
    assert np.isnan(at.distance_km).all()


def test_an_unknown_elevation_is_that_of_a_near_station() -> None:
    """The nearest, whatever its height, and unchanged: nothing is known to morph it by."""
    at = assign((9.0, 550.0), (3.0, 2500.0), height=np.nan)
    assert (at.station.tolist(), at.hourly.tolist(), at.own_height.tolist()) == (
        [1],
        [True],
        [True],
    )
    assert assign((9.0, 550.0)).own_height.tolist() == [False]


@pytest.mark.parametrize(("km", "precision"), [(10.1, 0.0), (5.0, 6.0)])
def test_an_unknown_elevation_has_no_distant_station(km: float, precision: float) -> None:
    at = assign((km, 500.0), height=np.nan, precision=precision)
    assert (at.station.tolist(), at.own_height.tolist()) == ([-1], [False])


def test_stations_of_unknown_elevation_are_never_assigned() -> None:
    assert assign((1.0, np.nan), height=np.nan).station.tolist() == [-1]
    assert assign((1.0, np.nan)).station.tolist() == [-1]


def test_an_unknown_precision_counts_as_exact() -> None:
    assert assign((5.0, 500.0), precision=np.nan).hourly.tolist() == [True]


def test_no_stations_no_sites() -> None:
    assert assign_stations([[0, 0]], [0], [0], np.empty((0, 2)), []).station.tolist() == [-1]
    assert assign_stations(np.empty((0, 2)), [], [], [[0, 0]], [0]).station.size == 0


def test_every_tier_states_its_errors() -> None:
    for fit in (CONUS, TEXAS):
        for basis in BASES:
            errors = tier_errors(basis, fit)
            assert 0.3 < errors.dry_bulb_k < 2.0
            assert errors.pue_mean("DAE") > errors.pue_mean("DTC-W40-dry")
    assert tier_errors("normals", TEXAS).dry_bulb_k == TEXAS.dry_bulb_04_error_k.rmse


# ------------------------------------------------------------------ morphing


def test_a_year_morphed_to_its_own_normals_is_unchanged() -> None:
    again = morph_year(STATION, [545.0], *MONTHS, [545.0])
    assert again.dry_bulb_c == pytest.approx(STATION.dry_bulb_c, abs=1e-9)
    assert again.dew_point_c == pytest.approx(STATION.dew_point_c, abs=1e-9)
    assert again.pressure_pa == pytest.approx(STATION.pressure_pa)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.floats(-8.0, 8.0), min_size=12, max_size=12),
    st.floats(0.6, 1.8),
    st.floats(0.0, 6.0),
)
def test_the_site_s_normals_are_met(shift: list[float], range_ratio: float, drier: float) -> None:
    midpoint = 0.5 * (MONTHS.tmax_c + MONTHS.tmin_c) + np.array(shift)
    half = 0.5 * range_ratio * (MONTHS.tmax_c - MONTHS.tmin_c)
    dew = MONTHS.dew_point_c + np.array(shift) - drier - 12.0  # low enough never to be clipped
    site = morph_year(STATION, [545.0], midpoint + half, midpoint - half, dew, [545.0])
    months = station_months(site.dry_bulb_c, site.dew_point_c)
    assert months.tmax_c == pytest.approx(midpoint + half, abs=0.3)  # day means keep their offset
    assert months.tmax_c - months.tmin_c == pytest.approx(2.0 * half, abs=1e-9)
    assert months.dew_point_c == pytest.approx(dew, abs=1e-9)


def test_pressure_falls_with_elevation() -> None:
    high = morph_year(STATION, [545.0], *MONTHS, [1388.4])
    assert high.pressure_pa == pytest.approx(STATION.pressure_pa * np.exp(-0.1))


def test_a_site_without_normals_is_unknown_and_its_neighbour_is_not() -> None:
    two = ClimateHours.of(np.stack([DRY, DRY]), np.stack([DEW, DEW]), PRESSURE)
    months = [np.repeat(table, 2, axis=0) for table in MONTHS]
    months[0][0, 4] = np.nan
    hours = morph_year(two, [545.0, 545.0], *months, [545.0, 545.0])
    assert np.isnan(hours.dry_bulb_c).all(axis=1).tolist() == [True, False]


def test_normals_in_another_unit_are_refused() -> None:
    with pytest.raises(InputError, match="tmax_c: expected °C"):
        morph_year(STATION, [545.0], MONTHS.tmax_c + 273.0, *MONTHS[1:], [545.0])


# ------------------------------------------------------------------ later years


def test_a_warmer_year_is_warmer_everywhere() -> None:
    now, then = STATION, STATION.shifted(1.5, 1.35)
    assert then.dry_bulb_c - now.dry_bulb_c == pytest.approx(np.full((1, 8760), 1.5))
    at, later = design_conditions(now), design_conditions(then)
    assert later.dry_bulb_04_c[0] == pytest.approx(at.dry_bulb_04_c[0] + 1.5)
    assert 1.0 < later.wet_bulb_04_c[0] - at.wet_bulb_04_c[0] < 1.5
    assert later.free_cooling_hours[0] < at.free_cooling_hours[0]
