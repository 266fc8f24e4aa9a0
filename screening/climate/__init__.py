"""Climate and cooling: outdoor air over a year, and what cooling in it takes.

Pure computation over arrays; no file is opened here. The way through the room::

    monthly normals ── tier_c.climate_hours ──┐
    measured years ─── ClimateHours.of ───────┴─> ClimateHours
        ├─ design_conditions   0.4 % dry and wet bulb, what coincides, free-cooling hours
        └─ annual_performance  PUE and water of a cooling design

``cooling_from_normals`` goes all the way for many sites; ``cooling_performance`` runs a
design on given hours. Formulas, constants and sources: ``docs/science/cooling.md``.
"""

from __future__ import annotations

from screening.climate.annual import CoolingYear, cooling_from_normals
from screening.climate.design_values import DesignConditions, design_conditions, hours_within
from screening.climate.designs import AIR_DESIGNS, DESIGNS, LIQUID_DESIGNS
from screening.climate.hours import ClimateHours
from screening.climate.normals_fit import CONUS, NORMALS_FITS, TEXAS, NormalsFit
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.performance import (
    AnnualPerformance,
    annual_performance,
    cooling_performance,
)
from screening.climate.psychrometrics import wet_bulb_c
from screening.climate.tier_c import climate_hours

__all__ = [
    "AIR_DESIGNS",
    "CONUS",
    "DEFAULTS",
    "DESIGNS",
    "LIQUID_DESIGNS",
    "NORMALS_FITS",
    "TEXAS",
    "AnnualPerformance",
    "ClimateHours",
    "CoolingParameters",
    "CoolingYear",
    "DesignConditions",
    "NormalsFit",
    "annual_performance",
    "climate_hours",
    "cooling_from_normals",
    "cooling_performance",
    "design_conditions",
    "hours_within",
    "wet_bulb_c",
]
