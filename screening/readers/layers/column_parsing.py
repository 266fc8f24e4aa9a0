"""Columns of a file → values of a kind's column: one parser for each ``Column.parse``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.catalog.carrier_names import split_names, unify_names
from screening.errors import LayerError
from screening.readers.cell_messages import count_texts, unread_notes
from screening.readers.column_matching import normalize_name
from screening.readers.layers.feature_table import FeatureTable, as_mapping
from screening.readers.layers.voltage_parsing import voltage_bounds, voltage_kv
from screening.readers.layers.water_stress_parsing import parse_water_stress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import Column

Parsed = tuple["NDArray[Any]", tuple[str, ...]]
"""Values, (n,), and notes."""
ColumnParser = Callable[[FeatureTable, "Column"], Parsed]


def parse_column(features: FeatureTable, column: Column, label: str) -> Parsed:
    """Read the values of a column.

    Parameters
    ----------
    features : FeatureTable
    column : Column
    label : str, the layer's in messages

    Returns
    -------
    values : ndarray, (n,): of float for numbers, NaN where unknown; else of str or None
    notes : tuple of str

    Raises
    ------
    LayerError
        For values that the column cannot have.
    """
    try:
        return PARSERS[column.parse](features, column)
    except LayerError as error:
        raise LayerError(*(f"{label}: {problem}" for problem in error.problems)) from error


def parse_text(features: FeatureTable, column: Column) -> Parsed:
    """Read text as it is, ``None`` where it is missing."""
    return features.text(column.name), ()


def parse_name(features: FeatureTable, column: Column) -> Parsed:
    """Read names: Overture's primary one; of an unnamed line between two ends ``A–B``."""
    names = feature_names(features)
    ends = [features.text(name) for name in column.inputs if features.columns.get(name)]
    if len(ends) == 2:
        for index, (start, end) in enumerate(zip(*ends, strict=True)):
            if names[index] is None and start and end:
                names[index] = f"{start}–{end}"
    return names, ()


def feature_names(features: FeatureTable) -> NDArray[np.object_]:
    """Give each feature's name; of Overture's ``names`` the primary one.

    Parameters
    ----------
    features : FeatureTable

    Returns
    -------
    ndarray of str or ``None``, (n,)
    """
    plain = [
        part.map(lambda cell: as_mapping(cell).get("primary", cell))
        if part.name == "names"
        else part
        for part in features.columns.get("name", ())
    ]
    return replace(features, columns={"name": plain}).text("name")


def parse_number(features: FeatureTable, column: Column) -> Parsed:
    """Read numbers of 0 or more within the column's bounds.

    Raises
    ------
    LayerError
        For a number outside the bounds.
    """
    return _parse_number(features, column, whole=False)


def parse_count(features: FeatureTable, column: Column) -> Parsed:
    """Read whole numbers, as :func:`parse_number` does."""
    return _parse_number(features, column, whole=True)


def _parse_number(features: FeatureTable, column: Column, *, whole: bool) -> Parsed:
    values, unread = features.read_number(column.name, whole=whole)
    wrong = (values < column.minimum) | (values > column.maximum)
    if wrong.any():
        raise LayerError(
            f"{column.name}: expected {column.minimum:g} to {column.maximum:g}, got "
            f"{values[wrong][0]:g}; correct it, or map another column"
        )
    return values, unread_notes(column.name, unread)


def parse_voltage(features: FeatureTable, column: Column) -> Parsed:
    """Read voltages in kV, of a range the lowest; NaN where unknown."""
    return voltage_kv(features.columns[column.name], openstreetmap=features.openstreetmap)


def parse_voltage_limit(features: FeatureTable, column: Column) -> Parsed:
    """Read the upper bounds of voltages in kV, NaN where there is none.

    A column of the file that states them, as in the outputs of a run, takes precedence.
    """
    columns = features.columns[column.upper_of]
    found = voltage_bounds(columns, openstreetmap=features.openstreetmap)
    if not features.columns.get(column.name):
        return found.high, ()
    stated = features.number(column.name)
    return np.where(stated < found.low, found.high, stated), ()


def parse_code(features: FeatureTable, column: Column) -> Parsed:
    """Read codes, ``""`` where a text is none of the column's."""
    texts = features.text(column.name)
    values = np.array([find_code(column, text) for text in texts], dtype=object)
    unknown = sorted(
        {
            str(text)
            for text, code in zip(texts, values, strict=True)
            if text is not None and not code
        }
    )
    notes: tuple[str, ...] = ()
    if unknown:
        notes = (f"left the {column.name}s {', '.join(unknown[:5])} empty, as none is known",)
    if column.without_codes and not (values != "").any():
        notes += (column.without_codes,)
    return values, notes


def find_code(column: Column, text: str | None) -> str:
    """Find the code that a text means.

    Parameters
    ----------
    column : Column
    text : str or None

    Returns
    -------
    str, ``""`` where it is none of the column's codes

    Examples
    --------
    >>> from screening.catalog.kinds import KINDS
    >>> kind = KINDS["points_of_presence"].column("kind")
    >>> find_code(kind, "Carrier hotel"), find_code(kind, "IX"), find_code(kind, "shop")
    ('carrier_hotel', 'ixp', '')
    """
    name = normalize_name(text or "")
    for code in column.codes:
        if name in map(normalize_name, (code.value, *code.also)):
            return code.value
    return ""


def parse_names(features: FeatureTable, column: Column) -> Parsed:
    """Read lists of carriers, each once, ``""`` where there is none.

    Spellings of one carrier become the most frequent one, so that none counts twice.
    """
    texts = features.text(column.name)
    lists = [split_names(text) for text in texts]
    chosen = unify_names(lists)
    values = ["; ".join(dict.fromkeys(chosen[name] for name in names)) for names in lists]
    return np.array(values, dtype=object), _names_notes(column, texts, lists, chosen)


def _names_notes(
    column: Column,
    texts: NDArray[np.object_],
    lists: Sequence[Sequence[str]],
    chosen: Mapping[str, str],
) -> tuple[str, ...]:
    """Tell where a text was divided other than by semicolons, and which spellings are one."""
    divided = np.array(
        [
            len(names) > len(re.split(r"[;|\n]", text or ""))
            for text, names in zip(texts, lists, strict=True)
        ],
        dtype=bool,
    )
    notes = []
    if divided.any():
        notes.append(f"divided the list of {column.name}s {count_texts(texts, divided)}")
    same = [
        f"{name} is {spelling}"
        for name, spelling in chosen.items()
        if name.casefold() != spelling.casefold()
    ]
    if same:
        more = f" and {len(same) - 5} more" if len(same) > 5 else ""
        notes.append(f"took spellings of {column.name}s for one: {', '.join(same[:5])}{more}")
    return tuple(notes)


PARSERS: Mapping[str, ColumnParser] = {
    "text": parse_text,
    "name": parse_name,
    "number": parse_number,
    "count": parse_count,
    "voltage": parse_voltage,
    "voltage_limit": parse_voltage_limit,
    "code": parse_code,
    "names": parse_names,
    "water_stress": parse_water_stress,
}
"""By ``Column.parse``."""
