"""A station's typical meteorological year: 8,760 hours of outdoor air."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.psychrometrics import wet_bulb_c
from screening.climate.weighted_hours import ClimateHours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TypicalYear:
    """A typical meteorological year; ``screening.read_weather`` reads one.

    Parameters
    ----------
    name : str, of the station
    longitude, latitude : float [degrees]
    elevation_m : float [m]
    dry_bulb_c, dew_point_c : ndarray, (8760,) [°C], local standard time, the first value
        the hour ending at 1:00 of 1 January
    pressure_pa : ndarray, (8760,) [Pa]
    filled_count : int, hours that were interpolated
    notes : tuple of str, repairs
    """

    name: str
    longitude: float
    latitude: float
    elevation_m: float
    dry_bulb_c: Floats
    dew_point_c: Floats
    pressure_pa: Floats
    filled_count: int = 0
    notes: tuple[str, ...] = ()

    @cached_property
    def wet_bulb_c(self) -> Floats:
        """Thermodynamic wet bulb, (8760,) [°C]."""
        return wet_bulb_c(self.dry_bulb_c, self.dew_point_c, self.pressure_pa)

    def hours(self) -> ClimateHours:
        """Return the year as one site's states, each of one hour."""
        return ClimateHours.of(self.dry_bulb_c, self.dew_point_c, self.pressure_pa)
