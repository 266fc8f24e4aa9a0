"""Unit costs of the work packages: million USD of 2025, landlord's scope, without GPUs."""

from __future__ import annotations

from collections.abc import Mapping

from screening.conversion.assumptions.estimates import Estimate
from screening.conversion.assumptions.interconnection_costs import PAID, TRANSFORMER
from screening.conversion.assumptions.requirements import ACRE_HA, SQUARE_FOOT_M2

USD_YEAR = 2025
"""Price year of every cost, unless the config sets another."""
BASIS = "landlord's scope: shell, power, cooling and fiber, without GPUs, racks or financing"

FEET_PER_KM = 3280.84
MILLION = 1e6
_COMPONENTS = "component adders of 2025–26, N+1"
_SHELL_M2 = 5000 * SQUARE_FOOT_M2


def _per_km(usd_per_foot: float) -> float:
    return usd_per_foot * FEET_PER_KM / MILLION


COSTS: Mapping[str, Estimate] = {
    "grid_firming": Estimate(
        *(PAID.low, PAID.base, PAID.high),
        "MUSD/MW gross",
        "customers' payments: IREN Sweetwater 2, Cipher Colchis, 17–52 kUSD/MW; base between",
        "C",
        "grid",
    ),
    "grid_expansion": Estimate(
        *(1.0, 1.0, 1.0),
        "MUSD/MUSD",
        "upgrade_musd of the grid factors, or the same for the power that is lacking: NREL reVX "
        "2019 figures escalated, or customers' payments beside a line",
        "C M",
        "grid",
    ),
    "transformers": Estimate(
        *(TRANSFORMER.low, TRANSFORMER.base, TRANSFORMER.high),
        "MUSD/MVA",
        "large power transformers of 2025",
        "M",
        "electrical",
    ),
    "generators": Estimate(
        0.8, 1.0, 1.2, "MUSD/MW IT", f"{_COMPONENTS}: diesel generation", "M", "electrical"
    ),
    "ups": Estimate(
        0.4, 0.6, 0.8, "MUSD/MW IT", f"{_COMPONENTS}: UPS, batteries", "M", "electrical"
    ),
    "distribution": Estimate(
        *(0.8, 1.2, 2.0),
        "MUSD/MW IT",
        f"{_COMPONENTS}: MV/LV switchgear, busway, PDUs",
        "M",
        "electrical",
    ),
    "demolition": Estimate(
        1e-4, 2e-4, 4e-4, "MUSD/m²", "light industrial sheds, 100–400 USD/m²", "J", "building"
    ),
    "shell": Estimate(
        *(1.5 / _SHELL_M2, 2.0 / _SHELL_M2, 3.0 / _SHELL_M2),
        "MUSD/m²",
        "shell, structure, fire, security at 1.5 / 2.0 / 3.0 MUSD a MW of 5,000 sq ft",
        "M",
        "building",
    ),
    "floor": Estimate(
        2e-4, 4e-4, 8e-4, "MUSD/m²", "slab strengthened, 200–800 USD/m²", "J", "building"
    ),
    "cooling_plant": Estimate(
        *(1.2, 1.6, 2.4),
        "MUSD/MW IT",
        "CDU, facility water and dry coolers are 1.5 / 2.0 / 3.0 MUSD/MW together (base: STL "
        "Partners 2026); four fifths of it",
        "M J",
        "cooling",
    ),
    "cdus": Estimate(
        0.3, 0.4, 0.6, "MUSD/MW IT", "the other fifth of that, split by us", "M J", "cooling"
    ),
    "trim_chillers": Estimate(
        *(0.3, 0.5, 0.8),
        "MUSD/MW IT",
        "chillers that bring the loop down to the tenant's water",
        "J",
        "cooling",
    ),
    "fiber": Estimate(
        *(_per_km(10.0), _per_km(18.0), _per_km(27.0)),
        "MUSD/route-km",
        "FBA/Cartesian cost annual 2024–2025, underground, 10 / 18 / 27 USD a foot",
        "V",
        "fiber",
    ),
    "carriers": Estimate(
        0.1, 0.25, 0.5, "MUSD/carrier", "a carrier's equipment on a lateral that is there", "J"
    ),
    "water_supply": Estimate(
        0.001, 0.002, 0.004, "MUSD/(m³/day)", "wells or a main, and treatment", "J", "building"
    ),
    "land": Estimate(
        *(0.010 / ACRE_HA, 0.05 / ACRE_HA, 96 / 200 / ACRE_HA),
        "MUSD/ha",
        "rural land at 10 and 50 kUSD an acre; high: Riot Rockdale, 200 acres for 96 MUSD",
        "J V",
        "land",
    ),
}
"""Unit costs, by the name that a config uses."""
