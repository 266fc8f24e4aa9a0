"""Tables of states: rows of a table that take their polygons from the config's boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.errors import format_known
from screening.readers.cell_parsing import as_text
from screening.readers.column_matching import find_column
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.layers.feature_selection import select_where
from screening.readers.layers.feature_table import FeatureTable
from screening.readers.layers.layer_columns import map_columns
from screening.readers.number_text import decide_separators
from screening.readers.row_selection import RowSelection
from screening.readers.vector import read_vector

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from screening.catalog.layer_kind import LayerKind
    from screening.model import LayerSpec

STATE_COLUMNS = ("state", "state_name", "name", "name_1")
"""Columns that name a state, by its name or two letters."""
UNKNOWN_STATES = "that the config's boundaries name"
"""Words of the problem with a table of which no row names a state of the boundaries."""


def read_state_table(
    kind: LayerKind, spec: LayerSpec, boundaries: gpd.GeoDataFrame
) -> FeatureTable:
    """Give each row of a table of states its polygon.

    Parameters
    ----------
    kind : LayerKind
    spec : LayerSpec
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    FeatureTable, rows that name no known state excluded

    Raises
    ------
    UnreadableError
        Where no row names a state of the boundaries.
    """
    check_file(spec.path)
    file = read_vector(spec.path, prefer=spec.kind)
    table = file.columns
    names = [spec.columns["name"]] if "name" in spec.columns else STATE_COLUMNS
    state = find_column(names, table.columns)
    polygons = _state_polygons(table, state, boundaries)
    placed = np.array([polygon is not None for polygon in polygons], dtype=bool)
    if not placed.any():
        raise UnreadableError(
            "expected a table with a column of states "
            f"({', '.join(STATE_COLUMNS[:2])}) {UNKNOWN_STATES}, got columns "
            f"{format_known(map(str, table.columns))}; name the column as "
            'columns = {name = "…"} and list a file of states under boundaries'
        )
    fields = [str(name) for name in table.columns]
    columns = map_columns(kind, spec, table, fields)
    selection = RowSelection(len(table), file.left_out)
    selection.leave_out(~placed, f"that name no state: {_unplaced(table, state, placed)}")
    notes = select_where(spec, table, columns, fields, selection)
    keep = selection.keep
    return FeatureTable(
        {name: [part[keep] for part in parts] for name, parts in columns.items()},
        polygons[keep],
        np.flatnonzero(keep),
        openstreetmap=False,
        notes=(*file.notes, *notes),
        separators=decide_separators(
            {str(name): cells for name, cells in table.items()}, decimal_comma=file.decimal_comma
        ),
        left_out=selection.left_out,
    )


def _state_polygons(
    table: pd.DataFrame, field: str | None, boundaries: gpd.GeoDataFrame
) -> np.ndarray:
    states = boundaries[boundaries["level"] == "state"]
    polygons = dict(zip(states["name"].str.casefold(), states.geometry, strict=True))
    polygons |= dict(zip(states["state"].str.casefold(), states.geometry, strict=True))
    names = [] if field is None else [str(text).casefold() for text in as_text(table[field])]
    return np.array([polygons.get(name) for name in names], dtype=object)


def _unplaced(table: pd.DataFrame, field: str | None, placed: np.ndarray) -> str:
    if placed.all() or field is None:
        return ""
    names = [str(text).casefold() for text in as_text(table[field][~placed])]
    return format_known(names, max_count=5)
