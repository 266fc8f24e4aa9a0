"""Read GeoParquet, or a plain Parquet table."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from screening.readers.file_checks import UnreadableError
from screening.readers.formats.content import check_magic
from screening.readers.library_errors import library_calls
from screening.readers.text_columns import repair_text

PARQUET = (".parquet", ".geoparquet")
_WHAT = "a Parquet file"


def read_parquet(
    path: Path, choose: Callable[[Sequence[str]], Collection[str]], notes: list[str]
) -> pd.DataFrame:
    """Read a Parquet file.

    Parameters
    ----------
    path : Path
    choose : callable, selects the columns to read from the file's columns
    notes : list of str, to which warnings are added

    Returns
    -------
    GeoDataFrame, or DataFrame for a table without geometry

    Raises
    ------
    UnreadableError
    """
    import pyarrow.parquet as pq

    check_magic(path, (b"PAR1",), _WHAT)
    with library_calls(notes, _WHAT):
        schema = pq.read_schema(path)
    metadata = (schema.metadata or {}).get(b"geo")
    if metadata is None:
        names = list(choose(schema.names))
        with library_calls(notes, _WHAT):
            table: pd.DataFrame = pd.read_parquet(path, columns=names)
        repair_text(table, notes)
        return _with_named_index(table)
    try:
        geo = json.loads(metadata)
        geometries, primary = set(geo["columns"]), geo["primary_column"]
    except (ValueError, LookupError, TypeError) as error:
        raise UnreadableError(
            f"expected the metadata of GeoParquet, got an error ({error}); export it again"
        ) from error
    columns = choose([name for name in schema.names if name not in geometries])
    with library_calls(notes, _WHAT):
        frame = gpd.read_parquet(path, columns=[*columns, primary])
    repair_text(frame, notes)
    return _with_named_index(frame)


def _with_named_index(frame: pd.DataFrame) -> pd.DataFrame:
    """Make a column of each index that pandas has stored under a name."""
    index = [name for name in frame.index.names if name]
    return frame.reset_index(level=index) if index else frame
