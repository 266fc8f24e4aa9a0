"""Every constant of the cooling model, with its unit and source."""

from __future__ import annotations

from dataclasses import dataclass

LATENT_HEAT_KJ_KG = 2470.0
"""Latent heat of evaporation at about 14 °C [kJ/kg]."""
AIR_HEAT_KJ_KG_K = 1.01
"""Specific heat of moist hall air [kJ/(kg K)]."""
OUTDOOR_AIR_HEAT_KJ_KG_K = 1.006
"""Specific heat of dry air [kJ/(kg K)]; ASHRAE."""
WATER_HEAT_KJ_KG_K = 4.184
"""Specific heat of water [kJ/(kg K)]."""
AIR_DENSITY_0C_KG_M3 = 1.293
"""Density of dry air at 0 °C and 101,325 Pa [kg/m³]."""
RATED_AIR_DENSITY_KG_M3 = 1.2
"""Air density at which heat-rejection fans are rated [kg/m³]."""
SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class CoolingParameters:
    """Assumptions of the hourly model about a building; powers are per kW of IT load.

    *Lei* marks a value that follows the form or the midpoint of Lei & Masanet (2020, 2022);
    *judgement* an engineering estimate without a source of its own.

    Parameters
    ----------
    ups_efficiency, distribution_efficiency, lighting_fraction : float
        0.96 (Lei: 0.90–0.99), 0.99, 0.002; together 5.4 % of overhead before cooling.
    air_rise_k, fan_pressure_pa, fan_efficiency, fan_air_c : float
        Hall fans: 12 K, 500 Pa, 0.775, 27 °C (form: Lei).
    indirect_fan_pressure_pa : float
        900 Pa, fans of the indirect evaporative cooler (judgement).
    air_supply_c, max_air_dew_point_c, min_air_dew_point_c : float
        27 °C, 15 °C and −9 °C, limits of ASHRAE's recommended range.
    loop_supply_c, loop_rise_k : float
        20 °C and 10 K, chilled water of an air-cooled hall (judgement).
    tower_approach_k, exchanger_approach_k : float
        4.75 K and 2.25 K, cooling tower and plate exchanger (midpoints of Lei).
    dry_approach_k : float
        8 K, dry cooler (judgement).
    pad_effectiveness, direct_pad_effectiveness : float
        0.75 before a dry cooler, 0.85 in the airstream (judgement).
    indirect_approach_k, indirect_dry_below_c : float
        5 K to the wet bulb; runs dry up to 19 °C (judgement).
    air_chiller_efficiency, air_condenser_approach_k : float
        0.49 of Carnot, 15 K: COP 3.0 at 6.7 / 35 °C, as rated machines have.
    water_chiller_efficiency, water_condenser_approach_k : float
        0.65 of Carnot, 11.75 K above the wet bulb.
    evaporator_approach_k, min_cop, max_cop : float
        2 K below the supply; the COP is clipped to 2–12.
    pump_fraction : float
        0.007 kW per kW of heat.
    dry_fan_fraction, min_dry_fan_speed : float
        0.020 kW per kW of heat at full speed and 1.2 kg/m³; speed down to 0.2 (cube law).
    tower_pump_fraction, tower_fan_fraction : float
        0.0143 and 0.006 kW per kW rejected.
    concentration_cycles, drift_fraction, tower_range_k : float
        5 (Lei: 3–15), 5e-5 of the water flow, 5 K.
    pad_air_rise_k, evaporation_margin : float
        10 K through the dry cooler; 1.15 for bleed and overspray (judgement).
    liquid_fraction, liquid_rise_k : float
        0.85 of the IT heat to cold plates (GB200 NVL72: 0.87), 10 K.
    immersion_rise_k : float
        8 K (judgement).
    distribution_unit_fraction : float
        0.010 kW per kW of liquid heat, pumps of the coolant distribution unit.
    residual_air_own_rejection : bool
        True: heat that stays in the air uses the same kind of heat rejection as the
        liquid. False: always dry coolers and an air-cooled chiller.

    Source
    ------
    Lei & Masanet, Energy 201 (2020); Resources, Conservation & Recycling 182 (2022).
    """

    ups_efficiency: float = 0.96
    distribution_efficiency: float = 0.99
    lighting_fraction: float = 0.002
    air_rise_k: float = 12.0
    fan_pressure_pa: float = 500.0
    fan_efficiency: float = 0.775
    fan_air_c: float = 27.0
    indirect_fan_pressure_pa: float = 900.0
    air_supply_c: float = 27.0
    max_air_dew_point_c: float = 15.0
    min_air_dew_point_c: float = -9.0
    loop_supply_c: float = 20.0
    loop_rise_k: float = 10.0
    tower_approach_k: float = 4.75
    exchanger_approach_k: float = 2.25
    dry_approach_k: float = 8.0
    pad_effectiveness: float = 0.75
    direct_pad_effectiveness: float = 0.85
    indirect_approach_k: float = 5.0
    indirect_dry_below_c: float = 19.0
    air_chiller_efficiency: float = 0.49
    air_condenser_approach_k: float = 15.0
    water_chiller_efficiency: float = 0.65
    water_condenser_approach_k: float = 11.75
    evaporator_approach_k: float = 2.0
    min_cop: float = 2.0
    max_cop: float = 12.0
    pump_fraction: float = 0.007
    dry_fan_fraction: float = 0.020
    min_dry_fan_speed: float = 0.2
    tower_pump_fraction: float = 0.0143
    tower_fan_fraction: float = 0.006
    concentration_cycles: float = 5.0
    drift_fraction: float = 5e-5
    tower_range_k: float = 5.0
    pad_air_rise_k: float = 10.0
    evaporation_margin: float = 1.15
    liquid_fraction: float = 0.85
    liquid_rise_k: float = 10.0
    immersion_rise_k: float = 8.0
    distribution_unit_fraction: float = 0.010
    residual_air_own_rejection: bool = True

    @property
    def overhead_fraction(self) -> float:
        """Power overhead without cooling: losses of UPS and distribution, lighting.

        Examples
        --------
        >>> round(CoolingParameters().overhead_fraction, 5)
        0.05377
        """
        ups = 1.0 / self.ups_efficiency - 1.0
        distribution = 1.0 / self.distribution_efficiency - 1.0
        return ups + distribution + self.lighting_fraction

    @property
    def tower_delivery_k(self) -> float:
        """Approach of a tower and its heat exchanger to the wet bulb together [K]."""
        return self.tower_approach_k + self.exchanger_approach_k


DEFAULTS = CoolingParameters()
"""The parameters behind every figure that this project publishes."""
