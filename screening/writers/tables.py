"""``sites.csv`` and ``sites.parquet``: the ranking for spreadsheets and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from screening.writers.table_columns import export_frame, is_text

if TYPE_CHECKING:
    from pathlib import Path

    from screening.model import ScreeningResult

FORMULA_PREFIXES = tuple("=+-@\t\n＝＋－＠")
"""A spreadsheet evaluates a cell that starts with one of these (OWASP, CSV Injection)."""

GEOPARQUET_VERSION = "1.1.0"


def write_csv(screening: ScreeningResult, path: Path) -> None:
    """Write the sites in rank order as comma-separated UTF-8 text.

    Numbers keep full precision, missing values are empty, and text that a spreadsheet
    would evaluate is prefixed with an apostrophe.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write
    """
    frame = export_frame(screening.sites)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    for name in table.columns:
        if is_text(table[name]):
            table[name] = table[name].map(escape_formula, na_action="ignore")
    table.columns = [escape_formula(name) for name in table.columns]
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def escape_formula(text: str) -> str:
    r"""Prevent a spreadsheet from evaluating a text, or from splitting it into two rows.

    Examples
    --------
    >>> escape_formula("=1+1"), escape_formula("Rhodium"), escape_formula("two\rlines")
    ("'=1+1", 'Rhodium', 'two\nlines')
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # the CSV writer quotes \n only
    return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text


def write_geoparquet(screening: ScreeningResult, path: Path) -> None:
    """Write the sites as GeoParquet 1.1: WKB geometry and a bounding-box column.

    The bounding boxes are left out where the input has a column ``bbox``.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write
    """
    frame = gpd.GeoDataFrame(export_frame(screening.sites))
    frame.to_parquet(
        path,
        index=False,
        schema_version=GEOPARQUET_VERSION,
        write_covering_bbox="bbox" not in frame.columns,
    )
