"""The report's page of layers: one small map per layer, with its legend and sources."""

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
"""Maximum width and height of a small map [mm]."""


def layer_panels(screening: ScreeningResult, scene: MapData) -> list[dict[str, Any]]:
    """Draw every layer that the run used.

    Parameters
    ----------
    screening : ScreeningResult
    scene : MapData of the same screening

    Returns
    -------
    list of dict
        Keys ``title``, ``map``, ``legend`` and ``sources``; a legend row has ``colour``,
        ``title`` and ``count``.
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
        if any(map_class.count for map_class in layer.classes)
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
    with_source = table[table["source"].astype(bool)]
    return {
        str(kind): "; ".join(dict.fromkeys(map(str, group["source"])))
        for kind, group in with_source.groupby("kind")
    }


def _class_rows(layer: MapLayer) -> list[dict[str, str]]:
    return [
        {
            "colour": map_class.style_class.symbol.colour,
            "title": map_class.style_class.title,
            "count": format_number(map_class.count),
        }
        for map_class in layer.classes
        if map_class.count
    ]


def _ramp_rows(raster: Raster) -> list[dict[str, str]]:
    """List the lowest and the highest value of a raster, with their colours."""
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
