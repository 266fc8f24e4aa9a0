"""The catalog of output columns: name, unit, description, alias and source of each.

Units are kept here and not in ``DataFrame.attrs``, which a GeoPackage does not store. Writers
take aliases and descriptions from here; ``screening fields`` prints the list.
"""

from __future__ import annotations

from screening.catalog.declared_measures import is_measure
from screening.catalog.fields.connectivity_fields import CONNECTIVITY, metro_column, metro_field
from screening.catalog.fields.conversion_fields import CONVERSION, STATED
from screening.catalog.fields.cooling_fields import COOLING
from screening.catalog.fields.custom_fields import custom_field, is_custom_detail, measure_fields
from screening.catalog.fields.field import Field
from screening.catalog.fields.grid_capacity_fields import GRID, WATERFALL, WATERFALL_STEPS
from screening.catalog.fields.grid_proximity_fields import POWER
from screening.catalog.fields.identity_fields import IDENTITY, STATED_FACTS
from screening.catalog.fields.score_fields import SCORE
from screening.catalog.fields.water_fields import WATER
from screening.catalog.labels import OUTCOMES

__all__ = [
    "COMPUTED",
    "FIELDS",
    "NEED_GRID_MW",
    "OUTCOME_PREFIX",
    "STATED",
    "STATED_FACTS",
    "VALUE_PREFIX",
    "WATERFALL_STEPS",
    "Field",
    "get_field",
    "is_custom_detail",
    "is_metro_column",
    "is_named_by_config",
    "measure_fields",
    "metro_column",
]

_INPUT = "the sites table"

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        *(*IDENTITY, *STATED, *SCORE, *POWER, *GRID, *WATERFALL),
        *(*CONNECTIVITY, *COOLING, *WATER, *CONVERSION),
    )
}

COMPUTED: dict[str, Field] = {
    field.name: field for field in (*POWER, *GRID, *WATERFALL, *CONNECTIVITY, *COOLING, *WATER)
}
"""Columns of the facts that a run derives from layers and from the sites table."""

NEED_GRID_MW = frozenset(
    (
        *("grid_mw", "asked_mw", "asked_kv", "class_capacity_fraction"),
        *("upgrade_kv", "upgrade_musd_low", "upgrade_musd", "upgrade_musd_high"),
        *(field.name for field in WATERFALL),
        *("water_peak_m3_per_day", "water_m3_per_year"),
    )
)
"""Columns that are unknown where neither the grid power of a site nor they are stated."""

VALUE_PREFIX = "value_"
OUTCOME_PREFIX = "constraint_"


def is_metro_column(column: str) -> bool:
    """Tell whether a column is the round trip to a metro.

    Parameters
    ----------
    column : str

    Returns
    -------
    bool
    """
    return metro_field(column) is not None


def is_named_by_config(column: str) -> bool:
    """Tell whether a column is a fact that the config names: a metro's, or a custom layer's.

    Parameters
    ----------
    column : str

    Returns
    -------
    bool
    """
    return is_metro_column(column) or is_measure(column)


def get_field(column: str) -> Field:
    """Describe any output column.

    The column may be in :data:`FIELDS`, a round trip to a metro, of a custom layer,
    ``value_<factor>``, ``constraint_<name>``, or carried through from the sites table.

    Parameters
    ----------
    column : str

    Returns
    -------
    Field

    Examples
    --------
    >>> get_field("fiber_distance_km").label
    'Fiber distance [km]'
    >>> get_field("value_grid_mw").description
    'Grid power on the value scale of its criterion: 0 worst, 1 best.'
    >>> get_field("constraint_power").alias
    'Constraint: power'
    >>> get_field("my_column").group
    'carried'
    """
    if column in FIELDS:
        return FIELDS[column]
    named = metro_field(column) or custom_field(column)
    if named is not None:
        return named
    if column.startswith(VALUE_PREFIX):
        alias = get_field(column.removeprefix(VALUE_PREFIX)).alias
        text = f"{alias} on the value scale of its criterion: 0 worst, 1 best."
        return Field(column, "-", text, f"Value: {alias}", "values", "docs/science/scoring.md", 3)
    if column.startswith(OUTCOME_PREFIX):
        name = column.removeprefix(OUTCOME_PREFIX).replace("_", " ")
        *codes, last = OUTCOMES
        text = f"Outcome of the constraint {name}: {', '.join(codes)} or {last}."
        return Field(column, "", text, f"Constraint: {name}", "constraints")
    alias = column.replace("_", " ").capitalize()
    return Field(column, "", "Carried through from the sites table.", alias, "carried", _INPUT, 3)
