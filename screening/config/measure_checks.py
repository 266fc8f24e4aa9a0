"""Checks of custom layers: whether measure, keys, names and units of a config fit together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from screening.catalog.custom_measures import (
    CUSTOM,
    RULES,
    UNIT_SUFFIXES,
    Measure,
    is_raster_path,
    list_measures,
)
from screening.catalog.fields import (
    FIELDS,
    OUTCOME_PREFIX,
    VALUE_PREFIX,
    is_metro_column,
)
from screening.conversion.assumptions import ECONOMICS
from screening.errors import did_you_mean, format_known

if TYPE_CHECKING:
    from screening.config.layer_table import LayerTable

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset({"geometry", "geom", "fid", "site_id"})
_KEYS = ("measure", "name", "unit", "title", "column", "radius_km", "digits")
"""Keys that only custom layers take."""


def build_measures(layers: Mapping[str, LayerTable], faulty: Collection[str]) -> dict[str, Measure]:
    """Make the measures of custom layers.

    Parameters
    ----------
    layers : mapping of name to LayerTable
    faulty : collection of str, names of layers to leave out

    Returns
    -------
    dict of layer name to Measure
    """
    tables = {
        name: table.model_dump()
        for name, table in layers.items()
        if table.kind == CUSTOM and name not in faulty
    }
    return {measure.layer: measure for measure in list_measures(tables)}


def promised_measures(document: Mapping[str, Any], faulty: Collection[str]) -> tuple[Measure, ...]:
    """Name what custom layers with faults would give, so that no more is blamed for them.

    Parameters
    ----------
    document : mapping, the file as TOML gives it
    faulty : collection of str, names of layers

    Returns
    -------
    tuple of Measure, with their names alone
    """
    layers = document.get("layers")
    tables = [layers.get(name) for name in faulty] if isinstance(layers, Mapping) else []
    names = [table.get("name") for table in tables if isinstance(table, Mapping)]
    return tuple(
        Measure(name, unit="-")
        for name in names
        if isinstance(name, str) and _NAME.fullmatch(name) and not _is_of_program(name)
    )


def custom_problems(layers: Mapping[str, LayerTable]) -> list[tuple[str, str]]:
    """List the problems of custom layers.

    Parameters
    ----------
    layers : mapping of name to LayerTable

    Returns
    -------
    list of (layer name, problem)
    """
    custom = {name: table for name, table in layers.items() if table.kind == CUSTOM}
    problems: list[tuple[str, str]] = []
    for layer, table in layers.items():
        texts = [*_table_problems(table)] if layer in custom else [*_other_problems(table)]
        problems += [(layer, f"layers.{layer}.{text}") for text in texts]
    problems += _repeated(custom)
    return problems


def _other_problems(table: LayerTable) -> Iterator[str]:
    """Refuse the keys of custom layers for other kinds."""
    for key in _KEYS:
        if getattr(table, key) is not None:
            yield (
                f"{key}: expected it of a layer of kind {CUSTOM}, got one of {table.kind}; "
                "remove it"
            )


def _table_problems(table: LayerTable) -> Iterator[str]:
    rule = RULES.get(table.measure or "")
    if rule is None:
        yield (
            f"measure: expected a measure, got {_got(table.measure)}; "
            f"{did_you_mean(table.measure or '', RULES)}known: "
            f"{format_known(RULES, max_count=20)}; name one"
        )
        yield from _name_problems(table, table.unit)
        return
    unfit = [*_file_problems(table)]
    yield from unfit
    if not unfit:  # of another measure, all the rest may be right
        yield from _column_problems(table)
        yield from _radius_problems(table)
        yield from _unit_problems(table, table.unit or rule.unit)
        yield from _name_problems(table, rule.unit or table.unit)


def _file_problems(table: LayerTable) -> Iterator[str]:
    """Refuse a measure of features for a raster, and the other way round."""
    rule, is_raster = RULES[str(table.measure)], is_raster_path(table.path)
    fits = [name for name, other in RULES.items() if other.takes_raster or not is_raster]
    if is_raster and not rule.takes_raster:
        yield (
            f"measure: expected one that a raster ({table.path}) has, got {table.measure!r}; "
            f"known: {format_known(fits)}; choose one, or a file of features"
        )
    if not is_raster and not rule.geometry:
        yield (
            f"measure: expected one that features ({table.path}) have, got {table.measure!r}; "
            "choose another, or a GeoTIFF (.tif)"
        )
    if is_raster:
        for key in ("where", "constants", "columns"):
            if getattr(table, key):
                yield f"{key}: expected it of features, got a raster ({table.path}); remove it"


def _column_problems(table: LayerTable) -> Iterator[str]:
    rule = RULES[str(table.measure)]
    if table.column is not None and rule.column == "never":
        yield (
            f"column: expected none with measure {table.measure!r}, which reads no values, got "
            f"{table.column!r}; remove it"
        )
    if table.column is None and rule.column == "required" and not is_raster_path(table.path):
        yield (
            f"column: expected the column of the file that {table.measure!r} reads, got nothing; "
            "add it"
        )


def _radius_problems(table: LayerTable) -> Iterator[str]:
    rule = RULES[str(table.measure)]
    if rule.takes_radius and table.radius_km is None:
        yield f"radius_km: expected the radius of {table.measure!r} in km, got nothing; add it"
    if not rule.takes_radius and table.radius_km is not None:
        yield (
            f"radius_km: expected none with measure {table.measure!r}, got {table.radius_km:g}; "
            "remove it"
        )


def _unit_problems(table: LayerTable, unit: str | None) -> Iterator[str]:
    rule = RULES.get(table.measure or "")
    if not unit:
        yield (
            'unit: expected the unit of the fact, such as "km", or "-" for a pure number, got '
            f"{_got(table.unit)}; add it"
        )
    elif rule is not None and rule.unit and unit != rule.unit:
        yield (
            f"unit: expected {rule.unit!r} with measure {table.measure!r}, got {unit!r}; correct "
            "or remove it"
        )


def _name_problems(table: LayerTable, unit: str | None) -> Iterator[str]:
    name = table.name
    if not name or not _NAME.fullmatch(name):
        yield (
            "name: expected the column of the fact, such as school_distance_km: small letters, "
            f"digits and underscores, got {_got(name)}; {'rename' if name else 'add'} it"
        )
        return
    if _is_of_program(name):
        yield f"name: expected one of your own, got {name!r}, a column of this program; rename it"
        return
    for prefix in (VALUE_PREFIX, OUTCOME_PREFIX):
        if name.startswith(prefix):
            yield f"name: expected one without {prefix!r} before it, got {name!r}; rename it"
    yield from _suffix_problems(table, name, unit or "")


def _is_of_program(name: str) -> bool:
    return name in FIELDS or name in ECONOMICS or name in _RESERVED or is_metro_column(name)


def _suffix_problems(table: LayerTable, name: str, unit: str) -> Iterator[str]:
    """Hold names to their units, what_qualifier_unit, as the catalogue does."""
    rule = RULES.get(table.measure or "")
    due = (rule.suffix if rule is not None else "") or UNIT_SUFFIXES.get(unit, "")
    if due and not name.endswith(due):
        endings = [each for each in UNIT_SUFFIXES.values() if name.endswith(each)]
        stem = name.removesuffix(max(endings, key=len, default=""))
        yield f"name: expected it to end with {due!r}, got {name!r}; rename it to {stem}{due}"
    elif not due and unit:
        for other, suffix in UNIT_SUFFIXES.items():
            if name.endswith(suffix) and len(suffix) > 2:
                yield (
                    f"name: expected a unit of {other!r} with a name that ends with {suffix!r}, "
                    f"got {unit!r}; correct the unit, or rename it"
                )
    if due != "_fraction" and name.endswith("_fraction") and unit != "-":
        yield f"name: expected the unit '-' with a fraction, got {unit!r}; rename it"


def _repeated(custom: Mapping[str, LayerTable]) -> Iterator[tuple[str, str]]:
    """Refuse columns that two layers, or a layer and this program, would both have."""
    first: dict[str, str] = {}
    titles = {field.alias.casefold(): field.name for field in FIELDS.values()}
    for layer, table in custom.items():
        title = (table.title or "").casefold()
        if title in titles:
            yield (
                layer,
                f"layers.{layer}.title: expected one that no other column has, got "
                f"{table.title!r}, that of {titles[title]}; rename it",
            )
        elif title:
            titles[title] = table.name or layer
        for column in _columns(table):
            other = first.setdefault(column, layer)
            if other != layer:
                yield (
                    layer,
                    f"layers.{layer}.name: expected a name that no other layer has, got "
                    f"{table.name!r}, of which layers.{other} gives the column {column!r} too; "
                    "rename one",
                )
                break
            if column in FIELDS and table.name not in FIELDS:
                yield (
                    layer,
                    f"layers.{layer}.name: expected one of your own, got {table.name!r}, whose "
                    f"column {column!r} is one of this program; rename it",
                )
                break


def _columns(table: LayerTable) -> Collection[str]:
    name, how = table.name or "", table.measure or ""
    if not name or how not in RULES:
        return [name] if name else []
    return Measure(name, how=how, unit=table.unit or RULES[how].unit, path=table.path).columns


def _got(text: str | None) -> str:
    return "nothing" if text is None else repr(text)
