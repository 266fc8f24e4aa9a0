"""Columns of a file → values of a kind's column: one parser for each ``Column.parse``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import LayerError
from screening.readers.column_matching import normalize_name
from screening.readers.layers.feature_table import FeatureTable, as_mapping
from screening.readers.layers.voltage_parsing import voltage_kv
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
    values = features.number(column.name)
    wrong = (values < column.minimum) | (values > column.maximum)
    if wrong.any():
        raise LayerError(
            f"{column.name}: expected {column.minimum:g} to {column.maximum:g}, got "
            f"{values[wrong][0]:g}; correct it, or map another column"
        )
    return values, ()


def parse_voltage(features: FeatureTable, column: Column) -> Parsed:
    """Read voltages in kV, NaN where unknown; see :func:`voltage_kv`."""
    return voltage_kv(features.columns[column.name], openstreetmap=features.openstreetmap)


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
    """Read lists of names, ``""`` where there is none; see :func:`join_distinct_names`."""
    texts = features.text(column.name)
    return np.array([join_distinct_names(text) for text in texts], dtype=object), ()


def join_distinct_names(text: str | None) -> str:
    """Give each name once, in the order of the text.

    Parameters
    ----------
    text : str or None, divided by semicolons or bars

    Returns
    -------
    str

    Examples
    --------
    >>> join_distinct_names("Zayo;AT&T | zayo")
    'Zayo; AT&T'
    """
    names: dict[str, str] = {}
    for part in re.split(r"[;|]", text or ""):
        if part.strip():
            names.setdefault(part.strip().casefold(), part.strip())
    return "; ".join(names.values())


PARSERS: Mapping[str, ColumnParser] = {
    "text": parse_text,
    "name": parse_name,
    "number": parse_number,
    "voltage": parse_voltage,
    "code": parse_code,
    "names": parse_names,
    "water_stress": parse_water_stress,
}
"""By ``Column.parse``."""
