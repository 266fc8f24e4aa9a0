"""Style classes of features, and the formatting of their attributes."""

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
    """Yield the layers of a screening, in the catalog's drawing order.

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
    """Classify the features by a style.

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
            np.ones(len(values), dtype=bool)
            if style_class.lower is None
            else values >= style_class.lower
            for style_class in style.classes
        ]
        indices: NDArray[np.intp] = np.argmax(np.array(matches), axis=0)
        return indices
    classes = list(enumerate(style.classes))
    default = next((index for index, style_class in classes if not style_class.values), 0)
    index_by_code = {code: index for index, style_class in classes for code in style_class.values}
    codes = column.tolist()
    return np.array([index_by_code.get(code, default) for code in codes], dtype=np.intp)


def format_cell(column: Column, value: Any) -> str:
    """Format an attribute of a feature for display.

    Parameters
    ----------
    column : Column
    value : str, float or missing

    Returns
    -------
    str, with its unit; ``""`` if missing

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
    if isinstance(value, str):
        return next((code.title for code in column.codes if code.value == value), value)
    if pd.isna(value):
        return ""
    text = format_number(float(value), column.digits)
    if column.digits:
        text = text.rstrip("0").rstrip(".")
    return text if column.unit in ("", "-") else f"{text} {column.unit}"


def feature_facts(kind: LayerKind, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the known attributes of a feature, for its popup.

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
