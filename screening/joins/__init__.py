"""Site × layer → one row a site, always, in the same order, whatever the layer holds.

A layer answers only where it covers; elsewhere the answer is unknown (NaN), never the
far asset across the gap. Every distance is geodesic and carries how far it may be off.
"""

from __future__ import annotations

from screening.joins.deduplicated_counts import count_within
from screening.joins.feature_index import (
    Assets,
    assets,
    coordinates,
    covered,
    rasters,
    stations,
    vectors,
)
from screening.joins.nearest import (
    connections,
    nearest,
    nearest_by_voltage,
    per_site,
    result,
    within,
)
from screening.joins.point_in_polygon import inside
from screening.joins.raster_sampling import circle_means, sample

__all__ = [
    "Assets",
    "assets",
    "circle_means",
    "connections",
    "coordinates",
    "count_within",
    "covered",
    "inside",
    "nearest",
    "nearest_by_voltage",
    "per_site",
    "rasters",
    "result",
    "sample",
    "stations",
    "vectors",
    "within",
]
