"""The tables of a config file, as pydantic checks them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from screening.catalog.kinds import KINDS
from screening.climate import (
    AIR_CLASSES,
    BEST,
    DESIGNS,
    FACILITY_WATER_C,
    NORMALS_FITS,
    TRENDS,
)
from screening.config.conversion_tables import ConversionTable, EconomicsTables, RequirementsTable
from screening.errors import format_known
from screening.model import Missing

Positive = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)]
Finite = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
ConstraintName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
RELATIVE_METHODS = ("topsis", "vikor", "promethee_2")


def _check_kind(name: str) -> str:
    if name not in KINDS:
        raise ValueError(
            f"expected a kind of layer, got {name!r}; "
            f"known: {format_known(map(repr, KINDS), most=40)}"
        )
    return name


# A validator rather than a Literal: kinds are records of the catalog, read at validation.
KindName = Annotated[
    str, AfterValidator(_check_kind), WithJsonSchema({"type": "string", "enum": list(KINDS)})
]


class BaseTable(BaseModel):
    """Any table: a key that is not known is a problem."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class ScreeningTable(BaseTable):
    """What is screened, by which profile, and where the run lands."""

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
    where: dict[str, list[str]] = Field(
        default_factory=dict, description="Keep rows whose column has one of these values."
    )


class LayerTable(BaseTable):
    """A layer; what is left out is taken from a SOURCES.toml near the file."""

    kind: KindName
    path: str
    columns: dict[str, str] = Field(default_factory=dict, description="Our column = the file's.")
    precision_km: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    licence: str | None = None
    source: str | None = None
    retrieved: str | None = None
    covers: str | None = Field(None, description="Region in which the layer knows the answer.")
    complete_min_kv: Annotated[float, Field(ge=0)] | None = Field(
        None, description="The layer knows every asset of at least this voltage [kV]."
    )
    complete_beyond_km: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(
        None, description="How far beyond `covers` the layer knows every asset [km]."
    )
    note: str | None = None


_NAMES = {
    "cooling_design": (BEST, *DESIGNS),
    "rack_water_class": ("none", *FACILITY_WATER_C),
    "air_class": tuple(AIR_CLASSES),
    "normals_regression": tuple(NORMALS_FITS),
}
"""Parameters that are one of some names."""


class ParametersTable(BaseTable):
    """Named numbers that factors use."""

    substation_kv: Positive | None = None
    route_factor: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = None
    us_per_km: Positive | None = None
    equipment_ms: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    hub_min_networks: Annotated[int, Field(ge=0)] | None = None
    cooling_design: str | None = Field(
        None, description='A cooling design, or "best": the best that racks and limits allow.'
    )
    rack_kw: Positive | None = Field(None, description="Density of the racks [kW].")
    rack_water_class: str | None = Field(
        None, description='Warmest facility water the racks take: W32, W40, W45; "none": air.'
    )
    air_class: str | None = Field(
        None, description="Air the racks accept: recommended, A1 to A4, H1."
    )
    immersion_allowed: bool | None = None
    evaporative_allowed: bool | None = Field(
        None, description="Whether the best design may use water."
    )
    max_water_stress: Finite | None = Field(
        None, description="Water-stress score above which nothing evaporates."
    )
    route_factor_precision: Annotated[float, Field(ge=0, le=1)] | None = None
    snap_m: Annotated[float, Field(ge=0, le=5_000)] | None = None
    hub_snap_km: Annotated[float, Field(ge=0, le=100)] | None = None
    hub_snap_coarse_km: Annotated[float, Field(ge=0, le=100)] | None = None
    max_lateral_km: Annotated[float, Field(gt=0, le=500)] | None = None
    diversity_km: Annotated[float, Field(ge=0, le=100)] | None = None
    site_exclusion_km: Annotated[float, Field(ge=0, le=100)] | None = None
    route_diversity: bool | None = None
    metros: list[str] | None = Field(
        None, description="Points of presence of kind metro; each gives a column rtt_to_NAME_ms."
    )
    firm_fraction: Annotated[float, Field(ge=0, le=1)] | None = None
    transformer_reserve_fraction: Annotated[float, Field(ge=0, lt=1)] | None = None
    auxiliary_fraction: Annotated[float, Field(ge=0, lt=1)] | None = None
    normals_regression: str | None = None

    @model_validator(mode="after")
    def _names_are_known(self) -> ParametersTable:
        for key, names in _NAMES.items():
            name = getattr(self, key)
            if name is not None and name not in names:
                raise ValueError(
                    f"{key}: expected a known name, got {name!r}; known: "
                    f"{format_known(names, most=40)}"
                )
        return self


class ClimateTable(BaseTable):
    """A later year, reported beside today's climate."""

    year: Annotated[int, Field(ge=2006, le=2100)] | None = Field(
        None, description="Report the cooling figures of this year too."
    )
    region: Literal[("", *TRENDS)] = Field(  # type: ignore[valid-type]
        "", description="Whose warming, where no delta is stated."
    )
    delta_dry_bulb_c: Annotated[float, Field(ge=-10, le=15)] | None = Field(
        None, description="Warming by that year [K]; default: that of the region."
    )
    delta_dew_point_c: Annotated[float, Field(ge=-10, le=15)] | None = Field(
        None, description="Rise of the dew point [K]; default: 0.9 of the warming."
    )


class CriterionTable(BaseTable):
    """How much a factor counts, and the facts that are worth nothing and everything."""

    weight: Positive
    worst: Finite
    best: Finite
    rationale: str = ""

    @model_validator(mode="after")
    def _anchors_differ(self) -> CriterionTable:
        if self.worst == self.best:
            raise ValueError(f"expected worst and best to differ, got {self.worst:g} for both")
        return self


class ConstraintTable(BaseTable):
    """A knock-out."""

    factor: str
    minimum: Finite | None = None
    maximum: Finite | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _limits_make_sense(self) -> ConstraintTable:
        if self.minimum is None and self.maximum is None:
            raise ValueError("expected minimum, maximum or both, got neither")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(
                f"expected minimum <= maximum, got {self.minimum:g} > {self.maximum:g}"
            )
        return self


class ProfileTable(BaseTable):
    """What a kind of tenant wants."""

    description: str = ""
    method: Literal["wsm", "wpm", "topsis", "vikor", "promethee_2"] = Field(
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
        if self.method in RELATIVE_METHODS and self.missing == "renormalise":
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
                f"order: expected every criterion once ({format_known(names, most=40)}), "
                f"got {format_known(self.order, most=40)}"
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


class RobustnessTable(BaseTable):
    """How ranks are drawn many times over, to see how far they can be trusted."""

    draws: int = Field(10_000, ge=100, le=1_000_000, description="How often.")
    weights: Literal["stated", "uniform"] = Field(
        "stated", description="Around the stated weights, or evenly over all weights."
    )
    concentration: float = Field(
        50.0, gt=0, le=1e6, description="Of the Dirichlet around the stated weights."
    )
    max_sites: int = Field(100_000, ge=0, description="Among more sites nothing is drawn.")


class ScenarioTable(BaseTable):
    """What would be otherwise: changes of the sites' columns, and any table of this file."""

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
        """Give the tables that lie over the file's own."""
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
