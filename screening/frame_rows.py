"""Typed access to the rows of a table.

pandas' type stubs know no types of columns: a cell of ``itertuples`` or of a row is any scalar,
from bytes to an interval. The catalog's fields state the types, so these functions return rows
whose cells are unchecked.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def iterate_rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Iterate over the rows as named tuples, ``Index`` first.

    Parameters
    ----------
    frame : DataFrame

    Returns
    -------
    iterator of named tuple, a field a column

    Examples
    --------
    >>> import pandas as pd
    >>> [row.km for row in iterate_rows(pd.DataFrame({"km": [1.5, 2.5]}))]
    [1.5, 2.5]
    """
    return iter(frame.itertuples())


def get_row(frame: pd.DataFrame, key: Hashable) -> pd.Series:
    """Get a row of a frame whose index is unique.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
    key : hashable, a label of the index

    Returns
    -------
    Series, indexed by column

    Raises
    ------
    KeyError
        Where the index lacks the label.

    Examples
    --------
    >>> import pandas as pd
    >>> float(get_row(pd.DataFrame({"km": [1.5, 2.5]}, index=["a", "b"]), "b")["km"])
    2.5
    """
    rows: Any = frame.loc
    row: pd.Series = rows[key]
    return row
