"""Every output column, once: name, unit, meaning, source, and the words people see.

Units live here and not in ``DataFrame.attrs`` (which a GeoPackage loses). Writers
take aliases and descriptions from here; ``screening fields`` prints the list.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One output column.

    Attributes
    ----------
    name : str, the column
    unit : str, ``""`` for text and ids, ``"-"`` for a pure number
    description : str, one sentence
    alias : str, what tables, popups and QGIS show
    group : str, the heading it stands under
    source : str, where the figure or formula comes from
    digits : int, decimals to show
    positional : bool, a site's position decides it, so a coarse position cannot fail it
    precision : str, the column that says how far the figure may be off; ``""`` if none
    """

    name: str
    unit: str
    description: str
    alias: str
    group: str
    source: str = ""
    digits: int = 1
    positional: bool = False
    precision: str = ""

    @property
    def label(self) -> str:
        """Alias with its unit, such as ``Fiber distance [km]``."""
        return self.alias if self.unit in ("", "-") else f"{self.alias} [{self.unit}]"


_INPUT = "the sites table"
_GRID = "nearest asset of the grid layers, geodesic on WGS84"
_FIBER = "nearest asset of the fiber layers, geodesic on WGS84"
_CLIMATE = "monthly normals, tier C of docs/science/cooling.md"

_ALL = (
    # identity
    Field("site_id", "", "Unique id of the site.", "Site id", "identity", _INPUT),
    Field("name", "", "Name of the site.", "Name", "identity", _INPUT),
    Field("operator", "", "Who runs the site.", "Operator", "identity", _INPUT),
    Field("status", "", "What the site does now.", "Status", "identity", _INPUT),
    Field("longitude", "°", "Longitude, WGS84.", "Longitude", "identity", _INPUT, 4),
    Field("latitude", "°", "Latitude, WGS84.", "Latitude", "identity", _INPUT, 4),
    Field(
        "coord_precision_km",
        "km",
        "How far the true position may be from the given one; unknown where not stated.",
        "Position ±",
        "identity",
        _INPUT,
    ),
    Field(
        "grid_mw",
        "MW",
        "Grid power contracted or energised today (gross, at the meter).",
        "Grid power",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "planned_mw",
        "MW",
        "Grid power planned or applied for.",
        "Planned power",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "interconnect_kv",
        "kV",
        "Voltage at which the site is connected.",
        "Interconnection",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "elevation_m",
        "m",
        "Height of the site above sea level.",
        "Elevation",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "building_m2",
        "m²",
        "Floor area of the buildings on site.",
        "Buildings",
        "identity",
        _INPUT,
        0,
    ),
    Field("land_ha", "ha", "Land under control.", "Land", "identity", _INPUT),
    # score
    Field("rank", "-", "1 is best; excluded and unscored sites have none.", "Rank", "score", "", 0),
    Field(
        "score",
        "-",
        "0 (worst on every criterion) to 100 (best on every one).",
        "Score",
        "score",
        "docs/science/scoring.md",
    ),
    Field(
        "coverage_fraction",
        "-",
        "Share of the weight that had data at this site.",
        "Coverage",
        "score",
        "",
        2,
    ),
    Field("excluded_by", "", "Constraints that the site fails.", "Excluded by", "score"),
    Field(
        "unverified",
        "",
        "Constraints that could not be decided: data missing or position too coarse.",
        "Unverified",
        "score",
    ),
    # power
    Field(
        "substation_name",
        "",
        "Nearest substation of at least the profile's voltage.",
        "Substation",
        "power",
        _GRID,
    ),
    Field("substation_kv", "kV", "Its highest voltage.", "Substation voltage", "power", _GRID, 0),
    Field(
        "substation_distance_km",
        "km",
        "Distance to it, along the ellipsoid.",
        "Substation distance",
        "power",
        _GRID,
        positional=True,
        precision="substation_precision_km",
    ),
    Field(
        "substation_precision_km",
        "km",
        "How far that distance may be off: position of the site plus precision of the layer.",
        "Substation distance ±",
        "power",
    ),
    Field(
        "line_kv",
        "kV",
        "Voltage of the nearest transmission line of 138 kV or more.",
        "Line voltage",
        "power",
        _GRID,
        0,
    ),
    Field(
        "line_distance_km",
        "km",
        "Distance to the nearest transmission line of 138 kV or more.",
        "Line distance",
        "power",
        _GRID,
        positional=True,
        precision="line_precision_km",
    ),
    Field(
        "line_345kv_distance_km",
        "km",
        "Distance to the nearest transmission line of 345 kV or more.",
        "345 kV line distance",
        "power",
        _GRID,
        positional=True,
        precision="line_precision_km",
    ),
    Field(
        "line_precision_km",
        "km",
        "How far the line distances may be off: position of the site plus precision of the layer.",
        "Line distance ±",
        "power",
    ),
    Field(
        "supplies_within_25km_count",
        "-",
        "Substations of 138 kV or more within 25 km: options when one supply is out.",
        "Supplies within 25 km",
        "power",
        _GRID,
        0,
        positional=True,
    ),
    Field(
        "it_mw",
        "MW",
        "Critical IT power that the grid power carries at the cooling design hour: "
        "grid_mw / pue_peak, if all of grid_mw is firm.",
        "IT power",
        "power",
        "docs/science/cooling.md",
        0,
    ),
    # connectivity
    Field(
        "fiber_distance_km",
        "km",
        "Distance to the nearest fiber route or corridor.",
        "Fiber distance",
        "connectivity",
        _FIBER,
        positional=True,
        precision="fiber_precision_km",
    ),
    Field(
        "fiber_precision_km",
        "km",
        "How far that distance may be off: position of the site plus precision of the layer.",
        "Fiber distance ±",
        "connectivity",
    ),
    Field(
        "fiber_provider",
        "",
        "Providers known on that route; empty where none is known.",
        "Fiber providers",
        "connectivity",
        _FIBER,
    ),
    Field(
        "fiber_providers_within_10km_count",
        "-",
        "Distinct providers known on routes within 10 km; a lower bound, as layers do not "
        "know them all.",
        "Providers within 10 km",
        "connectivity",
        _FIBER,
        0,
        positional=True,
    ),
    Field(
        "fiber_lateral_km",
        "km",
        "Length of the lateral to build: fiber distance × route factor.",
        "Fiber lateral",
        "connectivity",
        "Bozkurt et al. 2018 (route factor 1.3)",
        positional=True,
    ),
    Field(
        "hub_name",
        "",
        "Nearest major exchange or carrier hotel.",
        "Hub",
        "connectivity",
        _FIBER,
    ),
    Field(
        "hub_distance_km",
        "km",
        "Straight distance to that hub.",
        "Hub distance",
        "connectivity",
        _FIBER,
        0,
        positional=True,
    ),
    Field(
        "rtt_ms",
        "ms",
        "Round trip to that hub at least: straight line × route factor in glass, plus equipment.",
        "Round trip",
        "connectivity",
        "4.9 µs/km one way; docs/science/connectivity.md",
        positional=True,
    ),
    Field(
        "connectivity_basis",
        "",
        "What the fiber figures rest on: routes, corridors, or proximity to points of presence.",
        "Connectivity basis",
        "connectivity",
    ),
    # cooling
    Field(
        "dry_bulb_04_c",
        "°C",
        "Dry bulb exceeded 35 hours a year (0.4 %).",
        "Dry bulb 0.4 %",
        "cooling",
        _CLIMATE,
        precision="dry_bulb_precision_c",
    ),
    Field(
        "dry_bulb_precision_c",
        "°C",
        "How far the dry bulb may be off: measured error (RMSE) of the climate tier.",
        "Dry bulb ±",
        "cooling",
        _CLIMATE,
    ),
    Field(
        "wet_bulb_04_c",
        "°C",
        "Wet bulb exceeded 35 hours a year (0.4 %).",
        "Wet bulb 0.4 %",
        "cooling",
        _CLIMATE,
        precision="wet_bulb_precision_c",
    ),
    Field(
        "wet_bulb_precision_c",
        "°C",
        "How far the wet bulb may be off: measured error (RMSE) of the climate tier.",
        "Wet bulb ±",
        "cooling",
        _CLIMATE,
    ),
    Field(
        "free_cooling_hours",
        "h/yr",
        "Hours in which outside air alone can cool a hall: at most 27 °C and dew point 15 °C.",
        "Free-cooling hours",
        "cooling",
        "Green Grid limits; docs/science/cooling.md",
        0,
        precision="free_cooling_precision_hours",
    ),
    Field(
        "free_cooling_precision_hours",
        "h/yr",
        "How far the free-cooling hours may be off: measured error (RMSE) of the climate tier.",
        "Free-cooling hours ±",
        "cooling",
        _CLIMATE,
        0,
    ),
    Field(
        "cooling_design",
        "",
        "Cooling design that the PUE figures are for.",
        "Cooling design",
        "cooling",
    ),
    Field(
        "pue_mean",
        "-",
        "Annual mean power usage effectiveness of that design.",
        "PUE, mean",
        "cooling",
        "docs/science/cooling.md",
        3,
    ),
    Field(
        "pue_peak",
        "-",
        "Power usage effectiveness at the design hour: the higher of the 0.4 % dry bulb and the "
        "0.4 % wet bulb, each with what coincides with it.",
        "PUE, peak",
        "cooling",
        "docs/science/cooling.md",
        3,
    ),
    Field(
        "climate_basis",
        "",
        "What the cooling figures rest on: hourly, morphed, or normals.",
        "Climate basis",
        "cooling",
    ),
)

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}

VALUE_PREFIX = "value_"
OUTCOME_PREFIX = "constraint_"


def field_of(column: str) -> Field:
    """Describe any output column: known, ``value_<factor>``, ``constraint_<name>``, carried.

    Parameters
    ----------
    column : str

    Returns
    -------
    Field

    Examples
    --------
    >>> field_of("fiber_distance_km").label
    'Fiber distance [km]'
    >>> field_of("value_grid_mw").description
    'Grid power seen through its criterion: 0 worst, 1 best.'
    >>> field_of("constraint_power").alias
    'Constraint: power'
    >>> field_of("my_column").group
    'carried'
    """
    if column in FIELDS:
        return FIELDS[column]
    if column.startswith(VALUE_PREFIX):
        alias = field_of(column.removeprefix(VALUE_PREFIX)).alias
        text = f"{alias} seen through its criterion: 0 worst, 1 best."
        return Field(column, "-", text, f"Value: {alias}", "values", "docs/science/scoring.md", 3)
    if column.startswith(OUTCOME_PREFIX):
        name = column.removeprefix(OUTCOME_PREFIX).replace("_", " ")
        text = f"Outcome of the constraint {name}: pass, fail or unknown."
        return Field(column, "", text, f"Constraint: {name}", "constraints")
    alias = column.replace("_", " ").capitalize()
    return Field(column, "", "Carried through from the sites table.", alias, "carried", _INPUT, 3)
