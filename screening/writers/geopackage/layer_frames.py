"""The frame of each layer and table of the GeoPackage: final names, types and geometries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import pandas as pd

from screening.model import CRS
from screening.writers.geopackage.column_definitions import get_column
from screening.writers.geopackage.table_definitions import list_tables
from screening.writers.table_columns import distinct_names, export_frame, is_text, stringify
from screening.writers.write_cache import memoize

if TYPE_CHECKING:
    from screening.model import ScreeningResult
    from screening.writers.geopackage.table_definitions import LayerDefinition

FID, GEOMETRY = "fid", "geom"
"""Names of a table's primary key and geometry column."""


@memoize
def layer_frames(screening: ScreeningResult) -> dict[str, pd.DataFrame]:
    """Build the frames of all layers and tables.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict of table name to frame, in the order of ``list_tables``
        A table without data is an empty frame. The column names of a table are distinct
        regardless of case, and distinct from ``FID`` and ``GEOMETRY``.
    """
    return {table.name: _frame(table, _source(screening, table.name)) for table in list_tables()}


def _source(screening: ScreeningResult, name: str) -> Any:
    frames = {**screening.robustness, **screening.layers}
    return frames.get(name, getattr(screening, name, None))


def _frame(table: LayerDefinition, source: pd.DataFrame | None) -> pd.DataFrame:
    frame = _empty_frame(table) if source is None else source
    if table.name == "sites":
        frame = export_frame(frame)
    frame = _add_missing_columns(table, stringify(frame.reset_index(drop=True)))
    geometry = [frame.geometry.name] if table.geometry else []
    attributes = [name for name in frame.columns if name not in geometry]
    names = distinct_names(attributes, [FID, GEOMETRY])
    frame = frame[attributes + geometry].rename(columns=names)
    return _to_points(cast(gpd.GeoDataFrame, frame)) if table.geometry == "Point" else frame


def _empty_frame(table: LayerDefinition) -> pd.DataFrame:
    if not table.geometry:
        return pd.DataFrame(columns=list(table.columns))
    return gpd.GeoDataFrame(columns=[*table.columns, "geometry"], geometry="geometry", crs=CRS)


def _add_missing_columns(table: LayerDefinition, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the columns that a table defines, and set the type of empty columns."""
    for position, name in enumerate(table.columns):
        if name not in frame.columns:
            frame.insert(min(position, frame.shape[1]), name, pd.Series(dtype=object))
        if is_text(frame[name]) and frame[name].isna().all():
            is_number = get_column(table.name, name).unit != ""
            frame[name] = frame[name].astype(float if is_number else object)
    if table.name == "sites":
        return frame
    defined = list(table.columns)
    return frame[defined + [name for name in frame.columns if name not in defined]]


def _to_points(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Replace areas, such as a substation's fence, by a point inside."""
    is_area = ~frame.geom_type.isin(["Point"]) & frame.geometry.notna()
    if not is_area.any():
        return frame
    points = frame.geometry.where(~is_area, frame.geometry.representative_point())
    return frame.set_geometry(points)
