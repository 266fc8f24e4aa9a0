"""Points of a layer whose positions are in columns of longitude and latitude."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.readers.cell_messages import count_texts, number_advice
from screening.readers.cell_parsing import as_numbers, as_text
from screening.readers.number_text import decide_separators

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXAMPLES = {"longitude": "-97.0617", "latitude": "30.5673"}


def read_points(
    table: pd.DataFrame, pair: Mapping[str, str], *, decimal_comma: bool = False
) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Make points of longitude and latitude.

    Parameters
    ----------
    table : DataFrame, (n,)
    pair : mapping of ``longitude`` and ``latitude`` to columns of the table
    decimal_comma : bool, as in :func:`screening.readers.number_text.decide_separators`

    Returns
    -------
    points : ndarray of shapely points, (n,); ``None`` where either coordinate is missing
    notes : tuple of str, for text that is no number

    Examples
    --------
    >>> table = pd.DataFrame({"lon": ["-97.06", "97.5 W"], "lat": ["30.57", "31"]})
    >>> points, notes = read_points(table, {"longitude": "lon", "latitude": "lat"})
    >>> points.tolist(), len(notes)
    ([<POINT (-97.06 30.57)>, None], 1)
    """
    columns = {name: table[column] for name, column in pair.items()}
    separators = decide_separators(columns, degrees=list(columns), decimal_comma=decimal_comma)
    values, notes = {}, []
    for name, cells in columns.items():
        values[name], bad = as_numbers(cells, separators[name])
        if bad.any():
            texts = as_text(cells)
            notes.append(
                f"read no {name} from {count_texts(texts, bad)}, which have no position; "
                + number_advice(str(texts[bad][0]), _EXAMPLES[name])
            )
    points = np.asarray(shapely.points(values["longitude"], values["latitude"]), dtype=object)
    points[np.isnan(values["longitude"]) | np.isnan(values["latitude"])] = None
    return points, tuple(notes)
