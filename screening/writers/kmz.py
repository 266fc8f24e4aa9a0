"""``sites.kmz``: the map for Google Earth, with the colours of the other outputs."""

from __future__ import annotations

import html
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import pandas as pd
import shapely

from screening.catalog import palette
from screening.catalog.fields import get_field
from screening.catalog.kinds import mapped_kinds
from screening.catalog.labels import STATES
from screening.catalog.output_kinds import OUTPUT_KINDS
from screening.catalog.styles import Symbol
from screening.frame_rows import iterate_rows
from screening.reporting.value_formatting import fact_groups
from screening.writers.styles.classification import (
    class_indices,
    feature_facts,
    format_cell,
    mapped_layers,
)
from screening.writers.styles.kml_style import mark_style, stroke_style, style_elements, style_id
from screening.writers.styles.pictured_rasters import render_png, select_rasters
from screening.writers.xml_text import strip_illegal_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from screening.catalog.layer_kind import LayerKind
    from screening.model import ScreeningResult

NAMESPACE = "http://www.opengis.net/kml/2.2"
XML_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
ICONS = Path(__file__).with_name("icons")
DISC, RING = "disc.png", "ring.png"
"""White icons of a filled and a hollow circle; the style colours them."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
LARGEST_MW = 1000.0
MIN_SCALE, MAX_SCALE = 0.5, 1.4
"""Scale of a site's icon at 0 MW and at ``LARGEST_MW`` [-]."""

_REMARKS = ("excluded_by", "unverified", "cautions")
"""Columns that a site's balloon states first."""


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the KMZ.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write; the same screening gives the same bytes
    """
    root = Element("kml", {"xmlns": NAMESPACE})
    document = SubElement(root, "Document")
    _text(document, "name", f"{screening.name}: {screening.profile}")
    SubElement(document, "open").text = "1"
    for style in _styles():
        document.append(style)
    document.append(_sites(screening))
    for kind, frame in _layers(screening):
        document.append(_features(kind, frame))
    overlays, images = _overlays(screening)
    document.extend(overlays)
    document.append(_region(screening))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        # as text first: encoding each of the many small writes takes twice as long
        body = (XML_DECLARATION + tostring(root, encoding="unicode")).encode()
        files = [
            ("doc.kml", body),
            *((f"files/{name}", (ICONS / name).read_bytes()) for name in (DISC, RING)),
            *images,
        ]
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), data, zipfile.ZIP_DEFLATED)


def _layers(screening: ScreeningResult) -> Iterator[tuple[LayerKind, gpd.GeoDataFrame]]:
    """Yield the sites' connections and fiber paths, hidden by default, then the mapped layers."""
    for name, frame in (
        ("connections", screening.connections),
        ("fiber_paths", screening.layers.get("fiber_paths")),
    ):
        if frame is not None:
            yield replace(OUTPUT_KINDS[name], visible=False), frame[frame.geometry.notna()]
    yield from mapped_layers(screening)


def _text(parent: Element, tag: str, text: object) -> None:
    SubElement(parent, tag).text = strip_illegal_xml(str(text))


def _styles() -> Iterator[Element]:
    icons = {f"score-{i}": (colour, DISC) for i, colour in enumerate(palette.SCORE)}
    icons |= {"unscored": (palette.ASH, DISC), "excluded": (palette.MUTED, RING)}
    for name, (colour, icon) in icons.items():
        yield mark_style(name, colour, f"files/{icon}", 1.0)
    yield stroke_style("region", Symbol(palette.INK, 1.5, opacity=0.85))
    for kind in (*OUTPUT_KINDS.values(), *mapped_kinds()):
        yield from style_elements(kind)


def _folder(name: str, *, visible: bool = True, open_: bool = False) -> Element:
    folder = Element("Folder")
    _text(folder, "name", name)
    SubElement(folder, "visibility").text = str(int(visible))
    SubElement(folder, "open").text = str(int(open_))
    return folder


def _placemark(name: str, description: str, style: str, *, visible: bool = True) -> Element:
    """Create a placemark without geometry; KML fixes the order of its children."""
    placemark = Element("Placemark")
    _text(placemark, "name", name)
    SubElement(placemark, "visibility").text = str(int(visible))
    SubElement(placemark, "Snippet", {"maxLines": "0"})
    _text(placemark, "description", description)
    SubElement(placemark, "styleUrl").text = f"#{style}"
    return placemark


def _sites(screening: ScreeningResult) -> Element:
    sites = _folder("Sites", open_=True)
    folders = {state: _folder(title) for state, title in STATES.items()}
    for site_id, row in screening.sites.iterrows():
        state, style = _state(row)
        name = str(site_id) if pd.isna(row["name"]) else str(row["name"])
        label = f"{row['rank']}  {name}" if state == "ranked" else name
        placemark = _placemark(label, _card(row, str(site_id), name), style)
        placemark.append(_size_style(row))
        _position(placemark, "Point", row["geometry"])
        folders[state].append(placemark)
    sites.extend(folders.values())
    return sites


def _state(row: pd.Series) -> tuple[str, str]:
    if row["excluded_by"]:
        return "excluded", "excluded"
    if pd.isna(row["rank"]):
        return "unscored", "unscored"
    return "ranked", f"score-{palette.score_class(row['score'])}"


def _size_style(row: pd.Series) -> Element:
    """Scale a site's icon by its grid power, in addition to its shared style."""
    mw = row["grid_mw"]
    share = 0.0 if pd.isna(mw) else min(max(float(mw), 0.0), LARGEST_MW) / LARGEST_MW
    style = Element("Style")
    element = SubElement(style, "IconStyle")
    SubElement(element, "scale").text = f"{MIN_SCALE + (MAX_SCALE - MIN_SCALE) * share**0.5:.2f}"
    return style


def _card(row: pd.Series, site_id: str, name: str) -> str:
    """Write a site's facts as HTML, with every text escaped."""
    parts = [f"<h3>{html.escape(name)}</h3><p>{html.escape(site_id)}</p>"]
    for column in _REMARKS:
        if row[column]:
            title = html.escape(get_field(column).alias)
            parts.append(f"<p><b>{title}</b>: {html.escape(str(row[column]))}</p>")
    for group in fact_groups(row, ("name", "site_id", *_REMARKS)):
        rows = "".join(
            f"<tr><td>{html.escape(fact.label)}</td><td>{html.escape(fact.text)}</td></tr>"
            for fact in group.facts
            if fact.known
        )
        if rows:
            parts.append(f"<p><b>{html.escape(group.title)}</b></p><table>{rows}</table>")
    return "".join(parts)


def _features(kind: LayerKind, frame: gpd.GeoDataFrame) -> Element:
    """Build the folder of a layer, each feature with the style of its class."""
    folder = _folder(kind.title, visible=kind.visible)
    classes = class_indices(kind.style, frame)
    shapes = np.asarray(frame.geometry.array, dtype=object)
    if kind.geometry[0] in ("point", "stations"):
        shapes = shapely.point_on_surface(shapes)
    rows: list[Any] = pd.DataFrame(frame.drop(columns=frame.geometry.name)).to_dict("records")
    for row, shape, index in zip(rows, shapes, classes.tolist(), strict=True):
        name = format_cell(kind.column("name"), row.get("name"))
        facts = "; ".join(f"{title}: {text}" for title, text in feature_facts(kind, row))
        placemark = _placemark(
            name, html.escape(facts), style_id(kind, index), visible=kind.visible
        )
        if _add_shape(placemark, kind, shape):
            folder.append(placemark)
    return folder


def _add_shape(placemark: Element, kind: LayerKind, shape: Any) -> bool:
    """Add a feature's geometry; return False if it is empty."""
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    if not parts:
        return False
    parent = placemark if len(parts) == 1 else SubElement(placemark, "MultiGeometry")
    for part in parts:
        if kind.geometry[0] == "polygon":
            _polygon(parent, part)
        else:
            _position(parent, "LineString" if kind.geometry[0] == "line" else "Point", part)
    return True


def _polygon(parent: Element, shape: Any) -> None:
    element = SubElement(parent, "Polygon")
    SubElement(element, "tessellate").text = "1"
    for tag, rings in (("outerBoundaryIs", [shape.exterior]), ("innerBoundaryIs", shape.interiors)):
        for ring in rings:
            _coordinates(SubElement(SubElement(element, tag), "LinearRing"), ring)


def _overlays(screening: ScreeningResult) -> tuple[list[Element], list[tuple[str, bytes]]]:
    """Build the overlays of the pictured raster bands, and their image files."""
    folders: dict[str, Element] = {}
    files = []
    for raster in select_rasters(screening):
        png, (west, south, east, north) = render_png(raster)
        file = f"files/{raster.table}.png"
        files.append((file, png))
        overlay = Element("GroundOverlay")
        _text(overlay, "name", raster.title)
        SubElement(overlay, "visibility").text = str(int(raster.kind.visible))
        SubElement(SubElement(overlay, "Icon"), "href").text = file
        box = SubElement(overlay, "LatLonBox")
        for tag, edge in (("north", north), ("south", south), ("east", east), ("west", west)):
            SubElement(box, tag).text = f"{edge:.6f}"
        title = raster.kind.title
        folders.setdefault(title, _folder(title, visible=raster.kind.visible)).append(overlay)
    return list(folders.values()), files


def _region(screening: ScreeningResult) -> Element:
    folder = _folder("Region")
    for item in iterate_rows(screening.region):
        placemark = _placemark(str(item.name), "", "region")
        parts = shapely.get_parts(shapely.boundary(item.geometry))
        parent = placemark if len(parts) == 1 else SubElement(placemark, "MultiGeometry")
        for part in parts:
            _position(parent, "LineString", part)
        if len(parts):
            folder.append(placemark)
    return folder


def _position(parent: Element, kind: str, shape: Any) -> None:
    element = SubElement(parent, kind)
    if kind == "LineString":
        SubElement(element, "tessellate").text = "1"
    _coordinates(element, shape)


def _coordinates(element: Element, shape: Any) -> None:
    """Write coordinates, rounded to 0.1 m."""
    coordinates = np.round(shapely.get_coordinates(shape), 6).tolist()
    SubElement(element, "coordinates").text = " ".join(f"{x:.6f},{y:.6f}" for x, y in coordinates)
