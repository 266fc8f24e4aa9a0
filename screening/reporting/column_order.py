"""One order of the output columns, for every format and every list of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.catalog.declared_measures import is_measure
from screening.catalog.fields import FIELDS, OUTCOME_PREFIX, VALUE_PREFIX, is_custom_detail

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

_FIELD_POSITIONS = {name: position for position, name in enumerate(FIELDS)}


def ordered_columns(frame: pd.DataFrame) -> list[str]:
    """List a table's columns in output order, without the geometry.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame of sites; ``site_id`` may be a column

    Returns
    -------
    list of str
        Columns of ``screening.catalog.fields`` in catalog order, those of custom layers, then
        ``value_*``, then ``constraint_*``, then columns carried through from the input.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame(columns=["utility", "value_it_mw", "score", "name"])
    >>> ordered_columns(frame)
    ['name', 'score', 'value_it_mw', 'utility']
    """
    geometry = getattr(frame, "_geometry_column_name", None)
    return sort_columns(name for name in frame.columns if name != geometry)


def sort_columns(columns: Iterable[str]) -> list[str]:
    """Sort column names into the order of :func:`ordered_columns`.

    Parameters
    ----------
    columns : iterable of str

    Returns
    -------
    list of str; columns of equal position keep their input order
    """
    return sorted(columns, key=_sort_key)


def _sort_key(column: str) -> tuple[int, int]:
    if column in FIELDS:
        return 0, _FIELD_POSITIONS[column]
    if is_measure(column) or is_custom_detail(column):
        return 0, len(FIELDS)
    for block, prefix in enumerate((VALUE_PREFIX, OUTCOME_PREFIX), start=1):
        if str(column).startswith(prefix):
            return block, 0
    return 3, 0
