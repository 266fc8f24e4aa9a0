"""Memoised plant components: loops and halls that several cooling designs share."""

from __future__ import annotations

from screening.climate.equipment import Air, Plant, fan_power
from screening.climate.heat_rejection import Loop, Rejection, run_loop
from screening.climate.parameters import CoolingParameters


class PlantComponents:
    """Components of cooling designs on given outdoor air, each computed once.

    Parameters
    ----------
    air : Air
    parameters : CoolingParameters
    """

    def __init__(self, air: Air, parameters: CoolingParameters) -> None:
        self.air, self.parameters = air, parameters
        self._loops: dict[Loop, Plant] = {}
        self._halls: dict[tuple[float, Rejection], Plant] = {}

    def loop(self, loop: Loop) -> Plant:
        """Return the plant of a water loop that carries 1 kW/kW; it is linear in the heat."""
        if loop not in self._loops:
            self._loops[loop] = run_loop(loop, 1.0, self.air, self.parameters)
        return self._loops[loop]

    def hall(self, heat: float, rejection: Rejection) -> Plant:
        """Return the plant of hall air that moves heat to a chilled-water loop."""
        key = heat, rejection
        if key not in self._halls:
            c = self.parameters
            loop = self.loop(Loop(c.loop_supply_c, c.loop_rise_k, rejection))
            fans = fan_power(heat, self.air.pressure_pa, c.fan_pressure_pa, c)
            self._halls[key] = Plant(
                heat * loop.power + fans, heat * loop.water_l_per_kwh, loop.free_fraction
            )
        return self._halls[key]
