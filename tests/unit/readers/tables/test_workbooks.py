"""Workbooks as people see them, for sites and layers alike."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from screening.errors import LayerError, SitesError
from screening.model import LayerSpec
from screening.readers import read_layer, read_sites
from screening.readers.tables import read_table

HEADER = ["name", "longitude", "latitude", "voltage_kv"]
A, B, C = ["A", -97.0, 31.0, 345], ["B", -98.0, 32.0, 138], ["C", -99.0, 33.0, 69]


@pytest.fixture
def book():
    """Give an empty workbook."""
    return openpyxl.Workbook()


@pytest.fixture(params=["sites", "layer"])
def read(request, tmp_path, texas):
    """Save a workbook and read it as sites or a layer: names, voltages and notes."""

    def of(book, name="t.xlsx"):
        path = tmp_path / name
        content = io.BytesIO()
        if isinstance(book, bytes):
            path.write_bytes(book)
        else:
            book.save(content)
            path.write_bytes(content.getvalue())
        if request.param == "sites":
            sites = read_sites(path)
            frame, kv, notes = sites.frame, "interconnect_kv", sites.notes
        else:
            layer = read_layer(LayerSpec("mine", "substations", path), texas)
            frame, kv, notes = layer.frame, "voltage_kv", layer.info.notes
        return frame["name"].tolist(), frame[kv].tolist(), notes

    return of


def fill(sheet, *rows):
    for row in rows:
        sheet.append(row)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read(read, book, state):
    book.active.title = "2023 old"
    book.active.sheet_state = state
    fill(book.active, HEADER, ["Stale", -97.0, 31.0, 999])
    fill(book.create_sheet("Mines 2026"), HEADER, A, B)
    book.active = 1
    names, _, notes = read(book)
    assert names == ["A", "B"]
    assert "did not read 1 hidden sheets: 2023 old" in notes


def test_a_hidden_sheet_of_the_preferred_name_is_not_read(read, book):
    fill(book.active, HEADER, A)
    for name in ("sites", "substations"):
        hidden = book.create_sheet(name)
        hidden.sheet_state = "hidden"
        fill(hidden, HEADER, B)
    assert read(book)[0] == ["A"]


@pytest.mark.parametrize("by_filter", [False, True])
def test_hidden_and_filtered_rows_are_left_out_and_told(read, book, by_filter):
    fill(book.active, HEADER, A, B, C)
    book.active.row_dimensions[2].hidden = True
    if by_filter:
        book.active.auto_filter.ref = "A1:D4"
        book.active.auto_filter.add_filter_column(0, ["B", "C"])
    names, _, notes = read(book)
    assert names == ["B", "C"]
    assert "left out 1 hidden or filtered rows (2); show them in Excel to have them read" in notes


def test_hidden_rows_are_counted_by_their_reason(tmp_path, book):
    fill(book.active, HEADER, A, B, C)
    book.active.row_dimensions[2].hidden = True
    book.active["D2"] = "=1+1"  # never calculated, which does not matter in a row that is left out
    path = tmp_path / "t.xlsx"
    book.save(path)
    table = read_table(path, prefer="sites")
    assert len(table.cells) + sum(table.left_out.values()) == 3


def test_rows_keep_the_numbers_of_excel(tmp_path, book):
    fill(book.active, ["Title"], [], HEADER, A, ["B", -98.0, 32.0, "138 kV?"])
    book.active.row_dimensions[4].hidden = True
    path = tmp_path / "t.xlsx"
    book.save(path)
    with pytest.raises(SitesError, match=r"row 5 \(B\): expected interconnect_kv"):
        read_sites(path)


@pytest.mark.parametrize("rows", [[["Legend"]], [["Notes", "of"], ["the", "list"]]])
def test_a_first_sheet_without_sites_is_refused_with_the_way_out(tmp_path, book, rows):
    fill(book.active, *rows)
    fill(book.create_sheet("Mines"), HEADER, A)
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(SitesError, match="or name the sheet that you mean 'sites'"):
        read_sites(tmp_path / "t.xlsx")


def test_a_header_below_a_title_may_begin_with_numbers(tmp_path, book):
    header = ["345 kV distance", "2025 MW", "name", "longitude", "latitude"]
    fill(book.active, ["Texas", 2025], header, [1.5, 3, "A", -97.0, 31.0])
    book.save(tmp_path / "t.xlsx")
    sites = read_sites(tmp_path / "t.xlsx")
    assert sites.frame[["345 kV distance", "2025 MW"]].to_numpy().tolist() == [[1.5, 3.0]]


def test_hidden_columns_are_read_and_told(read, book):
    fill(book.active, HEADER, A)
    book.active.column_dimensions["D"].hidden = True
    _, kv, notes = read(book)
    assert kv == [345.0]
    assert "read 1 hidden columns too: voltage_kv" in notes


def test_text_of_merged_cells_fills_their_rows_and_a_number_does_not(tmp_path, book):
    rows = (["Alpha 1", "Riot", -97.0, 31.0, 300], ["Alpha 2", None, -97.1, 31.1, None])
    fill(book.active, ["name", "operator", "longitude", "latitude", "grid_mw"], *rows)
    book.active.merge_cells("B2:B3")
    book.active.merge_cells("E2:E3")
    path = tmp_path / "t.xlsx"
    book.save(path)
    sites = read_sites(path)
    assert sites.frame["operator"].tolist() == ["Riot", "Riot"]
    assert sites.frame["grid_mw"].fillna(-1).tolist() == [300.0, -1.0]
    assert "filled the text of 1 merged cells into 1 rows" in sites.notes
    assert any("300 in rows 2 to 3; write a number in each row" in note for note in sites.notes)


def test_text_of_merged_cells_holds_where_their_first_row_is_hidden(tmp_path, book):
    rows = (["Alpha 1", "Riot", -97.0, 31.0], ["Alpha 2", None, -97.1, 31.1])
    fill(book.active, ["name", "operator", "longitude", "latitude"], *rows)
    book.active.merge_cells("B2:B3")
    book.active.row_dimensions[2].hidden = True
    book.save(tmp_path / "t.xlsx")
    assert read_sites(tmp_path / "t.xlsx").frame["operator"].to_dict() == {"alpha-2": "Riot"}


def test_merged_cells_of_a_layer(read, book):
    fill(book.active, HEADER, ["North", -97.0, 31.0, 345], [None, -98.0, 32.0, None])
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("D2:D3")
    names, kv, notes = read(book)
    assert names == ["North", "North"]
    assert kv[0] == 345.0
    assert kv[1] != kv[1]
    assert any("345 in rows 2 to 3" in note for note in notes)


def test_a_title_above_a_header_with_line_breaks(read, book):
    heading = ["name", "Longitude\n(WGS84)", "Latitude\r\n(WGS84)", "voltage\n_kv"]
    fill(book.active, ["Site list, confidential"], [], heading, A, B)
    book.active.merge_cells("A1:D1")
    book.active["D3"] = "voltage_kv"
    names, kv, notes = read(book)
    assert (names, kv) == (["A", "B"], [345.0, 138.0])
    assert any(note.startswith("took row 3 as the header; left out 1 rows") for note in notes)


def test_headings_in_two_rows_are_refused(read, book):
    fill(book.active, ["name", "Position", None, "voltage_kv"], [None, "longitude", "latitude"], A)
    book.active.merge_cells("B1:C1")
    with pytest.raises((SitesError, LayerError), match=r"expected (a position|geometry)"):
        read(book)


def strict(book):
    """Write a workbook in the namespaces of Strict Open XML."""
    content = io.BytesIO()
    book.save(content)
    output = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            for part, old in {
                b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"officeDocument/relationships": b"http://schemas.openxmlformats.org/"
                b"officeDocument/2006/relationships",
            }.items():
                text = text.replace(old, b"http://purl.oclc.org/ooxml/" + part)
            target.writestr(name, text)
    return output.getvalue()


def test_strict_open_xml(read, book):
    fill(book.active, HEADER, A, B)
    book.active.row_dimensions[3].hidden = True
    content = strict(book)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"purl.oclc.org" in archive.read("xl/workbook.xml")
    assert read(content)[:2] == (["A"], [345.0])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "got an old .xls, or a workbook with a password"),
        (b"<html><table><tr><td>name</td></tr></table></html>", "got a page of HTML or XML"),
        (b"name,lon,lat\nA,1,1\n", "got text; name it .csv"),
        (b'{"a": 1}', "got JSON"),
        (b"%PDF-1.7", "got a PDF"),
        (b"PK\x03\x04 cut", "expected an Excel workbook, got an error"),
    ],
)
def test_a_workbook_that_is_something_else(read, content, expected):
    with pytest.raises((SitesError, LayerError), match=re.escape(expected)):
        read(content)


def test_a_zip_that_is_no_workbook(read):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises((SitesError, LayerError), match="got another zip; save it as"):
        read(content.getvalue())


def test_a_workbook_of_charts_alone(read, book):
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("Chart").add_chart(chart)
    del book["Sheet"]
    with pytest.raises((SitesError, LayerError), match="expected a visible sheet with a header"):
        read(book)


def test_numbers_and_widths_of_merged_cells_beyond_the_rows(tmp_path, book):
    fill(book.active, HEADER, A)
    book.active.merge_cells("A2:A40")
    book.active.merge_cells("F2:G3")
    path = tmp_path / "t.xlsx"
    book.save(path)
    table = read_table(path, prefer="sites")
    assert table.cells["name"].tolist() == ["A"]
    assert table.notes == ()
