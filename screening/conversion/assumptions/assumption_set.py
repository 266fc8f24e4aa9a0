"""Everything that a conversion assumes, in one object; the config may set each number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.conversion.assumptions.estimates import Estimate
from screening.conversion.assumptions.market_terms import ECONOMICS
from screening.conversion.assumptions.quantities import MONTHS, NUMBERS
from screening.conversion.assumptions.requirements import Requirements
from screening.conversion.assumptions.unit_costs import COSTS, USD_YEAR

POSITIVE = (
    *("fleet_j_per_th", "lease_years", "mine_capital_musd_per_mw"),
    *("transformer_unit_mva", "power_factor", "it_per_gross_fraction"),
)
"""Numbers that are divisors: 0 is refused."""
DRAWS = 10_000
"""Monte Carlo sample size, unless the config sets another."""
MAX_SITES = 1_000
"""Sites, best rank first, whose conversion is estimated: about 5 ms of CPU time each."""


@dataclass(frozen=True)
class Assumptions:
    """Inputs of a conversion other than the facts.

    Attributes
    ----------
    requirements : mapping of profile to Requirements
    costs, numbers, months, economics : mappings of name to Estimate
    usd_year : int, price year of the costs
    draws : int, Monte Carlo sample size
    max_sites : int, number of sites, best rank first, whose conversion is estimated
    """

    requirements: Mapping[str, Requirements] = field(default_factory=dict)
    costs: Mapping[str, Estimate] = field(default_factory=lambda: COSTS)
    numbers: Mapping[str, Estimate] = field(default_factory=lambda: NUMBERS)
    months: Mapping[str, Estimate] = field(default_factory=lambda: MONTHS)
    economics: Mapping[str, Estimate] = field(default_factory=lambda: ECONOMICS)
    usd_year: int = USD_YEAR
    draws: int = DRAWS
    max_sites: int = MAX_SITES

    def profile_requirements(self, profile: str) -> Requirements:
        """Return a profile's requirements; the defaults where it states none."""
        return self.requirements.get(profile, Requirements())

    def number(self, name: str) -> float:
        """Return the base of a number."""
        return self.numbers[name].base
