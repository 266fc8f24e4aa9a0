"""Heat rejection of a water loop: dry cooler, adiabatic dry cooler or cooling tower.

Heats and powers are in kW per kW of IT load; ``heat`` is what the loop carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from screening.climate.equipment import Air, Plant, chiller_power, tower_water_l_per_kwh
from screening.climate.parameters import (
    DEFAULTS,
    LATENT_HEAT_KJ_KG,
    OUTDOOR_AIR_HEAT_KJ_KG_K,
    SECONDS_PER_HOUR,
    CoolingParameters,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Rejection = Literal["dry", "adiabatic", "tower"]
"""Kind of heat rejection."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A water loop and its heat rejection.

    Parameters
    ----------
    supply_c : float [°C]
    rise_k : float [K]
    rejection : "dry", "adiabatic" or "tower"
    """

    supply_c: float
    rise_k: float
    rejection: Rejection


def run_loop(loop: Loop, heat: float, air: Air, parameters: CoolingParameters = DEFAULTS) -> Plant:
    """Reject a loop's heat to the outdoor air, with a chiller for what the air cannot take.

    The share rejected without a chiller is the part of the loop's temperature rise that
    outdoor air can cool: ``clip((supply + rise − delivered)/rise, 0, 1)``.

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
    Free share: Lei & Masanet (2020). The cube law of the fans and the pump power are from
    the project's specification.
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
    # Mean water temperature in the tower: the middle of its range above the approach.
    water_c = air.wet_bulb_c + c.tower_approach_k + 0.5 * c.tower_range_k
    water = tower_water_l_per_kwh(rejected, water_c, c)
    return Plant(chiller + c.pump_fraction * heat + tower, water, free)


def _run_dry(loop: Loop, heat: float, air: Air, c: CoolingParameters) -> Plant:
    entering_c, water = _wet_pads(loop, heat, air, c)
    free = _free_share(loop, entering_c + c.dry_approach_k)
    condenser_c = entering_c + c.air_condenser_approach_k
    power = chiller_power(loop.supply_c, condenser_c, c.air_chiller_efficiency, c)
    chiller = heat * (1.0 - free) * power
    speed = _fan_speed(loop, entering_c, c)
    fans = heat * c.dry_fan_fraction * (speed * speed * speed) * air.density_ratio
    return Plant(chiller + c.pump_fraction * heat + fans, water, free)


def _wet_pads(loop: Loop, heat: float, air: Air, c: CoolingParameters) -> tuple[Floats, Floats]:
    """Air temperature entering the dry cooler, and the water that its pads use.

    Pads are dry while outdoor air alone cools the loop to its supply temperature.
    """
    if loop.rejection != "adiabatic":
        return air.dry_bulb_c, np.zeros(air.dry_bulb_c.shape)
    # False where the air is NaN, which then propagates through the drop.
    idle = air.dry_bulb_c <= loop.supply_c - c.dry_approach_k
    drop = np.where(idle, 0.0, c.pad_effectiveness * (air.dry_bulb_c - air.wet_bulb_c))
    flow_kg_s = heat / (OUTDOOR_AIR_HEAT_KJ_KG_K * c.pad_air_rise_k)
    per_k = OUTDOOR_AIR_HEAT_KJ_KG_K / LATENT_HEAT_KJ_KG
    return air.dry_bulb_c - drop, drop * (
        flow_kg_s * per_k * SECONDS_PER_HOUR * c.evaporation_margin
    )


def _fan_speed(loop: Loop, entering_c: Floats, c: CoolingParameters) -> Floats:
    """Fraction of full speed: 1 while the chiller runs, lower the colder the air.

    Heat is proportional to air flow times temperature difference, so the speed that a loop
    needs falls with the difference between its return and the entering air.
    """
    difference_k = loop.supply_c + loop.rise_k - entering_c
    # At this difference the cooler just carries all heat at full speed; below it the chiller
    # starts.
    full_speed_k = loop.rise_k + c.dry_approach_k
    speed = full_speed_k / np.maximum(difference_k, full_speed_k)
    return np.maximum(speed, c.min_dry_fan_speed)
