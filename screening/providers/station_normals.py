"""Monthly normals from the typical years of stations: a GeoTIFF for kind climate_normals.

The method is that of the starter raster (:mod:`screening.providers.starter.climate_raster`),
but for the shift to the normals of 1991-2020, for which a station file has no data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.errors import LayerError
from screening.geodesy import nearest
from screening.providers.starter.climate_raster import (
    BUFFER_DEG,
    CELL_DEG,
    cell_centers,
    interpolate,
    make_grid,
    write_normals,
)
from screening.providers.starter.climate_stations import (
    MONTH_FRACTION,
    Floats,
    Stations,
    read_ground,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MAX_FOLDS_COUNT = 100
"""Up to this many stations are left out one by one, more of them in this many groups."""
MAX_CELLS_COUNT = 500_000
"""Cells that are interpolated at most: a continent of 0.1 degree."""
_KM_PER_DEGREE = 110.5
_GROUND_MARGIN_DEG = 1.0
"""Margin around the grid within which ground elevations are used, as a continent's would take
gigabytes to interpolate."""
_MEASURES = ("maximum", "minimum", "dew point")


@dataclass(frozen=True)
class LeftOutErrors:
    """RMSE at stations that were left out of the interpolation.

    Attributes
    ----------
    year_k : mapping of measure to float [K], of the annual mean
    month_k : mapping of measure to float [K], of a single month
    elevation_m : float [m], of the interpolated elevation
    """

    year_k: Mapping[str, float]
    month_k: Mapping[str, float]
    elevation_m: float


@dataclass(frozen=True)
class NormalsRaster:
    """Normals of a grid, ready to be written.

    Attributes
    ----------
    stations_count, cells_count : int
    errors : LeftOutErrors or None, where there are too few stations to leave one out
    """

    stations_count: int
    cells_count: int
    errors: LeftOutErrors | None


def build_station_normals(
    stations: Stations,
    out: Path,
    *,
    region: BaseGeometry | None,
    ground: Floats,
    max_km: float,
    tags: Mapping[str, str],
) -> NormalsRaster:
    """Interpolate the monthly means of stations to a grid of 0.1 degree, and write it.

    Parameters
    ----------
    stations : Stations
    out : Path, overwritten; equal inputs give equal bytes
    region : shapely geometry in longitude, latitude, or None
        The grid covers it and 0.3 degrees around it; None covers every cell near a station.
    ground : ndarray, (n, 3)
        Longitude, latitude [degrees] and elevation [m] between the stations; those farther than
        1 degree from the grid are not used.
    max_km : float [km], cells farther than this from every station are nodata
    tags : mapping of str to str, metadata of the file

    Returns
    -------
    NormalsRaster

    Raises
    ------
    LayerError
        For a grid without cells or with too many.
    OSError
        Where the GeoTIFF cannot be written.
    """
    west, south, east, north = _bounds(stations, region, max_km)
    ground = _ground_within(ground, (west, south, east, north))
    cells = (east - west) * (north - south) / CELL_DEG**2
    if cells > MAX_CELLS_COUNT:
        raise LayerError(
            f"normals: expected a grid of at most {MAX_CELLS_COUNT:,} cells of {CELL_DEG:g} "
            f"degrees, got {cells:,.0f} ({west:.1f},{south:.1f},{east:.1f},{north:.1f}); name a "
            "smaller --region"
        )
    transform, inside = make_grid(region or shapely.box(west, south, east, north))
    longitude, latitude = cell_centers(transform, inside)
    posts = shapely.points(stations.longitude, stations.latitude)
    _, metres = nearest(np.column_stack([longitude, latitude]), posts)
    inside[inside] = metres <= max_km * 1000.0
    if not inside.any():
        raise LayerError(
            f"normals: expected cells within {max_km:g} km of a station, got none; name another "
            "--region, or a larger --max-km"
        )
    true_scale_deg = float(stations.latitude.mean())
    posted = np.vstack([read_ground(stations, None), ground])
    values = interpolate(stations, posted, *cell_centers(transform, inside), true_scale_deg)
    write_normals(out, values, transform, inside, tags)
    errors = _left_out_errors(stations, ground, true_scale_deg)
    return NormalsRaster(stations.longitude.size, int(inside.sum()), errors)


def _bounds(
    stations: Stations, region: BaseGeometry | None, max_km: float
) -> tuple[float, float, float, float]:
    """Bound the grid: the region, or the stations and their reach."""
    if region is not None:
        west, south, east, north = region.bounds
    else:
        west, east = stations.longitude.min(), stations.longitude.max()
        south, north = stations.latitude.min(), stations.latitude.max()
    reach_deg = BUFFER_DEG if region is not None else max_km / _KM_PER_DEGREE
    south, north = max(south - reach_deg, -90.0), min(north + reach_deg, 90.0)
    shrink = max(np.cos(np.radians(max(abs(south), abs(north)))), 0.05)
    reach_east_deg = BUFFER_DEG if region is not None else reach_deg / shrink
    return max(west - reach_east_deg, -180.0), south, min(east + reach_east_deg, 180.0), north


def _ground_within(ground: Floats, bounds: tuple[float, float, float, float]) -> Floats:
    west, south, east, north = bounds
    longitude, latitude, margin = ground[:, 0], ground[:, 1], _GROUND_MARGIN_DEG
    across = (west - margin <= longitude) & (longitude <= east + margin)
    return ground[across & (south - margin <= latitude) & (latitude <= north + margin)]


def _left_out_errors(
    stations: Stations, airfields: Floats, true_scale_deg: float
) -> LeftOutErrors | None:
    """Compare each station with the interpolation of the others."""
    count = stations.longitude.size
    if count < 2:
        return None
    fold = np.arange(count) % min(count, MAX_FOLDS_COUNT)
    difference = np.empty((37, count))
    for number in range(fold.max() + 1):
        left = fold == number
        known = Stations(**{f.name: getattr(stations, f.name)[~left] for f in fields(stations)})
        ground = np.vstack([read_ground(known, None), airfields])
        positions = (stations.longitude[left], stations.latitude[left])
        found = interpolate(known, ground, *positions, true_scale_deg)
        truth = [stations.tmax_c[left], stations.tmin_c[left], stations.dew_point_c[left]]
        difference[:36, left] = found[:36] - np.column_stack(truth).T
        difference[36, left] = found[36] - stations.elevation_m[left]
    months = difference[:36].reshape(3, 12, count)
    years = np.einsum("m,kms->ks", MONTH_FRACTION, months)
    return LeftOutErrors(
        {name: _rmse(part) for name, part in zip(_MEASURES, years, strict=True)},
        {name: _rmse(part) for name, part in zip(_MEASURES, months, strict=True)},
        _rmse(difference[36]),
    )


def _rmse(difference: Floats) -> float:
    return float(np.sqrt((difference**2).mean()))
