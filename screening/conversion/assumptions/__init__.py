"""Named numbers that a conversion assumes, each with unit, source and quality of the source.

The config may set each of them.
"""

from __future__ import annotations

from screening.conversion.assumptions.assumption_set import (
    DRAWS,
    MAX_SITES,
    POSITIVE,
    Assumptions,
)
from screening.conversion.assumptions.estimates import MARKS, Estimate, fixed
from screening.conversion.assumptions.market_terms import ECONOMICS
from screening.conversion.assumptions.quantities import MONTHS, NUMBERS
from screening.conversion.assumptions.requirements import (
    DEFAULT_SOURCES,
    REQUIREMENT_COLUMNS,
    Requirements,
)
from screening.conversion.assumptions.unit_costs import BASIS, COSTS, USD_YEAR

__all__ = [
    "BASIS",
    "COSTS",
    "DEFAULT_SOURCES",
    "DRAWS",
    "ECONOMICS",
    "MARKS",
    "MAX_SITES",
    "MONTHS",
    "NUMBERS",
    "POSITIVE",
    "REQUIREMENT_COLUMNS",
    "USD_YEAR",
    "Assumptions",
    "Estimate",
    "Requirements",
    "fixed",
]
