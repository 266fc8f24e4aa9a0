"""Maps of the report: the region with every site, and each site with its connections."""

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
MIN_REACH_KM, MAX_REACH_KM = 12.0, 80.0
"""Limits of the distance from a site to the edge of its map [km]."""

LARGEST_MW = 1000.0
SMALLEST_PT, LARGEST_PT = 3.6, 13.0
"""Diameter of a site's marker at 0 MW and at ``LARGEST_MW`` [pt]."""

RANK_PT = 6.5
"""Font size of the ranks [pt]."""


def region_map(
    screening: ScreeningResult, scene: MapData, width_mm: float, height_mm: float
) -> str:
    """Draw the region with the grid, fiber, and the sites coloured by score and numbered by rank.

    Parameters
    ----------
    screening : ScreeningResult
    scene : MapData of the same screening
    width_mm, height_mm : float [mm], maxima; the map has the region's aspect ratio

    Returns
    -------
    str, an ``<svg>`` element
    """
    canvas = _region_canvas(scene, width_mm, height_mm)
    _draw_surroundings(canvas, scene, overview=True)
    _draw_sites(canvas, screening.sites)
    _draw_ranks(canvas, screening.sites)
    return canvas.svg(FIGURES["region_map"], palette.OUTSIDE)


def site_map(
    screening: ScreeningResult, scene: MapData, site_id: str, width_mm: float, height_mm: float
) -> str:
    """Draw a site with the substation, line and fiber that its facts refer to.

    Parameters
    ----------
    screening : ScreeningResult
    scene : MapData of the same screening
    site_id : str
    width_mm, height_mm : float [mm]

    Returns
    -------
    str, an ``<svg>`` element
    """
    point = screening.sites.geometry.loc[site_id]
    links = screening.connections[screening.connections["site_id"] == site_id]
    box = _site_box(point, links, width_mm / height_mm)
    canvas = Canvas(box, width_mm, height_mm)
    _draw_surroundings(canvas, scene, overview=False)
    _draw_paths(canvas, screening, site_id)
    _draw_site_lines(canvas, CONNECTIONS, links, opacity=1.0)
    _draw_accuracy(canvas, get_row(screening.sites, site_id), point)
    _draw_sites(canvas, screening.sites.loc[[site_id]])
    _draw_scale_bar(canvas)
    return canvas.svg(FIGURES["site_map"], palette.OUTSIDE)


def _site_box(point: Any, links: gpd.GeoDataFrame, aspect: float) -> Box:
    """Compute a box that contains the nearest substation, line and fiber, within the limits."""
    distances_km = links.loc[links["kind"] != "hub", "distance_km"]
    reach_km = 1.25 * float(distances_km.max()) if distances_km.notna().any() else 0.0
    reach_km = min(max(reach_km, MIN_REACH_KM), MAX_REACH_KM)
    half_height = reach_km / KM_PER_DEGREE / min(aspect, 1.0)
    half_width = half_height * aspect / max(math.cos(math.radians(point.y)), 0.05)
    return (
        point.x - half_width,
        point.y - half_height,
        point.x + half_width,
        point.y + half_height,
    )


def _draw_surroundings(canvas: Canvas, scene: MapData, *, overview: bool) -> None:
    """Draw land, boundaries, and the layers that are visible by default."""
    _draw_base(canvas, scene)
    for layer in scene.layers[::-1]:
        if layer.kind.visible:
            for map_class in layer.classes[::-1]:
                if map_class.style_class.overview or not overview:
                    shapes = map_class.shapes.within(canvas.box)
                    draw_class(canvas, layer.kind, map_class.style_class.symbol, shapes)


def _draw_base(canvas: Canvas, scene: MapData, detail: float = DETAIL_FRACTION) -> None:
    """Draw land and boundaries; a small map omits counties, which would clutter it."""
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
    """Draw one layer over the region, with all its classes.

    Parameters
    ----------
    scene : MapData
    layer : MapLayer
    width_mm, height_mm : float [mm], maxima

    Returns
    -------
    str, an ``<svg>`` element
    """
    canvas = _small_region_canvas(scene, width_mm, height_mm)
    for map_class in layer.classes[::-1]:
        shapes = map_class.shapes.within(canvas.box, SMALL_DETAIL_FRACTION)
        draw_class(canvas, layer.kind, map_class.style_class.symbol, shapes)
    return canvas.svg(layer.kind.title, palette.OUTSIDE)


def raster_map(scene: MapData, raster: Raster, width_mm: float, height_mm: float) -> str:
    """Draw one raster band over the region.

    Parameters
    ----------
    scene : MapData
    raster : Raster
    width_mm, height_mm : float [mm], maxima

    Returns
    -------
    str, an ``<svg>`` element
    """
    canvas = _small_region_canvas(scene, width_mm, height_mm)
    assert raster.kind.ramp is not None
    png, bounds = render_png(raster)
    canvas.image(png, bounds, raster.kind.ramp.opacity)
    canvas.lines(scene.state_edges.within(canvas.box), palette.STATE_EDGE, 0.6)
    return canvas.svg(raster.title, palette.OUTSIDE)


def _small_region_canvas(scene: MapData, width_mm: float, height_mm: float) -> Canvas:
    canvas = _region_canvas(scene, width_mm, height_mm)
    _draw_base(canvas, scene, SMALL_DETAIL_FRACTION)
    return canvas


def _region_canvas(scene: MapData, width_mm: float, height_mm: float) -> Canvas:
    """Create a canvas with the region's aspect ratio, within the maxima."""
    box = expand_box(scene.bounds, MARGIN_FRACTION)
    aspect = (box[2] - box[0]) * longitude_scale(box) / (box[3] - box[1])
    height = min(height_mm, width_mm / aspect)
    return Canvas(box, height * aspect, height)


def _draw_paths(canvas: Canvas, screening: ScreeningResult, site_id: str) -> None:
    """Draw the site's fiber paths, wide and pale, with the single points of failure on top."""
    paths = screening.layers.get("fiber_paths")
    if paths is not None:
        _draw_site_lines(canvas, FIBER_PATHS, paths[paths["site_id"] == site_id], opacity=0.35)


def _draw_site_lines(
    canvas: Canvas, kind: LayerKind, lines: gpd.GeoDataFrame, *, opacity: float
) -> None:
    shapes = np.asarray(lines.geometry.array, dtype=object)
    indices = class_indices(kind.style, lines)
    for index, style_class in enumerate(kind.style.classes):
        clipped = shapely.clip_by_rect(shapes[indices == index], *expand_box(canvas.box, 0.1))
        draw_class(canvas, kind, style_class.symbol, shapely.get_parts(clipped), opacity=opacity)


def _draw_accuracy(canvas: Canvas, row: pd.Series, point: Any) -> None:
    """Draw the positional accuracy of the site as a ring around its marker."""
    accuracy_km = row.get("coord_precision_km", math.nan)
    if accuracy_km > 0:
        half_height = accuracy_km / KM_PER_DEGREE
        half_width = half_height / max(math.cos(math.radians(point.y)), 0.05)
        canvas.ring((point.x, point.y), half_width, half_height, palette.INK)


def _draw_sites(canvas: Canvas, sites: gpd.GeoDataFrame) -> None:
    """Draw markers, the best site on top; excluded sites are hollow, unscored sites grey."""
    markers = zip(
        shapely.get_coordinates(sites.geometry.to_numpy()),
        sites["grid_mw"],
        sites["score"],
        sites["excluded_by"].fillna(""),
        strict=True,
    )
    for position, mw, score, excluded in [*markers][::-1]:  # sites are sorted, the best first
        fill = "none" if excluded else palette.ASH if pd.isna(score) else _colour(score)
        edge = palette.MUTED if excluded else palette.INK
        canvas.mark(position, _size(mw), fill, edge, 0.9 if excluded else 0.6)


def _colour(score: float) -> str:
    return palette.SCORE[palette.score_class(score)]


def _size(mw: float) -> float:
    """Compute a marker's diameter [pt]; its area increases with the grid power."""
    share = 0.0 if pd.isna(mw) else min(max(float(mw), 0.0), LARGEST_MW) / LARGEST_MW
    return SMALLEST_PT + (LARGEST_PT - SMALLEST_PT) * math.sqrt(share)


def _draw_ranks(canvas: Canvas, sites: gpd.GeoDataFrame) -> None:
    """Write ranks beside markers, the best first; a rank that would overlap another is omitted."""
    ranked = sites[sites["rank"].notna()]
    positions = canvas.project(shapely.get_coordinates(ranked.geometry.to_numpy())).tolist()
    pt = PT_MM * UNITS_PER_MM
    label_positions: list[tuple[float, float]] = []
    for (x, y), rank, mw in zip(positions, ranked["rank"], ranked["grid_mw"], strict=True):
        at = (x + (_size(mw) / 2 + 1) * pt, y + 0.35 * RANK_PT * pt)
        if any(abs(at[0] - a) < 9 * pt and abs(at[1] - b) < 7 * pt for a, b in label_positions):
            continue
        label_positions.append(at)
        canvas.text(round(at[0]), round(at[1]), str(int(rank)), RANK_PT, bold=True)


def _draw_scale_bar(canvas: Canvas) -> None:
    """Draw a scale bar of a round length at the bottom left."""
    west, south, east, north = canvas.box
    km_per_degree = KM_PER_DEGREE * longitude_scale(canvas.box)
    max_km = (east - west) * km_per_degree / 4
    length = max(km for km in (1, 2, 5, 10, 20, 50) if km <= max(max_km, 1))
    start = west + 0.03 * (east - west)
    level = south + 0.05 * (north - south)
    bar = shapely.LineString([(start, level), (start + length / km_per_degree, level)])
    canvas.lines(np.array([bar], dtype=object), palette.INK, 1.0)
    x, y = canvas.project([(start, level)])[0].tolist()
    canvas.text(x, y - 14, f"{length} km", 6)
