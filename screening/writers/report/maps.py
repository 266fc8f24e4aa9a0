"""Maps of the report: the region with every site, and each site with what it connects to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from screening.catalog import palette
from screening.catalog.output_kinds import CONNECTIONS, FIBER_PATHS
from screening.frame_rows import get_row
from screening.writers.report.map_data import (
    DETAIL_FRACTION,
    SMALL_DETAIL_FRACTION,
    Box,
    MapData,
    MapLayer,
    expand_box,
)
from screening.writers.report.report_strings import FIGURES
from screening.writers.styles.classification import class_indices
from screening.writers.styles.pictured_rasters import render_png
from screening.writers.styles.svg import PT_MM, UNITS_PER_MM, Canvas, longitude_scale
from screening.writers.styles.svg_style import draw_class

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.catalog.layer_kind import LayerKind
    from screening.model import ScreeningResult
    from screening.writers.styles.pictured_rasters import Raster

MARGIN_FRACTION = 0.04
KM_PER_DEGREE = 111.2
LEAST_REACH_KM, MOST_REACH_KM = 12.0, 80.0
"""How far a site's own map reaches at least and at most [km]."""

LARGEST_MW = 1000.0
SMALLEST_PT, LARGEST_PT = 3.6, 13.0
"""Diameter of a site's mark by its grid power [pt]."""

NUMBER_PT = 6.5


def region_map(
    screening: ScreeningResult, scene: MapData, width_mm: float, most_height_mm: float
) -> str:
    """Draw the region: grid, fiber, and sites coloured by score, numbered by rank.

    Parameters
    ----------
    screening : ScreeningResult
    scene : MapData, of it
    width_mm, most_height_mm : float [mm], at most; the picture has the region's shape

    Returns
    -------
    str, an ``<svg>``
    """
    canvas = _region_canvas(scene, width_mm, most_height_mm)
    _draw_surroundings(canvas, scene, overview=True)
    _sites(canvas, screening.sites)
    _numbers(canvas, screening.sites)
    return canvas.svg(FIGURES["region_map"], palette.OUTSIDE)


def site_map(
    screening: ScreeningResult, scene: MapData, site_id: str, width_mm: float, height_mm: float
) -> str:
    """Draw a site with the assets that its facts are about.

    Parameters
    ----------
    screening : ScreeningResult
    scene : MapData, of it
    site_id : str
    width_mm, height_mm : float [mm]

    Returns
    -------
    str, an ``<svg>``
    """
    point = screening.sites.geometry.loc[site_id]
    links = screening.connections[screening.connections["site_id"] == site_id]
    box = _surroundings(point, links, width_mm / height_mm)
    canvas = Canvas(box, width_mm, height_mm)
    _draw_surroundings(canvas, scene, overview=False)
    _paths(canvas, screening, site_id)
    _links(canvas, links)
    _precision(canvas, get_row(screening.sites, site_id), point)
    _sites(canvas, screening.sites.loc[[site_id]])
    _scale(canvas)
    return canvas.svg(FIGURES["site_map"], palette.OUTSIDE)


def _surroundings(point: Any, links: gpd.GeoDataFrame, aspect: float) -> Box:
    """Reach as far as the nearest substation, line and fiber, within limits."""
    near = links.loc[links["kind"] != "hub", "distance_km"]
    reach_km = 1.25 * float(near.max()) if len(near) and near.notna().any() else 0.0
    reach_km = min(max(reach_km, LEAST_REACH_KM), MOST_REACH_KM)
    up = reach_km / KM_PER_DEGREE / min(aspect, 1.0)
    across = up * aspect / max(math.cos(math.radians(point.y)), 0.05)
    return point.x - across, point.y - up, point.x + across, point.y + up


def _draw_surroundings(canvas: Canvas, scene: MapData, *, overview: bool) -> None:
    """Draw land, boundaries, and the layers that are visible when a map opens."""
    _draw_base(canvas, scene)
    for layer in scene.layers[::-1]:
        if layer.kind.visible:
            for each in layer.classes[::-1]:
                if each.style_class.overview or not overview:
                    shapes = each.shapes.within(canvas.box)
                    draw_class(canvas, layer.kind, each.style_class.symbol, shapes)


def _draw_base(canvas: Canvas, scene: MapData, detail: float = DETAIL_FRACTION) -> None:
    """Draw land and boundaries; counties would clutter a small map."""
    box = canvas.box
    canvas.areas(scene.states.within(box, detail), palette.LAND)
    canvas.areas(scene.region.within(box, detail), palette.PAPER)
    edges = [
        (scene.county_edges, palette.COUNTY_EDGE, 0.3),
        (scene.state_edges, palette.STATE_EDGE, 0.6),
        (scene.region_edges, palette.INK, 0.5),
    ]
    for shapes, colour, width in edges[1:] if detail > DETAIL_FRACTION else edges:
        canvas.lines(shapes.within(box, detail), colour, width)


def layer_map(scene: MapData, layer: MapLayer, width_mm: float, height_mm: float) -> str:
    """Draw one layer over the region, all its classes.

    Parameters
    ----------
    scene : MapData
    layer : MapLayer
    width_mm, height_mm : float [mm], at most

    Returns
    -------
    str, an ``<svg>``
    """
    canvas = _region_canvas(scene, width_mm, height_mm)
    _draw_base(canvas, scene, SMALL_DETAIL_FRACTION)
    for each in layer.classes[::-1]:
        shapes = each.shapes.within(canvas.box, SMALL_DETAIL_FRACTION)
        draw_class(canvas, layer.kind, each.style_class.symbol, shapes)
    return canvas.svg(layer.kind.title, palette.OUTSIDE)


def raster_map(scene: MapData, raster: Raster, width_mm: float, height_mm: float) -> str:
    """Draw one raster band over the region.

    Parameters
    ----------
    scene : MapData
    raster : Raster
    width_mm, height_mm : float [mm], at most

    Returns
    -------
    str, an ``<svg>``
    """
    canvas = _region_canvas(scene, width_mm, height_mm)
    _draw_base(canvas, scene, SMALL_DETAIL_FRACTION)
    assert raster.kind.ramp is not None
    png, bounds = render_png(raster)
    canvas.image(png, bounds, raster.kind.ramp.opacity)
    canvas.lines(scene.state_edges.within(canvas.box), palette.STATE_EDGE, 0.6)
    return canvas.svg(raster.title, palette.OUTSIDE)


def _region_canvas(scene: MapData, width_mm: float, height_mm: float) -> Canvas:
    """Give a canvas with the region's shape."""
    box = expand_box(scene.bounds, MARGIN_FRACTION)
    aspect = (box[2] - box[0]) * longitude_scale(box) / (box[3] - box[1])
    height = min(height_mm, width_mm / aspect)
    return Canvas(box, height * aspect, height)


def _paths(canvas: Canvas, screening: ScreeningResult, site_id: str) -> None:
    """Draw the site's paths along fiber, wide and pale, single points of failure on top."""
    paths = screening.layers.get("fiber_paths")
    if paths is not None:
        _draw_site_lines(canvas, FIBER_PATHS, paths[paths["site_id"] == site_id], opacity=0.35)


def _links(canvas: Canvas, links: gpd.GeoDataFrame) -> None:
    _draw_site_lines(canvas, CONNECTIONS, links, opacity=1.0)


def _draw_site_lines(
    canvas: Canvas, kind: LayerKind, lines: gpd.GeoDataFrame, *, opacity: float
) -> None:
    shapes = np.asarray(lines.geometry.array, dtype=object)
    indices = class_indices(kind.style, lines)
    for index, each in enumerate(kind.style.classes):
        cut = shapely.clip_by_rect(shapes[indices == index], *expand_box(canvas.box, 0.1))
        draw_class(canvas, kind, each.symbol, shapely.get_parts(cut), opacity=opacity)


def _precision(canvas: Canvas, row: pd.Series, point: Any) -> None:
    """Draw how far the site may be from its mark."""
    off_km = row.get("coord_precision_km", math.nan)
    if off_km > 0:
        up = off_km / KM_PER_DEGREE
        across = up / max(math.cos(math.radians(point.y)), 0.05)
        canvas.ring((point.x, point.y), across, up, palette.INK)


def _sites(canvas: Canvas, sites: gpd.GeoDataFrame) -> None:
    """Draw marks, the best on top; excluded ones hollow, those without a score grey."""
    looks = zip(
        shapely.get_coordinates(sites.geometry.to_numpy()),
        sites["grid_mw"],
        sites["score"],
        sites["excluded_by"].fillna(""),
        strict=True,
    )
    for place, mw, score, excluded in [*looks][::-1]:  # the table has the best first
        fill = "none" if excluded else palette.ASH if pd.isna(score) else _colour(score)
        edge = palette.MUTED if excluded else palette.INK
        canvas.mark(place, _size(mw), fill, edge, 0.9 if excluded else 0.6)


def _colour(score: float) -> str:
    return palette.SCORE[palette.score_class(score)]


def _size(mw: float) -> float:
    """Give a mark's diameter [pt]: its area follows the grid power."""
    share = 0.0 if pd.isna(mw) else min(max(float(mw), 0.0), LARGEST_MW) / LARGEST_MW
    return SMALLEST_PT + (LARGEST_PT - SMALLEST_PT) * math.sqrt(share)


def _numbers(canvas: Canvas, sites: gpd.GeoDataFrame) -> None:
    """Write ranks beside marks, best first; one that would cover another is left out."""
    ranked = sites[sites["rank"].notna()]
    places = canvas.places(shapely.get_coordinates(ranked.geometry.to_numpy())).tolist()
    pt = PT_MM * UNITS_PER_MM
    taken: list[tuple[float, float]] = []
    for (x, y), rank, mw in zip(places, ranked["rank"], ranked["grid_mw"], strict=True):
        at = (x + (_size(mw) / 2 + 1) * pt, y + 0.35 * NUMBER_PT * pt)
        if any(abs(at[0] - a) < 9 * pt and abs(at[1] - b) < 7 * pt for a, b in taken):
            continue
        taken.append(at)
        canvas.text(round(at[0]), round(at[1]), str(int(rank)), NUMBER_PT, bold=True)


def _scale(canvas: Canvas) -> None:
    """Draw a bar of a round length, bottom left."""
    west, south, east, north = canvas.box
    km_per_degree = KM_PER_DEGREE * longitude_scale(canvas.box)
    most = (east - west) * km_per_degree / 4
    length = max(km for km in (1, 2, 5, 10, 20, 50) if km <= max(most, 1))
    start = west + 0.03 * (east - west)
    level = south + 0.05 * (north - south)
    bar = shapely.LineString([(start, level), (start + length / km_per_degree, level)])
    canvas.lines(np.array([bar], dtype=object), palette.INK, 1.0)
    x, y = canvas.places([(start, level)])[0].tolist()
    canvas.text(x, y - 14, f"{length} km", 6)
