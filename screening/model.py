"""The nouns of a screening, as frozen values over GeoDataFrames.

Every geometry is in longitude, latitude (EPSG:4326); every table of sites is
indexed by ``site_id``. Nothing here reads, computes or writes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4326"

Missing = Literal["unknown", "renormalise"]


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
    precision_km, licence, source, retrieved, complete_from_kv, reach_km, note
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
    complete_from_kv: float | None = None
    reach_km: float | None = None
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
    covers : shapely geometry in longitude, latitude; where its answers are known
    complete_from_kv : float [kV], the layer knows *every* asset of at least this voltage
    reach_km : float [km], how far beyond ``covers`` it still knows every asset; unlimited
        unless it says so. An asset farther off than that may hide a nearer one.
    note : str, how it was made
    notes : tuple of str, what the reader mended, left out or wondered about
    """

    name: str
    kind: str
    path: str
    sha256: str
    rows: int
    precision_km: float
    licence: str
    source: str
    retrieved: str
    covers: BaseGeometry
    complete_from_kv: float = 0.0
    reach_km: float = math.inf
    note: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Excerpt:
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
    excerpt : Excerpt or None, where far shapes were not read
    keep : callable, ``(name, make) -> made``: what is prepared of the layer under a name,
        kept from run to run where the reader knows how; it may just make it
    """

    info: LayerInfo
    frame: gpd.GeoDataFrame
    excerpt: Excerpt | None = None
    keep: Callable[[str, Callable[[], Any]], Any] = _make


@dataclass(frozen=True)
class Grid:
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
    grid: Grid


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


@dataclass(frozen=True)
class Parameters:
    """Named numbers that factors use; the config may set each.

    Attributes
    ----------
    substation_kv : float [kV], least voltage of a substation that serves the profile
    route_factor : float [-], route length over straight line for corridors and
        straight lines (median achievable 1.3: Bozkurt et al. 2018)
    us_per_km : float [µs/km], one way in glass
    equipment_ms : float [ms], round trip, per path
    route_factor_precision : float [-], how far the route factor may be off: published ones
        run from 1.2 to 1.5
    hub_networks_count : int, networks that make an exchange or carrier hotel a major hub
    cooling_design : str, of ``screening.climate.DESIGNS``, or ``best``: the best that racks
        and limits allow
    rack_kw : float [kW], density of the racks
    rack_water_class : str, warmest facility water that they take: W32 W40 W45, or none
    air_class : str, of ``screening.climate.AIR_CLASSES``: air that the racks accept
    immersion_allowed, evaporative_allowed : bool, for the best design
    evaporative_stress_most : float [-], water-stress score above which nothing evaporates
    snap_m : float [m], within which the ends of fiber routes meet
    hub_snap_km, hub_snap_coarse_km : float [km], within which a hub joins routes; of layers
        known to a kilometre or worse
    max_lateral_km : float [km], longest lateral from a site to a route
    diversity_km : float [km], routes so near each other share a trench, for all we know
    last_km : float [km] at the site, where two routes cannot but meet
    route_diversity : bool, whether disjoint routes are looked for; without them a hundred
        thousand sites take seconds
    metros : tuple of str, points of presence of kind metro to give the round trip to
    firm_fraction : float [-], share of grid power that may not be curtailed; an assumption:
        much of an energised mine's is approved as curtailable, how much is not public
    reserve_fraction : float [-], share of firm power that stands by for a transformer that is
        out; an assumption: one of ten, where the site's transformers are not counted
    auxiliary_fraction : float [-], share of the rest for offices, security, water and the losses
        of main transformers; an assumption
    normals_fit : str, of ``screening.climate.NORMALS_FITS``: how days scatter about a month
    climate_year : int or None, a later year to report beside today's climate
    climate_region : str, of ``screening.climate.TRENDS``: whose warming, where none is stated
    delta_dry_bulb_c, delta_dew_point_c : float [K] or None, warming by that year
    """

    substation_kv: float = 138.0
    route_factor: float = 1.3
    us_per_km: float = 4.9
    equipment_ms: float = 0.5
    route_factor_precision: float = 0.15
    hub_networks_count: int = 20
    cooling_design: str = "best"
    rack_kw: float = 132.0
    rack_water_class: str = "W40"
    air_class: str = "recommended"
    immersion_allowed: bool = False
    evaporative_allowed: bool = False
    evaporative_stress_most: float = 3.0
    snap_m: float = 250.0
    hub_snap_km: float = 1.0
    hub_snap_coarse_km: float = 10.0
    max_lateral_km: float = 50.0
    diversity_km: float = 1.0
    last_km: float = 1.0
    route_diversity: bool = True
    metros: tuple[str, ...] = ()
    firm_fraction: float = 0.95
    reserve_fraction: float = 0.10
    auxiliary_fraction: float = 0.02
    normals_fit: str = "conus"
    climate_year: int | None = None
    climate_region: str = ""
    delta_dry_bulb_c: float | None = None
    delta_dew_point_c: float | None = None


@dataclass(frozen=True)
class FactorResult:
    """What a factor gives back.

    Attributes
    ----------
    columns : DataFrame, indexed like the sites, in the same order
    connections : GeoDataFrame or None
        Lines from site to asset: ``site_id kind name distance_km geometry``.
    paths : GeoDataFrame or None
        Ways along routes: ``site_id kind name route_km geometry``; kind primary, diverse,
        shared or cut.
    notes : tuple of str, what was mended
    """

    columns: pd.DataFrame
    connections: gpd.GeoDataFrame | None = None
    paths: gpd.GeoDataFrame | None = None
    notes: tuple[str, ...] = ()


Layers = Mapping[str, Sequence[Layer]]
"""Layers by kind, in the order of the config."""


@dataclass(frozen=True)
class Factor:
    """A family of facts derived from layers of some kinds.

    Attributes
    ----------
    name : str
    kinds : tuple of str, layer kinds it reads
    fields : tuple of str, columns it gives, each in ``screening.fields``
    compute : callable, ``(sites, layers, parameters) -> FactorResult``
    needs : tuple of str, columns of earlier factors that it finds in ``sites.frame``;
        NaN where none of them gave it
    uses : tuple of str, likewise, but it does as well without
    """

    name: str
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    compute: Callable[[Sites, Layers, Parameters], FactorResult]
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """A preference about a factor: how much it counts, what is hopeless, what is ideal.

    Attributes
    ----------
    factor : str, a column with a unit
    weight : float, > 0; weights are normalised to sum 1
    worst, best : float, in the factor's unit; value 0 and 1, linear between
    why : str, for the method page
    """

    factor: str
    weight: float
    worst: float
    best: float
    why: str = ""


@dataclass(frozen=True)
class Constraint:
    """A knock-out with a reason and three outcomes: pass, fail, unknown.

    Attributes
    ----------
    name : str
    factor : str
    minimum, maximum : float or None, in the factor's unit; inclusive
    reason : str, said of a site that fails
    """

    name: str
    factor: str
    minimum: float | None = None
    maximum: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Change:
    """What a scenario does to a column of the sites, wherever it comes from.

    Attributes
    ----------
    column : str
    how : ``"copy"``, ``"set"``, ``"scale"`` or ``"add"``
    value : float or str, in the column's unit; the factor of ``"scale"``; the column that
        ``"copy"`` takes
    """

    column: str
    how: Literal["copy", "set", "scale", "add"]
    value: float | str


@dataclass(frozen=True)
class Draws:
    """How ranks are drawn many times over.

    Attributes
    ----------
    count : int, draws
    weights : ``"stated"`` (Dirichlet around the stated weights) or ``"uniform"`` (over all)
    concentration : float, κ of Dirichlet(κ w)
    most_sites : int, above which nothing is drawn
    seed : int
    """

    count: int = 10_000
    weights: Literal["stated", "uniform"] = "stated"
    concentration: float = 50.0
    most_sites: int = 100_000
    seed: int = 0


@dataclass(frozen=True)
class Judgement:
    """The sites as one profile of the config sees them.

    Attributes
    ----------
    profile, about, method : str
    missing : ``"unknown"`` or ``"renormalise"``
    least_coverage_fraction : float, share of the weight that must be known for a score
    sites : DataFrame, indexed by ``site_id``; ``rank score coverage_fraction
        excluded_by unverified`` and ``value_<criterion>``, as in :class:`Screening`
    criteria, constraints : DataFrame, as in :class:`Screening`
    """

    profile: str
    about: str
    method: str
    missing: Missing
    least_coverage_fraction: float
    sites: pd.DataFrame
    criteria: pd.DataFrame
    constraints: pd.DataFrame


@dataclass(frozen=True)
class Screening:
    """A run's results: everything a writer needs, nothing left to compute.

    Attributes
    ----------
    name, profile, method : str
    sites : GeoDataFrame, indexed by ``site_id``, best rank first; columns of
        ``screening.fields``, ``value_<criterion>``, and what the input carried
    connections : GeoDataFrame, ``site_id kind name distance_km geometry``
    layers : mapping of output layer name (``substations transmission_lines
        fiber_routes points_of_presence``) to GeoDataFrame, clipped to the region; and
        ``fiber_paths``, where there are any
    boundaries : GeoDataFrame, ``name level geometry``; the base map
    region : GeoDataFrame, one row ``name geometry``
    criteria, constraints, build_list, provenance : DataFrame
    record : mapping, what ``run.json`` holds
    robustness : mapping of table name to DataFrame: ``acceptability`` (``site_id rank
        acceptability_fraction``), ``central_weights`` (``site_id factor weight_fraction
        confidence_fraction``), ``tipping`` (a row a criterion) and ``agreement`` (a row a
        method); none where ranks were not drawn
    judgements : tuple of Judgement, the run's own profile first, then the config's others
    not_judged : mapping of a profile's name to why its judgement is not among them
    rasters : mapping of kind of layer to RasterLayer, the first of each kind
    """

    name: str
    profile: str
    method: str
    sites: gpd.GeoDataFrame
    connections: gpd.GeoDataFrame
    layers: Mapping[str, gpd.GeoDataFrame]
    boundaries: gpd.GeoDataFrame
    region: gpd.GeoDataFrame
    criteria: pd.DataFrame
    constraints: pd.DataFrame
    build_list: pd.DataFrame
    provenance: pd.DataFrame
    record: Mapping[str, Any] = field(default_factory=dict)
    robustness: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()
    not_judged: Mapping[str, str] = field(default_factory=dict)
    rasters: Mapping[str, RasterLayer] = field(default_factory=dict)
