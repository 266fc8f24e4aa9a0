"""Quantities, shares and durations that the build list assumes."""

from __future__ import annotations

from collections.abc import Mapping

from screening.conversion.assumptions.estimates import Estimate, fixed
from screening.conversion.assumptions.interconnection_costs import POWER_FACTOR
from screening.conversion.assumptions.requirements import SQUARE_FOOT_M2

WEEKS_PER_MONTH = 365.25 / 12 / 7


def _weeks(low: float, base: float, high: float) -> tuple[float, float, float]:
    return low / WEEKS_PER_MONTH, base / WEEKS_PER_MONTH, high / WEEKS_PER_MONTH


NUMBERS: Mapping[str, Estimate] = {
    "it_per_gross_fraction": Estimate(
        *(0.66, 0.69, 0.71), "-", "Helios, Denton, Childress, Black Pearl, Harwood", "C"
    ),
    "reusable_fraction": Estimate(
        *(0.05, 0.10, 0.20),
        "-",
        "share of a mine's shell and distribution that an AI hall keeps (Sabre56, one interview)",
        "V",
    ),
    "mine_floor_m2_per_mw": Estimate(
        *(0.0, 1000 * SQUARE_FOOT_M2, 2000 * SQUARE_FOOT_M2),
        "m²/MW gross",
        "1,000 sq ft a MW (Sabre56, 2024); ends ours",
        "V J",
    ),
    "transformer_unit_mva": fixed(100.0, "MVA", "a usual main transformer of a mine"),
    "power_factor": fixed(POWER_FACTOR, "-", "utilities ask 0.95 or more"),
    "redundancy_n_fraction": fixed(0.85, "-", "cost of N over N+1"),
    "redundancy_2n_fraction": fixed(1.7, "-", "cost of 2N over N+1"),
    "air_rack_kw": fixed(40.0, "kW", "air cooling stops near here (STL Partners 2026)", "V"),
    "water_l_per_kwh": fixed(1.8, "L/kWh", "evaporative cooling", "M"),
    "route_factor": fixed(1.3, "-", "route over straight line (Bozkurt et al. 2018)", "V"),
    "lateral_km_most": fixed(
        65.0, "route-km", "50 km, beyond which no lateral is sought, × route factor 1.3"
    ),
    "tie_line_km_most": fixed(32.0, "km", "20 miles, beyond which a tie is rarely worth it"),
    "needed_chance": fixed(
        0.5, "-", "chance that a package is needed whose need is not known (firm service: M)", "J M"
    ),
    "owner_fraction": Estimate(
        0.05, 0.08, 0.12, "-", "design, permits, insurance, staff; share of the packages"
    ),
    "contingency_fraction": Estimate(
        *(0.10, 0.20, 0.30), "-", "MISO estimating rules ask 20 %; ends ours", "V J"
    ),
    "cost_inflation_fraction": fixed(
        0.055, "1/yr", "Turner & Townsend 2025–26; brings our costs to another year's USD", "V"
    ),
    "market_correlation": fixed(0.3, "-", "variance that all costs share"),
    "driver_correlation": fixed(0.3, "-", "variance that costs of one driver share besides"),
}
"""Shares and sizes, by the name that a config uses."""

MONTHS: Mapping[str, Estimate] = {
    "design": Estimate(2, 3, 6, "months", "design and permits before work begins on site", "J"),
    "commissioning": Estimate(3, 4, 6, "months", "fit-out, integrated tests, hand-over", "J"),
    "ordered_ahead": fixed(0, "months", "long-lead orders placed before the lease"),
    "grid_firming": Estimate(
        6, 9, 18, "months", "a large-load study for firm service", "J", "grid"
    ),
    "grid_expansion": Estimate(
        *(36, 48, 84),
        "months",
        "JLL 2026: 4 years on average, 7 in Virginia; low ours",
        "V",
        "grid",
    ),
    "transformers": Estimate(
        *_weeks(140, 150, 160), "months", "Wood Mackenzie: 140–160 weeks", "V", "equipment"
    ),
    "generators": Estimate(
        *_weeks(72, 88, 104), "months", "lead times of 72–104 weeks", "V", "equipment"
    ),
    "equipment": Estimate(
        *(6, _weeks(0, 42, 0)[1], 14),
        "months",
        "UPS, switchgear, cooling: JLL's average of 42 weeks; ends ours",
        "V J",
        "equipment",
    ),
    "demolition": Estimate(1, 2, 4, "months", "sheds and racks", "J", "building"),
    "shell": Estimate(6, 9, 14, "months", "half of a data center's 18–24 months", "J", "building"),
    "floor": Estimate(1, 2, 3, "months", "slab work", "J", "building"),
    "fiber_permits": Estimate(3, 5, 9, "months", "rights of way and permits of a lateral", "J"),
    "fiber_per_km": Estimate(
        1 / 15, 1 / 10, 1 / 5, "months/route-km", "5 to 15 km a month and crew", "J", "building"
    ),
    "carriers": Estimate(2, 4, 6, "months", "a carrier's contract and equipment", "J"),
    "water_supply": Estimate(3, 6, 12, "months", "permit and works", "J"),
    "land": Estimate(2, 4, 9, "months", "option, survey, closing", "J"),
}
"""Durations, by the name that a config uses."""
