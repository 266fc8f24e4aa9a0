"""The inputs of a screening: sites, and layers of every kind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from screening.catalog.custom_measures import Measure

CRS = "EPSG:4326"


@dataclass(frozen=True)
class Sites:
    """The alternatives of a screening.

    Attributes
    ----------
    frame : GeoDataFrame, points in EPSG:4326, indexed by ``site_id``
        ``name operator status longitude latitude coord_precision_km grid_mw``
        (NaN or missing text where unknown) and every column of the input.
    path : str, of the input file
    sha256 : str, of the input file
    notes : tuple of str, what the reader corrected, left out or found doubtful
    left_out : mapping of reason to number of rows: with those of ``frame`` they are the rows of
        the file
    """

    frame: gpd.GeoDataFrame
    path: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LayerSpec:
    """A layer as the config declares it; ``None`` where the file's own statement applies.

    Attributes
    ----------
    name, kind : str
    path : Path, a file that GDAL reads
    columns : mapping of column name to that of the file: ``{"voltage_kv": "VOLT_CLASS"}``
    where : mapping of column to values; only features with one of the values in every column
        are used
    constants : mapping of column to the value that every feature has
    include : tuple of str, classes of features that the kind leaves out otherwise, such as
        ``"under construction"``
    facilities : Path or None, places of the exchanges of a PeeringDB file without positions
    precision_km, licence, source, retrieved, complete_min_kv, complete_beyond_km, note
        As in :class:`LayerInfo`; ``None`` takes the value in a ``SOURCES.toml`` beside
        the file.
    covers : str or None, a region's name, box or polygon file
    near : shapely geometry in longitude, latitude, or None
        The region of the sites: rasters, and the geometries of power layers, are read
        around it only. None reads all.
    measure : Measure or None, of a custom layer; its ``kind`` is that of the measure
    """

    name: str
    kind: str
    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    constants: Mapping[str, str | float] = field(default_factory=dict)
    include: Sequence[str] = ()
    facilities: Path | None = None
    precision_km: float | None = None
    licence: str | None = None
    source: str | None = None
    retrieved: str | None = None
    covers: str | None = None
    complete_min_kv: float | None = None
    complete_beyond_km: float | None = None
    note: str | None = None
    near: BaseGeometry | None = None
    measure: Measure | None = None


@dataclass(frozen=True)
class LayerInfo:
    """Metadata of a layer of any geometry.

    Attributes
    ----------
    name, kind, path, sha256 : str
    feature_count : int, features (or bands of a raster)
    precision_km : float [km], positional error of its features; NaN where not stated
    licence, source, retrieved : str
    coverage : shapely geometry in longitude, latitude; the area that the layer describes
    coverage_stated : bool, False where ``coverage`` is just the bounding box of the features:
        what lies beyond the box is not known then
    complete_min_kv : float [kV], the layer has *every* asset of at least this voltage
    complete_beyond_km : float [km], distance beyond ``coverage`` up to which the layer has
        every asset; unlimited unless stated. Farther off, an asset of the layer may be
        farther than one that the layer lacks.
    note : str, how it was made
    notes : tuple of str, what the reader corrected, left out or found doubtful
    left_out : mapping of reason to count of features: those of the file that are not among
        ``feature_count``
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
    coverage_stated: bool = True
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PartialRead:
    """The extent within which a layer's geometries were read.

    Attributes
    ----------
    bounds : tuple of four floats, west, south, east, north [degrees]
    margin_km : float [km], every geometry within this distance of the bounds was read
    """

    bounds: tuple[float, float, float, float]
    margin_km: float


@dataclass(frozen=True)
class PreparedIndex:
    """A search index over the features of layers of one kind, as plain arrays.

    Attributes
    ----------
    frames : tuple of GeoDataFrame, of the layers; the index is valid for these objects only
    at_least_kv : tuple of float [kV], the thresholds that it answers
    possible : bool, whether it holds the features that only may have such a voltage
    structure : mapping, the structure of the index as JSON
    arrays : tuple of ndarray, what the structure refers to
    """

    frames: tuple[gpd.GeoDataFrame, ...]
    at_least_kv: tuple[float, ...]
    structure: Mapping[str, Any]
    arrays: tuple[NDArray[Any], ...]
    possible: bool = False


@dataclass(frozen=True)
class VectorLayer:
    """Features with the columns of their kind (see ``docs/layers.md``).

    Attributes
    ----------
    info : LayerInfo
    frame : GeoDataFrame, one row per feature; geometry ``None`` where it was not read
    partial_read : PartialRead or None, where distant geometries were not read
    prepared : tuple of PreparedIndex, over this layer and those after it of its kind
    """

    info: LayerInfo
    frame: gpd.GeoDataFrame
    partial_read: PartialRead | None = None
    prepared: tuple[PreparedIndex, ...] = ()


@dataclass(frozen=True)
class RasterGrid:
    """Raster bands in memory, nodata already NaN.

    Attributes
    ----------
    values : ndarray, (n_bands, n_rows, n_columns)
    bands : tuple of str, one name per band
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
    """A raster, read around the region."""

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
    """Weather stations near the region, with their typical years."""

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
