"""Components of a cooling plant: fans, chillers, and the water of cooling towers.

Heats and powers are in kW per kW of IT load; ``heat`` is what the component carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from screening.climate.parameters import (
    AIR_DENSITY_0C_KG_M3,
    AIR_HEAT_KJ_KG_K,
    DEFAULTS,
    SECONDS_PER_HOUR,
    WATER_HEAT_KJ_KG_K,
    CoolingParameters,
)
from screening.climate.vapor_pressure import STANDARD_PRESSURE_PA, ZERO_CELSIUS_K

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


class Air(NamedTuple):
    """Outdoor air, arrays of one shape.

    Parameters
    ----------
    dry_bulb_c, wet_bulb_c, dew_point_c : ndarray [°C]
    pressure_pa : ndarray [Pa]
    density_ratio : ndarray, rated air density over actual density, by which the power of
        heat-rejection fans grows
    """

    dry_bulb_c: Floats
    wet_bulb_c: Floats
    dew_point_c: Floats
    pressure_pa: Floats
    density_ratio: Floats


class Plant(NamedTuple):
    """Power and water use of a cooling plant.

    Parameters
    ----------
    power : ndarray [kW/kW of IT]
    water_l_per_kwh : ndarray [L/kWh of IT]
    free_fraction : ndarray, 0..1, share of the heat rejected without a chiller
    """

    power: Floats
    water_l_per_kwh: Floats
    free_fraction: Floats


def air_density_kg_m3(temperature_c: ArrayLike, pressure_pa: ArrayLike) -> Floats:
    """Density of dry air, through which altitude affects every fan.

    Parameters
    ----------
    temperature_c : array_like [°C]
    pressure_pa : array_like [Pa]

    Returns
    -------
    ndarray [kg/m³]

    Examples
    --------
    >>> float(air_density_kg_m3(27, 101_325).round(4))
    1.1767
    """
    t, p = (np.asarray(a, dtype=np.float64) for a in (temperature_c, pressure_pa))
    scale = AIR_DENSITY_0C_KG_M3 * ZERO_CELSIUS_K / STANDARD_PRESSURE_PA
    return np.asarray(scale * p / (ZERO_CELSIUS_K + t))


def fan_power(
    heat: float,
    pressure_pa: ArrayLike,
    fan_pressure_pa: float,
    parameters: CoolingParameters = DEFAULTS,
) -> Floats:
    """Power of the fans that move heat with hall air.

    Parameters
    ----------
    heat : float [kW/kW]
    pressure_pa : array_like [Pa]
    fan_pressure_pa : float [Pa], rise over the fan
    parameters : CoolingParameters

    Returns
    -------
    ndarray [kW/kW]

    Source
    ------
    Form: Lei & Masanet (2020): mass flow ÷ density × pressure rise ÷ efficiency.

    Examples
    --------
    >>> float(fan_power(1.0, 101_325, 500).round(4))
    0.0452
    """
    c = parameters
    flow_kg_s = heat / (AIR_HEAT_KJ_KG_K * c.air_rise_k)
    density = air_density_kg_m3(c.fan_air_c, pressure_pa)
    return np.asarray(flow_kg_s / density * fan_pressure_pa / c.fan_efficiency / 1000.0)


def chiller_cop(
    supply_c: float,
    condenser_c: ArrayLike,
    efficiency: float,
    parameters: CoolingParameters = DEFAULTS,
) -> Floats:
    """Coefficient of performance as a fraction of Carnot's, within bounds of real machines.

    Parameters
    ----------
    supply_c : float [°C], of the chilled water; evaporation is 2 K below
    condenser_c : array_like [°C], condensing temperature
    efficiency : float, fraction of Carnot
    parameters : CoolingParameters

    Returns
    -------
    ndarray; the upper bound where the condenser is colder than the evaporator

    Examples
    --------
    >>> chiller_cop(6.7, [35 + 15, 0], 0.49).round(3)
    array([ 3.005, 12.   ])
    """
    return np.asarray(1.0 / chiller_power(supply_c, condenser_c, efficiency, parameters))


def chiller_power(
    supply_c: float,
    condenser_c: ArrayLike,
    efficiency: float,
    parameters: CoolingParameters = DEFAULTS,
) -> Floats:
    """Power of a chiller per heat that it moves: 1 / :func:`chiller_cop`.

    Parameters
    ----------
    supply_c, condenser_c, efficiency, parameters : as for :func:`chiller_cop`

    Returns
    -------
    ndarray [kW/kW]

    Examples
    --------
    >>> chiller_power(6.7, [35 + 15, 0], 0.49).round(4)
    array([0.3327, 0.0833])
    """
    c = parameters
    evaporator_c = supply_c - c.evaporator_approach_k
    lift = np.asarray(condenser_c, dtype=np.float64) - evaporator_c
    power = lift * (1.0 / (efficiency * (evaporator_c + ZERO_CELSIUS_K)))
    return np.minimum(np.maximum(power, 1.0 / c.max_cop), 1.0 / c.min_cop)


def tower_water_l_per_kwh(
    heat: ArrayLike, water_c: ArrayLike, parameters: CoolingParameters = DEFAULTS
) -> Floats:
    """Make-up water of a cooling tower: evaporation, drift and blowdown.

    Blowdown keeps the concentration: evaporation ÷ (cycles − 1), less what drift removes.

    Parameters
    ----------
    heat : array_like [kW/kW], rejected
    water_c : array_like [°C], of the evaporating water
    parameters : CoolingParameters

    Returns
    -------
    ndarray [L/kWh of IT], at 1 kg/L

    Examples
    --------
    >>> float(tower_water_l_per_kwh(1.0, 25.0).round(3))
    1.843
    """
    c, rejected = parameters, np.asarray(heat, dtype=np.float64)
    evaporation = rejected / evaporation_heat_kj_kg(water_c)
    drift = rejected * (c.drift_fraction / (WATER_HEAT_KJ_KG_K * c.tower_range_k))
    blowdown = np.maximum(evaporation / (c.concentration_cycles - 1.0) - drift, 0.0)
    return np.asarray(SECONDS_PER_HOUR * (evaporation + drift + blowdown))


def evaporation_heat_kj_kg(water_c: ArrayLike) -> Floats:
    """Latent heat of evaporation of water.

    Parameters
    ----------
    water_c : array_like [°C]

    Returns
    -------
    ndarray [kJ/kg]

    Examples
    --------
    >>> float(evaporation_heat_kj_kg(25.0).round(1))
    2441.9
    """
    t = np.asarray(water_c, dtype=np.float64)
    return np.asarray(2500.5 - t * (2.3097 + 0.0013 * t))
