"""The starter climate normals: a table of stations in, a GeoTIFF of 37 bands out.

Each station's typical year is moved to the annual 1991-2020 normals, taken to sea level
with the observed lapse rates, interpolated, and brought back up to the cell's elevation,
which is interpolated from the stations and from airfields between them.
Why each step is as it is: ``docs/decisions/0003-climate-normals.md``.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.features import geometry_mask
from rasterio.transform import Affine
from scipy.interpolate import RBFInterpolator

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
#: Days of each month as a share of the year: annual means are day-weighted.
MONTH_FRACTION = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365.0

#: Observed lapse of mean temperature [K/km]: 4.5 over the year, most (5.7) in March, least
#: (2.9) in August, measured on 925 US typical years. The months between lie on the only
#: two-harmonic curve with that mean and those two extremes.
TEMPERATURE_LAPSE_K_PER_KM = np.array(
    [5.38, 5.59, 5.70, 5.52, 4.93, 4.03, 3.22, 2.90, 3.20, 3.88, 4.58, 5.08]
)
#: Observed lapse of the dew point [K/km], from the same years; no season is known.
DEW_POINT_LAPSE_K_PER_KM = np.full(12, 5.5)

#: Radial basis functions on top of a plane, chosen by leave-one-out over the stations.
KERNEL, PLANE_DEGREE = "linear", 1
ANNUAL_SMOOTHING = 0.1
SEASON_SMOOTHING = 30.0
ELEVATION_SMOOTHING = 0.1

#: Field elevations of airfields where stations are far apart; beside the station table.
ELEVATIONS_NAME = "ground_elevations.csv"

CELL_DEG = 0.1
BUFFER_DEG = 0.3
NODATA = -32768
TEMPERATURE_SCALE_C = 0.1

#: Plane of the interpolation: 100 km per unit, true to scale at 31.2 degrees north.
UNITS_PER_DEG = 1.112
MIDDLE_LATITUDE_DEG = 31.2


@dataclass(frozen=True)
class Stations:
    """Monthly means at weather stations.

    Attributes
    ----------
    longitude, latitude : ndarray, (n,) [degrees]
    elevation_m : ndarray, (n,)
    tmax_c, tmin_c, dew_point_c : ndarray, (n, 12) [°C]
        Mean daily maximum, mean daily minimum and mean dew point of each month.
    """

    longitude: Floats
    latitude: Floats
    elevation_m: Floats
    tmax_c: Floats
    tmin_c: Floats
    dew_point_c: Floats


def read_stations(table: Path) -> Stations:
    """Read ``climate_stations.csv``; move each year but its dew point to the annual normals.

    Raises
    ------
    ValueError
        Where a cell is empty or no number.
    """
    rows = _rows(table)

    def months(prefix: str) -> Floats:
        return np.stack([_column(rows, f"{prefix}_{m}", table) for m in MONTHS], axis=1)

    return Stations(
        longitude=_column(rows, "longitude", table),
        latitude=_column(rows, "latitude", table),
        elevation_m=_column(rows, "elevation_m", table),
        tmax_c=shift_to_normal(months("tmax"), _column(rows, "normal_tmax_c", table)),
        tmin_c=shift_to_normal(months("tmin"), _column(rows, "normal_tmin_c", table)),
        dew_point_c=months("dew_point"),
    )


def read_ground(stations: Stations, table: Path | None) -> Floats:
    """Join the stations' elevations with those of a table of airfields.

    Parameters
    ----------
    stations : Stations
    table : Path or None
        ``ground_elevations.csv``; None for the stations alone.

    Returns
    -------
    ndarray, (n, 3)
        Longitude, latitude [degrees], elevation [m].
    """
    own = np.column_stack([stations.longitude, stations.latitude, stations.elevation_m])
    if table is None:
        return own
    rows = _rows(table)
    names = ("longitude", "latitude", "elevation_m")
    return np.vstack([own, np.column_stack([_column(rows, name, table) for name in names])])


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _column(rows: list[dict[str, str]], name: str, table: Path) -> Floats:
    return np.array([_number(row, name, table) for row in rows], dtype=np.float64)


def _number(row: dict[str, str], name: str, table: Path) -> float:
    try:
        return float(row[name])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{table.name}, row {row.get('id', '?')}, column {name}: expected a number, "
            f"got {row.get(name)!r}; fill the cell or drop the row."
        ) from error


def shift_to_normal(monthly_c: Floats, normal_c: Floats) -> Floats:
    """Add one constant to each station's year so that its annual mean is the normal.

    Parameters
    ----------
    monthly_c : ndarray, (n, 12) [°C]
    normal_c : ndarray, (n,) [°C]
        Annual mean of 1991-2020.

    Returns
    -------
    ndarray, (n, 12) [°C]

    Examples
    --------
    >>> year = np.full((1, 12), 20.0)
    >>> float(shift_to_normal(year, np.array([20.5]))[0, 3])
    20.5
    """
    return monthly_c + (normal_c - monthly_c @ MONTH_FRACTION)[:, None]


def interpolate(stations: Stations, ground: Floats, longitude: Floats, latitude: Floats) -> Floats:
    """Monthly normals and the elevation at points between the stations.

    Parameters
    ----------
    stations : Stations
    ground : ndarray, (n, 3)
        Longitude, latitude [degrees], elevation [m].
    longitude, latitude : ndarray, (m,) [degrees]

    Returns
    -------
    ndarray, (37, m)
        In the order of `band_names`. The maximum is never below the minimum, the dew point
        never above the mean of the two.
    """
    here = _plane(stations.longitude, stations.latitude)
    there = _plane(longitude, latitude)
    known = _plane(ground[:, 0], ground[:, 1])
    height_m = _surface(known, ground[:, 2:], there, ELEVATION_SMOOTHING)[:, 0].clip(min=0.0)

    def monthly(values_c: Floats, lapse: Floats) -> Floats:
        sea_level = values_c + np.outer(stations.elevation_m, lapse) / 1000.0
        return _year(here, sea_level, there) - np.outer(height_m, lapse) / 1000.0

    high = monthly(stations.tmax_c, TEMPERATURE_LAPSE_K_PER_KM)
    low = np.minimum(monthly(stations.tmin_c, TEMPERATURE_LAPSE_K_PER_KM), high)
    dew = np.minimum(monthly(stations.dew_point_c, DEW_POINT_LAPSE_K_PER_KM), (high + low) / 2)
    return np.concatenate([high.T, low.T, dew.T, height_m[None, :]])


def _plane(longitude: Floats, latitude: Floats) -> Floats:
    shrink = math.cos(math.radians(MIDDLE_LATITUDE_DEG))
    return np.column_stack([longitude * shrink, latitude]) * UNITS_PER_DEG


def _surface(here: Floats, values: Floats, there: Floats, smoothing: float) -> Floats:
    found = RBFInterpolator(here, values, kernel=KERNEL, degree=PLANE_DEGREE, smoothing=smoothing)(
        there
    )
    return np.asarray(found, dtype=np.float64)


def _year(here: Floats, monthly: Floats, there: Floats) -> Floats:
    """Annual mean followed closely, the season around it smoothed: one month is one weather."""
    annual = monthly @ MONTH_FRACTION
    season = _surface(here, monthly - annual[:, None], there, SEASON_SMOOTHING)
    return _surface(here, annual[:, None], there, ANNUAL_SMOOTHING) + season


def band_names() -> tuple[str, ...]:
    """Descriptions of the bands, in order.

    Examples
    --------
    >>> names = band_names()
    >>> len(names), names[0], names[12], names[35], names[36]
    (37, 'tmax_c_01', 'tmin_c_01', 'dew_point_c_12', 'elevation_m')
    """
    kinds = ("tmax_c", "tmin_c", "dew_point_c")
    return (*(f"{kind}_{month}" for kind in kinds for month in MONTHS), "elevation_m")


def grid_of(region: BaseGeometry) -> tuple[Affine, NDArray[np.bool_]]:
    """Find the cells of 0.1 degree whose centre lies in the buffered region.

    Parameters
    ----------
    region : shapely geometry, longitude and latitude

    Returns
    -------
    transform : Affine
    inside : ndarray of bool, (rows, columns)
    """
    wide = region.buffer(BUFFER_DEG)
    west, south, east, north = (edge / CELL_DEG for edge in wide.bounds)
    left, top = math.floor(west), math.ceil(north)
    shape = (top - math.floor(south), math.ceil(east) - left)
    transform = Affine(CELL_DEG, 0.0, left * CELL_DEG, 0.0, -CELL_DEG, top * CELL_DEG)
    return transform, geometry_mask([wide], shape, transform, invert=True)


def build_climate(
    table: Path, out: Path, region: BaseGeometry, *, elevations: Path | None = None
) -> None:
    """Write the climate normals of a region as a GeoTIFF.

    37 bands of int16, EPSG:4326: mean daily maximum, mean daily minimum and mean dew point of
    each month (°C, GDAL scale 0.1) and the elevation (m, scale 1); nodata -32768 outside the
    region buffered by 0.3 degree.

    Parameters
    ----------
    table : Path
        ``climate_stations.csv``.
    out : Path
        The GeoTIFF, overwritten; the same inputs give the same bytes.
    region : shapely geometry, longitude and latitude
    elevations : Path, optional
        More ground elevations; default ``ground_elevations.csv`` beside the table, if any.

    Raises
    ------
    ValueError
        Where a cell of a table is empty or no number.
    """
    beside = table.with_name(ELEVATIONS_NAME)
    stations = read_stations(table)
    ground = read_ground(stations, elevations or (beside if beside.is_file() else None))
    transform, inside = grid_of(region)
    row, column = np.nonzero(inside)
    longitude = transform.c + (column + 0.5) * CELL_DEG
    latitude = transform.f - (row + 0.5) * CELL_DEG
    values = interpolate(stations, ground, longitude, latitude)
    scales = np.array([TEMPERATURE_SCALE_C] * 36 + [1.0])
    bands = np.full((len(scales), *inside.shape), NODATA, dtype=np.int16)
    bands[:, inside] = np.rint(values / scales[:, None]).astype(np.int16)
    _write(out, bands, transform, scales)


def _write(out: Path, bands: NDArray[np.int16], transform: Affine, scales: Floats) -> None:
    count, height, width = bands.shape
    shape = {"count": count, "height": height, "width": width, "dtype": "int16"}
    place = {"crs": "EPSG:4326", "transform": transform, "nodata": NODATA}
    packing = {"compress": "deflate", "predictor": 2, "zlevel": 9, "interleave": "band"}
    with rasterio.open(out, "w", driver="GTiff", **shape, **place, **packing) as raster:
        raster.write(bands)
        raster.descriptions = band_names()
        raster.scales = tuple(float(scale) for scale in scales)
        raster.offsets = (0.0,) * count
        raster.units = ("degC",) * 36 + ("m",)
