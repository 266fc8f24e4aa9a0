"""Which class of its kind's style each feature falls into, and how its columns are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.catalog.kinds import mapped_kinds
from screening.catalog.styles import Graduated, Single
from screening.reporting.value_formatting import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import Column, LayerKind
    from screening.catalog.styles import Style
    from screening.model import ScreeningResult


def mapped_layers(screening: ScreeningResult) -> Iterator[tuple[LayerKind, gpd.GeoDataFrame]]:
    """Give the layers of a screening that have features, in the catalogue's drawing order.

    Parameters
    ----------
    screening : ScreeningResult

    Yields
    ------
    LayerKind and its features that have a geometry
    """
    for kind in mapped_kinds():
        frame = screening.layers.get(kind.name)
        if frame is not None:
            yield kind, frame[frame.geometry.notna() & ~frame.geometry.is_empty]


def class_indices(style: Style, frame: pd.DataFrame) -> NDArray[np.intp]:
    """Find the class of each feature.

    Parameters
    ----------
    style : Single, Graduated or Categorised
    frame : DataFrame, (n,) features

    Returns
    -------
    ndarray of int, (n,), position in ``style.classes``
    """
    if isinstance(style, Single):
        return np.zeros(len(frame), dtype=np.intp)
    column = frame[style.column] if style.column in frame else pd.Series(None, index=frame.index)
    if isinstance(style, Graduated):
        values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)
        matches = [
            values >= each.lower if each.lower is not None else np.ones(len(values), dtype=bool)
            for each in style.classes
        ]
        indices: NDArray[np.intp] = np.argmax(np.array(matches), axis=0)
        return indices
    rest = next((i for i, each in enumerate(style.classes) if not each.values), 0)
    places = {value: i for i, each in enumerate(style.classes) for value in each.values}
    return np.array([places.get(value, rest) for value in column.tolist()], dtype=np.intp)


def format_cell(column: Column, value: Any) -> str:
    """Write one attribute of a feature as people read it.

    Parameters
    ----------
    column : Column
    value : str, float or missing

    Returns
    -------
    str, with its unit; ``""`` where it is missing

    Examples
    --------
    >>> from screening.catalog.kinds import KINDS
    >>> kind = KINDS["points_of_presence"]
    >>> format_cell(kind.column("kind"), "carrier_hotel")
    'Carrier hotel'
    >>> format_cell(KINDS["substations"].column("voltage_kv"), 345.0)
    '345 kV'
    >>> format_cell(KINDS["substations"].column("voltage_kv"), 34.5)
    '34.5 kV'
    """
    if value is None or value == "" or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    titles = {code.value: code.title for code in column.codes}
    if isinstance(value, str):
        return titles.get(value, value)
    text = format_number(float(value), column.digits)
    if column.digits:
        text = text.rstrip("0").rstrip(".")
    return text if column.unit in ("", "-") else f"{text} {column.unit}"


def feature_facts(kind: LayerKind, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give what is known of a feature: the columns of its popup.

    Parameters
    ----------
    kind : LayerKind
    row : mapping of column to value

    Returns
    -------
    list of title and text, without the name and ids
    """
    facts = []
    for column in kind.columns:
        text = format_cell(column, row.get(column.name))
        if text and column.name not in ("id", "name", "site_id"):
            facts.append((column.title, text))
    return facts
