"""A raster of monthly normals from a folder of station files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from screening import climate
from screening.catalog.custom_measures import RASTER_SUFFIXES
from screening.errors import LayerError, OutputError, SitesError
from screening.providers.starter.climate_stations import Stations
from screening.providers.station_normals import NormalsRaster, build_station_normals
from screening.readers.file_checks import UnreadableError
from screening.readers.regions import parse_region, read_boundaries
from screening.readers.sites.site_reader import read_sites
from screening.readers.weather.station_years import read_station_years
from screening.workflows.init import starter_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]

PRECISION_KM = 10.0
"""Accuracy of the positions of values: the size of a cell [km]."""
MONTH_NOTE = (
    "a month of a typical year is the weather of one year, not a mean of 30 years "
    "(docs/decisions/0003-climate-normals.md: ±1.7 K in a Texas January)"
)
_BOUNDARIES = ("layers/usa/states.geojson", "layers/texas/counties.geojson")


@dataclass(frozen=True)
class StationNormals:
    """A raster of normals that was written.

    Attributes
    ----------
    path : Path
    raster : NormalsRaster
    source, note : str, for the layer's config
    notes : tuple of str, of the reading of the stations
    """

    path: Path
    raster: NormalsRaster
    source: str
    note: str
    notes: tuple[str, ...]


def make_station_normals(
    folder: Path,
    out: Path,
    *,
    region: str | None = None,
    elevations: Path | None = None,
    max_km: float = 100.0,
    overwrite: bool = False,
) -> StationNormals:
    """Write the raster climate_normals from station files, whole or not at all.

    Parameters
    ----------
    folder : Path, of EPW and TMY3 files or zips of them
    out : Path, the GeoTIFF
    region : str or None
        A state, a Texas county, a box ``minlon,minlat,maxlon,maxlat`` or a polygon file; None
        covers every cell near a station.
    elevations : Path or None
        Table of ground elevations, read as sites are: ``longitude latitude elevation_m``.
    max_km : float [km], cells farther than this from every station are nodata
    overwrite : bool, replace an existing file

    Returns
    -------
    StationNormals

    Raises
    ------
    LayerError, RegionError, OutputError
    SitesError
        For faults of ``elevations``.
    """
    if out.suffix.lower() not in RASTER_SUFFIXES:
        raise OutputError(
            f"{out}: expected a name that ends in {' or '.join(RASTER_SUFFIXES)}, as a raster is "
            f"read by its ending, got {out.suffix or 'none'}; name another --out"
        )
    if out.exists() and (out.is_dir() or not overwrite):
        advice = "name another --out" + ("" if out.is_dir() else ", or add --force")
        raise OutputError(f"{out}: expected a new file, got an existing one; {advice}")
    area = None if region is None else _find_region(region)
    ground, ground_notes = _read_ground(elevations)
    try:
        found = read_station_years(folder, area)
    except UnreadableError as error:
        raise LayerError(f"{folder}: {error}") from error
    if not found.years:
        near = "" if area is None else f" within {climate.MORPHED_KM:g} km of the region"
        raise LayerError(
            f"{folder}: expected usable weather files{near}, got none of {found.files_count}; "
            "give other files or another --region",
            *(f"{folder}: {problem}" for problem in found.problems[:5]),
        )
    count = len(found.years)
    source = f"monthly means of the typical years of {count} {_stations(count)}"
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            raster = build_station_normals(
                _monthly_means(found.years), part,
                region=area, ground=ground, max_km=max_km,
                tags={"source": source, "note": MONTH_NOTE},
            )  # fmt: skip
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: expected a file that can be written, got {error}") from error
    return StationNormals(out, raster, source, _precision(raster), (*ground_notes, *found.notes))


def _find_region(text: str) -> BaseGeometry:
    boundaries = read_boundaries(starter_folder() / name for name in _BOUNDARIES)
    return parse_region(text, boundaries).geometry


def _read_ground(path: Path | None) -> tuple[Floats, tuple[str, ...]]:
    """Read ground elevations, (n, 3): longitude, latitude [degrees], elevation [m]."""
    if path is None:
        return np.empty((0, 3)), ()
    sites = read_sites(path)
    frame = sites.frame
    if "elevation_m" not in frame or frame["elevation_m"].isna().all():
        raise SitesError(
            f"{path}: expected a column elevation_m with elevations in metres, got none; add it"
        )
    known = frame[frame["elevation_m"].notna()]
    notes = [f"{path}: {note}" for note in sites.notes if "coord_precision_km" not in note]
    if len(known) < len(frame):
        notes.append(f"{path}: left out {len(frame) - len(known)} rows without an elevation_m")
    return known[["longitude", "latitude", "elevation_m"]].to_numpy(dtype=float), tuple(notes)


def _monthly_means(years: Sequence[climate.TypicalYear]) -> Stations:
    months = climate.station_months(
        [year.dry_bulb_c for year in years], [year.dew_point_c for year in years]
    )
    longitude, latitude, elevation_m = np.array(
        [[year.longitude, year.latitude, year.elevation_m] for year in years]
    ).T
    return Stations(
        longitude, latitude, elevation_m, months.tmax_c, months.tmin_c, months.dew_point_c
    )


def _precision(raster: NormalsRaster) -> str:
    """State what is known of the raster's precision, in one sentence."""
    errors = raster.errors
    if errors is None:
        return "precision unknown, as there is one station only"
    year, month = (
        ", ".join(f"{name} {error:.1f}" for name, error in values.items())
        for values in (errors.year_k, errors.month_k)
    )
    return (
        f"RMSE at stations left out: {year} K over the year, {month} K in single months, "
        f"elevation {errors.elevation_m:.0f} m"
    )


def _stations(count: int) -> str:
    return "station" if count == 1 else "stations"
