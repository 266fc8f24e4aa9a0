"""Read a file of sites into :class:`screening.model.Sites`, or report all its errors by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from screening.catalog.stated_facts import COMPANIONS, is_fact
from screening.errors import SitesError, format_known
from screening.model import CRS, Sites
from screening.readers.file_checks import UnreadableError, check_file, sha256
from screening.readers.geometry_repair import repair_areas
from screening.readers.row_selection import omission_notes
from screening.readers.sites.column_mapping import (
    OURS,
    POSITION,
    ColumnMapping,
    map_columns,
    missing_position_error,
)
from screening.readers.sites.power_columns import is_power_name
from screening.readers.sites.repeated_sites import coordinate_key
from screening.readers.sites.selected_rows import RowSelection, keep_rows, select_rows
from screening.readers.sites.site_filter import NOT_SELECTED, filter_rows
from screening.readers.sites.site_ids import assign_ids
from screening.readers.sites.site_parsing import ParsedSites, has_position, parse_sites
from screening.readers.sites.site_points import to_points
from screening.readers.sites.site_validation import format_errors
from screening.readers.tables import TABLES, FileTable, read_table
from screening.readers.vector import VECTORS, read_vector

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_SHEET = "sites"
"""The sheet or layer that is read of several."""
_MEGAWATTS = re.compile(r"(?i)(?<![a-z])mw(?![a-z])|megawatt")
"""Matches the names of columns that may contain the grid power."""
_NOT_GRID = re.compile(r"(?i)_per_|(?<![a-z])it(?![a-z])")
"""Matches those that are a ratio, or IT power."""


def read_sites(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    where: Mapping[str, Sequence[str]] | None = None,
    region: BaseGeometry | None = None,
) -> Sites:
    """Read a table of sites.

    Parameters
    ----------
    path : Path
        CSV, TSV, GeoJSON, GeoPackage, Shapefile (zipped too), GeoParquet, KML, KMZ, XLSX.
    columns : mapping of site column to column of the file, such as ``{"grid_mw": "Load"}``
    where : mapping of column to values; only rows that have one of the values in every
        column are kept
    region : shapely geometry in longitude, latitude, or None
        Faults of rows outside it leave out the row; sites outside it remain.

    Returns
    -------
    Sites
        Numbers are in the unit of the column name, NaN where missing; text is ``None``
        where missing. Columns that are not site columns are carried through. Every row of the
        file is a site, or counted in ``left_out``.

    Raises
    ------
    SitesError
        With all errors of the file, each with its row.
    """
    path, columns = Path(path), columns or {}
    try:
        table = _read_table(path)
    except UnreadableError as error:
        raise SitesError(f"{path}: {error}") from error
    mapping = map_columns([str(name) for name in table.cells.columns], columns)
    confirmed = all(name in columns for name in POSITION)
    parsed = parse_sites(table, mapping, confirmed=confirmed)
    rows = select_rows(table, mapping, parsed, region)
    # a filter may use the column names of the file as well as those of the result
    aliases = {file: ours for ours, file in {**mapping.carried, **mapping.ours}.items()}
    frame = _index_by_id(keep_rows(table, rows.kept), parsed.frame[rows.kept])
    selected, filter_errors, filter_notes = filter_rows(
        frame.reset_index(), where or {}, aliases=aliases
    )
    problems = _problems(table, mapping, parsed, rows)
    if filter_errors and len(table.cells):
        problems += [f"{path}: {problem}" for problem in filter_errors]
    if problems:
        refused = SitesError(*problems)
        numeric = map(str, parsed.frame.select_dtypes("number"))
        refused.numeric_columns = frozenset((*numeric, *columns))  # a column that is misspelt too
        raise refused
    left_out = {**table.left_out, **rows.left_out}
    if not selected.all():
        left_out[NOT_SELECTED] = int((~selected).sum())
    frame = _add_geometry(frame[selected])
    notes = (*table.notes, *mapping.notes, *parsed.notes, *rows.notes, *filter_notes)
    return Sites(frame, str(path), sha256(path), notes, left_out)


def _read_vector_table(path: Path) -> FileTable:
    features = read_vector(path, prefer=_SHEET)
    numbers = np.arange(1, len(features.columns) + 1)
    points, notes = features.geometry, features.notes
    if points is not None and shapely.is_missing(points).all():
        points = None
    if points is not None:
        points, repair_notes = repair_areas(points)
        points, point_notes = to_points(points)
        notes += (*repair_notes, *point_notes)
    notes += tuple(omission_notes(features.left_out, len(features.columns), "entries"))
    return FileTable(
        path,
        features.columns,
        numbers,
        "feature",
        points,
        notes=notes,
        left_out=features.left_out,
    )


FORMATS: Mapping[str, Callable[[Path], FileTable]] = {
    **dict.fromkeys(TABLES, partial(read_table, prefer=_SHEET)),
    **dict.fromkeys(VECTORS, _read_vector_table),
}
"""Reader of each file extension."""


def _read_table(path: Path) -> FileTable:
    check_file(path, suffixes=FORMATS)
    return FORMATS[path.suffix.lower()](path)


def _problems(
    table: FileTable, mapping: ColumnMapping, parsed: ParsedSites, rows: RowSelection
) -> list[str]:
    problems = [f"{table.title}: {problem}" for problem in mapping.problems]
    other = f"; or name the sheet that you mean {_SHEET!r}" if table.sheet else ""
    if not len(table.cells):
        return [*problems, f"{table.title}: expected rows of sites, got none; add some{other}"]
    if not has_position(table, mapping):
        columns = [str(name) for name in table.cells.columns]
        problems.append(f"{table.title}: {missing_position_error(columns)}{other}")
    names = parsed.frame["name"].to_numpy(dtype=object)
    return problems + format_errors(rows.errors, table, names)


def _index_by_id(table: FileTable, parsed: pd.DataFrame) -> pd.DataFrame:
    frame = parsed.drop(columns="site_id")
    file_ids = parsed["site_id"].to_numpy(dtype=object)
    return frame.set_index(assign_ids(file_ids, frame["name"].to_numpy(dtype=object), table))


def _add_geometry(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)


def site_warnings(frame: gpd.GeoDataFrame) -> list[str]:
    """List what is no error in the screened sites but should be checked.

    Parameters
    ----------
    frame : GeoDataFrame, the frame of :class:`screening.model.Sites`, or some of its rows

    Returns
    -------
    list of str, one sentence each
    """
    messages = []
    keys = coordinate_key(frame)
    shared = keys[keys.duplicated(keep=False)]
    if len(shared):
        first_group = shared.index[shared == shared.iloc[0]]
        messages.append(
            f"{len(shared)} sites share a position with another, such as "
            f"{format_known(first_group, max_count=3)}"
        )
    unstated_count = int(frame["coord_precision_km"].isna().sum())
    if unstated_count:
        messages.append(
            f"{unstated_count} of {len(frame)} sites state no coord_precision_km (positional "
            "accuracy); the uncertainty of their distances is unknown"
        )
    power_columns = [
        str(name)
        for name in frame.select_dtypes("number")
        if _MEGAWATTS.search(str(name))
        and not _NOT_GRID.search(str(name))
        # two columns that could each be the grid power were told when the file was read
        and name not in OURS
        and not is_power_name(str(name))
    ]
    if power_columns and frame["grid_mw"].isna().all():
        messages.append(
            f"no site states grid_mw, but {format_known(power_columns, max_count=3)} may "
            f'contain it; map it under [sites]: columns = {{ grid_mw = "{power_columns[0]}" }}'
        )
    return messages + _stated_note(frame)


def _stated_note(frame: pd.DataFrame) -> list[str]:
    """Tell which facts are taken from the table, and at how many sites."""
    counts = {
        str(name): int(frame[name].notna().sum()) for name in frame.columns if is_fact(str(name))
    }
    facts = [f"{name} at {count}" for name, count in counts.items() if count]
    notes = [
        f"stated facts take the place of derived ones, of {len(frame)} sites: "
        f"{format_known(facts, max_count=8)}"
    ]
    return (notes if facts else []) + _lone_companion_notes(frame)


def _lone_companion_notes(frame: pd.DataFrame) -> list[str]:
    """Tell what says nothing, as the fact that it belongs to is not stated."""
    notes = []
    for name in (str(name) for name in frame.columns if str(name) in COMPANIONS):
        beside = frame[[fact for fact in COMPANIONS[name] if fact in frame]].notna().any(axis=1)
        lone = int((frame[name].notna() & ~beside).sum())
        if lone:
            facts = " or ".join(COMPANIONS[name])
            notes.append(
                f"{name} is not used at {lone} of {len(frame)} sites, as they do not state {facts}"
            )
    return notes
