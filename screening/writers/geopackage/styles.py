"""A layer's style as QML: its look, what its columns are called, what it is listed by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from screening.catalog.fields import OUTCOME_PREFIX
from screening.catalog.labels import OUTCOMES
from screening.writers.geopackage.layer_styles import layer_style
from screening.writers.geopackage.metadata_tables import aliases
from screening.writers.geopackage.table_definitions import code_titles
from screening.writers.styles.qml import option_map
from screening.writers.xml_text import strip_illegal_xml

if TYPE_CHECKING:
    import pandas as pd

QGIS_VERSION = "3.22.0"
"""The oldest that the styles and the project are meant for."""

MAX_CODES = 40
"""Codes beyond which a column is taken for free text."""

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def styles(held: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Give every table its style; for those without geometry it holds the aliases alone.

    Parameters
    ----------
    held : mapping of table name to the frame it holds

    Returns
    -------
    dict of table name to QML
    """
    found = {}
    for name, frame in held.items():
        root = Element("qgis", {"version": QGIS_VERSION, "readOnly": "0"})
        root.set("styleCategories", "AllStyleCategories")
        root.extend(style_elements(name, frame))
        found[name] = document(root)
    return found


def document(root: Element) -> str:
    """Give QGIS's XML as text, as it begins its own files."""
    return _DOCTYPE + strip_illegal_xml(tostring(root, encoding="unicode"))


def style_elements(name: str, frame: pd.DataFrame) -> list[Element]:
    """Give a style's parts, for a style's document or a project's layer.

    Parameters
    ----------
    name : str, of the table
    frame : DataFrame or GeoDataFrame that it holds

    Returns
    -------
    list of Element
    """
    shown = aliases(name, frame)
    named = Element("aliases")
    for index, (column, alias) in enumerate(shown.items(), start=1):  # 0 is GDAL's key
        SubElement(named, "alias", {"index": str(index), "field": column, "name": alias})
    codes = _value_maps(name, frame)
    listed = Element("previewExpression")
    listed.text = '"name"' if "name" in shown else f'"{next(iter(shown))}"'
    return [*layer_style(name), codes, named, listed]


def _value_maps(table: str, frame: pd.DataFrame) -> Element:
    """Say codes in words; a code without words stands for itself."""
    configured = Element("fieldConfiguration")
    for column in frame.columns:
        words = OUTCOMES if column.startswith(OUTCOME_PREFIX) else code_titles(table, column)
        if not words:
            continue
        codes = {str(code): str(code) for code in frame[column].dropna().unique()}
        if len(codes) > MAX_CODES:
            continue
        field = SubElement(configured, "field", {"name": column})
        widget = SubElement(field, "editWidget", {"type": "ValueMap"})
        listed = Element("Option", {"type": "List"})
        for code, word in (codes | dict(words)).items():
            SubElement(
                SubElement(listed, "Option", {"type": "Map"}),
                "Option",
                {"name": word, "type": "QString", "value": code},
            )
        SubElement(widget, "config").append(option_map({"map": listed}))
    return configured
