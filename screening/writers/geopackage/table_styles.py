"""A layer's style as QML: renderer, column aliases, value maps and display name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from screening.catalog.fields import OUTCOME_PREFIX
from screening.catalog.labels import OUTCOMES
from screening.writers.geopackage.column_definitions import code_titles
from screening.writers.geopackage.layer_styles import layer_style
from screening.writers.geopackage.metadata_tables import aliases
from screening.writers.styles.qml import option_map
from screening.writers.xml_text import strip_illegal_xml

if TYPE_CHECKING:
    import pandas as pd

QGIS_VERSION = "3.22.0"
"""The oldest supported version."""

MAX_CODES = 40
"""Number of codes beyond which a column counts as free text."""

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def styles(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Build the style of every table; a table without geometry has only aliases and value maps.

    Parameters
    ----------
    frames : mapping of table name to its frame

    Returns
    -------
    dict of table name to QML
    """
    documents = {}
    for name, frame in frames.items():
        root = Element("qgis", {"version": QGIS_VERSION, "readOnly": "0"})
        root.set("styleCategories", "AllStyleCategories")
        root.extend(style_elements(name, frame))
        documents[name] = document(root)
    return documents


def document(root: Element) -> str:
    """Serialize QGIS's XML, with its document type."""
    return _DOCTYPE + strip_illegal_xml(tostring(root, encoding="unicode"))


def style_elements(name: str, frame: pd.DataFrame) -> list[Element]:
    """Build the elements of a style, for a style document or a project layer.

    Parameters
    ----------
    name : str, name of the table
    frame : DataFrame or GeoDataFrame of the table

    Returns
    -------
    list of Element
    """
    column_aliases = aliases(name, frame)
    alias_list = Element("aliases")
    for index, (column, alias) in enumerate(
        column_aliases.items(), start=1
    ):  # 0 is the primary key
        SubElement(alias_list, "alias", {"index": str(index), "field": column, "name": alias})
    preview = Element("previewExpression")
    preview.text = '"name"' if "name" in column_aliases else f'"{next(iter(column_aliases))}"'
    return [*layer_style(name), _value_maps(name, frame), alias_list, preview]


def _value_maps(table: str, frame: pd.DataFrame) -> Element:
    """Map codes to titles; a code without a title is its own title."""
    configuration = Element("fieldConfiguration")
    for column in frame.columns:
        titles = OUTCOMES if column.startswith(OUTCOME_PREFIX) else code_titles(table, column)
        if not titles:
            continue
        codes = {str(code): str(code) for code in frame[column].dropna().unique()}
        if len(codes) > MAX_CODES:
            continue
        field = SubElement(configuration, "field", {"name": column})
        widget = SubElement(field, "editWidget", {"type": "ValueMap"})
        options = Element("Option", {"type": "List"})
        for code, title in (codes | dict(titles)).items():
            SubElement(
                SubElement(options, "Option", {"type": "Map"}),
                "Option",
                {"name": title, "type": "QString", "value": code},
            )
        SubElement(widget, "config").append(option_map({"map": options}))
    return configuration
