"""``sites.kmz``: the map for Google Earth, in the colours of the others."""

from __future__ import annotations

import html
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import pandas as pd
import shapely

from screening.catalog import palette
from screening.catalog.palette import VOLTAGES
from screening.reporting.value_formatting import fact_groups, format_number
from screening.writers.output_strings import KMZ, STATES, VALUES
from screening.writers.xml_text import strip_illegal_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from screening.model import ScreeningResult

NAMESPACE = "http://www.opengis.net/kml/2.2"
ICONS = Path(__file__).with_name("icons")
DISC, RING = "disc.png", "ring.png"
"""White pictures of a filled and of a hollow circle, coloured by the style."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
LARGEST_MW = 1000.0
SMALLEST, LARGEST = 0.5, 1.4
"""Scale of a site's mark by its grid power [-]."""


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the KMZ.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write; two writes of one screening are identical
    """
    root = Element("kml", {"xmlns": NAMESPACE})
    document = SubElement(root, "Document")
    _text(document, "name", f"{screening.name}: {screening.profile}")
    SubElement(document, "open").text = "1"
    for style in _styles():
        document.append(style)
    document.append(_sites(screening))
    document.append(_connections(screening))
    document.append(_paths(screening))
    document.append(_lines(screening))
    document.append(_fiber(screening))
    document.append(_points(screening))
    document.append(_region(screening))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        body = tostring(root, encoding="utf-8", xml_declaration=True)
        files = [
            ("doc.kml", body),
            *((f"files/{n}", (ICONS / n).read_bytes()) for n in (DISC, RING)),
        ]
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), data, zipfile.ZIP_DEFLATED)


def _text(parent: Element, tag: str, text: object) -> None:
    SubElement(parent, tag).text = strip_illegal_xml(str(text))


def kml_colour(colour: str, opacity: float = 1.0) -> str:
    """Say a colour as KML does: opacity, blue, green, red.

    Examples
    --------
    >>> kml_colour("#fde725"), kml_colour("#000000", 0.5)
    ('ff25e7fd', '80000000')
    """
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}".lower()


def _styles() -> Iterator[Element]:
    marks = {f"score-{i}": (colour, DISC) for i, colour in enumerate(palette.SCORE)}
    marks |= {"unscored": (palette.ASH, DISC), "excluded": (palette.MUTED, RING)}
    for name, (colour, icon) in marks.items():
        yield _mark(name, colour, f"files/{icon}", 1.0)
    yield _mark("point", palette.POINT, f"files/{DISC}", 0.5)
    for i, each in enumerate(VOLTAGES):
        yield _stroke(f"voltage-{i}", each.colour, each.width)
    yield _stroke("route", palette.FIBER, 2.0)
    yield _stroke("corridor", palette.FIBER, 1.2, 0.6)
    yield _stroke("region", palette.INK, 1.5)
    for kind, colour in palette.CONNECTIONS.items():
        yield _stroke(kind, colour, 2.0)
    for kind, look in palette.PATHS.items():
        yield _stroke(f"path-{kind}", look.colour, look.width / 2)


def _mark(name: str, colour: str, icon: str, scale: float) -> Element:
    style = Element("Style", {"id": name})
    element = SubElement(style, "IconStyle")
    SubElement(element, "color").text = kml_colour(colour)
    SubElement(element, "scale").text = f"{scale:g}"
    SubElement(SubElement(element, "Icon"), "href").text = icon
    SubElement(SubElement(style, "LabelStyle"), "scale").text = "0.8"
    _balloon(style)
    return style


def _stroke(name: str, colour: str, width: float, opacity: float = 0.85) -> Element:
    style = Element("Style", {"id": name})
    element = SubElement(style, "LineStyle")
    SubElement(element, "color").text = kml_colour(colour, opacity)
    SubElement(element, "width").text = f"{width:g}"
    SubElement(SubElement(style, "PolyStyle"), "fill").text = "0"
    _balloon(style)
    return style


def _balloon(style: Element) -> None:
    """Show the description alone: it is escaped as HTML, a name would not be."""
    SubElement(SubElement(style, "BalloonStyle"), "text").text = "$[description]"


def _folder(name: str, *, shown: bool = True, open_: bool = False) -> Element:
    folder = Element("Folder")
    _text(folder, "name", name)
    SubElement(folder, "visibility").text = str(int(shown))
    SubElement(folder, "open").text = str(int(open_))
    return folder


def _placemark(name: str, described: str, style: str, *, shown: bool = True) -> Element:
    """Begin a placemark; KML fixes the order of what is in it."""
    placemark = Element("Placemark")
    _text(placemark, "name", name)
    SubElement(placemark, "visibility").text = str(int(shown))
    SubElement(placemark, "Snippet", {"maxLines": "0"})
    _text(placemark, "description", described)
    SubElement(placemark, "styleUrl").text = f"#{style}"
    return placemark


def _sites(screening: ScreeningResult) -> Element:
    everyone = _folder(KMZ["sites"], open_=True)
    folders = {state: _folder(title) for state, title in STATES.items()}
    for site_id, row in screening.sites.iterrows():
        state, style = _state(row)
        name = str(site_id) if pd.isna(row["name"]) else str(row["name"])
        label = f"{row['rank']}  {name}" if state == "ranked" else name
        placemark = _placemark(label, _card(row, str(site_id), name), style)
        placemark.append(_sized(row))
        _position(placemark, "Point", row["geometry"])
        folders[state].append(placemark)
    everyone.extend(folders.values())
    return everyone


def _state(row: pd.Series) -> tuple[str, str]:
    if row["excluded_by"]:
        return "excluded", "excluded"
    if pd.isna(row["rank"]):
        return "unscored", "unscored"
    classes = len(palette.SCORE)
    return "ranked", f"score-{min(int(row['score'] * classes // 100), classes - 1)}"


def _sized(row: pd.Series) -> Element:
    """Size a site's mark by its grid power, over its shared style."""
    mw = row["grid_mw"]
    share = 0.0 if pd.isna(mw) else min(max(float(mw), 0.0), LARGEST_MW) / LARGEST_MW
    style = Element("Style")
    element = SubElement(style, "IconStyle")
    SubElement(element, "scale").text = f"{SMALLEST + (LARGEST - SMALLEST) * share**0.5:.2f}"
    return style


def _card(row: pd.Series, site_id: str, name: str) -> str:
    """Say a site's facts as HTML, every text escaped."""
    parts = [f"<h3>{html.escape(name)}</h3><p>{html.escape(site_id)}</p>"]
    for told in (row["excluded_by"], row["unverified"]):
        if told:
            parts.append(f"<p>{html.escape(str(told))}</p>")
    for group in fact_groups(row, ("name", "site_id", "excluded_by", "unverified")):
        rows = "".join(
            f"<tr><td>{html.escape(fact.label)}</td><td>{html.escape(fact.text)}</td></tr>"
            for fact in group.facts
            if fact.known
        )
        if rows:
            parts.append(f"<p><b>{html.escape(group.title)}</b></p><table>{rows}</table>")
    return "".join(parts)


def _connections(screening: ScreeningResult) -> Element:
    folder = _folder(KMZ["connections"], shown=False)
    for item in screening.connections.itertuples():
        kind = str(item.kind)
        told = f"{kind}, {format_number(item.distance_km, 1)} km"
        name = kind if pd.isna(item.name) else str(item.name)
        _line(folder, name, told, kind, item.geometry, shown=False)
    return folder


def _paths(screening: ScreeningResult) -> Element:
    folder = _folder(KMZ["fiber_paths"], shown=False)
    for row in _rows(screening.layers.get("fiber_paths")):
        kind = str(row["kind"])
        told = f"{VALUES['fiber_paths', 'kind'][kind]}, {format_number(row['route_km'], 1)} km"
        _line(folder, _name(row), told, f"path-{kind}", row["geometry"], shown=False)
    return folder


def _lines(screening: ScreeningResult) -> Element:
    folder = _folder(KMZ["transmission_lines"])
    frame = screening.layers.get("transmission_lines")
    for row in _rows(frame):
        kv = row.get("voltage_kv")
        known = kv is not None and not pd.isna(kv)
        volts = float(kv) if known else 0.0  # type: ignore[arg-type]
        place = next(i for i, each in enumerate(VOLTAGES) if volts >= each.from_kv)
        told = f"{volts:g} kV" if known else VOLTAGES[-1].label
        _line(folder, _name(row), told, f"voltage-{place}", row["geometry"])
    return folder


def _fiber(screening: ScreeningResult) -> Element:
    folder = _folder(KMZ["fiber_routes"])
    for row in _rows(screening.layers.get("fiber_routes")):
        corridor = row.get("kind") == "corridor"
        told = KMZ["corridor"] if corridor else KMZ["route"]
        _line(folder, _name(row), told, "corridor" if corridor else "route", row["geometry"])
    return folder


def _points(screening: ScreeningResult) -> Element:
    folder = _folder(KMZ["points_of_presence"], shown=False)
    for row in _rows(screening.layers.get("points_of_presence")):
        told = str(row.get("kind") or "").replace("_", " ")
        placemark = _placemark(_name(row), html.escape(told), "point", shown=False)
        _position(placemark, "Point", shapely.point_on_surface(row["geometry"]))
        folder.append(placemark)
    return folder


def _region(screening: ScreeningResult) -> Element:
    folder = _folder(KMZ["region"])
    for item in screening.region.itertuples():
        _line(folder, str(item.name), "", "region", shapely.boundary(item.geometry))
    return folder


def _rows(frame: gpd.GeoDataFrame | None) -> list[dict[str, Any]]:
    """Give the features that have a shape, which is called ``geometry``."""
    if frame is None:
        return []
    drawn = frame[frame.geometry.notna()]
    named = pd.DataFrame(drawn).assign(geometry=drawn.geometry)
    rows: list[dict[str, Any]] = named.to_dict("records")
    return rows


def _name(row: Mapping[str, Any]) -> str:
    name = row.get("name")
    return "" if name is None or pd.isna(name) else str(name)


def _line(
    folder: Element, name: str, told: str, style: str, shape: Any, *, shown: bool = True
) -> None:
    placemark = _placemark(name, html.escape(told), style, shown=shown)
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    if not parts:
        return
    holder = placemark if len(parts) == 1 else SubElement(placemark, "MultiGeometry")
    for part in parts:
        _position(holder, "LineString", part)
    folder.append(placemark)


def _position(parent: Element, kind: str, shape: Any) -> None:
    """Write a point or line, to a tenth of a metre."""
    element = SubElement(parent, kind)
    if kind == "LineString":
        SubElement(element, "tessellate").text = "1"
    places = np.round(shapely.get_coordinates(shape), 6)
    SubElement(element, "coordinates").text = " ".join(f"{x:.6f},{y:.6f}" for x, y in places)
