"""The tables of a config file, as pydantic checks them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    model_validator,
)

from screening.catalog.methods import METHODS
from screening.climate import (
    AIR_CLASSES,
    BEST,
    BY_PLACE,
    DESIGNS,
    FACILITY_WATER_C,
    NORMALS_FITS,
    TRENDS,
)
from screening.config.conversion_tables import ConversionTable, EconomicsTables, RequirementsTable
from screening.config.layer_table import BaseTable, FilterText, LayerTable
from screening.config.parameter_tables import build_table
from screening.errors import did_you_mean, format_known
from screening.model import FactorParameters, Missing, MonteCarloSettings

Positive = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)]
Finite = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
ConstraintName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class ScreeningTable(BaseTable):
    """What is screened, by which profile, and where the run is written."""

    name: str = Field(
        "screening", pattern=r"^\w[\w .-]*$", description="The run's folder is outputs/<name>."
    )
    region: str | None = Field(
        None, description="A state, a Texas county, minlon,minlat,maxlon,maxlat, or a polygon file."
    )
    profile: str = Field("training", description="Which [profile.NAME] to score by.")
    out: str = Field("outputs", description="Folder that holds the runs.")
    seed: int = Field(0, ge=0, description="Seed of everything random.")
    boundaries: list[str] = Field(
        default_factory=list, description="Polygon files that regions are named after."
    )


class SitesTable(BaseTable):
    """The table of sites."""

    path: str = Field(description="CSV, GeoJSON, GeoPackage, Shapefile, GeoParquet, KML, XLSX.")
    columns: dict[str, str] = Field(default_factory=dict, description="Our column = the file's.")
    where: dict[str, list[FilterText]] = Field(
        default_factory=dict, description="Keep rows whose column has one of these values."
    )


CLIMATE_KEYS = {
    "year": "climate_year",
    "region": "climate_region",
    "delta_dry_bulb_c": "delta_dry_bulb_c",
    "delta_dew_point_c": "delta_dew_point_c",
}
"""Key of ``[climate]`` to the field of FactorParameters that it sets."""

PARAMETER_KEYS = {
    field.name: field.name
    for field in fields(FactorParameters)
    if field.name not in (*CLIMATE_KEYS.values(), "measures")
}
"""Key of ``[parameters]`` to the field of FactorParameters that it sets."""

ROBUSTNESS_KEYS = {
    "draws": "count",
    "weights": "weights",
    "concentration": "concentration",
    "max_sites": "max_sites",
}
"""Key of ``[robustness]`` to the field of MonteCarloSettings that it sets."""


def _one_of(names: Collection[str]) -> Any:
    """Make the type of a parameter that takes one of some names."""

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(
                f"expected a known name, got {name!r}; {did_you_mean(name, names)}"
                f"known: {format_known(names, max_count=40)}"
            )
        return name

    return Annotated[str, AfterValidator(check)]


_CHOICES = {
    "cooling_design": _one_of((BEST, *DESIGNS)),
    "rack_water_class": _one_of(("none", *FACILITY_WATER_C)),
    "air_class": _one_of(tuple(AIR_CLASSES)),
    "normals_regression": _one_of((BY_PLACE, *NORMALS_FITS)),
}
"""Parameters that take one of some names."""


_Parameters: Any = build_table(
    "_Parameters", BaseTable, FactorParameters, PARAMETER_KEYS, types=_CHOICES
)
_Climate: Any = build_table(
    "_Climate",
    BaseTable,
    FactorParameters,
    CLIMATE_KEYS,
    types={"climate_region": Literal[("", *TRENDS)]},
    optional=False,
)
_Robustness: Any = build_table(
    "_Robustness", BaseTable, MonteCarloSettings, ROBUSTNESS_KEYS, optional=False
)


class ParametersTable(_Parameters):  # type: ignore[misc]
    """Named numbers that factors use."""


class ClimateTable(_Climate):  # type: ignore[misc]
    """A later year, reported beside today's climate."""


class CriterionTable(BaseTable):
    """The weight of a factor, and its values that score 0 and 1."""

    weight: Positive
    worst: Finite
    best: Finite
    rationale: str = ""

    @model_validator(mode="after")
    def _anchors_differ(self) -> CriterionTable:
        if self.worst == self.best:
            raise ValueError(f"expected worst and best to differ, got {self.worst:g} for both")
        return self


_ORDER_OF_LIMITS = (
    ("minimum", "<=", "maximum"),
    ("minimum", "<", "comfortable_minimum"),
    ("comfortable_maximum", "<", "maximum"),
    ("comfortable_minimum", "<=", "comfortable_maximum"),
    ("minimum", "<=", "comfortable_maximum"),
    ("comfortable_minimum", "<=", "maximum"),
)
"""A comfort value is stricter than its limit: equal to it, it would never caution."""


class ConstraintTable(BaseTable):
    """Limits, beyond which a site is excluded, and comfort values, beyond which it is cautioned."""

    factor: str
    minimum: Finite | None = Field(None, description="Sites below it are excluded.")
    maximum: Finite | None = Field(None, description="Sites above it are excluded.")
    comfortable_minimum: Finite | None = Field(
        None, description="Sites below it, but not below the minimum, are cautioned."
    )
    comfortable_maximum: Finite | None = Field(
        None, description="Sites above it, but not above the maximum, are cautioned."
    )
    reason: str = ""

    @model_validator(mode="after")
    def _limits_make_sense(self) -> ConstraintTable:
        ends = ("minimum", "maximum", "comfortable_minimum", "comfortable_maximum")
        if all(getattr(self, end) is None for end in ends):
            raise ValueError(
                "expected minimum, maximum or both, or a comfort value (comfortable_minimum, "
                "comfortable_maximum), got none"
            )
        problems = []
        for low, sign, high in _ORDER_OF_LIMITS:
            a, b = getattr(self, low), getattr(self, high)
            if a is not None and b is not None and (a > b or (a == b and sign == "<")):
                found = f"{a:g} {'>' if a > b else '='} {b:g}"
                problems.append(f"expected {low} {sign} {high}, got {found}")
        if problems:
            raise ValueError("; ".join(problems))
        return self


class ProfileTable(BaseTable):
    """The preferences of a kind of tenant."""

    description: str = ""
    method: Literal[tuple(METHODS)] = Field(  # type: ignore[valid-type]
        "wsm", description="The last three are relative: a site's score depends on the others."
    )
    weighting: Literal["given", "ranked", "ahp", "equal", "entropy", "critic"] = Field(
        "given", description="Where weights come from; the last two depend on the sites."
    )
    order: list[str] = Field(
        default_factory=list, description="Criteria by importance, for weighting = ranked."
    )
    pairwise: dict[str, dict[str, Positive]] = Field(
        default_factory=dict, description="How many times a criterion counts as much as another."
    )
    missing: Missing = "unknown"
    min_coverage_fraction: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0, description="Share of the weight that must be known for a score."
    )
    parameters: ParametersTable = Field(default_factory=ParametersTable)
    criteria: dict[str, CriterionTable] = Field(min_length=1)
    constraints: dict[ConstraintName, ConstraintTable] = Field(default_factory=dict)
    requirements: RequirementsTable = Field(default_factory=RequirementsTable)

    @model_validator(mode="after")
    def _method_can_score(self) -> ProfileTable:
        if METHODS[self.method].relative and self.missing == "renormalise":
            raise ValueError(
                f'expected missing = "unknown" with the relative method {self.method}, which '
                'compares only sites with every fact known, got "renormalise"; change one of them'
            )
        return self

    @model_validator(mode="after")
    def _weights_have_a_source(self) -> ProfileTable:
        names = set(self.criteria)
        if (self.order or self.weighting == "ranked") and (
            set(self.order) != names or len(self.order) != len(names)
        ):
            raise ValueError(
                f"order: expected every criterion once ({format_known(names, max_count=40)}), "
                f"got {format_known(self.order, max_count=40)}"
            )
        said = [(a, b) for a, others in self.pairwise.items() for b in others]
        pairs = {frozenset(pair) for pair in said}
        due = {frozenset((a, b)) for a in names for b in names if a != b}
        if (said or self.weighting == "ahp") and (pairs != due or len(said) != len(due)):
            lacking = [" – ".join(sorted(pair)) for pair in due - pairs]
            other = [" – ".join(sorted(pair)) for pair in pairs - due]
            raise ValueError(
                f"pairwise: expected each pair of criteria judged once ({len(due)}), got "
                f"{len(said)}; lacking: {format_known(lacking)}; not a pair of criteria: "
                f"{format_known(other)}"
            )
        return self


class RobustnessTable(_Robustness):  # type: ignore[misc]
    """The Monte Carlo simulation of ranks, which shows how far they can be trusted."""


class ScenarioTable(BaseTable):
    """A scenario: overrides of columns of the sites, and of any table of this file."""

    description: str = ""
    copy_: dict[str, str] = Field(
        default_factory=dict,
        alias="copy",
        description="Column = the column whose figures it takes.",
    )
    set: dict[str, float | str] = Field(default_factory=dict, description="Column = new value.")
    scale: dict[str, Finite] = Field(default_factory=dict, description="Column = factor.")
    add: dict[str, Finite] = Field(default_factory=dict, description="Column = what is added.")
    screening: dict[str, Any] = Field(default_factory=dict)
    sites: dict[str, Any] = Field(default_factory=dict)
    layers: dict[str, Any] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)
    climate: dict[str, Any] = Field(default_factory=dict)
    robustness: dict[str, Any] = Field(default_factory=dict)
    conversion: dict[str, Any] = Field(default_factory=dict)
    economics: dict[str, Any] = Field(default_factory=dict)
    profile: dict[str, Any] = Field(default_factory=dict)

    def overlay(self) -> dict[str, Any]:
        """Return the tables that override those of the file."""
        tables = self.model_dump(include=set(FileTable.model_fields) - {"scenario"})
        return {name: table for name, table in tables.items() if table}


class FileTable(BaseTable, EconomicsTables):
    """The whole config file."""

    screening: ScreeningTable = Field(default_factory=ScreeningTable)
    sites: SitesTable
    layers: dict[str, LayerTable] = Field(min_length=1)
    parameters: ParametersTable = Field(default_factory=ParametersTable)
    climate: ClimateTable = Field(default_factory=ClimateTable)
    robustness: RobustnessTable = Field(default_factory=RobustnessTable)
    profile: dict[str, ProfileTable] = Field(min_length=1)
    conversion: ConversionTable = Field(default_factory=ConversionTable)
    scenario: dict[ConstraintName, ScenarioTable] = Field(default_factory=dict)
