"""Features that a file has more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.readers.column_matching import normalize_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.row_selection import RowSelection

_ROW_NUMBERS = frozenset(("objectid", "fid", "ogcfid"))
"""Columns that number the features of a file, so that those of a repeated one differ."""


def select_distinct(
    table: pd.DataFrame, geometry: NDArray[np.object_], selection: RowSelection
) -> None:
    """Leave out features that repeat another in their geometry and in all that is read of them.

    Pages of a server that overlap repeat features, each of which would count again.

    Parameters
    ----------
    table : DataFrame, (n,), columns of the file
    geometry : ndarray of shapely geometries or ``None``, (n,)
    selection : RowSelection, changed
    """
    shapes = pd.Series(shapely.to_wkb(geometry))
    alike = np.flatnonzero(
        selection.keep & shapes.notna().to_numpy() & shapes.duplicated(keep=False).to_numpy()
    )
    numbers = [name for name in table.columns if normalize_name(str(name)) in _ROW_NUMBERS]
    cells = table.drop(columns=numbers).iloc[alike].astype(str)
    repeated = np.zeros(len(table), dtype=bool)
    repeated[alike] = cells.assign(_shape=shapes.iloc[alike].to_numpy()).duplicated()
    selection.leave_out(repeated, "that repeat another feature")
