"""The other sheets: build list, criteria, constraints, sources, columns and run settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from xlsxwriter.utility import xl_range

from screening.catalog.fields import get_field
from screening.catalog.labels import MISSING
from screening.catalog.methods import get_method_title
from screening.frame_rows import iterate_rows
from screening.reporting.column_order import ordered_columns
from screening.reporting.explain_score import left_out_description
from screening.writers.geopackage.column_definitions import get_column
from screening.writers.table_columns import is_text, stringify
from screening.writers.workbook.sheet_cells import (
    MUTED,
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

_WIDTHS = {
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
_COST_COLUMNS = ("musd_low", "musd", "musd_high")


def write_build_list(book: Workbook, screening: ScreeningResult) -> None:
    """Write the build list of every site, and the total cost of the visible rows."""
    sheet = book.file.add_worksheet(SHEETS["build_list"])
    packages = screening.build_list
    names = screening.sites["name"].reindex(packages["site_id"]).to_numpy()
    frame = pd.DataFrame(packages.assign(name=names))
    frame = frame[["name", *[name for name in frame.columns if name != "name"]]]
    _write_table(book, sheet, "build_list", frame, heading_row=1)
    write_cell(sheet, 0, 0, BUILD_LIST["total"], book.format(**MUTED))
    for name in _COST_COLUMNS:
        column = list(frame.columns).index(name)
        cells = xl_range(2, column, max(len(frame) + 1, 2), column)
        number = number_format(get_column("build_list", name))
        total, bold = float(frame[name].sum()), book.format(num_format=number, bold=True)
        # 109: a sum without the rows that a filter hides
        sheet.write_formula(0, column, f"=SUBTOTAL(109,{cells})", bold, total)


def write_criteria(book: Workbook, screening: ScreeningResult, weights: Mapping[str, str]) -> None:
    """Write the criteria: current weights, weights of the run, anchors and rationale."""
    sheet = book.file.add_worksheet(SHEETS["criteria"])
    write_header(book, sheet, 0, list(CRITERIA.values()), {0: 30, 1: 28, 9: 70})
    cells = list(weights.values())
    weight_range = f"{cells[0]}:{cells[-1].split('!')[1]}"
    total = float(screening.criteria["weight"].sum())
    share = book.format(num_format="0.0 %", valign="top")
    top, wrapped = book.format(valign="top"), book.format(valign="top", text_wrap=True)
    for row, item in enumerate(iterate_rows(screening.criteria), start=1):
        cell = weights[item.factor]
        write_cell(sheet, row, 0, get_field(item.factor).alias, top)
        write_cell(sheet, row, 1, item.factor, top)
        sheet.write_formula(row, 2, f"={cell}", top, item.weight)
        sheet.write_formula(row, 3, f"={cell}/SUM({weight_range})", share, item.weight / total)
        write_cell(sheet, row, 4, item.weight, top)
        write_cell(sheet, row, 5, item.weight_fraction, share)
        for column, value in enumerate((item.worst, item.best, item.unit), start=6):
            write_cell(sheet, row, column, value, top)
        write_cell(sheet, row, 9, item.why, wrapped)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(screening.criteria), len(CRITERIA) - 1)
    _set_up_print(sheet)


def write_constraints(book: Workbook, screening: ScreeningResult) -> None:
    """Write the constraints."""
    sheet = book.file.add_worksheet(SHEETS["constraints"])
    _write_table(book, sheet, "constraints", screening.constraints)


def write_sources(book: Workbook, screening: ScreeningResult) -> None:
    """Write the provenance and the licence of the data."""
    sheet = book.file.add_worksheet(SHEETS["sources"])
    _write_table(book, sheet, "provenance", screening.provenance)


def write_columns(book: Workbook, screening: ScreeningResult) -> None:
    """Write the descriptions of the columns of the ranking."""
    fields = [get_field(name) for name in ordered_columns(screening.sites.reset_index())]
    attributes = ("name", "alias", "unit", "description", "source", "group")
    rows = [tuple(getattr(field, attribute) for attribute in attributes) for field in fields]
    sheet = book.file.add_worksheet(SHEETS["columns"])
    headings = [attribute.capitalize() for attribute in attributes]
    write_header(book, sheet, 0, headings, {0: 34, 1: 30, 3: 90, 4: 48, 5: 14})
    wrapped = book.format(valign="top", text_wrap=True)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            write_cell(sheet, number, column, text, wrapped)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(attributes) - 1)
    _set_up_print(sheet)


def write_about(book: Workbook, screening: ScreeningResult) -> None:
    """Write the settings and the notes of the run."""
    metadata, settings = screening.metadata, screening.metadata.settings
    entries = [
        (ABOUT["name"], screening.name),
        (ABOUT["region"], ", ".join(map(str, screening.region["name"]))),
        (ABOUT["profile"], f"{screening.profile}: {settings.description}".rstrip(": ")),
        (
            ABOUT["method"],
            get_method_title(screening.method) + left_out_description(metadata.left_out_criteria),
        ),
        (ABOUT["missing"], MISSING.get(settings.missing, settings.missing)),
        (ABOUT["min_coverage"], f"{settings.min_coverage_fraction:.0%}"),
        (ABOUT["seed"], metadata.seed),
        (ABOUT["version"], metadata.versions.get("screening")),
        (ABOUT["basis"], ABOUT["basis_text"]),
        *[(ABOUT["note"], note) for note in metadata.warnings],
    ]
    sheet = book.file.add_worksheet(SHEETS["about"])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for row, (label, value) in enumerate(entries):
        write_cell(sheet, row, 0, label, book.format(bold=True, valign="top"))
        write_cell(sheet, row, 1, value, book.format(text_wrap=True, valign="top", align="left"))
    _set_up_print(sheet)


def _write_table(
    book: Workbook, sheet: Any, table: str, frame: pd.DataFrame, *, heading_row: int = 0
) -> None:
    """Write a table under its headings, with frozen panes and a filter."""
    frame = stringify(frame.reset_index(drop=True))
    fields = [_get_field(table, str(name)) for name in frame.columns]
    headings = [field.label for field in fields]
    widths = {i: _WIDTHS[name] for i, name in enumerate(frame.columns) if name in _WIDTHS}
    write_header(book, sheet, heading_row, headings, widths)
    for column, (name, field) in enumerate(zip(frame.columns, fields, strict=True)):
        properties: dict[str, Any] = {"text_wrap": True, "indent": 1}
        if not is_text(frame[name]):
            properties = {"num_format": number_format(field)}
        cell_format = book.format(**properties, valign="top")
        write_column(sheet, heading_row + 1, column, frame[name], cell_format)
    sheet.freeze_panes(heading_row + 1, 1)
    sheet.autofilter(heading_row, 0, heading_row + max(len(frame), 1), len(fields) - 1)
    _set_up_print(sheet)


def _get_field(table: str, column: str) -> Field:
    if table == "build_list" and column == "name":
        return get_field("name")
    return get_column(table, column)


def _set_up_print(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
