"""Climate and cooling: outdoor air over a year, and what cooling in it takes.

Pure computation over arrays; no file is opened here. The way through the room::

    a station's hours ── quality.mended ──> TypicalYear
    the site's own year (A) ───── TypicalYear.hours ──┐
    a station's, carried (B) ──── morphed_hours ──────┤   tiers.choose_stations says which
    monthly normals alone (C) ─── climate_hours ──────┴─> ClimateHours ── shifted: a later year
        ├─ design_conditions    0.4 % dry and wet bulb, what coincides, free-cooling hours
        └─ annual_performances  PUE and water of cooling designs ── choice.choose: the best

``cooling_year`` does both for some sites, ``in_chunks`` for many; ``cooling_performance``
runs a design on given hours. Formulas, constants and sources: ``docs/science/cooling.md``.
"""

from __future__ import annotations

from screening.climate.air_classes import AIR_CLASSES, AirClass, in_air_class
from screening.climate.annual_performance import (
    CoolingYear,
    cooling_from_normals,
    cooling_year,
    in_chunks,
    joined,
    taken,
)
from screening.climate.climate_change import DEW_POINT_SHARE, TRENDS, deltas_k
from screening.climate.cooling_metrics import (
    AnnualPerformance,
    annual_performance,
    annual_performances,
)
from screening.climate.data_tiers import BASES, Siting, TierErrors, choose_stations, tier_errors
from screening.climate.design_selection import (
    AIR_RACK_MOST_KW,
    BEST,
    CoolingLimits,
    admissible,
    choose,
    evaporates,
    explained,
)
from screening.climate.design_values import (
    N20_ERROR_K,
    DesignConditions,
    design_conditions,
    hours_within,
)
from screening.climate.designs import AIR_DESIGNS, DESIGNS, FACILITY_WATER_C, LIQUID_DESIGNS
from screening.climate.hourly_performance import cooling_performance
from screening.climate.morphing import morphed_hours, station_months
from screening.climate.normals_regression import CONUS, NORMALS_FITS, TEXAS, NormalsFit
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.psychrometrics import wet_bulb_c
from screening.climate.station_report import StationReport, as_json, station_report
from screening.climate.synthetic_year import climate_hours
from screening.climate.typical_year import TypicalYear
from screening.climate.water_stress_scale import ARID_SCORE, MOST_SCORE, stress_class, stress_score
from screening.climate.weighted_hours import ClimateHours

__all__ = [
    "AIR_CLASSES",
    "AIR_DESIGNS",
    "AIR_RACK_MOST_KW",
    "ARID_SCORE",
    "BASES",
    "BEST",
    "CONUS",
    "DEFAULTS",
    "DESIGNS",
    "DEW_POINT_SHARE",
    "FACILITY_WATER_C",
    "LIQUID_DESIGNS",
    "MOST_SCORE",
    "N20_ERROR_K",
    "NORMALS_FITS",
    "TEXAS",
    "TRENDS",
    "AirClass",
    "AnnualPerformance",
    "ClimateHours",
    "CoolingLimits",
    "CoolingParameters",
    "CoolingYear",
    "DesignConditions",
    "NormalsFit",
    "Siting",
    "StationReport",
    "TierErrors",
    "TypicalYear",
    "admissible",
    "annual_performance",
    "annual_performances",
    "as_json",
    "choose",
    "choose_stations",
    "climate_hours",
    "cooling_from_normals",
    "cooling_performance",
    "cooling_year",
    "deltas_k",
    "design_conditions",
    "evaporates",
    "explained",
    "hours_within",
    "in_air_class",
    "in_chunks",
    "joined",
    "morphed_hours",
    "station_months",
    "station_report",
    "stress_class",
    "stress_score",
    "taken",
    "tier_errors",
    "wet_bulb_c",
]
