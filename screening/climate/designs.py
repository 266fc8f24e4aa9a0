"""The cooling designs: how each turns an hour's outdoor air into power and water.

| name | design |
|---|---|
| ``DAE`` | direct air economizer, humidified when too dry, adiabatic where that suffices, air-cooled chiller |
| ``IEC`` | indirect evaporative cooling with an air-cooled trim chiller |
| ``WSE`` | chilled water with a water-side economizer, cooling towers |
| ``ACC`` | chilled water from air-cooled chillers, dry free cooling |
| ``ADC`` | the same behind adiabatic dry coolers |
| ``DTC-W40-dry`` … | direct-to-chip liquid on facility water of W32, W40 or W45, rejected by dry, adiabatic or tower |
| ``IMM-W40-dry`` … | immersion, likewise |

In the liquid designs the heat that stays in the air leaves by the same kind of heat
rejection as the liquid's. The specification sends it through dry coolers always, and
names that as a limit: tower designs then use 1.56 L/kWh at Houston, Dallas and Fargo,
below the 1.69–2.34 that Lei & Masanet (2025) publish, and adiabatic W45 almost none
(0.00–0.01 against 0.04–0.22). With one kind of rejection they use 1.92–1.96 and
0.05–0.10, within those bands. Dry designs are the same either way.

Nor does the specification humidify dry winter air, and direct air then uses 0.002 L/kWh
at Fargo against the published 0.01–0.03. Brought to a dew point of −9 °C, the lower edge of
ASHRAE's recommended range, it uses 0.017.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, get_args

import numpy as np

from screening.climate.equipment import (
    Air,
    Loop,
    Plant,
    Rejection,
    air_density_kg_m3,
    chiller_cop,
    evaporation_heat_kj_kg,
    fan_power,
)
from screening.climate.parameters import (
    AIR_HEAT_KJ_KG_K,
    DEFAULTS,
    RATED_AIR_DENSITY_KG_M3,
    SECONDS_PER_HOUR,
    CoolingParameters,
)
from screening.climate.plant_cache import PlantComponents
from screening.climate.psychrometrics import (
    humidity_ratio,
    humidity_ratio_at_enthalpy,
    moist_air_enthalpy,
)
from screening.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Run = Callable[[PlantComponents], Plant]
"""How a design is run."""

FACILITY_WATER_C = {"W32": 32.0, "W40": 40.0, "W45": 45.0}
"""Highest facility water supply of a liquid class [°C]; ASHRAE TC 9.9."""
AIR_DESIGNS = ("DAE", "IEC", "WSE", "ACC", "ADC")
"""Designs that cool the hall's air."""
LIQUID_DESIGNS = tuple(
    f"{kind}-{water}-{rejection}"
    for kind in ("DTC", "IMM")
    for water in FACILITY_WATER_C
    for rejection in get_args(Rejection)
)
"""Designs that cool the chips with liquid."""
DESIGNS = AIR_DESIGNS + LIQUID_DESIGNS
"""Every design's name."""

_HALL_REJECTION: dict[str, Rejection] = {"WSE": "tower", "ACC": "dry", "ADC": "adiabatic"}


def outdoor_air(
    dry_bulb_c: ArrayLike, wet_bulb_c: ArrayLike, dew_point_c: ArrayLike, pressure_pa: ArrayLike
) -> Air:
    """Gather the air that designs run on, with the density ratio their fans feel.

    Parameters
    ----------
    dry_bulb_c, wet_bulb_c, dew_point_c : array_like [°C]
    pressure_pa : array_like [Pa]; all broadcast together

    Returns
    -------
    Air
    """
    dry, wet, dew, p = np.broadcast_arrays(
        *(
            np.asarray(a, dtype=np.float64)
            for a in (dry_bulb_c, wet_bulb_c, dew_point_c, pressure_pa)
        )
    )
    return Air(dry, wet, dew, p, RATED_AIR_DENSITY_KG_M3 / air_density_kg_m3(dry, p))


def run_design(design: str, air: Air, parameters: CoolingParameters = DEFAULTS) -> Plant:
    """Power, water and free share of a cooling design, hour by hour.

    Parameters
    ----------
    design : str, of ``DESIGNS``
    air : Air
    parameters : CoolingParameters

    Returns
    -------
    Plant; the PUE is ``1 + parameters.overhead_fraction + power``

    Raises
    ------
    InputError
        A design that is not known.

    Examples
    --------
    >>> air = outdoor_air([20.0, 35.0], [12.4, 23.7], [6.0, 19.4], 101_325.0)
    >>> run_design("DTC-W40-dry", air).free_fraction.round(2)
    array([0.85, 0.56])
    """
    return run_designs([design], air, parameters)[design]


def run_designs(
    designs: Sequence[str], air: Air, parameters: CoolingParameters = DEFAULTS
) -> dict[str, Plant]:
    """Run several designs on the same air; a loop that two of them share runs once.

    Parameters
    ----------
    designs : sequence of str, of ``DESIGNS``
    air : Air
    parameters : CoolingParameters

    Returns
    -------
    dict of design to Plant

    Raises
    ------
    InputError
        A design that is not known.

    Examples
    --------
    >>> air = outdoor_air([20.0], [12.4], [6.0], 101_325.0)
    >>> list(run_designs(["ACC", "DTC-W40-dry"], air))
    ['ACC', 'DTC-W40-dry']
    """
    parts = PlantComponents(air, parameters)
    return {design: get_design(design)(parts) for design in designs}


def get_design(design: str) -> Run:
    """Return the function that runs a design.

    Parameters
    ----------
    design : str, of ``DESIGNS``

    Returns
    -------
    callable, (PlantComponents) -> Plant

    Raises
    ------
    InputError
    """
    if design not in DESIGNS:
        raise InputError(
            f"cooling design: expected one of {', '.join(DESIGNS)}, got {design!r}; "
            "choose a name from the list, as it is written"
        )
    return _RUNS[design]


def _run_direct_air(parts: PlantComponents) -> Plant:
    """Outdoor air into the hall, wetted at constant enthalpy, or else a chiller."""
    air, c = parts.air, parts.parameters
    heat = 1.0 + c.overhead_fraction
    ratio = humidity_ratio(air.dew_point_c, air.pressure_pa)
    enthalpy = moist_air_enthalpy(air.dry_bulb_c, ratio)
    wetted = humidity_ratio_at_enthalpy(enthalpy, c.air_supply_c)
    limit = humidity_ratio(c.air_dew_point_limit_c, air.pressure_pa)
    pad_c = air.dry_bulb_c - c.direct_pad_effectiveness * (air.dry_bulb_c - air.wet_bulb_c)
    warm = air.dry_bulb_c > c.air_supply_c
    free = ~warm & (air.dew_point_c <= c.air_dew_point_limit_c)
    adiabatic = warm & (wetted <= limit) & (pad_c <= c.air_supply_c)
    carried = free | adiabatic
    cop = _air_chiller_cop(air, c)
    fans = c.dry_fan_fraction * air.density_ratio
    chiller = np.where(carried, 0.0, heat * (1.0 / cop + c.pump_fraction + fans))
    added = np.where(adiabatic, np.maximum(wetted - ratio, 0.0), 0.0)
    added += np.where(free, _humidified(air, ratio, c), 0.0)
    water = heat / (AIR_HEAT_KJ_KG_K * c.air_rise_k) * added * SECONDS_PER_HOUR
    power = chiller + fan_power(heat, air.pressure_pa, c.fan_pressure_pa, c)
    return _where_known(air, Plant(power, water, carried.astype(np.float64)))


def _humidified(air: Air, ratio: Floats, c: CoolingParameters) -> Floats:
    """Moisture that air drier than the limit is given; cold air is mixed with return air."""
    least = humidity_ratio(c.air_dew_point_least_c, air.pressure_pa)
    outside = c.air_rise_k / np.maximum(
        c.air_supply_c + c.air_rise_k - air.dry_bulb_c, c.air_rise_k
    )
    return np.maximum(least - ratio, 0.0) * outside


def _run_indirect_evaporative(parts: PlantComponents) -> Plant:
    """Hall air against wetted outdoor air: dry when cold, an air-cooled trim chiller."""
    air, c = parts.air, parts.parameters
    heat = 1.0 + c.overhead_fraction
    dry = air.dry_bulb_c <= c.indirect_dry_below_c
    delivered_c = air.wet_bulb_c + c.indirect_approach_k
    wet_share = np.clip((c.air_supply_c + c.air_rise_k - delivered_c) / c.air_rise_k, 0.0, 1.0)
    free = np.where(dry, 1.0, wet_share)
    chiller = heat * (1.0 - free) / _air_chiller_cop(air, c)
    evaporated = heat * free / evaporation_heat_kj_kg(air.wet_bulb_c)
    water = np.where(dry, 0.0, evaporated * SECONDS_PER_HOUR * c.evaporation_margin)
    power = chiller + fan_power(heat, air.pressure_pa, c.indirect_fan_pressure_pa, c)
    return _where_known(air, Plant(power, water, free))


def _air_chiller_cop(air: Air, c: CoolingParameters) -> Floats:
    condenser_c = air.dry_bulb_c + c.air_condenser_approach_k
    return chiller_cop(c.loop_supply_c, condenser_c, c.air_chiller_efficiency, c)


def _where_known(air: Air, plant: Plant) -> Plant:
    """Comparisons turn NaN into False: put the NaN back."""
    unknown = np.isnan(air.dry_bulb_c + air.wet_bulb_c + air.dew_point_c + air.pressure_pa)
    if not unknown.any():
        return plant
    return Plant(*(np.where(unknown, np.nan, part) for part in plant))


def _chilled_water(rejection: Rejection) -> Run:
    return lambda parts: parts.hall(1.0 + parts.parameters.overhead_fraction, rejection)


def _liquid(kind: str, supply_c: float, rejection: Rejection) -> Run:
    """Liquid to the chips, and the rest of the heat by hall air."""

    def run(parts: PlantComponents) -> Plant:
        c = parts.parameters
        direct = kind == "DTC"
        share, rise_k = (
            (c.liquid_fraction, c.liquid_rise_k) if direct else (1.0, c.immersion_rise_k)
        )
        residual = 1.0 + c.overhead_fraction - share
        wet = parts.loop(Loop(supply_c, rise_k, rejection))
        rest = parts.hall(residual, rejection if c.residual_air_own_rejection else "dry")
        power = share * wet.power + rest.power + c.distribution_unit_fraction * share
        free = share * wet.free_fraction + residual * rest.free_fraction
        water = share * wet.water_l_per_kwh + rest.water_l_per_kwh
        return Plant(power, water, free / (share + residual))

    return run


def _runs() -> dict[str, Run]:
    runs: dict[str, Run] = {
        "DAE": _run_direct_air,
        "IEC": _run_indirect_evaporative,
    }
    runs |= {name: _chilled_water(rejection) for name, rejection in _HALL_REJECTION.items()}
    for kind in ("DTC", "IMM"):
        for water, supply_c in FACILITY_WATER_C.items():
            for rejection in get_args(Rejection):
                runs[f"{kind}-{water}-{rejection}"] = _liquid(kind, supply_c, rejection)
    return runs


_RUNS = _runs()
