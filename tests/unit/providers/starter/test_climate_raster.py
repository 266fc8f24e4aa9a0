"""The recipe of the climate raster, on a made-up plane of a climate and on the real table."""

from __future__ import annotations

import csv
import doctest
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import rasterio
from shapely.geometry import box

from screening.errors import LayerError
from screening.providers.starter import climate_raster, climate_stations

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
REGION = box(-101.0, 30.0, -99.0, 32.0)


@pytest.fixture
def stations(tmp_path: Path) -> Path:
    """Twelve stations; at sea level it cools 1 K a degree north, and up by the lapse rates."""
    rows = []
    points = [(lon, lat) for lon in (-101.5, -100.3, -98.7) for lat in (29.6, 30.7, 31.4, 32.6)]
    for number, (longitude, latitude) in enumerate(points):
        height_m = 100.0 + 40.0 * (longitude + 102.0) + 60.0 * (latitude - 29.0)
        row = {
            "id": f"7000{number:02d}",
            "longitude": longitude,
            "latitude": latitude,
            "elevation_m": height_m,
        }
        level = 60.0 - latitude
        lapse = climate_raster.TEMPERATURE_LAPSE_K_PER_KM * height_m / 1000.0
        for month, fall in zip(MONTHS, lapse, strict=True):
            row[f"tmax_{month}"] = level + int(month) - fall
            row[f"tmin_{month}"] = level + int(month) - 12.0 - fall
            row[f"dew_point_{month}"] = level + int(month) - 20.0 - 5.5 * height_m / 1000.0
        annual = np.array([row[f"tmax_{m}"] for m in MONTHS]) @ climate_stations.MONTH_FRACTION
        row["normal_tmax_c"] = annual + 0.5
        row["normal_tmin_c"] = annual - 12.0 - 0.25
        rows.append(row)
    return write(tmp_path / "climate_stations.csv", rows)


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return path


def edit(path: Path, row: int, **cells: object) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows: list[dict[str, object]] = list(csv.DictReader(lines))
    rows[row].update(cells)
    write(path, rows)


def band(path: Path, name: str) -> tuple[np.ma.MaskedArray, rasterio.Affine]:
    """One band in its unit, and the transform."""
    with rasterio.open(path) as raster:
        index = raster.descriptions.index(name) + 1
        return raster.read(index, masked=True) * raster.scales[index - 1], raster.transform


def test_lapse_rates_keep_the_three_observed_figures() -> None:
    lapse = climate_raster.TEMPERATURE_LAPSE_K_PER_KM
    assert lapse.mean() == pytest.approx(4.5, abs=0.01)
    assert (lapse.argmax(), lapse.max()) == (2, 5.7)
    assert (lapse.argmin(), lapse.min()) == (7, 2.9)


def test_a_plane_with_lapse_comes_back(stations: Path, tmp_path: Path) -> None:
    out = tmp_path / "normals.tif"
    climate_raster.build_climate(stations, out, REGION)
    heights, transform = band(out, "elevation_m")
    row, column = 12, 9
    longitude = transform.c + (column + 0.5) * 0.1
    latitude = transform.f - (row + 0.5) * 0.1
    height_m = 100.0 + 40.0 * (longitude + 102.0) + 60.0 * (latitude - 29.0)
    assert heights[row, column] == pytest.approx(height_m, abs=0.6)
    for month in (1, 3, 8, 12):
        fall = climate_raster.TEMPERATURE_LAPSE_K_PER_KM[month - 1] * height_m / 1000.0
        high = 60.0 - latitude + month - fall
        assert band(out, f"tmax_c_{month:02d}")[0][row, column] == pytest.approx(
            high + 0.5, abs=0.06
        )
        assert band(out, f"tmin_c_{month:02d}")[0][row, column] == pytest.approx(
            high - 12.25, abs=0.06
        )
        dew = 60.0 - latitude + month - 20.0 - 5.5 * height_m / 1000.0
        assert band(out, f"dew_point_c_{month:02d}")[0][row, column] == pytest.approx(dew, abs=0.06)


def test_file_is_what_the_reader_expects(stations: Path, tmp_path: Path) -> None:
    out = tmp_path / "normals.tif"
    climate_raster.build_climate(stations, out, REGION)
    with rasterio.open(out) as raster:
        assert raster.crs.to_epsg() == 4326
        assert set(raster.dtypes) == {"int16"}
        assert raster.descriptions == climate_raster.list_band_names()
        assert raster.scales == (0.1,) * 36 + (1.0,)
        assert set(raster.offsets) == {0.0}
        assert raster.nodata == -32768
        assert raster.res == pytest.approx((0.1, 0.1))
        first = raster.read(1, masked=True)
    # the box and 0.3 degree around it, with round corners
    assert first.mask[0, 0]
    assert not first.mask[first.shape[0] // 2, 0]
    assert first.count() == pytest.approx(26 * 26 - 8, abs=8)


def test_same_inputs_give_the_same_bytes(stations: Path, tmp_path: Path) -> None:
    for name in ("one.tif", "two.tif"):
        climate_raster.build_climate(stations, tmp_path / name, REGION)
    assert (tmp_path / "one.tif").read_bytes() == (tmp_path / "two.tif").read_bytes()


def test_dew_point_never_passes_the_mean(stations: Path, tmp_path: Path) -> None:
    for row in range(12):
        edit(stations, row, dew_point_07=60.0)
    out = tmp_path / "normals.tif"
    climate_raster.build_climate(stations, out, REGION)
    mean = (band(out, "tmax_c_07")[0] + band(out, "tmin_c_07")[0]) / 2
    assert (band(out, "dew_point_c_07")[0] - mean).max() <= 0.1


def test_airfields_raise_the_ground_between_stations(stations: Path, tmp_path: Path) -> None:
    hill = {"id": "HILL", "longitude": -99.85, "latitude": 31.05, "elevation_m": 1200.0}
    climate_raster.build_climate(stations, tmp_path / "flat.tif", REGION)
    write(tmp_path / climate_stations.ELEVATIONS_NAME, [hill])
    climate_raster.build_climate(stations, tmp_path / "hill.tif", REGION)
    higher = (
        band(tmp_path / "hill.tif", "elevation_m")[0]
        - band(tmp_path / "flat.tif", "elevation_m")[0]
    )
    colder = (
        band(tmp_path / "hill.tif", "tmax_c_03")[0] - band(tmp_path / "flat.tif", "tmax_c_03")[0]
    )
    assert higher.max() > 400.0
    np.testing.assert_allclose(colder, -5.7e-3 * higher, atol=0.11)


def test_an_empty_cell_is_named(stations: Path, tmp_path: Path) -> None:
    edit(stations, 4, tmin_06="")
    with pytest.raises(LayerError, match=r"700004, column tmin_06: expected a number, got ''"):
        climate_raster.build_climate(stations, tmp_path / "normals.tif", REGION)


@pytest.mark.parametrize("module", [climate_raster, climate_stations])
def test_doctests(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_station_table_is_sound(repository: Path) -> None:
    path = repository / "layers" / "texas" / "tables" / "climate_stations.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) >= 45
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert -107.0 < float(row["longitude"]) < -93.0, row["id"]
        assert 25.5 < float(row["latitude"]) < 37.0, row["id"]
        assert 0.0 < float(row["elevation_m"]) < 2000.0, row["id"]
        assert row["source"], row["id"]
        for month in MONTHS:
            low, high = float(row[f"tmin_{month}"]), float(row[f"tmax_{month}"])
            assert -15.0 < low < high - 4.0 < 40.0, (row["id"], month)
            assert float(row[f"dew_point_{month}"]) < (low + high) / 2, (row["id"], month)


def test_the_starter_raster_stays_small(repository: Path, tmp_path: Path) -> None:
    table = repository / "layers" / "texas" / "tables" / "climate_stations.csv"
    out = tmp_path / "normals.tif"
    climate_raster.build_climate(table, out, box(-106.6, 25.9, -93.5, 36.5))
    assert out.stat().st_size < 600_000
    july = band(out, "tmax_c_07")[0]
    assert 28.0 < july.min() < july.max() < 40.0
