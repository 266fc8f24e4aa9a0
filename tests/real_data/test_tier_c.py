"""Tier C against 61 measured Texas years: what normals alone get wrong, and by how much.

Each station's year is rebuilt from its own monthly means and compared with the year
itself. ``pytest -s`` prints the table of ``docs/science/cooling.md``.
"""

from __future__ import annotations

import dataclasses
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from screening.climate import (
    CONUS,
    TEXAS,
    ClimateHours,
    NormalsFit,
    annual_performance,
    design_conditions,
    hours_within,
    synthetic_year,
)
from screening.climate.synthetic_year import DAYS, day_shape

pytestmark = pytest.mark.real_data

MONTH = np.repeat(np.arange(12), np.array(DAYS) * 24)
DESIGN = "DTC-W40-dry"
COLUMNS = ("DB0.4", "WB0.4", "MCWB", "T≤27", "T≤27,Td≤15", "WB≤18", "PUE", "PUE peak")


@dataclass(frozen=True)
class Stations:
    """Measured years and the monthly normals taken from them, (61, ...)."""

    hours: ClimateHours
    elevation_m: np.ndarray

    def monthly(self, daily: np.ndarray) -> np.ndarray:
        """(61, 365) to (61, 12) means."""
        month = MONTH[::24]
        return np.stack([daily[:, month == m].mean(axis=1) for m in range(12)], axis=1)

    @property
    def days(self) -> np.ndarray:
        return self.hours.dry_bulb_c.reshape(-1, 365, 24)

    @property
    def dew_days(self) -> np.ndarray:
        return self.hours.dew_point_c.reshape(-1, 365, 24)

    @property
    def normals(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        highest, lowest = self.days.max(axis=2), self.days.min(axis=2)
        return tuple(self.monthly(t) for t in (highest, lowest, self.dew_days.mean(axis=2)))

    def built(self, fit: NormalsFit) -> ClimateHours:
        return synthetic_year(*self.normals, self.elevation_m, fit=fit)


@pytest.fixture(scope="module")
def stations(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Stations:
    iotools = pytest.importorskip("pvlib.iotools")
    folder, columns, heights = tmp_path_factory.mktemp("tmy3"), [], []
    with zipfile.ZipFile(shared_data / "tmy3_texas.zip") as archive:
        for name in sorted(archive.namelist()):
            table, about = iotools.read_tmy3(archive.extract(name, folder), map_variables=True)
            columns.append(table[["temp_air", "temp_dew", "pressure"]].to_numpy(float).T)
            heights.append(about["altitude"])
    dry, dew, pressure = np.stack(columns, axis=1)
    assert dry.shape == (61, 8760)
    return Stations(ClimateHours.of(dry, dew, pressure * 100.0), np.array(heights, float))


@pytest.fixture(scope="module")
def measured(stations: Stations) -> np.ndarray:
    return figures(stations.hours)


def figures(hours: ClimateHours) -> np.ndarray:
    """(n_sites, 8), in the order of COLUMNS."""
    at = design_conditions(hours)
    year = annual_performance(DESIGN, hours, at)
    none = np.inf
    return np.column_stack(
        [
            at.dry_bulb_04_c,
            at.wet_bulb_04_c,
            at.coincident_wet_bulb_c,
            hours_within(hours, dew_point_c=none),
            at.free_cooling_hours,
            hours_within(hours, dry_bulb_c=none, dew_point_c=none, wet_bulb_c=18.0),
            year.pue_mean,
            year.pue_peak,
        ]
    )


def errors(name: str, built: np.ndarray, measured: np.ndarray) -> dict[str, tuple[float, float]]:
    """RMSE and mean error of each figure, printed."""
    error = built - measured
    rmse, bias = np.sqrt((error**2).mean(axis=0)), error.mean(axis=0)
    cells = (f"{c} {r:.4g} ({b:+.3g})" for c, r, b in zip(COLUMNS, rmse, bias, strict=True))
    print(f"{name:20}", " · ".join(cells))
    return dict(zip(COLUMNS, zip(rmse.tolist(), bias.tolist(), strict=True), strict=True))


def test_the_specification_in_texas(stations: Stations, measured: np.ndarray) -> None:
    """The published bias of the wet bulb in Texas is +1.8 to +2.9 K; +1.0 elsewhere."""
    found = errors("conus", figures(stations.built(CONUS)), measured)
    assert found["DB0.4"][0] < 1.1
    assert found["WB0.4"][1] == pytest.approx(2.03, abs=0.1)
    assert found["T≤27"][0] == pytest.approx(138, abs=10)
    assert found["T≤27,Td≤15"] == pytest.approx((515, 474), abs=15)


def test_texas_fit_is_far_nearer(stations: Stations, measured: np.ndarray) -> None:
    found = errors("texas", figures(stations.built(TEXAS)), measured)
    assert found["DB0.4"][0] < 0.95
    assert found["WB0.4"][0] < 1.0
    assert found["T≤27,Td≤15"][0] < 300
    assert found["PUE"][0] < 0.003
    assert found["PUE peak"][0] < 0.02


def refitted(stations: Stations, which: np.ndarray) -> NormalsFit:
    """Fit the Texas regressions to some of the stations."""
    tmax, tmin, dew = stations.normals
    day, dew_day = stations.days.mean(axis=2), stations.dew_days.mean(axis=2)
    middle, mean_c = (tmax + tmin) / 2, stations.monthly(day)
    offset = float((mean_c - middle)[which].mean())
    mean = middle + offset
    yearly = np.broadcast_to(mean.std(axis=1, keepdims=True), mean.shape)
    terms = np.stack([np.ones_like(mean), mean, mean**2 / 100, yearly, mean - dew], axis=-1)
    scatter = np.stack([month_scatter(stations, day, dew_day, m) for m in range(12)], axis=2)

    def regression(quantity: int, count: int) -> tuple[float, ...]:
        x = terms[which][:, :, :count].reshape(-1, count)
        return tuple(np.linalg.lstsq(x, scatter[quantity][which].ravel(), rcond=None)[0].tolist())

    return dataclasses.replace(
        TEXAS,
        dry_bulb_k=regression(0, 5),
        dew_point_k=regression(1, 5),
        correlation=regression(2, 5),
        dry_bulb_skew=regression(3, 2),
        dew_point_skew=regression(4, 2),
        dew_point_swing_k=regression(5, 2),
        mean_offset_k=offset,
    )


def month_scatter(stations: Stations, day: np.ndarray, dew: np.ndarray, month: int) -> np.ndarray:
    """(6, 61): deviations, correlation, skews of the days of a month, and the dew's swing."""
    inside = MONTH[::24] == month
    x, y = day[:, inside], dew[:, inside]
    a, b = (t - t.mean(axis=1, keepdims=True) for t in (x, y))
    correlation = (a * b).mean(axis=1) / (a.std(axis=1) * b.std(axis=1))
    skews = [(t**3).mean(axis=1) / t.std(axis=1) ** 3 for t in (a, b)]
    cycle = stations.dew_days[:, inside].mean(axis=1)
    cycle = cycle - cycle.mean(axis=1, keepdims=True)
    shape = day_shape()
    swing = -(cycle @ shape) / (shape @ shape)
    return np.stack([x.std(axis=1, ddof=1), y.std(axis=1, ddof=1), correlation, *skews, swing])


def test_the_texas_coefficients_come_from_these_stations(stations: Stations) -> None:
    again = refitted(stations, np.full(61, True))
    for field in ("dry_bulb_k", "dew_point_k", "correlation"):
        assert getattr(again, field) == pytest.approx(getattr(TEXAS, field), abs=2e-4), field
    for field in ("dry_bulb_skew", "dew_point_skew", "dew_point_swing_k"):
        assert getattr(again, field) == pytest.approx(getattr(TEXAS, field), abs=2e-4), field
    assert again.mean_offset_k == pytest.approx(TEXAS.mean_offset_k, abs=0.005)


def test_the_stated_errors_are_those_of_stations_not_fitted(
    stations: Stations, measured: np.ndarray
) -> None:
    even = np.arange(61) % 2 == 0
    held_out = np.empty_like(measured)
    for half in (even, ~even):
        held_out[~half] = figures(stations.built(refitted(stations, half)))[~half]
    found = errors("texas, held out", held_out, measured)
    for column, stated in (
        ("DB0.4", TEXAS.dry_bulb_04_error_k),
        ("WB0.4", TEXAS.wet_bulb_04_error_k),
        ("T≤27,Td≤15", TEXAS.free_cooling_error_h),
    ):
        assert found[column][0] == pytest.approx(stated.rmse, rel=0.07), column
        assert found[column][1] == pytest.approx(stated.bias, abs=0.07 * stated.rmse), column
