"""``sites.csv`` and ``sites.parquet``: the ranking for spreadsheets and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from screening.writers.table_columns import export_frame, is_text

if TYPE_CHECKING:
    from pathlib import Path

    from screening.model import ScreeningResult

RUNNABLE = tuple("=+-@\t\n＝＋－＠")
"""Spreadsheets run a cell that begins so (OWASP, CSV Injection)."""

GEOPARQUET_VERSION = "1.1.0"


def write_csv(screening: ScreeningResult, path: Path) -> None:
    """Write the sites, best first, as UTF-8 text with commas.

    Numbers are written in full, what is not known is empty, and text that a
    spreadsheet would run begins with an apostrophe.

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
    r"""Keep a spreadsheet from running a text, or from taking half of it for a new row.

    Examples
    --------
    >>> escape_formula("=1+1"), escape_formula("Rhodium"), escape_formula("two\rlines")
    ("'=1+1", 'Rhodium', 'two\nlines')
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # only \n is quoted
    return f"'{text}" if text.startswith(RUNNABLE) else text


def write_geoparquet(screening: ScreeningResult, path: Path) -> None:
    """Write the sites as GeoParquet 1.1: geometry as WKB, boxes beside it where they fit.

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
