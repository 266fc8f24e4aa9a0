"""Spatial joins of sites with layers: one row per site, in the order of the sites.

A layer answers only within its coverage; elsewhere the answer is unknown (NaN), never a
distant asset beyond the gap. Every distance is geodesic and has a precision. Where an asset
may have the voltage asked, or may lie beyond a layer's edge, a distance has bounds.
"""

from __future__ import annotations

from screening.joins.area_measures import area_values, inside_areas
from screening.joins.circle_measures import (
    count_in_circle,
    length_in_circle,
    share_of_circle,
    sum_in_circle,
)
from screening.joins.coverage import coordinates, is_covered
from screening.joins.deduplicated_counts import count_within
from screening.joins.feature_index import FeatureSet, find_layers, index_features
from screening.joins.nearest import (
    align_counts,
    connection_lines,
    distance_columns,
    factor_result,
    incomplete_layers,
    nearest,
    nearest_by_voltage,
    voltage_columns,
    within,
)
from screening.joins.point_in_polygon import containing_areas
from screening.joins.raster_measures import cell_values, mean_in_circle
from screening.joins.raster_sampling import circle_means, sample

__all__ = [
    "FeatureSet",
    "align_counts",
    "area_values",
    "cell_values",
    "circle_means",
    "connection_lines",
    "containing_areas",
    "coordinates",
    "count_in_circle",
    "count_within",
    "distance_columns",
    "factor_result",
    "find_layers",
    "incomplete_layers",
    "index_features",
    "inside_areas",
    "is_covered",
    "length_in_circle",
    "mean_in_circle",
    "nearest",
    "nearest_by_voltage",
    "sample",
    "share_of_circle",
    "sum_in_circle",
    "voltage_columns",
    "within",
]
