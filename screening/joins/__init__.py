"""Spatial joins of sites with layers: one row per site, in the order of the sites.

A layer answers only within its coverage; elsewhere the answer is unknown (NaN), never a
distant asset beyond the gap. Every distance is geodesic and has a precision.
"""

from __future__ import annotations

from screening.joins.deduplicated_counts import count_within
from screening.joins.feature_index import (
    FeatureSet,
    coordinates,
    find_layers,
    index_features,
    is_covered,
)
from screening.joins.nearest import (
    align_counts,
    connection_lines,
    factor_result,
    incomplete_layers,
    nearest,
    nearest_by_voltage,
    within,
)
from screening.joins.point_in_polygon import containing_areas
from screening.joins.raster_sampling import circle_means, sample

__all__ = [
    "FeatureSet",
    "align_counts",
    "circle_means",
    "connection_lines",
    "containing_areas",
    "coordinates",
    "count_within",
    "factor_result",
    "find_layers",
    "incomplete_layers",
    "index_features",
    "is_covered",
    "nearest",
    "nearest_by_voltage",
    "sample",
    "within",
]
