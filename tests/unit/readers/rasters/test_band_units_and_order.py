"""Units that rasters declare, and bands that contradict each other."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.transform import from_origin
from shapely.geometry import box

from screening.catalog.kinds import KINDS
from screening.errors import LayerError
from screening.model import LayerSpec, RasterLayer
from screening.readers import read_layer

NOTHING = gpd.GeoDataFrame({"name": [], "level": [], "state": []}, geometry=[], crs="EPSG:4326")
NORMALS = tuple(column.name for column in KINDS["climate_normals"].columns)
DELTAS = tuple(column.name for column in KINDS["climate_deltas"].columns)
SHAPE = (20, 30)
CELSIUS = np.repeat([25.0, 10.0, 5.0], 12)
"""Maximum, minimum and dew point of each month [°C]."""


def write(
    path: Path,
    values: np.ndarray,
    names: tuple[str | None, ...],
    units: tuple[str | None, ...],
    *,
    dtype: str = "float32",
    **attributes: object,
) -> Path:
    """Write bands; ``values`` are constants, (n_bands,), or cells, (n_bands, rows, columns)."""
    cells = np.broadcast_to(values.reshape(len(names), *(values.shape[1:] or (1, 1))), (
        len(names), *SHAPE,
    ))  # fmt: skip
    shape = {"count": len(names), "height": SHAPE[0], "width": SHAPE[1], "dtype": dtype}
    where = {"crs": "EPSG:4326", "transform": from_origin(-100, 32, 0.1, 0.1), "nodata": -9999}
    with rasterio.open(path, "w", driver="GTiff", **shape, **where) as file:
        file.write(np.where(np.isnan(cells), -9999, cells).astype(dtype))
        file.descriptions = names
        file.units = units
        for name, value in attributes.items():
            setattr(file, name, value)
    return path


def read(path: Path, kind: str = "climate_normals", **options: object) -> RasterLayer:
    layer = read_layer(LayerSpec("r", kind, path, **options), NOTHING)
    assert isinstance(layer, RasterLayer)
    return layer


def normals(path: Path, values: np.ndarray, unit: str | None, metres: str | None) -> Path:
    return write(path, values, NORMALS, (unit,) * 36 + (metres,))


@pytest.mark.parametrize(
    ("unit", "stored"),
    [
        *((unit, CELSIUS) for unit in ("°C", "degC", "deg C", "celsius", "degrees_Celsius", "C")),
        *((unit, CELSIUS) for unit in (None, "", "unknown")),
        *((unit, CELSIUS * 1.8 + 32) for unit in ("°F", "degF", "F", "fahrenheit", "deg_F")),
        *((unit, CELSIUS * 1.8 + 32) for unit in ("ºF", "Degrees Fahrenheit", "DEGF", "℉")),
        *((unit, CELSIUS + 273.15) for unit in ("K", "kelvin", "Kelvin", "degK")),
        *((unit, CELSIUS * 10) for unit in ("0.1 degC", "tenths of °C", "degC*10", "1/10 °C")),
        ("tenths of a degree Fahrenheit", (CELSIUS * 1.8 + 32) * 10),
    ],
)
def test_temperatures_in_any_declared_unit(
    unit: str | None, stored: np.ndarray, tmp_path: Path
) -> None:
    path = normals(tmp_path / "n.tif", np.append(stored, 300.0), unit, "m")
    layer = read(path)
    np.testing.assert_allclose(layer.grid.values[:36, 3, 3], CELSIUS, atol=1e-4)
    told = [note for note in layer.info.notes if "converted to °C" in note]
    assert len(told) == (0 if np.array_equal(stored, CELSIUS) else 1)
    assert all("36 bands are declared in" in note for note in told)


@pytest.mark.parametrize(
    ("unit", "metre_is"),
    [
        *((unit, 1 / 0.3048) for unit in ("ft", "foot", "feet", "Feet")),
        *((unit, 3937 / 1200) for unit in ("US survey foot", "us_survey_foot", "ftUS", "us-ft")),
        *((unit, 0.001) for unit in ("km", "kilometre")),
        *((unit, 10.0) for unit in ("dm", "0.1 m")),
        *((unit, 1.0) for unit in ("m", "metre", "Meters", None)),
    ],
)
def test_elevations_in_any_declared_unit(unit: str | None, metre_is: float, tmp_path: Path) -> None:
    path = normals(tmp_path / "n.tif", np.append(CELSIUS, 1500.0 * metre_is), "degC", unit)
    layer = read(path)
    assert layer.grid.values[36, 0, 0] == pytest.approx(1500.0, abs=1e-3)
    assert any("converted to m: elevation_m" in n for n in layer.info.notes) == (metre_is != 1.0)


@pytest.mark.parametrize(
    ("unit", "factor"), [("°F", 5 / 9), ("fahrenheit", 5 / 9), ("K", 1.0), ("°C", 1.0), (None, 1.0)]
)
def test_a_difference_has_no_zero_point(unit: str | None, factor: float, tmp_path: Path) -> None:
    path = write(tmp_path / "d.tif", np.array([3.6, 1.8]), DELTAS, (unit, unit))
    layer = read(path, "climate_deltas")
    np.testing.assert_allclose(layer.grid.values[:, 0, 0], [3.6 * factor, 1.8 * factor], rtol=1e-6)


def test_a_unit_applies_after_scale_and_offset_and_spares_nodata(tmp_path: Path) -> None:
    cells = np.tile(np.append((CELSIUS * 1.8 + 32) * 10, 3000.0)[:, None, None], (1, *SHAPE))
    cells[:, 0, 0] = np.nan
    path = write(
        tmp_path / "n.tif", cells, NORMALS, ("degF",) * 36 + ("ft",), dtype="int16",
        scales=(0.1,) * 36 + (1.0,), offsets=(0.0,) * 37,
    )  # fmt: skip
    grid = read(path).grid
    np.testing.assert_allclose(grid.values[:36, 1, 1], CELSIUS, atol=1e-4)
    assert grid.values[36, 1, 1] == pytest.approx(914.4)
    assert np.isnan(grid.values[:, 0, 0]).all()


def test_a_unit_follows_its_band_however_it_is_named(tmp_path: Path) -> None:
    """Bands by number and by other descriptions; only the Fahrenheit ones are converted."""
    values = np.append(CELSIUS, 1000.0)[::-1].copy()
    values[-12:] = values[-12:] * 1.8 + 32.0
    names = tuple(f"band of {name}" for name in reversed(NORMALS))
    path = write(tmp_path / "n.tif", values, names, ("ft",) + ("degC",) * 24 + ("degF",) * 12)
    columns = {name: str(37 - index) for index, name in enumerate(NORMALS)}
    columns["tmin_c_03"] = "band of tmin_c_03"
    layer = read(path, columns=columns)
    np.testing.assert_allclose(layer.grid.values[:36, 0, 0], CELSIUS, atol=1e-4)
    assert layer.grid.values[36, 0, 0] == pytest.approx(304.8)
    assert any("12 bands are declared in °F" in note for note in layer.info.notes)


def test_a_unit_in_a_band_s_tags(tmp_path: Path) -> None:
    path = normals(tmp_path / "n.tif", np.append(CELSIUS + 273.15, 10.0), None, None)
    with rasterio.open(path, "r+") as file:
        for number in range(1, 37):
            file.update_tags(number, units="K")
    np.testing.assert_allclose(read(path).grid.values[:36, 0, 0], CELSIUS, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "metre_is"),
    [
        *((name, 1 / 0.3048) for name in ("elevation_ft", "DEM (feet)", "Höhe [ft]", "dem ft 10")),
        *((name, 1.0) for name in ("elevation_m", "DEM (GLO-30)", "dem", "ft_dem", "band_f")),
    ],
)
def test_a_unit_in_a_band_s_name(name: str, metre_is: float, tmp_path: Path) -> None:
    path = write(
        tmp_path / "n.tif", np.append(CELSIUS, 1500.0 * metre_is), (*NORMALS[:36], name),
        ("degC",) * 36 + (None,),
    )  # fmt: skip
    layer = read(path, columns={"elevation_m": name})
    assert layer.grid.values[36, 0, 0] == pytest.approx(1500.0, abs=1e-3)
    assert any("converted to m: elevation_m" in n for n in layer.info.notes) == (metre_is != 1.0)


def test_two_bands_of_one_name_are_refused(tmp_path: Path) -> None:
    values = np.append(CELSIUS, [300.0, 28.0])
    path = write(tmp_path / "n.tif", values, (*NORMALS, NORMALS[0]), (None,) * 38)
    with pytest.raises(LayerError, match=r"expected one band named 'tmax_c_01', got 2 .*1, 38"):
        read(path)
    assert read(path, columns={"tmax_c_01": "38"}).grid.values[0, 0, 0] == 28.0


def test_one_band_for_two_months_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "n.tif", np.append(CELSIUS, 300.0), (None,) * 37, (None,) * 37)
    columns = {name: str(number) for number, name in enumerate(NORMALS, start=1)}
    assert read(path, columns=columns).grid.values[36, 0, 0] == 300.0
    columns["tmax_c_02"] = "1"
    with pytest.raises(LayerError, match="for each of tmax_c_01, tmax_c_02, got '1' for all"):
        read(path, columns=columns)


def test_a_band_without_any_value_is_refused(tmp_path: Path) -> None:
    values = np.append(CELSIUS, 300.0)
    values[13] = np.nan
    path = normals(tmp_path / "n.tif", values, "degC", "m")
    with pytest.raises(LayerError, match="got nodata only in tmin_c_02"):
        read(path)


@pytest.mark.parametrize("transform", [(0.1, 0, -100, 0, 0, 32), (0.1, 0.1, -100, 0.1, 0.1, 32)])
def test_a_raster_without_area_is_refused(tmp_path: Path, transform: tuple[float, ...]) -> None:
    path = normals(tmp_path / "n.tif", np.append(CELSIUS, 300.0), "degC", "m")
    with rasterio.open(path, "r+") as file:
        file.transform = Affine(*transform)
    with pytest.raises(LayerError, match="declared CRS and position"):
        read(path, near=box(-99, 31, -98, 32))


@pytest.mark.parametrize(
    ("unit", "metres", "message"),
    [
        ("furlong", "m", "converts to °C, got 'furlong' for dew_point_c_01, .*known: °C, °F, K"),
        ("m", "m", "converts to °C, got 'm'"),
        ("degC", "degC", "converts to m, got 'degC' for elevation_m; known: m, ft"),
    ],
)
def test_unknown_units_are_refused(unit: str, metres: str, message: str, tmp_path: Path) -> None:
    path = normals(tmp_path / "n.tif", np.append(CELSIUS, 1.0), unit, metres)
    with pytest.raises(LayerError, match=message) as caught:
        read(path)
    assert len(caught.value.problems) == 1


def test_tenths_and_a_scale_leave_open_what_the_numbers_are(tmp_path: Path) -> None:
    path = write(
        tmp_path / "n.tif", np.append(CELSIUS * 10, 1.0), NORMALS, ("0.1 degC",) * 36 + ("m",),
        scales=(0.1,) * 36 + (1.0,),
    )  # fmt: skip
    with pytest.raises(LayerError, match=r"got '0\.1 degC'"):
        read(path)


@pytest.mark.parametrize("stored", [CELSIUS + 273.15, CELSIUS * 1.8 + 32])
def test_undeclared_units_outside_the_limits_are_refused(
    stored: np.ndarray, tmp_path: Path
) -> None:
    with pytest.raises(LayerError, match="declare the raster's unit"):
        read(normals(tmp_path / "n.tif", np.append(stored, 1.0), None, "m"))


def test_infinite_values_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="band elevation_m: expected m within"):
        read(normals(tmp_path / "n.tif", np.append(CELSIUS, np.inf), "degC", "m"))


def cells(**changes: float) -> np.ndarray:
    """Return the cells of every band, with those of some bands replaced."""
    values = np.tile(np.append(CELSIUS, 300.0)[:, None, None], (1, *SHAPE))
    for name, value in changes.items():
        values[NORMALS.index(name)] = value
    return values


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"tmin_c_07": 26.0},
            r"bands tmin_c: expected at most the tmax_c of the same month, got more: "
            r"July in 600 of 600 cells \(by up to 1 K\); check the bands",
        ),
        ({"dew_point_c_02": 25.5}, r"bands dew_point_c: .* February in 600 of 600 cells"),
        # a dew point that is undeclared in °F
        (dict.fromkeys(NORMALS[24:36], 41.0), "January .* February .* and 10 more months"),
    ],
)
def test_bands_that_contradict_each_other_are_refused(
    changes: dict[str, float], message: str, tmp_path: Path
) -> None:
    with pytest.raises(LayerError, match=message):
        read(write(tmp_path / "n.tif", cells(**changes), NORMALS, (None,) * 37))


def test_rounding_is_no_contradiction(tmp_path: Path) -> None:
    path = write(
        tmp_path / "n.tif", cells(tmin_c_07=25.1, dew_point_c_07=25.1), NORMALS, (None,) * 37
    )
    assert np.isfinite(read(path).grid.values).all()


def test_a_stray_few_cells_become_unknown_and_are_told(tmp_path: Path) -> None:
    values = cells()
    values[NORMALS.index("dew_point_c_07"), 4, 5:8] = 30.0
    values[:, 0, :] = np.nan  # nodata is neither counted nor compared
    layer = read(write(tmp_path / "n.tif", values, NORMALS, (None,) * 37))
    assert np.isnan(layer.grid.values[:36, 4, 5:8]).all()
    assert (layer.grid.values[36, 4] == 300.0).all()
    assert np.isnan(layer.grid.values[:36, 1:]).sum() == 36 * 3
    assert (
        "3 of 600 cells contradict themselves (tmin_c over tmax_c or dew_point_c over tmax_c) "
        "and are unknown"
    ) in layer.info.notes


def test_contradictions_outside_the_window_do_not_matter(tmp_path: Path) -> None:
    values = cells()
    values[NORMALS.index("tmin_c_07"), :, 20:] = 30.0
    path = write(tmp_path / "n.tif", values, NORMALS, (None,) * 37)
    with pytest.raises(LayerError, match="July"):
        read(path)
    assert np.isfinite(read(path, near=box(-100, 31, -99.5, 31.5)).grid.values[:, :, 0]).all()
