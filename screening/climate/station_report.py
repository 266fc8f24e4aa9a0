"""Everything there is to say of one weather file: design values, and every design's year."""

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
    """A year and what cooling in it takes.

    Parameters
    ----------
    conditions : DesignConditions, of one site
    in_class_hours : float [h/yr], outdoor air within the class's dry bulb and dew point
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
    """Run designs through one station's year.

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
    plant = with_air_class(air_class, elevation_m)
    year = cooling_year(hours, designs, plant)
    hourly = run_designs(designs, hours.air(0), plant)
    limits = AIR_CLASSES[air_class]
    within = hours_within(
        hours, dry_bulb_c=limits.dry_bulb_at_c(elevation_m), dew_point_c=limits.dew_point_c
    )
    return StationReport(
        year.conditions,
        float(within[0]),
        year.designs,
        {name: pue(one, plant) for name, one in hourly.items()},
        {name: one.free_fraction for name, one in hourly.items()},
    )


def as_json(report: StationReport) -> dict[str, Any]:
    """Give a report as numbers under their column names.

    Parameters
    ----------
    report : StationReport

    Returns
    -------
    dict, ``design_values`` and ``designs``
    """

    def numbers(part: DesignConditions | AnnualPerformance, without: str) -> dict[str, float]:
        return {
            name: round(float(value[0]), 4)
            for name, value in vars(part).items()
            if isinstance(value, np.ndarray) and without not in name
        }

    return {
        "design_values": numbers(report.conditions, "error")
        | {"in_class_hours": report.in_class_hours},
        "designs": {
            name: numbers(one, "precision")
            | {"it_mw_per_grid_mw": round(1.0 / float(one.pue_peak[0]), 4)}
            for name, one in report.designs.items()
        },
    }
