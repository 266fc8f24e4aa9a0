"""Requirements of a tenant, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Redundancy = Literal["N", "N+1", "2N"]

ACRE_HA = 0.404686
SQUARE_FOOT_M2 = 0.09290304


@dataclass(frozen=True)
class Requirements:
    """Requirements of a profile; the defaults apply to those that a profile does not set.

    Attributes
    ----------
    it_mw : float [MW], initial lease block of critical IT power
    rack_kw : float [kW], power of a rack; determines whether liquid cooling is needed
    facility_water_c : float [°C], warmest facility water that the racks accept (W class)
    pue_maximum : float, of the annual mean
    diverse_routes_count, carriers_count : int
    rtt_ms_maximum : float [ms], to the nearest major exchange
    power_redundancy, cooling_redundancy : ``"N"``, ``"N+1"`` or ``"2N"``
    backup_generation : bool, False for tenants that require none
    firm_fraction : float, share of the grid power that must be firm (not curtailable)
    land_ha_per_mw : float [ha/MW gross]
    floor_m2_per_mw : float [m²/MW IT]
    floor_kpa : float [kPa], bearing capacity of the floor
    water_l_per_kwh_maximum : float [L/kWh IT], annual mean
    limits : mapping of a column to the tenant's maximum, such as that of a hazard's score
    sources : mapping of a requirement to its source
    """

    it_mw: float = 50.0
    rack_kw: float = 130.0
    facility_water_c: float = 40.0
    pue_maximum: float = 1.4
    diverse_routes_count: int = 2
    carriers_count: int = 2
    rtt_ms_maximum: float = 100.0
    power_redundancy: Redundancy = "N+1"
    cooling_redundancy: Redundancy = "N+1"
    backup_generation: bool = True
    firm_fraction: float = 1.0
    land_ha_per_mw: float = 0.5 * ACRE_HA
    floor_m2_per_mw: float = 5000 * SQUARE_FOOT_M2
    floor_kpa: float = 12.0
    water_l_per_kwh_maximum: float = 0.2
    limits: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def source(self, line: str) -> str:
        """Return the source of a requirement.

        Parameters
        ----------
        line : str, name of the field

        Returns
        -------
        str

        Examples
        --------
        >>> Requirements().source("land_ha_per_mw")
        '0.5 acre a gross MW; parcels of 0.20 to 0.90 (Denton, Harwood)'
        """
        return self.sources.get(line) or DEFAULT_SOURCES.get(line, "the config")


DEFAULT_SOURCES: Mapping[str, str] = {
    "it_mw": "judgement: announced leases begin at 16 to 25 MW and most pass 100",
    "rack_kw": "GB200/GB300 NVL72, 120–142 kW a rack",
    "facility_water_c": "judgement: ASHRAE W40",
    "pue_maximum": "1.18–1.3 announced for liquid halls; 1.4 not verified",
    "diverse_routes_count": "TIA-942 Rated-3: two physically diverse entrances",
    "carriers_count": "two carriers or more: TIA-942 Rated-3",
    "rtt_ms_maximum": "batch and training take 50–100 ms, not verified",
    "power_redundancy": "judgement; the component costs are of N+1",
    "cooling_redundancy": "judgement; the component costs are of N+1",
    "backup_generation": "judgement: usual, but AWS asked none at Stingray",
    "firm_fraction": "judgement: Tier III is 1.6 h a year of outage, a mine curtails 438 h",
    "land_ha_per_mw": "0.5 acre a gross MW; parcels of 0.20 to 0.90 (Denton, Harwood)",
    "floor_m2_per_mw": "5,000 sq ft a MW (Sabre56, 2024, one interview)",
    "floor_kpa": "judgement: 250 lb/sq ft; an NVL72 rack is 1.36 t",
    "water_l_per_kwh_maximum": "judgement: closed loops need next to none (Core, Applied Digital)",
}

REQUIREMENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "it_mw": ("it_mw",),
    "pue_maximum": ("pue_mean",),
    "diverse_routes_count": ("disjoint_routes_count", "fiber_entrances_count"),
    "carriers_count": ("fiber_providers_within_10km_count", "carriers_count"),
    "rtt_ms_maximum": ("rtt_ms",),
    "water_l_per_kwh_maximum": ("wue_l_per_kwh",),
}
"""The columns that a requirement is compared with, one of which suffices; derived from layers
first."""
