"""The parts of a cooling plant: fans, chillers, towers, dry coolers and their water.

Heats and powers are in kW per kW of IT load; ``heat`` is what the part must carry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from screening.climate.parameters import (
    AIR_DENSITY_0C_KG_M3,
    AIR_HEAT_KJ_KG_K,
    DEFAULTS,
    LATENT_HEAT_KJ_KG,
    OUTDOOR_AIR_HEAT_KJ_KG_K,
    SECONDS_PER_HOUR,
    WATER_HEAT_KJ_KG_K,
    CoolingParameters,
)
from screening.climate.vapor_pressure import STANDARD_PRESSURE_PA, ZERO_CELSIUS_K

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Rejection = Literal["dry", "adiabatic", "tower"]
"""How a loop gives its heat to the air."""


class Air(NamedTuple):
    """Outdoor air, arrays of one shape: what every part of the plant sees.

    Parameters
    ----------
    dry_bulb_c, wet_bulb_c, dew_point_c : ndarray [°C]
    pressure_pa : ndarray [Pa]
    density_ratio : ndarray, rated air density over the air's: fans work that much harder
    """

    dry_bulb_c: Floats
    wet_bulb_c: Floats
    dew_point_c: Floats
    pressure_pa: Floats
    density_ratio: Floats


class Plant(NamedTuple):
    """What a cooling plant takes.

    Parameters
    ----------
    power : ndarray [kW/kW of IT]
    water_l_per_kwh : ndarray [L/kWh of IT]
    free_fraction : ndarray, 0..1, share of the heat carried without a chiller
    """

    power: Floats
    water_l_per_kwh: Floats
    free_fraction: Floats


@dataclass(frozen=True, slots=True)
class Loop:
    """A water loop and how it rejects its heat.

    Parameters
    ----------
    supply_c : float [°C]
    rise_k : float [K]
    rejection : "dry", "adiabatic" or "tower"
    """

    supply_c: float
    rise_k: float
    rejection: Rejection


def air_density_kg_m3(temperature_c: ArrayLike, pressure_pa: ArrayLike) -> Floats:
    """Density of dry air, through which altitude acts on every fan.

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
    """Power of the fans that carry heat with hall air.

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
    Form: Lei & Masanet (2020).

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
    """Coefficient of performance as a share of Carnot's, held within what machines do.

    Parameters
    ----------
    supply_c : float [°C], the water or air delivered; evaporation is 2 K below
    condenser_c : array_like [°C], condensing temperature
    efficiency : float, share of Carnot
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
    """Power of a chiller per heat it carries: one over :func:`chiller_cop`.

    Parameters
    ----------
    supply_c, condenser_c, efficiency, parameters : as of ``chiller_cop``

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
    return np.minimum(np.maximum(power, 1.0 / c.cop_most), 1.0 / c.cop_least)


def tower_water_l_per_kwh(
    heat: ArrayLike, water_c: ArrayLike, parameters: CoolingParameters = DEFAULTS
) -> Floats:
    """Make-up water of a cooling tower: evaporation, drift and blowdown.

    Parameters
    ----------
    heat : array_like [kW/kW], rejected
    water_c : array_like [°C], at which the water evaporates
    parameters : CoolingParameters

    Returns
    -------
    ndarray [L/kWh of IT]; a kilogram counts as a litre

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


def run_loop(loop: Loop, heat: float, air: Air, parameters: CoolingParameters = DEFAULTS) -> Plant:
    """Carry heat from a water loop to the outdoor air, with a chiller for the rest.

    The share of the heat that the air takes without a chiller is how far down its rise
    the loop can be cooled: ``clip((supply + rise − delivered)/rise, 0, 1)``.

    Parameters
    ----------
    loop : Loop
    heat : float [kW/kW]
    air : Air
    parameters : CoolingParameters

    Returns
    -------
    Plant

    Source
    ------
    Free share: Lei & Masanet (2020); the fans' cube law and the pumps are the
    project's specification.
    """
    if loop.rejection == "tower":
        return _run_tower(loop, heat, air, parameters)
    return _run_dry(loop, heat, air, parameters)


def _free_share(loop: Loop, delivered_c: Floats) -> Floats:
    share = (loop.supply_c + loop.rise_k - delivered_c) * (1.0 / loop.rise_k)
    return np.minimum(np.maximum(share, 0.0), 1.0)


def _run_tower(loop: Loop, heat: float, air: Air, c: CoolingParameters) -> Plant:
    free = _free_share(loop, air.wet_bulb_c + c.tower_delivery_k)
    condenser_c = air.wet_bulb_c + c.water_condenser_approach_k
    power = chiller_power(loop.supply_c, condenser_c, c.water_chiller_efficiency, c)
    chiller = heat * (1.0 - free) * power
    rejected = heat + chiller
    tower = rejected * (c.tower_pump_fraction + c.tower_fan_fraction * air.density_ratio)
    # The tower's water is midway along its range: half of it above the approach.
    water_c = air.wet_bulb_c + c.tower_approach_k + 0.5 * c.tower_range_k
    water = tower_water_l_per_kwh(rejected, water_c, c)
    return Plant(chiller + c.pump_fraction * heat + tower, water, free)


def _run_dry(loop: Loop, heat: float, air: Air, c: CoolingParameters) -> Plant:
    entering_c, water = _wetted(loop, heat, air, c)
    free = _free_share(loop, entering_c + c.dry_approach_k)
    condenser_c = entering_c + c.air_condenser_approach_k
    power = chiller_power(loop.supply_c, condenser_c, c.air_chiller_efficiency, c)
    chiller = heat * (1.0 - free) * power
    speed = _fan_speed(loop, entering_c, c)
    fans = heat * c.dry_fan_fraction * (speed * speed * speed) * air.density_ratio
    return Plant(chiller + c.pump_fraction * heat + fans, water, free)


def _wetted(loop: Loop, heat: float, air: Air, c: CoolingParameters) -> tuple[Floats, Floats]:
    """Temperature that enters the dry cooler, and the water that its pads take."""
    if loop.rejection != "adiabatic":
        return air.dry_bulb_c, np.zeros(air.dry_bulb_c.shape)
    idle = air.dry_bulb_c <= loop.supply_c - c.dry_approach_k  # unknown air is not idle
    drop = np.where(idle, 0.0, c.pad_effectiveness * (air.dry_bulb_c - air.wet_bulb_c))
    flow_kg_s = heat / (OUTDOOR_AIR_HEAT_KJ_KG_K * c.pad_air_rise_k)
    per_k = OUTDOOR_AIR_HEAT_KJ_KG_K / LATENT_HEAT_KJ_KG
    return air.dry_bulb_c - drop, drop * (
        flow_kg_s * per_k * SECONDS_PER_HOUR * c.evaporation_margin
    )


def _fan_speed(loop: Loop, entering_c: Floats, c: CoolingParameters) -> Floats:
    """Share of full speed: 1 while the chiller helps, slower as the air gets colder."""
    spare_k = loop.supply_c + loop.rise_k - entering_c
    full = loop.rise_k + c.dry_approach_k
    # Up to this spare the fans run at full speed, which is also where the chiller starts.
    return np.maximum(full / np.maximum(spare_k, full), c.dry_fan_speed_least)
