"""``sites.xlsx``: the ranking as live formulas, with what it rests on beside it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from screening.writers.workbook import sheets
from screening.writers.workbook.ranking_sheet import write_ranking
from screening.writers.workbook.sheet_cells import Workbook

if TYPE_CHECKING:
    from pathlib import Path

    from screening.model import ScreeningResult

__all__ = ["write"]

DATED = datetime.datetime(2000, 1, 1)
"""The date the file gives itself: two writes of one screening are the same bytes."""


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the workbook.

    Weights stand in yellow cells above the values; coverage, score and rank follow them
    by the method, the missing rule and the exclusions of the run. Text that a
    spreadsheet would run begins with an apostrophe.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as file:
        file.set_properties({"title": f"{screening.name}: {screening.profile}", "created": DATED})
        book = Workbook(file)
        weights = write_ranking(book, screening)
        sheets.write_build_list(book, screening)
        sheets.write_criteria(book, screening, weights)
        sheets.write_constraints(book, screening)
        sheets.write_sources(book, screening)
        sheets.write_columns(book, screening)
        sheets.write_about(book, screening)
