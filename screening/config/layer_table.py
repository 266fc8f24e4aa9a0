"""The tables of layers in a config file, as pydantic checks them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from screening.catalog.custom_measures import CUSTOM, RULES
from screening.catalog.kinds import KINDS, config_kinds
from screening.catalog.layer_kind import unknown_class
from screening.errors import did_you_mean, format_known

PlainText = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
"""Text of one line, without control characters."""


class BaseTable(BaseModel):
    """Any table: an unknown key is a problem."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


def _check_kind(name: str) -> str:
    kinds = config_kinds()
    if name not in kinds:
        raise ValueError(
            f"expected a kind of layer, got {name!r}; {did_you_mean(name, kinds)}"
            f"known: {format_known(map(repr, kinds), max_count=40)}"
        )
    return name


def _as_text(value: Any) -> Any:
    """Give a number as its column is compared: 345 and 345.0 are the text 345."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:.15g}" if is_number else value


FilterText = Annotated[str, BeforeValidator(_as_text)]
"""A value of ``where``; numbers need no quotes."""

# A validator rather than a Literal: kinds are records of the catalog, read at validation.
KindName = Annotated[
    str,
    AfterValidator(_check_kind),
    WithJsonSchema({"type": "string", "enum": list(config_kinds())}),
]


class LayerTable(BaseTable):
    """A layer; keys left out are taken from a SOURCES.toml near the file."""

    kind: KindName
    path: str
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="Our column = the file's; of tables also longitude and latitude.",
    )
    where: dict[str, list[FilterText]] = Field(
        default_factory=dict,
        description="Use features whose column, the file's or ours, has one of these values.",
    )
    constants: dict[str, str | float] = Field(
        default_factory=dict, description="Our column = the value that every feature has."
    )
    include: list[str] = Field(
        default_factory=list,
        description="Classes of features to use that are left out otherwise, such as planned, "
        "under construction, not in service, retired; dc, traction; of substations taps.",
    )
    facilities: str | None = Field(
        None, description="Facilities that place the exchanges of a PeeringDB file of ix."
    )
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
    measure: str | None = Field(
        None, description=f"Of kind {CUSTOM}: what it measures, of {', '.join(RULES)}."
    )
    name: str | None = Field(
        None, description=f"Of kind {CUSTOM}: the column of its fact, such as school_distance_km."
    )
    unit: PlainText | None = Field(
        None, description=f'Of kind {CUSTOM}: unit of its fact, "-" for a pure number.'
    )
    title: PlainText | None = Field(
        None, description=f"Of kind {CUSTOM}: title of its fact and layer."
    )
    column: str | None = Field(
        None,
        description=f"Of kind {CUSTOM}: the column of the file, or the number or description of "
        "the band, that it takes values from.",
    )
    radius_km: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] | None = Field(
        None, description=f"Of kind {CUSTOM}: radius of the measures that end with within [km]."
    )

    digits: Annotated[int, Field(ge=0, le=6)] | None = Field(
        None, description=f"Of kind {CUSTOM}: decimals to show of its fact."
    )

    @model_validator(mode="after")
    def _kind_takes_the_options(self) -> LayerTable:
        if self.kind == CUSTOM:
            return self._custom_takes_the_options()
        kind = KINDS[self.kind]
        stated = {"where": self.where, "constants": self.constants, "include": self.include}
        names = [name for name, value in stated.items() if value]
        if names and not kind.is_vector:
            raise ValueError(
                f"expected a layer of features for {format_known(names)}, got {self.kind}; "
                "remove it"
            )
        problems = [unknown_class(kind, name) for name in self.include]
        if any(problems):
            raise ValueError(f"include: {next(filter(None, problems))}")
        return self

    def _custom_takes_the_options(self) -> LayerTable:
        if self.include:
            raise ValueError(
                f"include: expected none, as every feature of a layer of kind {CUSTOM} counts, got "
                f"{format_known(self.include)}; remove it, or select features by where"
            )
        return self
