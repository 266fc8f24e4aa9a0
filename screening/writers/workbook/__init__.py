"""``sites.xlsx``: the ranking as live formulas, with its inputs on further sheets."""

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

FIXED_DATE = datetime.datetime(2000, 1, 1)
"""Creation date of every file, so that the same screening gives the same bytes."""


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the workbook.

    The weights are in yellow cells above the values. Coverage, score and rank are formulas
    of these cells, with the method, the missing-value rule and the exclusions of the run.
    Text that a spreadsheet would evaluate as a formula begins with an apostrophe.

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
        file.set_properties(
            {"title": f"{screening.name}: {screening.profile}", "created": FIXED_DATE}
        )
        book = Workbook(file)
        weights = write_ranking(book, screening)
        sheets.write_build_list(book, screening)
        sheets.write_criteria(book, screening, weights)
        sheets.write_constraints(book, screening)
        sheets.write_sources(book, screening)
        sheets.write_columns(book, screening)
        sheets.write_about(book, screening)
