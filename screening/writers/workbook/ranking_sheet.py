"""The ranking sheet: facts and values of the run, with live formulas for score and rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from screening.catalog import palette
from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.catalog.methods import get_method_title
from screening.frame_rows import iterate_rows
from screening.reporting.value_formatting import format_value
from screening.writers.table_columns import export_frame, is_text
from screening.writers.workbook import formulas
from screening.writers.workbook.sheet_cells import (
    INPUT,
    MUTED,
    Workbook,
    number_format,
    write_cell,
    write_column,
    write_header,
)
from screening.writers.workbook.workbook_strings import RANKING, SHEETS

if TYPE_CHECKING:
    from screening.model import ScreeningResult

MAX_LIVE_SITES = 20_000
"""Limit for live formulas: ranking is quadratic in the sites, and an edit would take seconds."""

MAX_ROWS = 1_048_576 - 2
"""Rows of a sheet, without the weights and the headings."""

HEADING_ROW = 1
"""Counts from 0; the weights are in the row above."""

SITE_COLUMNS = ("name", "operator", "status", "score", "coverage_fraction")
_REMARKS = ("excluded_by", "unverified", "cautions")
RESULT_COLUMNS = ("rank_low", "rank_high", "first_fraction", *_REMARKS)
_NARROW = ("rank", "score", "coverage_fraction")
_WIDTHS = {"name": 30, "operator": 18, **dict.fromkeys(_REMARKS, 26), "site_id": 26}


def write_ranking(book: Workbook, screening: ScreeningResult) -> dict[str, str]:
    """Write the ranking sheet.

    Parameters
    ----------
    book : Workbook
    screening : ScreeningResult

    Returns
    -------
    dict of factor to the cell of its weight, with the sheet's name
    """
    sheet = book.file.add_worksheet(SHEETS["ranking"])
    frame = pd.DataFrame(export_frame(screening.sites)).iloc[:MAX_ROWS]
    factors = [str(name) for name in screening.criteria["factor"]]
    columns = _columns(frame, factors)
    at = _layout(screening, columns, len(frame), factors)
    is_live = at.method in formulas.LIVE_METHODS and len(frame) <= MAX_LIVE_SITES
    _write_headers(book, sheet, columns)
    for index, name in enumerate(columns):
        _write_column(book, sheet, index, name, frame)
    if is_live:
        _write_formulas(book, sheet, at, frame)
    _write_weights(book, sheet, screening, at, is_live)
    _format_sheet(book, sheet, at, columns)
    return {
        factor: f"{SHEETS['ranking']}!{xl_rowcol_to_cell(0, at.first_value + i, True, True)}"
        for i, factor in enumerate(factors)
    }


def _columns(frame: pd.DataFrame, factors: list[str]) -> list[str]:
    """Order the columns; ``_run_rank``, ``_moved`` and ``_key`` exist only on this sheet."""
    values = [VALUE_PREFIX + factor for factor in factors]
    first = ["rank", "_run_rank", "_moved", *SITE_COLUMNS, *RESULT_COLUMNS]
    first = [name for name in first if name.startswith("_") or name in frame.columns]
    others = [name for name in frame.columns if name not in {*first, *values}]
    return [*first, *values, "_key", *others]


def _layout(
    screening: ScreeningResult, columns: list[str], rows: int, factors: list[str]
) -> formulas.Layout:
    position = {name: index for index, name in enumerate(columns)}
    return formulas.Layout(
        method=screening.method,
        missing=screening.metadata.settings.missing,
        weight_row=1,
        first_row=HEADING_ROW + 2,
        last_row=HEADING_ROW + 1 + max(rows, 1),
        rank=position["rank"],
        run_rank=position["_run_rank"],
        score=position["score"],
        coverage=position["coverage_fraction"],
        excluded=position["excluded_by"],
        key=position["_key"],
        first_value=position[VALUE_PREFIX + factors[0]],
        last_value=position[VALUE_PREFIX + factors[-1]],
    )


def _write_headers(book: Workbook, sheet: Any, columns: list[str]) -> None:
    sheet_headings = {
        "rank": RANKING["rank"],
        "_run_rank": RANKING["run_rank"],
        "_moved": RANKING["moved"],
        "score": RANKING["score"],
        "coverage_fraction": RANKING["coverage"],
        "_key": RANKING["key"],
    }
    headings = [sheet_headings.get(name) or get_field(name).label for name in columns]
    widths = {index: _WIDTHS[name] for index, name in enumerate(columns) if name in _WIDTHS}
    narrow = {index: 9 for index, name in enumerate(columns) if name in (*_NARROW, "_run_rank")}
    write_header(book, sheet, HEADING_ROW, headings, widths | narrow)


def _write_column(book: Workbook, sheet: Any, index: int, name: str, frame: pd.DataFrame) -> None:
    source = {"_run_rank": "rank", "_key": "score"}.get(name, name)
    if source not in frame.columns:
        return
    column = frame[source]
    properties: dict[str, Any] = {"indent": 1}
    if not is_text(column):
        properties = {"num_format": number_format(get_field(source))}
    if name == "_run_rank":
        properties["font_color"] = palette.MUTED
    if name == "_key":
        column = column.where(frame["rank"].notna())
    cell_format = book.format(**properties, valign="top")
    write_column(sheet, HEADING_ROW + 1, index, column, cell_format)
    _write_bounds(sheet, index, name, frame, cell_format)


def _write_bounds(sheet: Any, index: int, name: str, frame: pd.DataFrame, cell_format: Any) -> None:
    """Write the bounds of facts that are known only to lie between them, as text."""
    lower = get_field(name).lower
    if lower not in frame.columns:
        return
    undecided = (frame[name].isna() & frame[lower].notna()).to_numpy()
    for row in np.flatnonzero(undecided).tolist():
        write_cell(
            sheet, HEADING_ROW + 1 + row, index, format_value(frame.iloc[row], name), cell_format
        )


def _write_formulas(book: Workbook, sheet: Any, at: formulas.Layout, frame: pd.DataFrame) -> None:
    """Replace numbers by formulas, with the run's number as the cached result of each."""
    columns = {
        at.coverage: (formulas.coverage, "coverage_fraction", "0 %"),
        at.score: (formulas.score, "score", "#,##0.0"),
        at.key: (formulas.key, "score", "#,##0.0"),
        at.rank: (formulas.rank, "rank", "0"),
    }
    ranked = frame["rank"].notna().to_numpy()
    for column, (formula, name, number) in columns.items():
        cell_format = book.format(
            num_format=number, valign="top", bold=column in (at.rank, at.score)
        )
        has_result = ranked if column == at.key else frame[name].notna().to_numpy()
        results = frame[name].astype(object).where(has_result, "").tolist()
        for row, result in enumerate(results, start=HEADING_ROW + 1):
            sheet.write_formula(row, column, formula(at, row + 1), cell_format, result)
    cell_format = book.format(num_format="+0;-0;0", valign="top")
    for row, is_ranked in enumerate(ranked, start=HEADING_ROW + 1):
        formula_text, result = formulas.rank_change(at, row + 1), 0 if is_ranked else ""
        sheet.write_formula(row, at.run_rank + 1, formula_text, cell_format, result)


def _write_weights(
    book: Workbook, sheet: Any, screening: ScreeningResult, at: formulas.Layout, is_live: bool
) -> None:
    """Write the weights above the values, and the minimum coverage above the coverage."""
    write_cell(sheet, 0, 0, _subtitle(screening, is_live), book.format(**MUTED))
    properties = INPUT if is_live else {}
    min_coverage = screening.metadata.settings.min_coverage_fraction
    coverage_format = book.format(**properties, num_format='"≥ "0 %')
    write_cell(sheet, 0, at.coverage, min_coverage, coverage_format)
    write_cell(
        sheet, 0, at.first_value - 1, RANKING["weights"], book.format(**MUTED, align="right")
    )
    for offset, item in enumerate(iterate_rows(screening.criteria)):
        write_cell(sheet, 0, at.first_value + offset, item.weight, book.format(**properties))
    if not is_live:
        return
    _validate_input(sheet, at.coverage, 1, RANKING["min_coverage"])
    for offset, item in enumerate(iterate_rows(screening.criteria)):
        prompt = RANKING["weight"].format(factor=get_field(item.factor).alias)
        _validate_input(sheet, at.first_value + offset, 1e9, prompt)


def _subtitle(screening: ScreeningResult, is_live: bool) -> str:
    total = len(screening.sites)
    if total > MAX_ROWS:
        return RANKING["truncated"].format(shown=MAX_ROWS, total=total)
    if is_live:
        return RANKING["live"]
    reason = RANKING["too_many"].format(max=MAX_LIVE_SITES)
    if screening.method not in formulas.LIVE_METHODS:
        reason = RANKING["method"].format(method=get_method_title(screening.method))
    return RANKING["static"].format(reason=reason)


def _validate_input(sheet: Any, column: int, maximum: float, prompt: str) -> None:
    """Restrict an input cell to 0..maximum, with a prompt."""
    sheet.data_validation(
        0,
        column,
        0,
        column,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": maximum,
            "input_message": prompt[:255],
            "error_message": RANKING["bad_weight"],
        },
    )


def _format_sheet(book: Workbook, sheet: Any, at: formulas.Layout, columns: list[str]) -> None:
    """Set frozen panes, filters, conditional formats and the print area."""
    first, last = at.first_row - 1, at.last_row - 1
    sheet.freeze_panes(HEADING_ROW + 1, columns.index("name") + 1)
    sheet.autofilter(HEADING_ROW, 0, last, len(columns) - 1)
    sheet.set_column(at.key, at.key, None, None, {"hidden": True})
    _colour_scores(book, sheet, at)
    sheet.conditional_format(
        first,
        at.first_value,
        last,
        at.last_value,
        {"type": "2_color_scale", "min_type": "num", "min_value": 0, "max_type": "num"}
        | {"max_value": 1, "min_color": "#ffffff", "max_color": "#7fc8c2"},
    )
    for criteria, colour in ((">", "#1b7837"), ("<", "#b2182b")):
        change_format = book.file.add_format({"font_color": colour, "bold": True})
        rule = {"type": "cell", "criteria": criteria, "value": 0, "format": change_format}
        sheet.conditional_format(first, at.run_rank + 1, last, at.run_rank + 1, rule)
    excluded_format = book.file.add_format({"font_color": palette.MUTED, "italic": True})
    rule = {
        "type": "formula",
        "criteria": f'={at.cell(at.excluded, at.first_row)}<>""',
        "format": excluded_format,
    }
    sheet.conditional_format(first, 0, last, at.coverage, rule)
    sheet.print_area(0, 0, last, at.last_value)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEADING_ROW)


def _colour_scores(book: Workbook, sheet: Any, at: formulas.Layout) -> None:
    """Colour the scores by their classes, as on the maps."""
    first, last = at.first_row - 1, at.last_row - 1
    step = 100 // len(palette.SCORE)
    for low, colour in zip(range(0, 100, step), palette.SCORE, strict=True):
        is_dark = low < 60
        properties = {"bg_color": colour, "font_color": "#ffffff" if is_dark else palette.INK}
        rule = {"type": "cell", "criteria": "between", "minimum": low, "maximum": low + step}
        rule |= {"format": book.file.add_format(properties)}
        sheet.conditional_format(first, at.score, last, at.score, rule)
