"""The sheets beside the ranking: what must be built, and what the numbers rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from xlsxwriter.utility import xl_range

from screening.catalog.fields import get_field
from screening.catalog.labels import METHODS, MISSING
from screening.frame_rows import iterate_rows
from screening.reporting.column_order import ordered_columns
from screening.writers.geopackage.table_definitions import get_column
from screening.writers.table_columns import is_text, stringify
from screening.writers.workbook.sheet_cells import (
    QUIET,
    Workbook,
    number_format,
    write_cell,
    write_column,
    write_header,
)
from screening.writers.workbook.workbook_strings import ABOUT, BUILD_LIST, CRITERIA, SHEETS

if TYPE_CHECKING:
    from screening.catalog.fields import Field
    from screening.model import ScreeningResult

_WIDE = {
    "name": 28,
    "site_id": 24,
    "package": 24,
    "source": 48,
    "why": 60,
    "reason": 48,
    "path": 48,
    "sha256": 24,
    "licence": 30,
    "factor": 32,
}
_SUMMED = ("musd_low", "musd", "musd_high")


def write_build_list(book: Workbook, screening: ScreeningResult) -> None:
    """Write what each site must build, and what the rows shown cost together."""
    sheet = book.file.add_worksheet(SHEETS["build_list"])
    work = screening.build_list
    names = screening.sites["name"].reindex(work["site_id"]).to_numpy()
    frame = pd.DataFrame(work.assign(name=names))
    frame = frame[["name", *[name for name in frame.columns if name != "name"]]]
    _table(book, sheet, "build_list", frame, heading_row=1)
    write_cell(sheet, 0, 0, BUILD_LIST["total"], book.format(**QUIET))
    for name in _SUMMED:
        place = list(frame.columns).index(name)
        cells = xl_range(2, place, max(len(frame) + 1, 2), place)
        number = number_format(get_column("build_list", name))
        look = book.format(num_format=number, bold=True)
        sheet.write_formula(0, place, f"=SUBTOTAL(109,{cells})", look, float(frame[name].sum()))


def write_criteria(book: Workbook, screening: ScreeningResult, weights: Mapping[str, str]) -> None:
    """Write what the score is made of: weights now and in the run, anchors, reasons."""
    sheet = book.file.add_worksheet(SHEETS["criteria"])
    write_header(book, sheet, 0, list(CRITERIA.values()), {0: 30, 1: 28, 9: 70})
    everyone = list(weights.values())
    span = f"{everyone[0]}:{everyone[-1].split('!')[1]}"
    total = float(screening.criteria["weight"].sum())
    share = book.format(num_format="0.0 %", valign="top")
    top, wrapped = book.format(valign="top"), book.format(valign="top", text_wrap=True)
    for row, item in enumerate(iterate_rows(screening.criteria), start=1):
        cell = weights[item.factor]
        write_cell(sheet, row, 0, get_field(item.factor).alias, top)
        write_cell(sheet, row, 1, item.factor, top)
        sheet.write_formula(row, 2, f"={cell}", top, item.weight)
        sheet.write_formula(row, 3, f"={cell}/SUM({span})", share, item.weight / total)
        write_cell(sheet, row, 4, item.weight, top)
        write_cell(sheet, row, 5, item.weight_fraction, share)
        for column, value in enumerate((item.worst, item.best, item.unit), start=6):
            write_cell(sheet, row, column, value, top)
        write_cell(sheet, row, 9, item.why, wrapped)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(screening.criteria), len(CRITERIA) - 1)
    _printed(sheet)


def write_constraints(book: Workbook, screening: ScreeningResult) -> None:
    """Write what knocks a site out."""
    sheet = book.file.add_worksheet(SHEETS["constraints"])
    _table(book, sheet, "constraints", screening.constraints)


def write_sources(book: Workbook, screening: ScreeningResult) -> None:
    """Write where the data came from, under which licence."""
    sheet = book.file.add_worksheet(SHEETS["sources"])
    _table(book, sheet, "provenance", screening.provenance)


def write_columns(book: Workbook, screening: ScreeningResult) -> None:
    """Write what every column of the ranking means."""
    fields = [get_field(name) for name in ordered_columns(screening.sites.reset_index())]
    facts = ("name", "alias", "unit", "description", "source", "group")
    rows = [tuple(getattr(field, fact) for fact in facts) for field in fields]
    sheet = book.file.add_worksheet(SHEETS["columns"])
    headings = [fact.capitalize() for fact in facts]
    write_header(book, sheet, 0, headings, {0: 34, 1: 30, 3: 90, 4: 48, 5: 14})
    look = book.format(valign="top", text_wrap=True)
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            write_cell(sheet, number, place, text, look)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(facts) - 1)
    _printed(sheet)


def write_about(book: Workbook, screening: ScreeningResult) -> None:
    """Write what run this is, how it scores, and what it noted."""
    metadata, settings = screening.metadata, screening.metadata.settings
    told = [
        (ABOUT["name"], screening.name),
        (ABOUT["region"], ", ".join(map(str, screening.region["name"]))),
        (ABOUT["profile"], f"{screening.profile}: {settings.description}".rstrip(": ")),
        (ABOUT["method"], METHODS.get(screening.method, screening.method)),
        (ABOUT["missing"], MISSING.get(settings.missing, settings.missing)),
        (ABOUT["least"], f"{settings.min_coverage_fraction:.0%}"),
        (ABOUT["seed"], metadata.seed),
        (ABOUT["version"], metadata.versions.get("screening")),
        (ABOUT["basis"], ABOUT["basis_text"]),
        *[(ABOUT["note"], note) for note in metadata.warnings],
    ]
    sheet = book.file.add_worksheet(SHEETS["about"])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for row, (label, value) in enumerate(told):
        write_cell(sheet, row, 0, label, book.format(bold=True, valign="top"))
        write_cell(sheet, row, 1, value, book.format(text_wrap=True, valign="top", align="left"))
    _printed(sheet)


def _table(
    book: Workbook, sheet: Any, table: str, frame: pd.DataFrame, *, heading_row: int = 0
) -> None:
    """Write a table under its headings, frozen and filtered."""
    frame = stringify(frame.reset_index(drop=True))
    fields = [_field(table, str(name)) for name in frame.columns]
    headings = [field.label for field in fields]
    widths = {i: _WIDE[name] for i, name in enumerate(frame.columns) if name in _WIDE}
    write_header(book, sheet, heading_row, headings, widths)
    for place, (name, field) in enumerate(zip(frame.columns, fields, strict=True)):
        text = is_text(frame[name])
        looks = {"text_wrap": True, "indent": 1} if text else {"num_format": number_format(field)}
        look = book.format(**looks, valign="top")
        write_column(sheet, heading_row + 1, place, frame[name], look)
    sheet.freeze_panes(heading_row + 1, 1)
    sheet.autofilter(heading_row, 0, heading_row + max(len(frame), 1), len(fields) - 1)
    _printed(sheet)


def _field(table: str, column: str) -> Field:
    if table == "build_list" and column == "name":
        return get_field("name")
    return get_column(table, column)


def _printed(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
