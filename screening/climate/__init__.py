"""Climate and cooling: a year of outdoor air at a site, and the power and water of cooling in it.

Pure computation over arrays; no file is opened here. The data flow::

    station observations ─ clean_observations ─> TypicalYear      assign_stations: A, B or C
    A  the station's own year ─── TypicalYear.hours ──┐
    B  a station's year, morphed ─ morph_year ────────┼─> ClimateHours ─ shifted: a later year
    C  monthly normals alone ──── synthetic_year ─────┘
        ├─ design_conditions    0.4 % dry and wet bulb, coincident values, free-cooling hours
        └─ annual_performances  PUE and water use of cooling designs ─ select_designs: the best

``cooling_year`` does both for a few sites, ``map_chunks`` for many; ``cooling_performance``
runs a design on given hours. Formulas, constants and sources: ``docs/science/cooling.md``.
"""

from __future__ import annotations

from screening.climate.air_classes import AIR_CLASSES, AirClass, with_air_class
from screening.climate.annual_performance import (
    CoolingYear,
    concatenate,
    cooling_from_normals,
    cooling_year,
    map_chunks,
    take,
)
from screening.climate.climate_change import DEW_POINT_SHARE, TRENDS, warming_deltas_k
from screening.climate.cooling_metrics import (
    AnnualPerformance,
    annual_performance,
    annual_performances,
)
from screening.climate.data_tiers import (
    BASES,
    HOURLY_KM,
    HOURLY_M,
    MORPHED_KM,
    StationAssignment,
    TierUncertainty,
    assign_stations,
    tier_errors,
)
from screening.climate.design_selection import (
    BEST,
    MAX_AIR_RACK_KW,
    CoolingLimits,
    admissible_designs,
    select_designs,
    selection_reasons,
    uses_evaporation,
)
from screening.climate.design_values import (
    N20_ERROR_K,
    DesignConditions,
    design_conditions,
    hours_within,
)
from screening.climate.designs import AIR_DESIGNS, DESIGNS, FACILITY_WATER_C, LIQUID_DESIGNS
from screening.climate.hourly_performance import cooling_performance
from screening.climate.morphing import morph_year, station_months
from screening.climate.normals_regression import CONUS, NORMALS_FITS, TEXAS, NormalsFit
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.places import (
    BY_PLACE,
    PLACES,
    ClimatePlace,
    PlacedFits,
    PlacedWarming,
    find_place,
    place_fits,
    place_warming,
)
from screening.climate.psychrometrics import wet_bulb_c
from screening.climate.station_report import StationReport, as_json, station_report
from screening.climate.synthetic_year import synthetic_year
from screening.climate.typical_year import TypicalYear
from screening.climate.water_stress_scale import ARID_SCORE, MAX_SCORE, stress_class, stress_score
from screening.climate.weighted_hours import ClimateHours

__all__ = [
    "AIR_CLASSES",
    "AIR_DESIGNS",
    "ARID_SCORE",
    "BASES",
    "BEST",
    "BY_PLACE",
    "CONUS",
    "DEFAULTS",
    "DESIGNS",
    "DEW_POINT_SHARE",
    "FACILITY_WATER_C",
    "HOURLY_KM",
    "HOURLY_M",
    "LIQUID_DESIGNS",
    "MAX_AIR_RACK_KW",
    "MAX_SCORE",
    "MORPHED_KM",
    "N20_ERROR_K",
    "NORMALS_FITS",
    "PLACES",
    "TEXAS",
    "TRENDS",
    "AirClass",
    "AnnualPerformance",
    "ClimateHours",
    "ClimatePlace",
    "CoolingLimits",
    "CoolingParameters",
    "CoolingYear",
    "DesignConditions",
    "NormalsFit",
    "PlacedFits",
    "PlacedWarming",
    "StationAssignment",
    "StationReport",
    "TierUncertainty",
    "TypicalYear",
    "admissible_designs",
    "annual_performance",
    "annual_performances",
    "as_json",
    "assign_stations",
    "concatenate",
    "cooling_from_normals",
    "cooling_performance",
    "cooling_year",
    "design_conditions",
    "find_place",
    "hours_within",
    "map_chunks",
    "morph_year",
    "place_fits",
    "place_warming",
    "select_designs",
    "selection_reasons",
    "station_months",
    "station_report",
    "stress_class",
    "stress_score",
    "synthetic_year",
    "take",
    "tier_errors",
    "uses_evaporation",
    "warming_deltas_k",
    "wet_bulb_c",
    "with_air_class",
]
