"""Report on one weather file: design conditions, and the annual performance of designs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.climate.air_classes import AIR_CLASSES, with_air_class
from screening.climate.annual_performance import cooling_year
from screening.climate.cooling_metrics import AnnualPerformance
from screening.climate.design_values import DesignConditions, hours_within
from screening.climate.designs import DESIGNS, run_designs
from screening.climate.hourly_performance import pue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.climate.weighted_hours import ClimateHours

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class StationReport:
    """Design conditions of a year, and the performance of cooling designs in it.

    Parameters
    ----------
    conditions : DesignConditions, of one site
    in_class_hours : float [h/yr], outdoor air within the class's upper limits
    designs : dict of design to AnnualPerformance, of one site
    pue, free_fraction : dict of design to ndarray, (8760,)
    """

    conditions: DesignConditions
    in_class_hours: float
    designs: dict[str, AnnualPerformance]
    pue: dict[str, Floats]
    free_fraction: dict[str, Floats]


def station_report(
    hours: ClimateHours,
    elevation_m: float,
    designs: Sequence[str] = DESIGNS,
    air_class: str = "recommended",
) -> StationReport:
    """Run designs in one station's year.

    Parameters
    ----------
    hours : ClimateHours, of one site
    elevation_m : float [m]
    designs : sequence of str, of ``DESIGNS``
    air_class : str, of ``AIR_CLASSES``

    Returns
    -------
    StationReport

    Raises
    ------
    InputError
        An unknown design or class.
    """
    parameters = with_air_class(air_class, elevation_m)
    year = cooling_year(hours, designs, parameters)
    hourly = run_designs(designs, hours.air(0), parameters)
    limits = AIR_CLASSES[air_class]
    within = hours_within(
        hours,
        dry_bulb_c=limits.derated_dry_bulb_c(elevation_m),
        dew_point_c=limits.max_dew_point_c,
    )
    return StationReport(
        year.conditions,
        float(within[0]),
        year.designs,
        {name: pue(plant, parameters) for name, plant in hourly.items()},
        {name: plant.free_fraction for name, plant in hourly.items()},
    )


def as_json(report: StationReport) -> dict[str, Any]:
    """Convert a report to numbers under their column names, for JSON.

    Parameters
    ----------
    report : StationReport

    Returns
    -------
    dict, ``design_values`` and ``designs``
    """

    def numbers(part: DesignConditions | AnnualPerformance, omit: str) -> dict[str, float]:
        return {
            name: round(float(value[0]), 4)
            for name, value in vars(part).items()
            if isinstance(value, np.ndarray) and omit not in name
        }

    return {
        "design_values": numbers(report.conditions, "error")
        | {"in_class_hours": report.in_class_hours},
        "designs": {
            name: numbers(performance, "precision")
            | {"it_mw_per_grid_mw": round(1.0 / float(performance.pue_peak[0]), 4)}
            for name, performance in report.designs.items()
        },
    }
