"""What is screened and what it is held against: sites, layers of every kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4326"


@dataclass(frozen=True)
class Sites:
    """The alternatives of a screening.

    Attributes
    ----------
    frame : GeoDataFrame, points in EPSG:4326, indexed by ``site_id``
        ``name operator status longitude latitude coord_precision_km grid_mw``
        (NaN or missing text where not known) and every column of the input.
    path : str, where they came from
    sha256 : str, of that file
    notes : tuple of str, what the reader mended, left out or wondered about
    """

    frame: gpd.GeoDataFrame
    path: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayerSpec:
    """A layer as the config names it; ``None`` where it leaves the word to the file.

    Attributes
    ----------
    name, kind : str
    path : Path, a file that GDAL reads
    columns : mapping of our column to the file's, such as ``{"voltage_kv": "VOLT_CLASS"}``
    precision_km, licence, source, retrieved, complete_min_kv, complete_beyond_km, note
        As in :class:`LayerInfo`; ``None`` takes what a ``SOURCES.toml`` beside the
        file says of it.
    covers : str or None, a region's name, box or polygon file
    near : shapely geometry in longitude, latitude, or None
        Where answers will be asked: a raster, and the shapes of a power layer, are read
        only around it. None reads all.
    """

    name: str
    kind: str
    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    precision_km: float | None = None
    licence: str | None = None
    source: str | None = None
    retrieved: str | None = None
    covers: str | None = None
    complete_min_kv: float | None = None
    complete_beyond_km: float | None = None
    note: str | None = None
    near: BaseGeometry | None = None


@dataclass(frozen=True)
class LayerInfo:
    """What a layer says of itself, whatever its geometry.

    Attributes
    ----------
    name, kind, path, sha256 : str
    rows : int, features (or bands of a raster)
    precision_km : float [km], how far its positions may be off; NaN where not stated
    licence, source, retrieved : str
    coverage : shapely geometry in longitude, latitude; where its answers are known
    complete_min_kv : float [kV], the layer knows *every* asset of at least this voltage
    complete_beyond_km : float [km], how far beyond ``coverage`` every asset is still known;
        unlimited unless stated. A known asset farther off may hide an unknown nearer one.
    note : str, how it was made
    notes : tuple of str, what the reader mended, left out or wondered about
    """

    name: str
    kind: str
    path: str
    sha256: str
    feature_count: int
    precision_km: float
    licence: str
    source: str
    retrieved: str
    coverage: BaseGeometry
    complete_min_kv: float = 0.0
    complete_beyond_km: float = math.inf
    note: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartialRead:
    """A layer whose far shapes were not read.

    Attributes
    ----------
    bounds : tuple of four floats, west, south, east, north [degrees]
    margin_km : float [km], every shape within this of the bounds was read
    whole : callable, reads the layer with all its shapes
    """

    bounds: tuple[float, float, float, float]
    margin_km: float
    whole: Callable[[], VectorLayer]


def _make(_: str, make: Callable[[], Any]) -> Any:
    return make()


@dataclass(frozen=True)
class VectorLayer:
    """Features with the columns of their kind (see ``docs/layers.md``).

    Attributes
    ----------
    info : LayerInfo
    frame : GeoDataFrame, a row a feature; geometry ``None`` where it was not read
    excerpt : PartialRead or None, where far shapes were not read
    keep : callable, ``(name, make) -> made``: what is prepared of the layer under a name,
        kept from run to run where the reader knows how; it may just make it
    """

    info: LayerInfo
    frame: gpd.GeoDataFrame
    excerpt: PartialRead | None = None
    keep: Callable[[str, Callable[[], Any]], Any] = _make


@dataclass(frozen=True)
class RasterGrid:
    """Raster bands in memory, nodata already NaN.

    Attributes
    ----------
    values : ndarray, (n_bands, n_rows, n_columns)
    bands : tuple of str, a name a band
    transform : tuple of six floats, affine ``(a, b, c, d, e, f)`` from
        (column, row) to (x, y) of ``crs``
    crs : str
    """

    values: NDArray[np.float32]
    bands: tuple[str, ...]
    transform: tuple[float, float, float, float, float, float]
    crs: str


@dataclass(frozen=True)
class RasterLayer:
    """A raster, read where the region needs it."""

    info: LayerInfo
    grid: RasterGrid


@dataclass(frozen=True)
class Stations:
    """Weather stations and their typical years.

    Attributes
    ----------
    names : tuple of str
    longitude, latitude : ndarray, (n_stations,) [degrees]
    elevation_m : ndarray, (n_stations,) [m]
    dry_bulb_c, dew_point_c : ndarray, (n_stations, 8760) [°C]
    pressure_pa : ndarray, (n_stations, 8760) [Pa]
    """

    names: tuple[str, ...]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    elevation_m: NDArray[np.float64]
    dry_bulb_c: NDArray[np.float64]
    dew_point_c: NDArray[np.float64]
    pressure_pa: NDArray[np.float64]


@dataclass(frozen=True)
class StationLayer:
    """Station years, those near the region."""

    info: LayerInfo
    stations: Stations


Layer = VectorLayer | RasterLayer | StationLayer


Layers = Mapping[str, Sequence[Layer]]
"""Layers by kind, in the order of the config."""


def layer_features(layer: Layer) -> gpd.GeoDataFrame | None:
    """Give what a map draws of a layer.

    Parameters
    ----------
    layer : Layer

    Returns
    -------
    GeoDataFrame, features of a vector layer, stations as points; None for a raster
    """
    if isinstance(layer, VectorLayer):
        return layer.frame
    if isinstance(layer, StationLayer):
        import geopandas as gpd

        stations = layer.stations
        return gpd.GeoDataFrame(
            {"name": list(stations.names), "elevation_m": stations.elevation_m},
            geometry=gpd.points_from_xy(stations.longitude, stations.latitude),
            crs=CRS,
        )
    return None
