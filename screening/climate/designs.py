"""The cooling designs: power and water use of each, as a function of the outdoor air.

| name | design |
|---|---|
| ``DAE`` | direct air economizer, humidified when too dry; evaporative where that suffices, otherwise an air-cooled chiller |
| ``IEC`` | indirect evaporative cooling with an air-cooled trim chiller |
| ``WSE`` | chilled water with a water-side economizer, cooling towers |
| ``ACC`` | chilled water from air-cooled chillers, dry free cooling |
| ``ADC`` | as ``ACC``, with adiabatic dry coolers |
| ``DTC-W40-dry`` … | direct-to-chip liquid on facility water of W32, W40 or W45, with dry, adiabatic or tower heat rejection |
| ``IMM-W40-dry`` … | immersion, likewise |

Two changes to the specification. First, in the liquid designs the residual heat of the hall's
air uses the same kind of heat rejection as the liquid. In the specification it always goes
through dry coolers, which it names as a limitation: tower designs then use 1.56 L/kWh at
Houston, Dallas and Fargo, below the 1.69–2.34 published by Lei & Masanet (2025), and adiabatic
W45 almost none (0.00–0.01 against 0.04–0.22). With one kind of rejection they use 1.92–1.96
and 0.05–0.10, within those bands. Dry designs do not change.

Second, dry winter air is humidified to a dew point of −9 °C, the lower limit of ASHRAE's
recommended range: ``DAE`` at Fargo then uses 0.017 L/kWh, and 0.002 without; published are
0.01–0.03.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, get_args

import numpy as np

from screening.climate.equipment import (
    Air,
    Plant,
    air_density_kg_m3,
    chiller_cop,
    evaporation_heat_kj_kg,
    fan_power,
)
from screening.climate.heat_rejection import Loop, Rejection
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

DesignFunction = Callable[[PlantComponents], Plant]
"""Computes a design's power and water use from the components on given outdoor air."""

FACILITY_WATER_C = {"W32": 32.0, "W40": 40.0, "W45": 45.0}
"""Highest facility water supply temperature of a class [°C]; ASHRAE TC 9.9."""
AIR_DESIGNS = ("DAE", "IEC", "WSE", "ACC", "ADC")
"""Air-cooled designs."""
LIQUID_DESIGNS = tuple(
    f"{kind}-{water}-{rejection}"
    for kind in ("DTC", "IMM")
    for water in FACILITY_WATER_C
    for rejection in get_args(Rejection)
)
"""Liquid-cooled designs."""
DESIGNS = AIR_DESIGNS + LIQUID_DESIGNS
"""Names of all designs; liquid ones by rising water temperature."""

_HALL_REJECTION: dict[str, Rejection] = {"WSE": "tower", "ACC": "dry", "ADC": "adiabatic"}


def outdoor_air(
    dry_bulb_c: ArrayLike, wet_bulb_c: ArrayLike, dew_point_c: ArrayLike, pressure_pa: ArrayLike
) -> Air:
    """Assemble the outdoor air of cooling designs, with its density ratio for the fans.

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
    """Compute power, water use and free-cooling share of a design, hour by hour.

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
        An unknown design.

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
    """Run several designs on the same air; loops that they share are computed once.

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
        An unknown design.

    Examples
    --------
    >>> air = outdoor_air([20.0], [12.4], [6.0], 101_325.0)
    >>> list(run_designs(["ACC", "DTC-W40-dry"], air))
    ['ACC', 'DTC-W40-dry']
    """
    components = PlantComponents(air, parameters)
    return {design: get_design(design)(components) for design in designs}


def get_design(design: str) -> DesignFunction:
    """Return the function that computes a design.

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
            "choose a name from the list"
        )
    return _DESIGN_FUNCTIONS[design]


def _run_direct_air(components: PlantComponents) -> Plant:
    """Outdoor air into the hall, evaporatively cooled where needed; otherwise a chiller.

    Evaporation follows a line of constant enthalpy: the humidity ratio at the supply
    temperature gives the water, and must not exceed that of the dew point limit.
    """
    air, c = components.air, components.parameters
    heat = 1.0 + c.overhead_fraction  # IT power and losses all become heat in the hall
    ratio = humidity_ratio(air.dew_point_c, air.pressure_pa)
    enthalpy = moist_air_enthalpy(air.dry_bulb_c, ratio)
    wetted = humidity_ratio_at_enthalpy(enthalpy, c.air_supply_c)
    limit = humidity_ratio(c.max_air_dew_point_c, air.pressure_pa)
    pad_c = air.dry_bulb_c - c.direct_pad_effectiveness * (air.dry_bulb_c - air.wet_bulb_c)
    warm = air.dry_bulb_c > c.air_supply_c
    dry_free = ~warm & (air.dew_point_c <= c.max_air_dew_point_c)
    adiabatic = warm & (wetted <= limit) & (pad_c <= c.air_supply_c)
    free = dry_free | adiabatic
    cop = _air_chiller_cop(air, c)
    fans = c.dry_fan_fraction * air.density_ratio
    chiller = np.where(free, 0.0, heat * (1.0 / cop + c.pump_fraction + fans))
    added = np.where(adiabatic, np.maximum(wetted - ratio, 0.0), 0.0)
    added += np.where(dry_free, _humidification(air, ratio, c), 0.0)
    water = heat / (AIR_HEAT_KJ_KG_K * c.air_rise_k) * added * SECONDS_PER_HOUR
    power = chiller + fan_power(heat, air.pressure_pa, c.fan_pressure_pa, c)
    return _where_known(air, Plant(power, water, free.astype(np.float64)))


def _humidification(air: Air, ratio: Floats, c: CoolingParameters) -> Floats:
    """Water added per mass of supply air that is drier than the limit [kg/kg].

    Cold outdoor air is mixed with return air (supply temperature plus rise) to reach the
    supply temperature, so only the outdoor share of the flow is humidified.
    """
    minimum = humidity_ratio(c.min_air_dew_point_c, air.pressure_pa)
    outdoor_share = c.air_rise_k / np.maximum(
        c.air_supply_c + c.air_rise_k - air.dry_bulb_c, c.air_rise_k
    )
    return np.maximum(minimum - ratio, 0.0) * outdoor_share


def _run_indirect_evaporative(components: PlantComponents) -> Plant:
    """Hall air cooled by wetted outdoor air (dry when cold), with an air-cooled trim chiller."""
    air, c = components.air, components.parameters
    heat = 1.0 + c.overhead_fraction
    runs_dry = air.dry_bulb_c <= c.indirect_dry_below_c
    delivered_c = air.wet_bulb_c + c.indirect_approach_k
    wet_share = np.clip((c.air_supply_c + c.air_rise_k - delivered_c) / c.air_rise_k, 0.0, 1.0)
    free = np.where(runs_dry, 1.0, wet_share)
    chiller = heat * (1.0 - free) / _air_chiller_cop(air, c)
    evaporated = heat * free / evaporation_heat_kj_kg(air.wet_bulb_c)
    water = np.where(runs_dry, 0.0, evaporated * SECONDS_PER_HOUR * c.evaporation_margin)
    power = chiller + fan_power(heat, air.pressure_pa, c.indirect_fan_pressure_pa, c)
    return _where_known(air, Plant(power, water, free))


def _air_chiller_cop(air: Air, c: CoolingParameters) -> Floats:
    condenser_c = air.dry_bulb_c + c.air_condenser_approach_k
    return chiller_cop(c.loop_supply_c, condenser_c, c.air_chiller_efficiency, c)


def _where_known(air: Air, plant: Plant) -> Plant:
    """Restore NaN, which comparisons have turned into False."""
    unknown = np.isnan(air.dry_bulb_c + air.wet_bulb_c + air.dew_point_c + air.pressure_pa)
    if not unknown.any():
        return plant
    return Plant(*(np.where(unknown, np.nan, values) for values in plant))


def _chilled_water(rejection: Rejection) -> DesignFunction:
    def compute(components: PlantComponents) -> Plant:
        return components.hall(1.0 + components.parameters.overhead_fraction, rejection)

    return compute


def _liquid(kind: str, supply_c: float, rejection: Rejection) -> DesignFunction:
    """Liquid to the chips or around them; the residual heat by hall air."""

    def compute(components: PlantComponents) -> Plant:
        c = components.parameters
        share, rise_k = (1.0, c.immersion_rise_k)
        if kind == "DTC":
            share, rise_k = (c.liquid_fraction, c.liquid_rise_k)
        residual = 1.0 + c.overhead_fraction - share
        liquid = components.loop(Loop(supply_c, rise_k, rejection))
        hall = components.hall(residual, rejection if c.residual_air_own_rejection else "dry")
        power = share * liquid.power + hall.power + c.distribution_unit_fraction * share
        free = share * liquid.free_fraction + residual * hall.free_fraction
        water = share * liquid.water_l_per_kwh + hall.water_l_per_kwh
        return Plant(power, water, free / (share + residual))

    return compute


def _build_functions() -> dict[str, DesignFunction]:
    functions: dict[str, DesignFunction] = {
        "DAE": _run_direct_air,
        "IEC": _run_indirect_evaporative,
    }
    functions |= {name: _chilled_water(rejection) for name, rejection in _HALL_REJECTION.items()}
    for kind in ("DTC", "IMM"):
        for water, supply_c in FACILITY_WATER_C.items():
            for rejection in get_args(Rejection):
                functions[f"{kind}-{water}-{rejection}"] = _liquid(kind, supply_c, rejection)
    return functions


_DESIGN_FUNCTIONS = _build_functions()
