"""``sites.csv`` and ``sites.parquet``: the ranking for spreadsheets and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from screening.writers.table_columns import is_text, tidied

if TYPE_CHECKING:
    from pathlib import Path

    from screening.model import Screening

RUNNABLE = tuple("=+-@\t\n＝＋－＠")
"""Spreadsheets run a cell that begins so (OWASP, CSV Injection)."""

GEOPARQUET_VERSION = "1.1.0"


def write_csv(screening: Screening, path: Path) -> None:
    """Write the sites, best first, as UTF-8 text with commas.

    Numbers are written in full, what is not known is empty, and text that a
    spreadsheet would run begins with an apostrophe.

    Parameters
    ----------
    screening : Screening
    path : Path of the file to write
    """
    frame = tidied(screening.sites)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    for name in table.columns:
        if is_text(table[name]):
            table[name] = table[name].map(neutralised, na_action="ignore")
    table.columns = [neutralised(name) for name in table.columns]
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def neutralised(text: str) -> str:
    r"""Keep a spreadsheet from running a text, or from taking half of it for a new row.

    Examples
    --------
    >>> neutralised("=1+1"), neutralised("Rhodium"), neutralised("two\rlines")
    ("'=1+1", 'Rhodium', 'two\nlines')
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # only \n is quoted
    return f"'{text}" if text.startswith(RUNNABLE) else text


def write_geoparquet(screening: Screening, path: Path) -> None:
    """Write the sites as GeoParquet 1.1: geometry as WKB, boxes beside it where they fit.

    Parameters
    ----------
    screening : Screening
    path : Path of the file to write
    """
    frame = gpd.GeoDataFrame(tidied(screening.sites))
    frame.to_parquet(
        path,
        index=False,
        schema_version=GEOPARQUET_VERSION,
        write_covering_bbox="bbox" not in frame.columns,
    )
