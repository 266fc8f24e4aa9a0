"""sites.kmz: valid by OGC's schema, in the colours of the map, and safe to open."""

from __future__ import annotations

import html
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pyogrio
import pytest
from fastkml import validator
from fixtures.full import HOSTILE_NAMES
from fixtures.minimal import tiny_screening

from screening.catalog.palette import SCORE
from screening.model import ScreeningResult
from screening.writers import kmz
from screening.writers.xml_text import strip_illegal_xml

KML = f"{{{kmz.NAMESPACE}}}"


def _document(screening: ScreeningResult, folder: Path) -> tuple[Element, bytes]:
    kmz.write(screening, folder / "sites.kmz")
    with zipfile.ZipFile(folder / "sites.kmz") as archive:
        body = archive.read("doc.kml")
        held = set(archive.namelist())
    root = fromstring(body)
    icons = {str(element.text) for element in root.iter(f"{KML}href")}
    assert icons <= held  # no picture is fetched
    return root, body


def _hostile() -> ScreeningResult:
    full = tiny_screening()
    lines = full.layers["transmission_lines"].assign(name=HOSTILE_NAMES[:2])
    return replace(
        full,
        name=HOSTILE_NAMES[1],
        sites=full.sites.assign(name=HOSTILE_NAMES, operator=HOSTILE_NAMES[::-1]),
        layers={**full.layers, "transmission_lines": lines},
    )


@pytest.mark.parametrize("make", [tiny_screening, _hostile], ids=["tiny", "hostile"])
def test_the_document_is_valid(make: object, tmp_path: Path) -> None:
    _, body = _document(make(), tmp_path)  # type: ignore[operator]
    (tmp_path / "doc.kml").write_bytes(body)
    assert validator.validate(file_to_validate=tmp_path / "doc.kml")


def test_sites_stand_where_they_are(tmp_path: Path) -> None:
    screening = tiny_screening()
    kmz.write(screening, tmp_path / "sites.kmz")
    read = pyogrio.read_dataframe(tmp_path / "sites.kmz", layer="Ranked")
    assert list(read["Name"]) == ["1  Alpha", "2  Beta", f"3  {screening.sites['name'].iloc[2]}"]
    for shape, point in zip(read.geometry, screening.sites.geometry, strict=False):
        assert (shape.x, shape.y) == pytest.approx((point.x, point.y), abs=1e-6)


def test_ways_along_fiber_are_there(tmp_path: Path) -> None:
    kmz.write(tiny_screening(), tmp_path / "sites.kmz")
    read = pyogrio.read_dataframe(tmp_path / "sites.kmz", layer="Fiber paths")
    paths = tiny_screening().layers["fiber_paths"]
    assert list(read["Name"]) == list(paths["name"])
    assert read["description"].iloc[0] == "Kind: Shortest path; Route length: 84.2 km"


def test_sites_have_the_colours_of_the_map(tmp_path: Path) -> None:
    root, _ = _document(tiny_screening(), tmp_path)
    styles = {
        style.get("id"): str(style.findtext(f"{KML}IconStyle/{KML}color"))
        for style in root.iter(f"{KML}Style")
        if style.get("id")
    }
    used = [str(mark.findtext(f"{KML}styleUrl"))[1:] for mark in _marks(root)]
    assert used == ["score-4", "score-3", "score-2", "unscored", "excluded"]
    for place, colour in enumerate(SCORE):
        red, green, blue = colour[1:3], colour[3:5], colour[5:7]
        assert styles[f"score-{place}"] == f"ff{blue}{green}{red}"


def _marks(root: Element) -> list[Element]:
    folder = next(f for f in root.iter(f"{KML}Folder") if f.findtext(f"{KML}name") == "Sites")
    return list(folder.iter(f"{KML}Placemark"))


def test_hostile_names_are_text_in_the_list_and_in_the_balloon(tmp_path: Path) -> None:
    root, _ = _document(_hostile(), tmp_path)
    marks = {str(mark.findtext(f"{KML}name")).split("  ", 1)[-1]: mark for mark in _marks(root)}
    for name in HOSTILE_NAMES:
        shown = strip_illegal_xml(name).replace("\r\n", "\n")
        card = str(marks[shown].findtext(f"{KML}description"))
        assert html.escape(shown) in card
        assert "<script" not in card
        assert "<img" not in card
    for balloon in root.iter(f"{KML}BalloonStyle"):
        assert balloon.findtext(f"{KML}text") == "$[description]"  # escaped above; no name
