"""What the conversion rests on: named numbers with unit, source and how well each is known.

The config may set each of them; nothing here computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.conversion.assumptions.estimates import MARKS, Estimate, fixed
from screening.conversion.assumptions.market_terms import ECONOMICS
from screening.conversion.assumptions.quantities import MONTHS, NUMBERS
from screening.conversion.assumptions.requirements import DEFAULT_SOURCES, Requirements
from screening.conversion.assumptions.unit_costs import BASIS, COSTS, USD_YEAR

__all__ = [
    "BASIS",
    "COSTS",
    "DEFAULT_SOURCES",
    "ECONOMICS",
    "MARKS",
    "MAX_SITES",
    "MONTHS",
    "NUMBERS",
    "POSITIVE",
    "USD_YEAR",
    "Assumptions",
    "Estimate",
    "Requirements",
    "fixed",
]

POSITIVE = (
    *("fleet_j_per_th", "lease_years", "mine_capital_musd_per_mw"),
    *("transformer_unit_mva", "power_factor", "it_per_gross_fraction"),
)
"""Numbers that something is divided by."""
DRAWS = 10_000
"""Draws of the Monte Carlo, unless the config says otherwise."""
MAX_SITES = 1_000
"""Sites, best first, whose conversion is worked out: about 5 ms of processor time each."""


@dataclass(frozen=True)
class Assumptions:
    """Everything a conversion is told besides the facts.

    Attributes
    ----------
    requirements : mapping of profile to Requirements
    costs, numbers, months, economics : mappings of name to Estimate
    usd_year : int, the dollars of the costs
    draws : int, of the Monte Carlo
    max_sites : int, how many sites, best first, are worked out
    """

    requirements: Mapping[str, Requirements] = field(default_factory=dict)
    costs: Mapping[str, Estimate] = field(default_factory=lambda: COSTS)
    numbers: Mapping[str, Estimate] = field(default_factory=lambda: NUMBERS)
    months: Mapping[str, Estimate] = field(default_factory=lambda: MONTHS)
    economics: Mapping[str, Estimate] = field(default_factory=lambda: ECONOMICS)
    usd_year: int = USD_YEAR
    draws: int = DRAWS
    max_sites: int = MAX_SITES

    def of(self, profile: str) -> Requirements:
        """Give a profile's requirements; the defaults where it states none."""
        return self.requirements.get(profile, Requirements())

    def number(self, name: str) -> float:
        """Give a number's base."""
        return self.numbers[name].base
