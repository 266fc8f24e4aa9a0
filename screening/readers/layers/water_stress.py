"""Water stress: polygons in Aqueduct's columns, or a table of states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.climate.water_stress_scale import ARID_SCORE, stress_score
from screening.errors import LayerError, format_known
from screening.readers.cell_parsing import as_numbers, as_text
from screening.readers.column_matching import find_column, find_columns
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.layers.layer_assembly import feature_names, vector_layer
from screening.readers.layers.layer_features import (
    AREAS,
    FeatureTable,
    LayerSchema,
    layer_label,
    read_features_as,
)
from screening.readers.vector import read_vector

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.model import LayerSpec, VectorLayer
    from screening.readers.layers.layer_metadata import LayerMetadata

    Floats = NDArray[np.float64]

SCHEMA = LayerSchema(
    shapes=AREAS,
    called="polygons",
    columns={
        "id": ("id", "aq30_id", "pfaf_id", "string_id"),
        "name": ("name", "name_1", "state_name"),
        "water_stress_score": ("water_stress_score", "bws_score"),
        "withdrawal_fraction": ("withdrawal_fraction", "bws_raw"),
        "source": ("source",),
    },
)
STATES = ("state", "state_name", "name", "name_1")
"""Columns of a table that name a state, by its name or two letters."""
TABLES = (".csv", ".tsv", ".txt")
_SCORES = (0.0, 5.0)


def read_water_stress(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> VectorLayer:
    """Read the water stress of areas.

    Parameters
    ----------
    spec : LayerSpec
        Polygons, or a table (CSV) of states that takes its polygons from ``boundaries``.
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    VectorLayer, ``id name water_stress_score source geometry``
        Scores 0 to 5, -1 where arid; from ``bws_raw`` where only that is given.

    Raises
    ------
    LayerError, RegionError, UnreadableError
    """
    check_file(spec.path)
    found = (
        _states(spec, boundaries)
        if spec.path.suffix.lower() in TABLES
        else read_features_as(spec, said, SCHEMA)
    )
    scores = _scores(spec, found)
    columns = {"name": feature_names(found), "water_stress_score": scores}
    unknown = int(np.isnan(scores).sum())
    notes = (f"{unknown} of {len(scores)} areas state no water stress",) if unknown else ()
    return vector_layer(spec, said, found, columns, boundaries=boundaries, notes=notes)


def _scores(spec: LayerSpec, found: FeatureTable) -> Floats:
    out = np.full(len(found.geometry), np.nan)
    for name, of in (("water_stress_score", np.asarray), ("withdrawal_fraction", stress_score)):
        for column in found.columns.get(name, ()):
            values, _ = as_numbers(column)
            arid = values == ARID_SCORE
            values = np.where(values >= 0.0, values, np.nan)  # -9999 is no data
            values = np.where(arid, ARID_SCORE, of(values))
            out = np.where(np.isnan(out), values, out)
    if np.isnan(out).all():
        raise LayerError(
            f"{layer_label(spec)}: expected water stress, got no number of it; known columns: "
            f"{format_known(SCHEMA.columns['water_stress_score'])}, "
            f"{format_known(SCHEMA.columns['withdrawal_fraction'])}; "
            'write columns = {water_stress_score = "…"}'
        )
    low, high = _SCORES
    wrong = (out != ARID_SCORE) & ((out < low) | (out > high))
    if wrong.any():
        raise LayerError(
            f"{layer_label(spec)}: water_stress_score: expected {low:g} to {high:g}, or -1 where "
            f"arid, got {out[wrong][0]:g}; map the column of scores, not of shares or classes"
        )
    return out


def _states(spec: LayerSpec, boundaries: gpd.GeoDataFrame) -> FeatureTable:
    """Give each row of a table of states its polygon."""
    table = read_vector(spec.path, prefer=spec.kind).columns
    where = find_column([spec.columns["name"]] if "name" in spec.columns else STATES, table.columns)
    states = boundaries[boundaries["level"] == "state"]
    shapes = dict(zip(states["name"].str.casefold(), states.geometry, strict=True))
    shapes |= dict(zip(states["state"].str.casefold(), states.geometry, strict=True))
    asked = [] if where is None else [str(text).casefold() for text in as_text(table[where])]
    geometry = np.array([shapes.get(name) for name in asked], dtype=object)
    placed = np.array([shape is not None for shape in geometry], dtype=bool)
    if not placed.any():
        raise UnreadableError(
            f"expected a table with a column of states ({', '.join(STATES[:2])}) that the config's "
            f"boundaries name, got columns {format_known(map(str, table.columns))}; name the "
            "column as "
            'columns = {name = "…"} and list a file of states under boundaries'
        )
    notes: tuple[str, ...] = ()
    if not placed.all():
        absent = [name for name, there in zip(asked, placed, strict=True) if not there]
        notes = (f"left out {len(absent)} rows that name no state: {format_known(absent, most=5)}",)
    columns = {
        ours: _picked(table, spec.columns.get(ours), names, placed)
        for ours, names in SCHEMA.columns.items()
    }
    row = np.flatnonzero(placed)
    return FeatureTable(columns, geometry[placed], row, openstreetmap=False, notes=notes)


def _picked(
    table: pd.DataFrame, mapped: str | None, names: Sequence[str], keep: NDArray[np.bool_]
) -> list[pd.Series]:
    chosen = [mapped] if mapped in table else find_columns(names, list(table.columns))
    return [table[name][keep] for name in chosen]
