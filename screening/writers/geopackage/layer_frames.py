"""What goes into each layer and table, ready to be written: names, types, geometries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import pandas as pd

from screening.model import CRS
from screening.writers.geopackage.table_definitions import get_column, list_tables
from screening.writers.table_columns import distinct_names, export_frame, is_text, stringify
from screening.writers.write_cache import memoize

if TYPE_CHECKING:
    from screening.model import ScreeningResult
    from screening.writers.geopackage.table_definitions import LayerDefinition

FID, GEOMETRY = "fid", "geom"
"""Names that GDAL gives a table's key and geometry."""


@memoize
def layer_frames(screening: ScreeningResult) -> dict[str, pd.DataFrame]:
    """Gather what the GeoPackage holds.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict of table name to frame, in the order of ``list_tables``; every table is there,
    empty where the screening has nothing for it. No two columns of a table differ in
    case alone, and none is called as GDAL calls the key or the geometry.
    """
    return {table.name: _frame(table, _source(screening, table.name)) for table in list_tables()}


def _source(screening: ScreeningResult, name: str) -> Any:
    held = {**screening.robustness, **screening.layers}
    return held.get(name, getattr(screening, name, None))


def _frame(table: LayerDefinition, source: pd.DataFrame | None) -> pd.DataFrame:
    frame = _nothing(table) if source is None else source
    if table.name == "sites":
        frame = export_frame(frame)
    frame = _completed(table, stringify(frame.reset_index(drop=True)))
    geometry = [frame.geometry.name] if table.geometry else []
    facts = [name for name in frame.columns if name not in geometry]
    names = distinct_names(facts, [FID, GEOMETRY])
    frame = frame[facts + geometry].rename(columns=names)
    return _pointed(cast(gpd.GeoDataFrame, frame)) if table.geometry == "Point" else frame


def _nothing(table: LayerDefinition) -> pd.DataFrame:
    if not table.geometry:
        return pd.DataFrame(columns=list(table.columns))
    return gpd.GeoDataFrame(columns=[*table.columns, "geometry"], geometry="geometry", crs=CRS)


def _completed(table: LayerDefinition, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table the columns that its style reads, and those without a cell their type."""
    for place, name in enumerate(table.columns):
        if name not in frame.columns:
            frame.insert(min(place, frame.shape[1]), name, pd.Series(dtype=object))
        if is_text(frame[name]) and frame[name].isna().all():
            number = get_column(table.name, name).unit != ""
            frame[name] = frame[name].astype(float if number else object)
    if table.name == "sites":
        return frame
    first = list(table.columns)
    return frame[first + [name for name in frame.columns if name not in first]]


def _pointed(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw an area (a substation's fence) as a point within it."""
    areas = ~frame.geom_type.isin(["Point"]) & frame.geometry.notna()
    if not areas.any():
        return frame
    shown = frame.geometry.where(~areas, frame.geometry.representative_point())
    return frame.set_geometry(shown)
