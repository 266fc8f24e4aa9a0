"""PUE and water use of a cooling design, hour by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.climate.designs import get_design, outdoor_air, run_design
from screening.climate.equipment import Plant
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.psychrometrics import dew_point_from_relative_humidity_c
from screening.climate.psychrometrics import wet_bulb_c as compute_wet_bulb_c
from screening.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

DRY_BULB_BOUNDS_C = (-75.0, 65.0)
"""Plausible outdoor temperatures [°C]."""
PRESSURE_BOUNDS_PA = (40_000.0, 115_000.0)
"""Plausible pressures, from 7,000 m to the Dead Sea [Pa]."""
_PLAUSIBLE = (
    ("dry_bulb_c", DRY_BULB_BOUNDS_C, "convert kelvin or °F to °C"),
    ("relative_humidity", (0.0, 1.0), "divide percentages by 100"),
    ("pressure_pa", PRESSURE_BOUNDS_PA, "convert hPa (× 100) or kPa (× 1000)"),
)


def cooling_performance(
    design: str,
    dry_bulb_c: ArrayLike,
    relative_humidity: ArrayLike,
    pressure_pa: ArrayLike,
    parameters: CoolingParameters = DEFAULTS,
) -> pd.DataFrame:
    """Compute PUE, water use and free cooling of a design for given outdoor air.

    Parameters
    ----------
    design : str, of ``screening.climate.DESIGNS``
    dry_bulb_c : array_like, (n_hours,) [°C]
    relative_humidity : array_like, (n_hours,) or one number, 0..1
    pressure_pa : array_like, (n_hours,) or one number [Pa]
    parameters : CoolingParameters

    Returns
    -------
    DataFrame, n_hours rows
        ``pue``; ``wue_l_per_kwh`` per kWh of IT; ``free_fraction``, the share of the heat
        rejected without a chiller. NaN where an input is.

    Raises
    ------
    InputError
        An unknown design; a value in another unit; arrays of different lengths.

    Source
    ------
    ``docs/science/cooling.md``; form after Lei & Masanet (2020, 2022).

    Examples
    --------
    >>> cooling_performance("DAE", [20.0, 30.9], [0.4, 0.2], [101_325, 81_100]).round(4)
          pue  wue_l_per_kwh  free_fraction
    0  1.1014         0.0000            1.0
    1  1.1133         0.4875            1.0
    """
    import pandas as pd

    get_design(design)
    dry, humidity, p = _check_weather(dry_bulb_c, relative_humidity, pressure_pa)
    dew = dew_point_from_relative_humidity_c(dry, humidity)
    plant = run_design(
        design, outdoor_air(dry, compute_wet_bulb_c(dry, dew, p), dew, p), parameters
    )
    return pd.DataFrame(
        {
            "pue": pue(plant, parameters),
            "wue_l_per_kwh": plant.water_l_per_kwh,
            "free_fraction": plant.free_fraction,
        }
    )


def pue(plant: Plant, parameters: CoolingParameters = DEFAULTS) -> Floats:
    """Power usage effectiveness: total power over IT power.

    Parameters
    ----------
    plant : Plant
    parameters : CoolingParameters

    Returns
    -------
    ndarray, like ``plant.power``
    """
    return np.asarray(1.0 + parameters.overhead_fraction + plant.power)


def _check_weather(
    dry_bulb_c: ArrayLike, relative_humidity: ArrayLike, pressure_pa: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    arrays = [
        np.atleast_1d(np.asarray(a, dtype=np.float64))
        for a in (dry_bulb_c, relative_humidity, pressure_pa)
    ]
    try:
        dry, humidity, p = np.broadcast_arrays(*arrays)
    except ValueError:
        dry = np.empty((0, 0))
    if dry.ndim != 1:
        shapes = ", ".join(str(a.shape) for a in arrays)
        raise InputError(
            f"cooling_performance: expected 1-D arrays of one length, got shapes {shapes}; "
            "pass one value per hour, or a single number"
        )
    problems = [
        f"{name}: expected {low:g} to {high:g}, got {np.nanmin(values):g} to "
        f"{np.nanmax(values):g}; {advice}"
        for (name, (low, high), advice), values in zip(_PLAUSIBLE, (dry, humidity, p), strict=True)
        if ((values < low) | (values > high)).any()
    ]
    if problems:
        raise InputError(*problems)
    return dry, humidity, p
