"""Tiers A, B and C left one station out at a time, over 61 Texas years.

``pytest -s tests/real_data/test_climate_tiers.py`` prints the table of
``docs/science/cooling.md``, whose figures are those that ``screening.climate.data_tiers`` states.
"""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pytest

from screening.climate import (
    AIR_DESIGNS,
    CONUS,
    DESIGNS,
    LIQUID_DESIGNS,
    TEXAS,
    ClimateHours,
    annual_performances,
    assign_stations,
    design_conditions,
    hours_within,
    morph_year,
    station_months,
    synthetic_year,
    tier_errors,
)
from screening.geodesy import nearest
from screening.providers.starter.climate_raster import interpolate
from screening.providers.starter.climate_stations import (
    ELEVATIONS_NAME,
    Stations,
    read_ground,
    read_stations,
)
from screening.readers.weather.weather_parsing import read_weather

pytestmark = pytest.mark.real_data

COLUMNS = ("DB0.4", "WB0.4", "T≤27", "WB≤18", "T≤27,Td≤15")
SHOWN = ("DTC-W40-dry", "WSE", "DAE")
PAIR_KM, PAIR_M = 15.0, 100.0


@dataclass(frozen=True)
class Texas:
    """The station years, placed at their airports, (61, …)."""

    hours: ClimateHours
    points: np.ndarray
    elevation_m: np.ndarray
    months: tuple[np.ndarray, np.ndarray, np.ndarray]
    table_months: tuple[np.ndarray, np.ndarray, np.ndarray]
    left_out_months: tuple[np.ndarray, np.ndarray, np.ndarray]

    def years(self, rows: np.ndarray) -> ClimateHours:
        whole = self.hours
        parts = (whole.dry_bulb_c, whole.dew_point_c, whole.wet_bulb_c, whole.pressure_pa)
        return ClimateHours(*(part[rows] for part in parts), whole.weight_hours)


@pytest.fixture(scope="module")
def texas(shared_data: Path, repository: Path) -> Texas:
    archive = shared_data / "tmy3_texas.zip"
    table = repository / "layers" / "texas" / "tables" / "climate_stations.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    with zipfile.ZipFile(archive) as inside:
        names = sorted(inside.namelist())
        ids = [inside.open(name).readline().decode("latin-1").split(",")[0] for name in names]
    years = [read_weather(archive / name) for name in names]
    hours = ClimateHours.of(
        *(np.stack([getattr(y, n) for y in years]) for n in ("dry_bulb_c", "dew_point_c")),
        np.stack([y.pressure_pa for y in years]),
    )
    points = np.array([[float(rows[i][c]) for c in ("longitude", "latitude")] for i in ids])
    stations = read_stations(table)
    order = [list(rows).index(i) for i in ids]
    kinds = ("tmax", "tmin", "dew_point")
    return Texas(
        hours,
        points,
        np.array([float(rows[i]["elevation_m"]) for i in ids]),
        tuple(station_months(hours.dry_bulb_c, hours.dew_point_c)),
        tuple(getattr(stations, f"{kind}_c")[order] for kind in kinds),
        left_out(stations, table, order),
    )


def left_out(stations: Stations, table: Path, order: list[int]) -> tuple:
    """The normals that the starter raster would have at each station without it."""
    ground = read_ground(stations, table.with_name(ELEVATIONS_NAME))
    count = stations.longitude.size
    months = np.empty((count, 3, 12))
    for left in range(count):
        kept = np.arange(count) != left
        others = Stations(**{f.name: getattr(stations, f.name)[kept] for f in fields(stations)})
        here = stations.longitude[[left]], stations.latitude[[left]]
        found = interpolate(others, np.delete(ground, left, axis=0), *here)
        months[left] = found[:36, 0].reshape(3, 12)
    return tuple(months[order, kind] for kind in range(3))


def figures(hours: ClimateHours) -> np.ndarray:
    """Columns of COLUMNS, then mean and peak PUE of every design."""
    at = design_conditions(hours)
    years = annual_performances(DESIGNS, hours, at)
    none = np.inf
    return np.column_stack(
        [
            at.dry_bulb_04_c,
            at.wet_bulb_04_c,
            hours_within(hours, dew_point_c=none),
            hours_within(hours, dry_bulb_c=none, dew_point_c=none, wet_bulb_c=18.0),
            at.free_cooling_hours,
            *(years[design].pue_mean for design in DESIGNS),
            *(years[design].pue_peak for design in DESIGNS),
        ]
    )


@dataclass(frozen=True)
class Errors:
    """RMSE and mean error of each figure."""

    rmse: np.ndarray
    bias: np.ndarray

    @classmethod
    def of(cls, label: str, error: np.ndarray) -> Errors:
        found = cls(np.sqrt((error**2).mean(axis=0)), error.mean(axis=0))
        units = ("{:.2f} ({:+.2f})",) * 2 + ("{:.0f} ({:+.0f})",) * 3
        cells = [u.format(found.rmse[i], found.bias[i]) for i, u in enumerate(units)]
        cells += [f"{found.mean(d):.4f} / {found.peak(d):.3f}" for d in SHOWN]
        print("|", " | ".join([label, str(len(error)), *cells]), "|")
        return found

    def mean(self, design: str) -> float:
        return float(self.rmse[len(COLUMNS) + DESIGNS.index(design)])

    def peak(self, design: str) -> float:
        return float(self.rmse[len(COLUMNS) + len(DESIGNS) + DESIGNS.index(design)])


@pytest.fixture(scope="module")
def truth(texas: Texas) -> np.ndarray:
    head = [*COLUMNS, *(f"PUE {d}, mean / peak" for d in SHOWN)]
    print("\n| tier |", " | ".join(["n", *head]), "|\n|---|" + "---:|" * (len(head) + 1))
    return figures(texas.hours)


@pytest.fixture(scope="module")
def others(texas: Texas) -> np.ndarray:
    """The most suitable other station of each."""
    rows = np.arange(len(texas.points))
    chosen = np.empty(len(rows), dtype=int)
    for left in rows:
        kept = np.flatnonzero(rows != left)
        at = assign_stations(
            texas.points[[left]], texas.elevation_m[[left]], [0.0],
            texas.points[kept], texas.elevation_m[kept],
        )  # fmt: skip
        chosen[left] = kept[at.station[0]]
    return chosen


def agrees(found: Errors, basis: str, fit: object) -> None:
    """The errors that the tier states are those measured here, rounded up to 0.1 K."""
    stated = tier_errors(basis, fit)  # type: ignore[arg-type]
    assert found.rmse[0] == pytest.approx(stated.dry_bulb_k, abs=0.06)
    assert found.rmse[1] == pytest.approx(stated.wet_bulb_k, abs=0.06)
    assert found.rmse[4] == pytest.approx(stated.free_cooling_h, rel=0.03)
    air, liquid = (max(found.mean(d) for d in some) for some in (AIR_DESIGNS, LIQUID_DESIGNS))
    assert air == pytest.approx(stated.pue_mean_air, abs=0.0003)
    assert liquid == pytest.approx(stated.pue_mean_liquid, abs=0.0003)


def test_tier_a_two_years_of_one_place(texas: Texas, truth: np.ndarray) -> None:
    """Typical years of neighbours differ by which months were chosen, not by place."""
    import shapely

    index, metres = nearest(texas.points, shapely.points(texas.points), k=12)
    pairs = [
        (i, j)
        for i in range(len(index))
        for j, m in zip(index[i], metres[i], strict=True)
        if i < j and m <= PAIR_KM * 1000
        and abs(texas.elevation_m[i] - texas.elevation_m[j]) <= PAIR_M
    ]  # fmt: skip
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    assert len(pairs) == 9
    both = np.concatenate([truth[one] - truth[other], truth[other] - truth[one]])
    agrees(Errors.of("A, within 15 km and 100 m", both), "hourly", TEXAS)


def test_tier_b_from_the_most_suitable_other_station(
    texas: Texas, truth: np.ndarray, others: np.ndarray
) -> None:
    carried = morph_year(
        texas.years(others), texas.elevation_m[others], *texas.months, texas.elevation_m
    )
    found = Errors.of("B, own normals", figures(carried) - truth)
    agrees(found, "morphed", TEXAS)
    as_it_is = Errors.of("the same station unmorphed", figures(texas.years(others)) - truth)
    assert found.rmse[0] < 0.5 * as_it_is.rmse[0]
    assert (found.rmse[:5] < as_it_is.rmse[:5]).all()


def test_tier_c_from_the_station_s_own_normals(texas: Texas, truth: np.ndarray) -> None:
    year = synthetic_year(*texas.months, texas.elevation_m, fit=TEXAS)
    fitted = Errors.of("C texas, own normals", figures(year) - truth)
    year = synthetic_year(*texas.months, texas.elevation_m, fit=CONUS)
    plain = Errors.of("C conus, own normals", figures(year) - truth)
    for errors, fit in ((fitted, TEXAS), (plain, CONUS)):
        stated = tier_errors("normals", fit)
        worst = max(errors.mean(design) for design in AIR_DESIGNS)
        assert worst == pytest.approx(stated.pue_mean_air, abs=0.0003)
        worst = max(errors.mean(design) for design in LIQUID_DESIGNS)
        assert worst == pytest.approx(stated.pue_mean_liquid, abs=0.0003)


def test_with_the_starter_s_normals_left_out_too(texas: Texas, others: np.ndarray) -> None:
    """The station's year at its own 1991-2020 normals, against both tiers at interpolated ones."""
    z = texas.elevation_m
    own = morph_year(texas.hours, z, *texas.table_months, z)
    truth = figures(own)
    carried = morph_year(texas.years(others), z[others], *texas.left_out_months, z)
    b = Errors.of("B, raster's normals", figures(carried) - truth)
    c = Errors.of(
        "C texas, raster's normals",
        figures(synthetic_year(*texas.left_out_months, z, fit=TEXAS)) - truth,
    )
    assert b.rmse[0] < 2.0
    assert c.rmse[0] < 2.0
    assert b.rmse[4] < 500.0
