"""Columns of a layer's file that fill those of its kind, and those that decide what is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from screening.errors import LayerError, did_you_mean, format_known
from screening.readers.column_matching import (
    coordinate_columns,
    find_columns,
    normalize_name,
    shortened_columns,
)
from screening.readers.layers.excluded_features import exclusion_columns
from screening.readers.layers.feature_table import as_mapping
from screening.readers.layers.life_cycle_parsing import is_life_cycle_column

if TYPE_CHECKING:
    from screening.catalog.layer_kind import LayerKind
    from screening.model import LayerSpec

POSITION = ("longitude", "latitude")
OPENSTREETMAP_TAGS = ("source_tags", "other_tags", "all_tags")
"""Where Overture, and GDAL, keep tags of OpenStreetMap."""
TAGS = (*OPENSTREETMAP_TAGS, "tags")
"""Columns that may nest further columns."""


def layer_label(spec: LayerSpec) -> str:
    """Name a layer in a message.

    Parameters
    ----------
    spec : LayerSpec

    Returns
    -------
    str
    """
    return f"layer {spec.name} ({spec.path})"


def file_columns(kind: LayerKind) -> dict[str, tuple[str, ...]]:
    """List every column that a kind reads, and the names that it may have in a file.

    Parameters
    ----------
    kind : LayerKind

    Returns
    -------
    dict of our column to names, the most exact first
    """
    columns = {column.name: column.aliases for column in kind.columns}
    for column in kind.columns:
        columns.update(column.inputs)
    return columns


def choose_fields(kind: LayerKind, spec: LayerSpec, fields: Sequence[str]) -> list[str]:
    """Choose the columns of a file that are read.

    Parameters
    ----------
    kind : LayerKind
    spec : LayerSpec
    fields : sequence of str, all columns of the file

    Returns
    -------
    list of str, in the order of the file
    """
    names = {name for aliases in file_columns(kind).values() for name in aliases}
    names |= exclusion_columns(kind)
    keys = {normalize_name(name) for name in (*names, *kind.features, *TAGS, *spec.where)}
    wanted = {*spec.columns.values(), *coordinate_columns(fields).values()}
    wanted |= set(shortened_columns(list(names), fields))
    return [
        name
        for name in fields
        if name in wanted
        or normalize_name(name) in keys
        or (kind.has_life_cycle and is_life_cycle_column(name))
    ]


def spread_tags(kind: LayerKind, spec: LayerSpec, table: pd.DataFrame) -> pd.DataFrame:
    """Spread nested tags into columns: those that are read, and that the file has not itself.

    Parameters
    ----------
    kind : LayerKind
    spec : LayerSpec
    table : DataFrame

    Returns
    -------
    DataFrame
    """
    for field in find_columns(TAGS, list(table.columns)):
        tags = [as_mapping(cell) for cell in table[field]]
        names = dict.fromkeys(str(name) for cell in tags for name in cell)
        spread = {
            name: pd.Series([cell.get(name) for cell in tags], index=table.index, dtype=object)
            for name in choose_fields(kind, spec, list(names))
            if name not in table
        }
        table = table.assign(**spread)
    return table


def map_columns(
    kind: LayerKind, spec: LayerSpec, table: pd.DataFrame, fields: Sequence[str]
) -> dict[str, list[pd.Series]]:
    """Find the columns that may fill each of ours: the file's, or a constant.

    Parameters
    ----------
    kind : LayerKind
    spec : LayerSpec
    table : DataFrame, (n,), columns of the file that were read
    fields : sequence of str, all columns of the file

    Returns
    -------
    dict of our column to Series, (n,), the most exact first

    Raises
    ------
    LayerError
        For columns that are missing or unknown, with every problem.
    """
    ours = file_columns(kind)
    read = list(table.columns)
    found = {
        name: find_columns(aliases, read) or shortened_columns(aliases, read)
        for name, aliases in ours.items()
    }
    found |= {name: [field] for name, field in spec.columns.items() if field in table}
    columns = {name: [table[field] for field in found[name]] for name in ours}
    columns |= {
        name: [pd.Series([value] * len(table), dtype=object, name=name, index=table.index)]
        for name, value in spec.constants.items()
    }
    problems = [*_mapping_problems(kind, spec, table, fields), *_constant_problems(kind, spec)]
    problems += [
        f"expected a column {column.name}, got none that is recognised; known: "
        f"{format_known(fields, max_count=40)}; "
        f'write columns = {{{column.name} = "…"}}'
        for column in kind.columns
        if column.required and not columns[column.name] and column.name not in spec.columns
    ]
    if problems:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in problems))
    return columns


def _mapping_problems(
    kind: LayerKind, spec: LayerSpec, table: pd.DataFrame, fields: Sequence[str]
) -> list[str]:
    ours = file_columns(kind)
    known = (*ours, *POSITION)
    problems = []
    for name, field in spec.columns.items():
        if name not in known:
            problems.append(
                f"columns: expected a column of {spec.kind}, got {name!r}; "
                f"{did_you_mean(name, known)}known: {format_known(ours)}; name one of these"
            )
        elif field not in table:
            problems.append(
                f"{_key(spec, name)}: expected a column of the file, got {field!r}; "
                f"{did_you_mean(field, fields)}known: {format_known(fields, max_count=40)}; "
                "name one of these"
            )
    return problems


def _key(spec: LayerSpec, name: str) -> str:
    """Name the key of the config that says which column of the file is ours."""
    is_of_measure = spec.measure is not None and name == spec.measure.value_column
    return "column" if is_of_measure else f"columns.{name}"


def _constant_problems(kind: LayerKind, spec: LayerSpec) -> list[str]:
    known = [column.name for column in kind.columns if column.name != "id"]
    problems = []
    for name in spec.constants:
        if name not in known:
            problems.append(
                f"constants: expected a column of {spec.kind}, got {name!r}; "
                f"{did_you_mean(name, known)}known: {format_known(known)}; name one of these"
            )
        elif name in spec.columns:
            problems.append(
                f"constants.{name}: expected a column that is not mapped, got one under columns "
                f"too ({spec.columns[name]!r}); remove one of the two"
            )
    return problems
