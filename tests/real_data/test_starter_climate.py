"""The starter climate against NOAA's 1991-2020 rasters and the station years it is made of.

January is seen by no step of the builder but the choice of its smoothing, so it tells what a single
month is worth; the annual normals are fitted at the stations and tested everywhere else.
"""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from numpy.typing import NDArray

from screening.providers.starter.climate_raster import build_climate, interpolate
from screening.providers.starter.climate_stations import (
    ELEVATIONS_NAME,
    MONTH_FRACTION,
    Stations,
    read_ground,
    read_stations,
)

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))

#: Measured bias and RMSE [K] over the 6,499 Texas cells; the tests allow MARGIN_K more.
MEASURED = {
    ("annual", "tmax"): (0.07, 0.53),
    ("annual", "tmin"): (0.06, 0.48),
    ("monthly-01", "tmax"): (0.10, 0.63),
    ("monthly-01", "tmin"): (0.32, 0.76),
}
#: Measured leave-one-out RMSE of the annual mean over the 61 stations [K].
LEFT_OUT = {"tmax": 0.39, "tmin": 0.66, "dew_point": 1.05}
MARGIN_K = 0.05


@dataclass(frozen=True)
class Built:
    """The raster's cells inside Texas."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    bands: dict[str, NDArray[np.float64]]


@pytest.fixture(scope="module")
def table(repository: Path) -> Path:
    return repository / "layers" / "texas" / "tables" / "climate_stations.csv"


@pytest.fixture(scope="module")
def rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def built(table: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    states = gpd.read_file(shared_data / "us_states.geojson")
    texas = states[states.eq("Texas").any(axis=1)].geometry.iloc[0]
    out = tmp_path_factory.mktemp("climate") / "climate_normals.tif"
    build_climate(table, out, texas)
    with rasterio.open(out) as raster:
        values = raster.read().astype(float) * np.array(raster.scales)[:, None, None]
        row, column = np.nonzero(raster.read(1) != raster.nodata)
        longitude = raster.bounds.left + (column + 0.5) * raster.res[0]
        latitude = raster.bounds.top - (row + 0.5) * raster.res[1]
        names = raster.descriptions
    inside = shapely.contains_xy(texas, longitude, latitude)
    cells = values[:, row[inside], column[inside]]
    return Built(longitude[inside], latitude[inside], dict(zip(names, cells, strict=True)))


def noaa(folder: Path, name: str, longitude: object, latitude: object) -> np.ma.MaskedArray:
    """Value of the NOAA cell at each point, masked at sea and abroad."""
    with rasterio.open(folder / "noaa_normals_tx" / f"{name}.tif") as raster:
        points = np.column_stack([longitude, latitude]).astype(float)
        return np.ma.stack(list(raster.sample(points, masked=True)))[:, 0]


@pytest.mark.real_data
@pytest.mark.parametrize(("period", "kind"), list(MEASURED))
def test_raster_against_noaa(built: Built, shared_data: Path, period: str, kind: str) -> None:
    months = np.stack([built.bands[f"{kind}_c_{month}"] for month in MONTHS])
    ours = MONTH_FRACTION @ months if period == "annual" else months[0]
    difference = ours - noaa(shared_data, f"{period}-{kind}", built.longitude, built.latitude)
    error = difference.compressed()
    bias, rmse = error.mean(), np.sqrt((error**2).mean())
    expected_bias, expected_rmse = MEASURED[period, kind]
    assert error.size > 6000
    assert abs(bias) < abs(expected_bias) + MARGIN_K
    assert rmse < expected_rmse + MARGIN_K


@pytest.mark.real_data
def test_normals_of_the_table_are_those_of_noaa(
    rows: list[dict[str, str]], shared_data: Path
) -> None:
    longitude = [row["longitude"] for row in rows]
    latitude = [row["latitude"] for row in rows]
    for kind in ("tmax", "tmin"):
        normal = np.array([float(row[f"normal_{kind}_c"]) for row in rows])
        difference = normal - noaa(shared_data, f"annual-{kind}", longitude, latitude)
        assert difference.count() >= len(rows) - 2  # the nearest land cell stands in at the shore
        assert np.abs(difference.compressed()).max() < 0.06


@pytest.mark.real_data
def test_months_of_the_table_are_those_of_the_station_years(
    rows: list[dict[str, str]], shared_data: Path
) -> None:
    by_id = {row["id"]: row for row in rows}
    columns = ["Date (MM/DD/YYYY)", "Dry-bulb (C)", "Dew-point (C)"]
    with zipfile.ZipFile(shared_data / "tmy3_texas.zip") as archive:
        names = sorted(archive.namelist())
        assert len(names) == len(rows)
        for name in names[::6]:
            with archive.open(name) as lines:
                station = lines.readline().decode("latin1").split(",")[0]
                year = pd.read_csv(lines, usecols=columns, encoding="latin1")
            day = year.groupby(np.arange(8760) // 24)
            month = day[columns[0]].first().str[:2]
            facts = {
                "tmax": day[columns[1]].max(),
                "tmin": day[columns[1]].min(),
                "dew_point": day[columns[2]].mean(),
            }
            for kind, daily in facts.items():
                monthly = daily.groupby(month).mean()
                stated = [float(by_id[station][f"{kind}_{m}"]) for m in MONTHS]
                np.testing.assert_allclose(stated, monthly.to_numpy(), atol=0.0501, err_msg=name)


@pytest.mark.real_data
def test_left_out_stations_are_found_again(table: Path) -> None:
    """No raster needed, only the table; here because it is what chose the interpolator."""
    stations = read_stations(table)
    ground = read_ground(stations, table.with_name(ELEVATIONS_NAME))
    count = stations.longitude.size
    errors = {kind: np.empty(count) for kind in LEFT_OUT}
    for left in range(count):
        kept = np.arange(count) != left
        known = Stations(**{f.name: getattr(stations, f.name)[kept] for f in fields(stations)})
        around = np.delete(ground, left, axis=0)
        here = stations.longitude[[left]], stations.latitude[[left]]
        found = interpolate(known, around, *here)[:36, 0].reshape(3, 12)
        for kind, months in zip(errors, found, strict=True):
            truth = getattr(stations, f"{kind}_c")[left]
            errors[kind][left] = MONTH_FRACTION @ (months - truth)
    for kind, error in errors.items():
        rmse = np.sqrt((error**2).mean())
        assert rmse < LEFT_OUT[kind] + MARGIN_K, kind
