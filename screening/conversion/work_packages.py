"""The work packages: quantity, unit cost, duration and predecessors of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from screening.conversion import data_hall_packages, utility_packages
from screening.conversion.gap_analysis import ConversionCase, Gap

OWNER, CONTINGENCY = "owner's cost", "contingency"


@dataclass(frozen=True)
class Package:
    """One row of the build list.

    Attributes
    ----------
    name, unit : str
    cost, months : str, of ``COSTS`` and ``MONTHS``
    measure : callable, ``ConversionCase -> Gap``
    predecessors : tuple of str, packages (or ``"design"``) that must finish first
    blocks_rent : bool, whether rent cannot begin before it is finished
    indivisible : bool, whether a part of it is of no use
    """

    name: str
    unit: str
    cost: str
    months: str
    measure: Callable[[ConversionCase], Gap]
    predecessors: tuple[str, ...] = ()
    blocks_rent: bool = True
    indivisible: bool = False


PACKAGES: tuple[Package, ...] = (
    Package(
        "grid firming",
        "MW gross",
        "grid_firming",
        "grid_firming",
        utility_packages.firm_capacity_package,
        indivisible=True,
    ),
    Package(
        "grid expansion",
        "MW gross",
        "grid_expansion",
        "grid_expansion",
        utility_packages.grid_expansion_package,
    ),
    Package(
        "transformers",
        "MVA",
        "transformers",
        "transformers",
        utility_packages.transformers,
        blocks_rent=False,
    ),
    Package("generators", "MW IT", "generators", "generators", data_hall_packages.generators),
    Package("UPS", "MW IT", "ups", "equipment", data_hall_packages.ups),
    Package(
        "switchgear and busway",
        "MW IT",
        "distribution",
        "equipment",
        data_hall_packages.distribution,
    ),
    Package("land", "ha", "land", "land", utility_packages.land_package),
    Package(
        "demolition", "m²", "demolition", "demolition", data_hall_packages.demolition, ("design",)
    ),
    Package(
        "shell", "m²", "shell", "shell", data_hall_packages.shell, ("design", "demolition", "land")
    ),
    Package("floor", "m²", "floor", "floor", data_hall_packages.floor, ("design", "demolition")),
    Package(
        "cooling plant", "MW IT", "cooling_plant", "equipment", data_hall_packages.cooling_plant
    ),
    Package("CDUs", "MW IT", "cdus", "equipment", data_hall_packages.coolant_distribution_units),
    Package(
        "trim chillers", "MW IT", "trim_chillers", "equipment", data_hall_packages.trim_chillers
    ),
    Package(
        "first fiber lateral", "route-km", "fiber", "fiber_permits", utility_packages.first_lateral
    ),
    Package(
        "second fiber lateral",
        *("route-km", "fiber", "fiber_permits", utility_packages.second_lateral),
        indivisible=True,
    ),
    Package(
        "carriers",
        *("carriers", "carriers", "carriers", utility_packages.carriers, ("first fiber lateral",)),
    ),
    Package("water supply", "m³/day", "water_supply", "water_supply", utility_packages.water),
)
"""Every package, in the order of the build list and after its predecessors; owner's cost and
contingency follow."""

LATERALS = ("first fiber lateral", "second fiber lateral")
"""Packages whose duration grows with their length."""
