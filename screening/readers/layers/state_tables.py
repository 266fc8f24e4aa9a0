"""Tables of states: rows of a table that take their polygons from the config's boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.errors import format_known
from screening.readers.cell_parsing import as_text
from screening.readers.column_matching import find_column, find_columns
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.layers.feature_table import FeatureTable
from screening.readers.layers.layer_features import file_columns
from screening.readers.number_text import decide_separators
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
    polygons = _state_polygons(table, find_column(names, table.columns), boundaries)
    placed = np.array([polygon is not None for polygon in polygons], dtype=bool)
    if not placed.any():
        raise UnreadableError(
            "expected a table with a column of states "
            f"({', '.join(STATE_COLUMNS[:2])}) {UNKNOWN_STATES}, got columns "
            f"{format_known(map(str, table.columns))}; name the column as "
            'columns = {name = "…"} and list a file of states under boundaries'
        )
    columns: dict[str, list[pd.Series]] = {}
    for ours, aliases in file_columns(kind).items():
        mapped = spec.columns.get(ours)
        fields = [mapped] if mapped in table else find_columns(aliases, list(table.columns))
        columns[ours] = [table[field][placed] for field in fields]
    notes = _unplaced_notes(table, find_column(names, table.columns), placed)
    rows = np.flatnonzero(placed)
    separators = decide_separators(
        {str(name): cells for name, cells in table.items()}, decimal_comma=file.decimal_comma
    )
    return FeatureTable(columns, polygons[placed], rows, False, file.notes + notes, separators)


def _state_polygons(
    table: pd.DataFrame, field: str | None, boundaries: gpd.GeoDataFrame
) -> np.ndarray:
    states = boundaries[boundaries["level"] == "state"]
    polygons = dict(zip(states["name"].str.casefold(), states.geometry, strict=True))
    polygons |= dict(zip(states["state"].str.casefold(), states.geometry, strict=True))
    names = [] if field is None else [str(text).casefold() for text in as_text(table[field])]
    return np.array([polygons.get(name) for name in names], dtype=object)


def _unplaced_notes(table: pd.DataFrame, field: str | None, placed: np.ndarray) -> tuple[str, ...]:
    if placed.all() or field is None:
        return ()
    names = [str(text).casefold() for text in as_text(table[field][~placed])]
    return (f"left out {len(names)} rows that name no state: {format_known(names, max_count=5)}",)
