"""What air the racks accept: ASHRAE's classes, and what height takes off them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.errors import InputError

DERATING_ABOVE_M = 900.0
"""Height up to which a class keeps its limit [m]; ASHRAE, from memory; vendors state 950."""
LOOP_BELOW_AIR_K = 7.0
"""Chilled water this far below the air it makes: 20 °C for 27 °C [K]."""


@dataclass(frozen=True, slots=True)
class AirClass:
    """Limits of the air at the inlet of the racks.

    Parameters
    ----------
    name : str
    dry_bulb_low_c, dry_bulb_c : float [°C]
    dew_point_c, dew_point_low_c : float [°C], highest and lowest
    derating_m_per_k : float [m/K], height that takes a kelvin off ``dry_bulb_c``; inf: none
    source : str
    """

    name: str
    dry_bulb_low_c: float
    dry_bulb_c: float
    dew_point_c: float
    dew_point_low_c: float
    derating_m_per_k: float
    source: str

    def dry_bulb_at_c(self, elevation_m: float) -> float:
        """Highest inlet temperature at a height.

        Parameters
        ----------
        elevation_m : float [m]

        Returns
        -------
        float [°C]

        Examples
        --------
        >>> AIR_CLASSES["A2"].dry_bulb_at_c(1500.0), AIR_CLASSES["recommended"].dry_bulb_at_c(1500)
        (33.0, 27.0)
        """
        return self.dry_bulb_c - max(elevation_m - DERATING_ABOVE_M, 0.0) / self.derating_m_per_k


_REFCARD = "ASHRAE TC 9.9, reference card of the 5th edition (2021)"
AIR_CLASSES = {
    each.name: each
    for each in (
        AirClass("recommended", 18.0, 27.0, 15.0, -9.0, float("inf"), _REFCARD),
        AirClass("A1", 15.0, 32.0, 17.0, -12.0, 300.0, _REFCARD),
        AirClass("A2", 10.0, 35.0, 21.0, -12.0, 300.0, _REFCARD),
        AirClass("A3", 5.0, 40.0, 24.0, -12.0, 175.0, _REFCARD),
        AirClass("A4", 5.0, 45.0, 24.0, -12.0, 125.0, _REFCARD),
        AirClass("H1", 18.0, 22.0, 15.0, -9.0, float("inf"), "as quoted of ASHRAE's 5th edition"),
    )
}
"""Classes by name. ``recommended`` and ``H1`` (dense air-cooled racks) are the ranges to run
in; A1 to A4 are what machines of the class are allowed, with the vendors' derating. Their
lowest dew point, -12 °C, is from memory."""


def with_air_class(
    name: str, elevation_m: float, parameters: CoolingParameters = DEFAULTS
) -> CoolingParameters:
    """Set the air limits of a class at a height.

    Chilled water follows the air, 7 K below it.

    Parameters
    ----------
    name : str, of ``AIR_CLASSES``
    elevation_m : float [m]
    parameters : CoolingParameters

    Returns
    -------
    CoolingParameters

    Raises
    ------
    InputError

    Examples
    --------
    >>> with_air_class("H1", 0.0).loop_supply_c, with_air_class("A2", 1500.0).air_supply_c
    (15.0, 33.0)
    """
    if name not in AIR_CLASSES:
        raise InputError(
            f"air class: expected one of {', '.join(AIR_CLASSES)}, got {name!r}; "
            "choose a name from the list, as it is written"
        )
    chosen = AIR_CLASSES[name]
    highest = chosen.dry_bulb_at_c(elevation_m)
    return replace(
        parameters,
        air_supply_c=highest,
        air_dew_point_limit_c=chosen.dew_point_c,
        air_dew_point_least_c=chosen.dew_point_low_c,
        loop_supply_c=highest - LOOP_BELOW_AIR_K,
    )
