"""The tables of the config that the conversion reads, and their assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from screening.conversion.assumptions import (
    COSTS,
    DRAWS,
    ECONOMICS,
    MAX_SITES,
    MONTHS,
    NUMBERS,
    POSITIVE,
    USD_YEAR,
    Assumptions,
    Estimate,
    Requirements,
)
from screening.errors import did_you_mean, format_known

if TYPE_CHECKING:
    from screening.config.schema import FileTable

NotNegative = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Celsius = Annotated[float, Field(ge=10, le=80, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=100)]
Redundancy = Literal["N", "N+1", "2N"]


class Table(BaseModel):
    """Any table: an unknown key is a problem."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class EstimateTable(Table):
    """A number with low and high bounds; without bounds it is certain."""

    base: NotNegative
    low: NotNegative | None = None
    high: NotNegative | None = None
    source: str = "the config"

    @model_validator(mode="after")
    def _ends_are_in_order(self) -> EstimateTable:
        low, base, high = self.bounds
        if not low <= base <= high:
            raise ValueError(f"expected low <= base <= high, got {low:g}, {base:g}, {high:g}")
        return self

    @property
    def bounds(self) -> tuple[float, float, float]:
        """Low, base and high."""
        low = self.base if self.low is None else self.low
        return low, self.base, self.base if self.high is None else self.high


def _check_ranges(
    table: str, given: Mapping[str, EstimateTable], ranges: Mapping[str, Estimate]
) -> None:
    """Report unknown names and numbers that are out of range."""
    problems = []
    for name, each in given.items():
        if name not in ranges:
            problems.append(
                f"{table}{name}: not a known number; {did_you_mean(name, ranges)}"
                f"known: {format_known(ranges, max_count=40)}; rename or remove it"
            )
        elif name.endswith(("_fraction", "_chance", "_correlation")) and each.bounds[2] > 1:
            problems.append(f"{table}{name}: expected at most 1, got {each.bounds[2]:g}")
        elif name in POSITIVE and each.bounds[0] <= 0:
            problems.append(f"{table}{name}: expected more than 0, got {each.bounds[0]:g}")
    if problems:
        raise ValueError("; ".join(problems))


class ConversionTable(Table):
    """Assumptions of the build list; docs/science/conversion.md lists every name."""

    usd_year: int = Field(
        USD_YEAR, ge=2000, le=2100, description="The dollars of the costs; ours are brought there."
    )
    draws: int = Field(DRAWS, ge=100, le=1_000_000, description="Of the Monte Carlo.")
    max_sites: int = Field(
        MAX_SITES, ge=1, le=10_000_000, description="How many sites, best first, are worked out."
    )
    costs: dict[str, EstimateTable] = Field(
        default_factory=dict, description="Cost of a unit of a package [MUSD a unit]."
    )
    numbers: dict[str, EstimateTable] = Field(
        default_factory=dict, description="Shares, sizes, chances."
    )
    months: dict[str, EstimateTable] = Field(
        default_factory=dict, description="Durations [months]."
    )

    @model_validator(mode="after")
    def _names_are_known(self) -> ConversionTable:
        _check_ranges("costs.", self.costs, COSTS)
        _check_ranges("months.", self.months, MONTHS)
        _check_ranges("numbers.", self.numbers, NUMBERS)
        shared = [
            self.numbers[name].base if name in self.numbers else NUMBERS[name].base
            for name in ("market_correlation", "driver_correlation")
        ]
        if sum(shared) > 1:
            raise ValueError(
                "numbers: expected market_correlation + driver_correlation of at most 1, "
                f"got {sum(shared):g}"
            )
        return self


class RequirementsTable(Table):
    """A tenant's requirements; docs/science/conversion.md lists the defaults of the rest."""

    it_mw: Annotated[float, Field(gt=0, le=1e5, allow_inf_nan=False)] | None = Field(
        None, description="Least block of critical IT power [MW]."
    )
    rack_kw: NotNegative | None = Field(None, description="Power of a rack [kW].")
    facility_water_c: Celsius | None = Field(None, description="Warmest facility water [°C].")
    pue_maximum: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = None
    diverse_routes_count: Count | None = None
    carriers_count: Count | None = None
    rtt_ms_maximum: NotNegative | None = None
    power_redundancy: Redundancy | None = None
    cooling_redundancy: Redundancy | None = None
    backup_generation: bool | None = Field(None, description="Backup generators required.")
    firm_fraction: Share | None = Field(None, description="Share not curtailable.")
    land_ha_per_mw: NotNegative | None = Field(None, description="Land [ha/MW gross].")
    floor_m2_per_mw: NotNegative | None = Field(None, description="Floor [m²/MW IT].")
    floor_kpa: NotNegative | None = Field(None, description="Floor load [kPa].")
    water_l_per_kwh_maximum: NotNegative | None = None
    limits: dict[str, float] = Field(
        default_factory=dict, description="Most that the tenant takes of any column: hazards."
    )
    sources: dict[str, str] = Field(
        default_factory=dict, description="Where a line comes from, by its name."
    )

    @model_validator(mode="after")
    def _sources_are_of_lines(self) -> RequirementsTable:
        lines = {each.name for each in fields(Requirements)} - {"sources"}
        odd = sorted(set(self.sources) - lines)
        if odd:
            raise ValueError(
                f"sources: expected names of lines, got {format_known(odd)}; "
                f"known: {format_known(lines, max_count=40)}"
            )
        return self


class EconomicsTables(Table):
    """Validates the names in ``[economics]``."""

    economics: dict[str, EstimateTable] = Field(
        default_factory=dict,
        description="Lease, mining, discounting; see docs/science/conversion.md for every name.",
    )

    @model_validator(mode="after")
    def _terms_are_known(self) -> EconomicsTables:
        _check_ranges("economics.", self.economics, ECONOMICS)
        return self


def build_assumptions(parsed: FileTable) -> Assumptions:
    """Replace default figures by those of the config.

    Parameters
    ----------
    parsed : FileTable

    Returns
    -------
    Assumptions
        With the requirements of every profile.
    """
    table = parsed.conversion
    numbers = _set(NUMBERS, table.numbers)
    years = table.usd_year - USD_YEAR
    inflated = (1 + numbers["cost_inflation_fraction"].base) ** years
    return Assumptions(
        requirements={
            name: _requirements(profile.requirements) for name, profile in parsed.profile.items()
        },
        costs=_set({name: each.times(inflated) for name, each in COSTS.items()}, table.costs),
        numbers=numbers,
        months=_set(MONTHS, table.months),
        economics=_set(ECONOMICS, parsed.economics),
        usd_year=table.usd_year,
        draws=table.draws,
        max_sites=table.max_sites,
    )


def _set(ours: Mapping[str, Estimate], given: Mapping[str, EstimateTable]) -> dict[str, Estimate]:
    return {
        name: each.set_to(*given[name].bounds, given[name].source) if name in given else each
        for name, each in ours.items()
    }


def _requirements(table: RequirementsTable) -> Requirements:
    given = table.model_dump(exclude_none=True)
    ours = Requirements()
    sources = {
        name: "the config"
        for name, value in given.items()
        if name not in ("limits", "sources") and value != getattr(ours, name)
    }
    return replace(ours, **given | {"sources": sources | table.sources})
