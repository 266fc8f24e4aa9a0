"""Climate normals of a region: weather stations → a GeoTIFF of 37 bands.

The typical year of each station is shifted to the annual normals of 1991-2020, reduced to
sea level with the observed lapse rates, interpolated, and raised to the cell's elevation.
That elevation is interpolated from the stations and from airfields between them.
The reason for each step: ``docs/decisions/0003-climate-normals.md``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.features import geometry_mask
from rasterio.transform import Affine
from scipy.interpolate import RBFInterpolator

from screening.providers.starter.climate_stations import (
    ELEVATIONS_NAME,
    MONTH_FRACTION,
    MONTHS,
    Floats,
    Stations,
    read_ground,
    read_stations,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Observed lapse of mean temperature [K/km] on 925 US typical years: 4.5 over the year, largest
#: (5.7) in March, smallest (2.9) in August. The other months lie on the only two-harmonic curve
#: with that mean and those two extremes.
TEMPERATURE_LAPSE_K_PER_KM = np.array(
    [5.38, 5.59, 5.70, 5.52, 4.93, 4.03, 3.22, 2.90, 3.20, 3.88, 4.58, 5.08]
)
#: Observed lapse of the dew point [K/km], from the same years; its season is unknown.
DEW_POINT_LAPSE_K_PER_KM = np.full(12, 5.5)

#: Radial basis functions plus a plane, selected by leave-one-out over the stations.
KERNEL: Final = "linear"
PLANE_DEGREE = 1
#: Fewer stations, or stations on one line, do not determine a plane: a constant then.
PLANE_STATIONS_COUNT = 8
ANNUAL_SMOOTHING = 0.1
SEASON_SMOOTHING = 30.0
ELEVATION_SMOOTHING = 0.1

CELL_DEG = 0.1
BUFFER_DEG = 0.3
NODATA = -32768
TEMPERATURE_SCALE_C = 0.1

#: Plane of the interpolation: equirectangular, 100 km per unit, true to scale at 31.2° north.
UNITS_PER_DEG = 1.112
TRUE_SCALE_LATITUDE_DEG = 31.2


def interpolate(
    stations: Stations,
    ground: Floats,
    longitude: Floats,
    latitude: Floats,
    true_scale_latitude_deg: float = TRUE_SCALE_LATITUDE_DEG,
) -> Floats:
    """Interpolate the monthly normals and the elevation at points between the stations.

    Parameters
    ----------
    stations : Stations
    ground : ndarray, (n, 3)
        Longitude, latitude [degrees], elevation [m].
    longitude, latitude : ndarray, (m,) [degrees]
    true_scale_latitude_deg : float
        Latitude at which the plane of the interpolation is true to scale.

    Returns
    -------
    ndarray, (37, m)
        In the order of `list_band_names`. The maximum is never below the minimum, the dew point
        never above the mean of the two.
    """
    known_xy, ground_xy, xy = (
        _project_to_plane(*points, true_scale_latitude_deg)
        for points in (
            (stations.longitude, stations.latitude),
            (ground[:, 0], ground[:, 1]),
            (longitude, latitude),
        )
    )
    elevation = _interpolate_surface(ground_xy, ground[:, 2:], xy, ELEVATION_SMOOTHING)
    elevation_m = elevation[:, 0].clip(min=min(0.0, ground[:, 2].min()))

    def monthly(values_c: Floats, lapse: Floats) -> Floats:
        sea_level = values_c + np.outer(stations.elevation_m, lapse) / 1000.0
        return _interpolate_year(known_xy, sea_level, xy) - np.outer(elevation_m, lapse) / 1000.0

    high = monthly(stations.tmax_c, TEMPERATURE_LAPSE_K_PER_KM)
    low = np.minimum(monthly(stations.tmin_c, TEMPERATURE_LAPSE_K_PER_KM), high)
    dew = np.minimum(monthly(stations.dew_point_c, DEW_POINT_LAPSE_K_PER_KM), (high + low) / 2)
    return np.concatenate([high.T, low.T, dew.T, elevation_m[None, :]])


def _project_to_plane(longitude: Floats, latitude: Floats, true_scale_deg: float) -> Floats:
    shrink = math.cos(math.radians(true_scale_deg))
    return np.column_stack([longitude * shrink, latitude]) * UNITS_PER_DEG


def _interpolate_surface(known_xy: Floats, values: Floats, xy: Floats, smoothing: float) -> Floats:
    plane = np.column_stack([np.ones(len(known_xy)), known_xy])
    has_plane = len(plane) >= PLANE_STATIONS_COUNT and np.linalg.matrix_rank(plane) == 3
    degree = PLANE_DEGREE if has_plane else 0
    surface = RBFInterpolator(known_xy, values, kernel=KERNEL, degree=degree, smoothing=smoothing)
    return np.asarray(surface(xy), dtype=np.float64)


def _interpolate_year(known_xy: Floats, monthly: Floats, xy: Floats) -> Floats:
    """Interpolate the annual mean closely and smooth the departures: a month is one year's."""
    annual = monthly @ MONTH_FRACTION
    season = _interpolate_surface(known_xy, monthly - annual[:, None], xy, SEASON_SMOOTHING)
    return _interpolate_surface(known_xy, annual[:, None], xy, ANNUAL_SMOOTHING) + season


def list_band_names() -> tuple[str, ...]:
    """List the descriptions of the bands, in order.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> names = list_band_names()
    >>> len(names), names[0], names[12], names[35], names[36]
    (37, 'tmax_c_01', 'tmin_c_01', 'dew_point_c_12', 'elevation_m')
    """
    kinds = ("tmax_c", "tmin_c", "dew_point_c")
    return (*(f"{kind}_{month}" for kind in kinds for month in MONTHS), "elevation_m")


def make_grid(region: BaseGeometry) -> tuple[Affine, NDArray[np.bool_]]:
    """Make a grid of 0.1° and select the cells whose center lies in the buffered region.

    Parameters
    ----------
    region : shapely geometry, longitude and latitude

    Returns
    -------
    transform : Affine
    inside : ndarray of bool, (rows, columns)
    """
    buffered = region.buffer(BUFFER_DEG)
    west, south, east, north = (edge / CELL_DEG for edge in buffered.bounds)
    left, top = math.floor(west), math.ceil(north)
    shape = (top - math.floor(south), math.ceil(east) - left)
    transform = Affine(CELL_DEG, 0.0, left * CELL_DEG, 0.0, -CELL_DEG, top * CELL_DEG)
    return transform, geometry_mask([buffered], shape, transform, invert=True)


def build_climate(table: Path, out: Path, region: BaseGeometry) -> None:
    """Write the climate normals of a region as a GeoTIFF.

    37 bands of int16, EPSG:4326: mean daily maximum, mean daily minimum and mean dew point of
    each month (°C, GDAL scale 0.1) and the elevation (m, scale 1); nodata -32768 outside the
    region buffered by 0.3°.

    Parameters
    ----------
    table : Path
        ``climate_stations.csv``; ``ground_elevations.csv`` beside it is used if it exists.
    out : Path
        The GeoTIFF, overwritten; equal inputs give equal bytes.
    region : shapely geometry, longitude and latitude

    Raises
    ------
    LayerError
        With every cell of a table that is empty or not a number.
    OSError
        Where the GeoTIFF cannot be written.
    """
    elevations = table.with_name(ELEVATIONS_NAME)
    stations = read_stations(table)
    ground = read_ground(stations, elevations if elevations.is_file() else None)
    transform, inside = make_grid(region)
    values = interpolate(stations, ground, *cell_centers(transform, inside))
    write_normals(out, values, transform, inside)


def cell_centers(transform: Affine, inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Locate the centers of selected cells.

    Parameters
    ----------
    transform : Affine
    inside : ndarray of bool, (rows, columns), as from `make_grid`

    Returns
    -------
    longitude, latitude : ndarray, (m,) [degrees]
    """
    row, column = np.nonzero(inside)
    return transform.c + (column + 0.5) * CELL_DEG, transform.f - (row + 0.5) * CELL_DEG


def write_normals(
    out: Path,
    values: Floats,
    transform: Affine,
    inside: NDArray[np.bool_],
    tags: Mapping[str, str] | None = None,
) -> None:
    """Write normals as a GeoTIFF of int16, temperatures in tenths of a degree.

    Parameters
    ----------
    out : Path
        Overwritten; equal inputs give equal bytes.
    values : ndarray, (37, m), from `interpolate`
    transform : Affine
    inside : ndarray of bool, (rows, columns), with m cells; the others are nodata
    tags : mapping of str to str, optional
        Metadata of the file.

    Raises
    ------
    OSError
        Where the GeoTIFF cannot be written.
    """
    scales = np.array([TEMPERATURE_SCALE_C] * 36 + [1.0])
    bands = np.full((len(scales), *inside.shape), NODATA, dtype=np.int16)
    bands[:, inside] = np.rint(values / scales[:, None]).astype(np.int16)
    _write(out, bands, transform, scales, tags or {})


def _write(
    out: Path,
    bands: NDArray[np.int16],
    transform: Affine,
    scales: Floats,
    tags: Mapping[str, str],
) -> None:
    count, height, width = bands.shape
    shape = {"count": count, "height": height, "width": width, "dtype": "int16"}
    georeference = {"crs": "EPSG:4326", "transform": transform, "nodata": NODATA}
    storage = {"compress": "deflate", "predictor": 2, "zlevel": 9, "interleave": "band"}
    with rasterio.open(out, "w", driver="GTiff", **shape, **georeference, **storage) as raster:
        raster.write(bands)
        raster.descriptions = list_band_names()
        raster.scales = tuple(float(scale) for scale in scales)
        raster.offsets = (0.0,) * count
        raster.units = ("degC",) * 36 + ("m",)
        if tags:
            raster.update_tags(**tags)
