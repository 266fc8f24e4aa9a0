"""The report's page of layers: a small map of each, with its legend and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from screening.reporting.value_formatting import format_number
from screening.writers.report import maps
from screening.writers.styles.pictured_rasters import select_rasters

if TYPE_CHECKING:
    from screening.model import ScreeningResult
    from screening.writers.report.map_data import MapData, MapLayer
    from screening.writers.styles.pictured_rasters import Raster

MAP_MM = (56.0, 52.0)
"""Width and height of a small map, at most."""


def layer_panels(screening: ScreeningResult, scene: MapData) -> list[dict[str, Any]]:
    """Draw every layer that the run used.

    Parameters
    ----------
    screening : ScreeningResult
    scene : MapData, of it

    Returns
    -------
    list of dict, ``title map legend sources``; a row of the legend has ``colour title count``
    """
    sources = _sources_by_kind(screening)
    panels = [
        {
            "title": layer.kind.title,
            "map": Markup(maps.layer_map(scene, layer, *MAP_MM)),
            "legend": _class_rows(layer),
            "sources": sources.get(layer.kind.name, ""),
        }
        for layer in scene.layers
        if any(each.count for each in layer.classes)
    ]
    panels += [
        {
            "title": raster.title,
            "map": Markup(maps.raster_map(scene, raster, *MAP_MM)),
            "legend": _ramp_rows(raster),
            "sources": sources.get(raster.kind.name, ""),
        }
        for raster in select_rasters(screening)
    ]
    return panels


def _sources_by_kind(screening: ScreeningResult) -> dict[str, str]:
    table = screening.provenance
    named = table[table["source"].astype(bool)]
    return {
        str(kind): "; ".join(dict.fromkeys(map(str, group["source"])))
        for kind, group in named.groupby("kind")
    }


def _class_rows(layer: MapLayer) -> list[dict[str, str]]:
    return [
        {
            "colour": each.style_class.symbol.colour,
            "title": each.style_class.title,
            "count": format_number(each.count),
        }
        for each in layer.classes
        if each.count
    ]


def _ramp_rows(raster: Raster) -> list[dict[str, str]]:
    """List the ends of a raster's colours."""
    assert raster.kind.ramp is not None
    known = raster.cells[np.isfinite(raster.cells)]
    colours = raster.kind.ramp.colours
    return [
        {
            "colour": colour,
            "title": f"{format_number(float(value), raster.band.digits)} {raster.band.unit}",
            "count": "",
        }
        for colour, value in ((colours[0], known.min()), (colours[-1], known.max()))
    ]
