"""Facts with units, derived from layers. One file a theme; ``FACTORS`` lists them.

To add one: a function ``(sites, layers, parameters) -> FactorResult`` with a
``Factor(...)`` at the foot of its theme's file, its columns in ``screening.fields``,
and its name here. The contract tests run over the registry.
"""

from __future__ import annotations

from screening.factors.connectivity import CONNECTIVITY
from screening.factors.cooling import COOLING
from screening.factors.power import POWER
from screening.model import Factor

FACTORS: dict[str, Factor] = {factor.name: factor for factor in (POWER, CONNECTIVITY, COOLING)}

__all__ = ["FACTORS"]
