"""The work packages: what each measures, what it costs by, and what must come before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from screening.conversion import hall, surroundings
from screening.conversion.need import Case, Need

OWNER, CONTINGENCY = "owner's cost", "contingency"


@dataclass(frozen=True)
class Package:
    """One row of the build list.

    Attributes
    ----------
    name, unit : str
    cost, months : str, of ``COSTS`` and ``MONTHS``
    measure : callable, ``Case -> Need``
    after : tuple of str, packages (or ``"design"``) that come first
    gates : bool, no rent before it is done
    whole : bool, it is needed or it is not: no part of it helps
    """

    name: str
    unit: str
    cost: str
    months: str
    measure: Callable[[Case], Need]
    after: tuple[str, ...] = ()
    gates: bool = True
    whole: bool = False


PACKAGES: tuple[Package, ...] = (
    Package(
        "grid firming", "MW gross", "grid_firming", "grid_firming", surroundings.firming, whole=True
    ),
    Package(
        "grid expansion", "MW gross", "grid_expansion", "grid_expansion", surroundings.expansion
    ),
    Package(
        "transformers",
        "MVA",
        "transformers",
        "transformers",
        surroundings.transformers,
        gates=False,
    ),
    Package("generators", "MW IT", "generators", "generators", hall.generators),
    Package("UPS", "MW IT", "ups", "equipment", hall.ups),
    Package("switchgear and busway", "MW IT", "distribution", "equipment", hall.distribution),
    Package("land", "ha", "land", "land", surroundings.land),
    Package("demolition", "m²", "demolition", "demolition", hall.demolition, ("design",)),
    Package("shell", "m²", "shell", "shell", hall.shell, ("design", "demolition", "land")),
    Package("floor", "m²", "floor", "floor", hall.floor, ("design", "demolition")),
    Package("cooling plant", "MW IT", "cooling_plant", "equipment", hall.cooling_plant),
    Package("CDUs", "MW IT", "cdus", "equipment", hall.cdus),
    Package("trim chillers", "MW IT", "trim_chillers", "equipment", hall.trim_chillers),
    Package(
        "first fiber lateral", "route-km", "fiber", "fiber_permits", surroundings.first_lateral
    ),
    Package(
        "second fiber lateral",
        *("route-km", "fiber", "fiber_permits", surroundings.second_lateral),
        whole=True,
    ),
    Package(
        "carriers",
        *("carriers", "carriers", "carriers", surroundings.carriers, ("first fiber lateral",)),
    ),
    Package("water supply", "m³/day", "water_supply", "water_supply", surroundings.water),
)
"""Every package, in the order of the build list; owner's cost and contingency follow."""

LATERALS = ("first fiber lateral", "second fiber lateral")
"""Packages that take longer the longer they are."""
