"""The QGIS project inside the GeoPackage: grouped layers, zoomed to the region.

The paths of its layers are relative, so the folder can be moved.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from screening.catalog.kinds import known_kinds, mapped_kinds
from screening.catalog.labels import RELATIONS
from screening.catalog.palette import OUTSIDE
from screening.catalog.styles import Graduated
from screening.writers.geopackage import raster_tables
from screening.writers.geopackage.print_layout import layout
from screening.writers.geopackage.table_definitions import list_groups, list_tables
from screening.writers.geopackage.table_styles import QGIS_VERSION, document, style_elements
from screening.writers.styles.pictured_rasters import Raster, select_rasters

if TYPE_CHECKING:
    import pandas as pd

    from screening.model import ScreeningResult
    from screening.writers.geopackage.table_definitions import LayerDefinition

LAYERS_CRS, PROJECT_CRS = 4326, 3857
"""EPSG codes. The project CRS is conformal; QGIS measures distances on the ellipsoid."""

_SRSID = {4326: 3452, 3857: 3857}
"""Keys of the CRSs in QGIS's database."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
MARGIN_FRACTION = 0.05
MERCATOR_LATITUDE = 85.0


def project_archive(
    screening: ScreeningResult, file: str, frames: Mapping[str, pd.DataFrame]
) -> bytes:
    """Build the project as the bytes of a ``.qgz``.

    Parameters
    ----------
    screening : ScreeningResult
    file : str, name of the GeoPackage
    frames : mapping of table name to its frame

    Returns
    -------
    bytes, identical for the same screening
    """
    text = document(_project(screening, file, frames))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("screening.qgs", _ZIP_DATE), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _project(screening: ScreeningResult, file: str, frames: Mapping[str, pd.DataFrame]) -> Element:
    title = f"{screening.name}: {screening.profile}"
    root = Element("qgis", {"projectname": title, "version": QGIS_VERSION})
    SubElement(root, "title").text = title
    root.append(_crs_element(PROJECT_CRS, "projectCrs"))
    rasters = select_rasters(screening)
    root.append(_tree(rasters))
    root.append(_relations())
    root.append(_canvas(screening))
    layers = SubElement(root, "projectlayers")
    layers.extend(_layer(table, file, frames[table.name]) for table in list_tables())
    layers.extend(_raster(raster, file) for raster in rasters)
    order = SubElement(root, "layerorder")
    for name in _drawing_order(rasters):
        SubElement(order, "layer", {"id": _id(name)})
    root.append(_properties())
    legend = ["sites", *(kind.name for kind in mapped_kinds() if kind.overview)]
    titles = {_id(table.name): table.title for table in list_tables() if table.name in legend}
    SubElement(root, "Layouts").append(layout(screening, _extent(screening), titles))
    root.append(_view(screening))
    return root


@lru_cache
def _crs_facts(code: int) -> dict[str, str]:
    from pyproj import CRS

    crs = CRS.from_epsg(code)
    return {
        "wkt": crs.to_wkt(),
        "srsid": str(_SRSID[code]),
        "srid": str(code),
        "authid": f"EPSG:{code}",
        "description": crs.name,
        "projectionacronym": "longlat" if crs.is_geographic else "merc",
        "ellipsoidacronym": "EPSG:7030",
        "geographicflag": str(crs.is_geographic).lower(),
    }


def _drawing_order(rasters: tuple[Raster, ...]) -> list[str]:
    """List layer names, the topmost first; rasters are directly above the base map."""
    names = [table.name for table in list_tables()]
    position = names.index("boundaries")
    return [*names[:position], *(raster.table for raster in rasters), *names[position:]]


def _id(name: str) -> str:
    return f"{name}_of_the_screening"


def _relations() -> Element:
    """Relate tables to sites, so that the form of a site lists their rows."""
    relations = Element("relations")
    for table, title in RELATIONS.items():
        relation = SubElement(
            relations,
            "relation",
            {
                "id": f"sites_{table}",
                "name": title,
                "referencedLayer": _id("sites"),
                "referencingLayer": _id(table),
                "strength": "Association",
            },
        )
        pair = {"referencingField": "site_id", "referencedField": "site_id"}
        SubElement(relation, "fieldRef", pair)
    return relations


def _crs_element(code: int, tag: str = "") -> Element:
    """Describe a CRS in QGIS's format."""
    system = Element("spatialrefsys", {"nativeFormat": "Wkt"})
    for name, fact in _crs_facts(code).items():
        SubElement(system, name).text = fact
    if not tag:
        return system
    element = Element(tag)
    element.append(system)
    return element


def _tree(rasters: tuple[Raster, ...]) -> Element:
    root = Element("layer-tree-group")
    for group in list_groups():
        group_element = _add_group(root, group, expanded=group != "Tables")
        for table in list_tables():
            if table.group == group:
                _add_layer(group_element, table.name, table.title, visible=table.visible)
        for raster in rasters:
            if raster.kind.group == group:
                _add_layer(group_element, raster.table, raster.title, visible=raster.kind.visible)
    return root


def _add_group(root: Element, name: str, *, expanded: bool = True) -> Element:
    facts = {"name": name, "checked": "Qt::Checked", "expanded": str(int(expanded))}
    return SubElement(root, "layer-tree-group", facts)


def _add_layer(group: Element, name: str, title: str, *, visible: bool) -> None:
    kind = known_kinds().get(name)
    is_main = kind is not None and kind.overview and isinstance(kind.style, Graduated)
    expanded = name == "sites" or is_main
    facts = {"id": _id(name), "name": title, "expanded": str(int(expanded))}
    checked = "Qt::Checked" if visible else "Qt::Unchecked"
    SubElement(group, "layer-tree-layer", facts | {"checked": checked})


def _raster(raster: Raster, file: str) -> Element:
    layer = Element("maplayer", {"type": "raster", "hasScaleBasedVisibilityFlag": "0"})
    facts = {
        "id": _id(raster.table),
        "datasource": f"GPKG:./{file}:{raster.table}",
        "layername": raster.title,
        "title": raster.title,
    }
    for name, fact in facts.items():
        SubElement(layer, name).text = fact
    layer.append(_crs_from_name(raster.grid.crs))
    SubElement(layer, "provider").text = "gdal"
    layer.extend(raster_tables.style_elements(raster))
    return layer


def _crs_from_name(name: str) -> Element:
    """Describe a CRS by its WKT alone; QGIS derives the rest."""
    from pyproj import CRS

    element = Element("srs")
    system = SubElement(element, "spatialrefsys", {"nativeFormat": "Wkt"})
    SubElement(system, "wkt").text = CRS.from_user_input(name).to_wkt()
    return element


def _layer(table: LayerDefinition, file: str, frame: pd.DataFrame) -> Element:
    layer = Element(
        "maplayer",
        {
            "type": "vector",
            "geometry": _GEOMETRIES[table.geometry],
            "hasScaleBasedVisibilityFlag": "0",
        },
    )
    facts = {
        "id": _id(table.name),
        "datasource": f"./{file}|layername={table.name}",
        "layername": table.title,
        "title": table.title,
        "abstract": table.abstract,
    }
    for name, fact in facts.items():
        SubElement(layer, name).text = fact
    layer.append(_crs_element(LAYERS_CRS, "srs"))
    SubElement(layer, "provider", {"encoding": "UTF-8"}).text = "ogr"
    layer.extend(style_elements(table.name, frame))
    return layer


_GEOMETRIES = {"": "No geometry", "Point": "Point"} | {
    "MultiLineString": "Line",
    "MultiPolygon": "Polygon",
}


def _canvas(screening: ScreeningResult) -> Element:
    canvas = Element("mapcanvas", {"name": "theMapCanvas", "annotationsVisible": "1"})
    SubElement(canvas, "units").text = "meters"
    extent = SubElement(canvas, "extent")
    for name, value in _extent(screening).items():
        SubElement(extent, name).text = value
    canvas.append(_crs_element(PROJECT_CRS, "destinationsrs"))
    return canvas


def _view(screening: ScreeningResult) -> Element:
    view = Element("ProjectViewSettings", {"UseProjectScales": "0"})
    extent = SubElement(view, "DefaultViewExtent", _extent(screening))
    extent.append(_crs_element(PROJECT_CRS))
    return view


def _extent(screening: ScreeningResult) -> dict[str, str]:
    """Compute the region's bounds with a margin, in the project CRS."""
    west, south, east, north = screening.region.total_bounds
    region = screening.region.clip_by_rect(
        west, max(south, -MERCATOR_LATITUDE), east, min(north, MERCATOR_LATITUDE)
    )
    west, south, east, north = region.to_crs(PROJECT_CRS).total_bounds
    margin = MARGIN_FRACTION * max(east - west, north - south)
    edges = (west - margin, south - margin, east + margin, north + margin)
    names = ("xmin", "ymin", "xmax", "ymax")
    return {name: f"{edge:.1f}" for name, edge in zip(names, edges, strict=True)}


def _properties() -> Element:
    properties = Element("properties")
    entries = {
        "Gui": {
            "CanvasColorRedPart": ("int", str(int(OUTSIDE[1:3], 16))),
            "CanvasColorGreenPart": ("int", str(int(OUTSIDE[3:5], 16))),
            "CanvasColorBluePart": ("int", str(int(OUTSIDE[5:7], 16))),
        },
        "Measure": {"Ellipsoid": ("QString", "EPSG:7030")},
        "Measurement": {"DistanceUnits": ("QString", "km"), "AreaUnits": ("QString", "km2")},
        "Paths": {"Absolute": ("bool", "false")},
        "SpatialRefSys": {"ProjectionsEnabled": ("int", "1")},
    }
    for group, facts in entries.items():
        branch = SubElement(properties, group)
        for name, (kind, value) in facts.items():
            SubElement(branch, name, {"type": kind}).text = value
    return properties
