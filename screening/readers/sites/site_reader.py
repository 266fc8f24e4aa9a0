"""A file of sites → :class:`screening.model.Sites`, or every fault in it by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from screening.errors import SitesError, format_known
from screening.model import CRS, Sites
from screening.readers.file_checks import UnreadableError, check_file, sha256
from screening.readers.sites.column_mapping import (
    OURS,
    POSITION,
    ColumnMapping,
    map_columns,
    missing_position_error,
)
from screening.readers.sites.delimited import read_delimited
from screening.readers.sites.site_filter import filter_rows
from screening.readers.sites.site_ids import assign_ids
from screening.readers.sites.site_parsing import ParsedSites, has_position, parse_sites
from screening.readers.sites.site_points import to_points
from screening.readers.sites.site_table import SiteTable
from screening.readers.sites.site_validation import coordinate_key, format_errors
from screening.readers.sites.xlsx_sheets import read_workbook
from screening.readers.vector import read_vector

_MEGAWATTS = re.compile(r"(?i)(?<![a-z])mw(?![a-z])|megawatt")
"""In the name of a column that may hold the grid power."""


def read_sites(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    where: Mapping[str, Sequence[str]] | None = None,
) -> Sites:
    """Read a table of sites in any of the usual formats.

    Parameters
    ----------
    path : Path
        CSV, TSV, GeoJSON, GeoPackage, Shapefile (zipped too), GeoParquet, KML, KMZ, XLSX.
    columns : mapping of our name to the file's, such as ``{"grid_mw": "Load"}``
    where : mapping of column to the values of rows to keep

    Returns
    -------
    Sites
        Numbers in the units of their names, NaN where missing; text ``None`` where
        missing. Columns of other names are carried through.

    Raises
    ------
    SitesError
        With every fault of the file, each with its row.
    """
    path, columns = Path(path), columns or {}
    try:
        table = _table(path)
    except UnreadableError as error:
        raise SitesError(f"{path}: {error}") from error
    named = map_columns([str(name) for name in table.cells.columns], columns)
    drafted = parse_sites(table, named, sure=all(name in columns for name in POSITION))
    called = {file: ours for ours, file in {**named.carried, **named.ours}.items()}
    frame = _identified(table, drafted)
    chosen, unfit, left_out = filter_rows(frame.reset_index(), where or {}, also=called)
    problems = _problems(table, named, drafted)
    if unfit and len(table.cells):
        problems += [f"{path}: {problem}" for problem in unfit]
    if problems:
        raise SitesError(*problems)
    frame = _located(frame[chosen])
    notes = (*table.notes, *named.notes, *drafted.notes, *left_out)
    return Sites(frame, str(path), sha256(path), notes)


def _geo_table(path: Path) -> SiteTable:
    features = read_vector(path, prefer="sites")
    numbers = np.arange(1, len(features.columns) + 1)
    points, notes = features.geometry, features.notes
    if points is not None and shapely.is_missing(points).all():
        points = None
    if points is not None:
        points, more = to_points(points)
        notes += more
    return SiteTable(path, features.columns, numbers, "feature", points, notes=notes)


FORMATS: Mapping[str, Callable[[Path], SiteTable]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), read_delimited),
    **dict.fromkeys((".xlsx", ".xlsm"), read_workbook),
    **dict.fromkeys((".geojson", ".json", ".gpkg", ".shp", ".zip", ".fgb", ".gdb"), _geo_table),
    **dict.fromkeys((".parquet", ".geoparquet", ".kml", ".kmz"), _geo_table),
}
"""Reader of each file extension."""


def _table(path: Path) -> SiteTable:
    check_file(path, suffixes=FORMATS)
    return FORMATS[path.suffix.lower()](path)


def _problems(table: SiteTable, named: ColumnMapping, drafted: ParsedSites) -> list[str]:
    problems = [f"{table.title}: {problem}" for problem in named.problems]
    if not len(table.cells):
        return [*problems, f"{table.title}: expected rows of sites, got none; add some"]
    if not has_position(table, named):
        problems.append(
            f"{table.title}: {missing_position_error([str(c) for c in table.cells.columns])}"
        )
    return problems + format_errors(
        drafted.faults, table, drafted.frame["name"].to_numpy(dtype=object)
    )


def _identified(table: SiteTable, drafted: ParsedSites) -> pd.DataFrame:
    frame = drafted.frame.drop(columns="site_id")
    given = drafted.frame["site_id"].to_numpy(dtype=object)
    return frame.set_index(assign_ids(given, frame["name"].to_numpy(dtype=object), table))


def _located(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)


def site_warnings(frame: gpd.GeoDataFrame) -> list[str]:
    """Say what is no fault of the sites that are screened, but worth a look.

    Parameters
    ----------
    frame : GeoDataFrame, of :class:`screening.model.Sites`, or some rows of it

    Returns
    -------
    list of str, a sentence each
    """
    said = []
    places = coordinate_key(frame)
    shared = places[places.duplicated(keep=False)]
    if len(shared):
        first = shared.index[shared == shared.iloc[0]]
        said.append(
            f"{len(shared)} sites share a position with another, such as "
            f"{format_known(first, most=3)}"
        )
    unsaid = int(frame["coord_precision_km"].isna().sum())
    if unsaid:
        said.append(
            f"{unsaid} of {len(frame)} sites state no coord_precision_km; "
            "how far their distances may be off is unknown"
        )
    alike = [name for name in map(str, frame.select_dtypes("number")) if _MEGAWATTS.search(name)]
    alike = [name for name in alike if name not in OURS and "_per_" not in name]
    if alike and frame["grid_mw"].isna().all():
        said.append(
            f"no site states grid_mw, but {format_known(alike, most=3)} may hold it; say so under "
            f'[sites]: columns = {{ grid_mw = "{alike[0]}" }}'
        )
    return said
