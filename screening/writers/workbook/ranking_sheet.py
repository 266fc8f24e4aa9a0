"""The sheet that ranks: facts and values as the run found them, score and rank live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from screening.catalog import palette
from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.catalog.labels import METHODS
from screening.frame_rows import iterate_rows
from screening.writers.table_columns import export_frame, is_text
from screening.writers.workbook import formulas
from screening.writers.workbook.sheet_cells import (
    INPUT,
    QUIET,
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
"""Sites beyond which a change of weight would take seconds: ranking compares all with all."""

MAX_ROWS = 1_048_576 - 2
HEADING_ROW = 1
"""From 0; the weights stand above it."""

BEFORE = ("name", "operator", "status", "score", "coverage_fraction")
AFTER = ("rank_low", "rank_high", "first_fraction", "excluded_by", "unverified")
_STATED = ("rank", "score", "coverage_fraction")
_WIDTHS = {"name": 30, "operator": 18, "excluded_by": 26, "unverified": 26, "site_id": 26}


def write_ranking(book: Workbook, screening: ScreeningResult) -> dict[str, str]:
    """Write the ranking.

    Parameters
    ----------
    book : Workbook
    screening : ScreeningResult

    Returns
    -------
    dict of factor to the name of the cell that holds its weight, with the sheet's
    """
    sheet = book.file.add_worksheet(SHEETS["ranking"])
    frame = pd.DataFrame(export_frame(screening.sites)).iloc[:MAX_ROWS]
    factors = [str(name) for name in screening.criteria["factor"]]
    columns = _columns(frame, factors)
    at = _layout(screening, columns, len(frame), factors)
    live = at.method in formulas.LIVE_METHODS and len(frame) <= MAX_LIVE_SITES
    _write_headers(book, sheet, columns)
    for place, name in enumerate(columns):
        _write_column(book, sheet, place, name, frame)
    if live:
        _write_formulas(book, sheet, at, frame)
    _write_top(book, sheet, screening, at, live)
    _dress(book, sheet, at, columns)
    return {
        factor: f"{SHEETS['ranking']}!{xl_rowcol_to_cell(0, at.first_value + i, True, True)}"
        for i, factor in enumerate(factors)
    }


def _columns(frame: pd.DataFrame, factors: list[str]) -> list[str]:
    """Order the columns; ``_run_rank``, ``_moved`` and ``_key`` are the sheet's own."""
    values = [VALUE_PREFIX + factor for factor in factors]
    first = ["rank", "_run_rank", "_moved", *BEFORE, *AFTER]
    first = [name for name in first if name.startswith("_") or name in frame.columns]
    others = [name for name in frame.columns if name not in {*first, *values}]
    return [*first, *values, "_key", *others]


def _layout(
    screening: ScreeningResult, columns: list[str], rows: int, factors: list[str]
) -> formulas.Layout:
    place = {name: index for index, name in enumerate(columns)}
    return formulas.Layout(
        method=screening.method,
        missing=screening.metadata.settings.missing,
        weight_row=1,
        first_row=HEADING_ROW + 2,
        last_row=HEADING_ROW + 1 + max(rows, 1),
        rank=place["rank"],
        run_rank=place["_run_rank"],
        score=place["score"],
        coverage=place["coverage_fraction"],
        excluded=place["excluded_by"],
        key=place["_key"],
        first_value=place[VALUE_PREFIX + factors[0]],
        last_value=place[VALUE_PREFIX + factors[-1]],
    )


def _write_headers(book: Workbook, sheet: Any, columns: list[str]) -> None:
    own = {
        "rank": RANKING["rank"],
        "_run_rank": RANKING["run_rank"],
        "_moved": RANKING["moved"],
        "score": RANKING["score"],
        "coverage_fraction": RANKING["coverage"],
        "_key": RANKING["key"],
    }
    headings = [own.get(name) or get_field(name).label for name in columns]
    widths = {place: _WIDTHS[name] for place, name in enumerate(columns) if name in _WIDTHS}
    narrow = {place: 9 for place, name in enumerate(columns) if name in (*_STATED, "_run_rank")}
    write_header(book, sheet, HEADING_ROW, headings, widths | narrow)


def _write_column(book: Workbook, sheet: Any, place: int, name: str, frame: pd.DataFrame) -> None:
    source = {"_run_rank": "rank", "_key": "score"}.get(name, name)
    if source not in frame.columns:
        return
    column = frame[source]
    looks: dict[str, Any] = {"indent": 1}
    if not is_text(column):
        looks = {"num_format": number_format(get_field(source))}
    if name == "_run_rank":
        looks["font_color"] = palette.MUTED
    if name == "_key":
        column = column.where(frame["rank"].notna())
    look = book.format(**looks, valign="top")
    write_column(sheet, HEADING_ROW + 1, place, column, look)


def _write_formulas(book: Workbook, sheet: Any, at: formulas.Layout, frame: pd.DataFrame) -> None:
    """Put formulas in the place of numbers, each with the run's number as its result."""
    shown = {
        at.coverage: (formulas.coverage, "coverage_fraction", "0 %"),
        at.score: (formulas.score, "score", "#,##0.0"),
        at.key: (formulas.key, "score", "#,##0.0"),
        at.rank: (formulas.rank, "rank", "0"),
    }
    ranked = frame["rank"].notna().to_numpy()
    for column, (formula, name, number) in shown.items():
        look = book.format(num_format=number, valign="top", bold=column in (at.rank, at.score))
        shown_where = ranked if column == at.key else frame[name].notna().to_numpy()
        results = frame[name].astype(object).where(shown_where, "").tolist()
        for place, result in enumerate(results, start=HEADING_ROW + 1):
            sheet.write_formula(place, column, formula(at, place + 1), look, result)
    look = book.format(num_format="+0;-0;0", valign="top")
    for place, has in enumerate(ranked, start=HEADING_ROW + 1):
        sheet.write_formula(
            place, at.run_rank + 1, formulas.rank_change(at, place + 1), look, 0 if has else ""
        )


def _write_top(
    book: Workbook, sheet: Any, screening: ScreeningResult, at: formulas.Layout, live: bool
) -> None:
    """Put the weights above the values, the least coverage above the coverage."""
    quiet = book.format(**QUIET)
    write_cell(sheet, 0, 0, _subtitle(screening, live), quiet)
    looks = INPUT if live else {}
    least = screening.metadata.settings.min_coverage_fraction
    write_cell(sheet, 0, at.coverage, least, book.format(**looks, num_format='"≥ "0 %'))
    write_cell(
        sheet, 0, at.first_value - 1, RANKING["weights"], book.format(**QUIET, align="right")
    )
    for offset, item in enumerate(iterate_rows(screening.criteria)):
        write_cell(sheet, 0, at.first_value + offset, item.weight, book.format(**looks))
    if not live:
        return
    _formula_prompt(sheet, at.coverage, at.coverage, 1, RANKING["least"])
    for offset, item in enumerate(iterate_rows(screening.criteria)):
        column = at.first_value + offset
        _formula_prompt(
            sheet, column, column, 1e9, RANKING["weight"].format(what=get_field(item.factor).alias)
        )


def _subtitle(screening: ScreeningResult, live: bool) -> str:
    total = len(screening.sites)
    if total > MAX_ROWS:
        return RANKING["cut"].format(shown=MAX_ROWS, total=total)
    if live:
        return RANKING["live"]
    why = RANKING["many"].format(most=MAX_LIVE_SITES)
    if screening.method not in formulas.LIVE_METHODS:
        name = METHODS.get(screening.method, screening.method)
        why = RANKING["method"].format(method=name)
    return RANKING["static"].format(why=why)


def _formula_prompt(sheet: Any, first: int, last: int, most: float, text: str) -> None:
    """Say beside a cell what it is for, and refuse what is no weight."""
    sheet.data_validation(
        0,
        first,
        0,
        last,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": most,
            "input_message": text[:255],
            "error_message": RANKING["bad_weight"],
        },
    )


def _dress(book: Workbook, sheet: Any, at: formulas.Layout, columns: list[str]) -> None:
    """Freeze, filter and colour."""
    first, last = at.first_row - 1, at.last_row - 1
    sheet.freeze_panes(HEADING_ROW + 1, columns.index("name") + 1)
    sheet.autofilter(HEADING_ROW, 0, last, len(columns) - 1)
    sheet.set_column(at.key, at.key, None, None, {"hidden": True})
    step = 100 // len(palette.SCORE)
    for low, colour in zip(range(0, 100, step), palette.SCORE, strict=True):
        dark = low < 60
        look = {"bg_color": colour, "font_color": "#ffffff" if dark else palette.INK}
        rule = {"type": "cell", "criteria": "between", "minimum": low, "maximum": low + step}
        sheet.conditional_format(
            first, at.score, last, at.score, rule | {"format": book.file.add_format(look)}
        )
    sheet.conditional_format(
        first,
        at.first_value,
        last,
        at.last_value,
        {"type": "2_color_scale", "min_type": "num", "min_value": 0, "max_type": "num"}
        | {"max_value": 1, "min_color": "#ffffff", "max_color": "#7fc8c2"},
    )
    for criteria, colour in ((">", "#1b7837"), ("<", "#b2182b")):
        look = book.file.add_format({"font_color": colour, "bold": True})
        rule = {"type": "cell", "criteria": criteria, "value": 0, "format": look}
        sheet.conditional_format(first, at.run_rank + 1, last, at.run_rank + 1, rule)
    gone = book.file.add_format({"font_color": palette.MUTED, "italic": True})
    test = f'=${xl_rowcol_to_cell(first, at.excluded).rstrip("0123456789")}{at.first_row}<>""'
    rule = {"type": "formula", "criteria": test, "format": gone}
    sheet.conditional_format(first, 0, last, at.coverage, rule)
    sheet.print_area(0, 0, last, at.last_value)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEADING_ROW)
