"""Inlet air that racks accept: ASHRAE's classes, and their derating with altitude."""

from __future__ import annotations

from dataclasses import dataclass, replace

from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.errors import InputError

DERATING_ABOVE_M = 900.0
"""Elevation above which a class is derated [m]; ASHRAE, from memory; vendors state 950."""
LOOP_APPROACH_K = 7.0
"""Chilled water is colder than the air it cools by this much: 20 °C for 27 °C [K]."""


@dataclass(frozen=True, slots=True)
class AirClass:
    """Limits of the air at the inlet of the racks.

    Parameters
    ----------
    name : str
    min_dry_bulb_c, max_dry_bulb_c : float [°C]
    max_dew_point_c, min_dew_point_c : float [°C]
    derating_m_per_k : float [m/K], elevation that lowers ``max_dry_bulb_c`` by a kelvin;
        inf: none
    source : str
    """

    name: str
    min_dry_bulb_c: float
    max_dry_bulb_c: float
    max_dew_point_c: float
    min_dew_point_c: float
    derating_m_per_k: float
    source: str

    def derated_dry_bulb_c(self, elevation_m: float) -> float:
        """Highest inlet temperature at an elevation.

        Parameters
        ----------
        elevation_m : float [m]

        Returns
        -------
        float [°C]

        Examples
        --------
        >>> AIR_CLASSES["A2"].derated_dry_bulb_c(1500.0)
        33.0
        >>> AIR_CLASSES["recommended"].derated_dry_bulb_c(1500.0)
        27.0
        """
        above_m = max(elevation_m - DERATING_ABOVE_M, 0.0)
        return self.max_dry_bulb_c - above_m / self.derating_m_per_k


_REFCARD = "ASHRAE TC 9.9, reference card of the 5th edition (2021)"
AIR_CLASSES = {
    air_class.name: air_class
    for air_class in (
        AirClass("recommended", 18.0, 27.0, 15.0, -9.0, float("inf"), _REFCARD),
        AirClass("A1", 15.0, 32.0, 17.0, -12.0, 300.0, _REFCARD),
        AirClass("A2", 10.0, 35.0, 21.0, -12.0, 300.0, _REFCARD),
        AirClass("A3", 5.0, 40.0, 24.0, -12.0, 175.0, _REFCARD),
        AirClass("A4", 5.0, 45.0, 24.0, -12.0, 125.0, _REFCARD),
        AirClass("H1", 18.0, 22.0, 15.0, -9.0, float("inf"), "as quoted from ASHRAE's 5th edition"),
    )
}
"""Classes by name. ``recommended`` and ``H1`` (dense air-cooled racks) are recommended ranges;
A1 to A4 are allowable ranges, with the vendors' derating. Their lowest dew point, −12 °C, is
from memory."""


def with_air_class(
    name: str, elevation_m: float, parameters: CoolingParameters = DEFAULTS
) -> CoolingParameters:
    """Set the air limits of a class at an elevation; chilled water is 7 K colder than the air.

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
            "choose a name from the list"
        )
    air_class = AIR_CLASSES[name]
    supply_c = air_class.derated_dry_bulb_c(elevation_m)
    return replace(
        parameters,
        air_supply_c=supply_c,
        max_air_dew_point_c=air_class.max_dew_point_c,
        min_air_dew_point_c=air_class.min_dew_point_c,
        loop_supply_c=supply_c - LOOP_APPROACH_K,
    )
