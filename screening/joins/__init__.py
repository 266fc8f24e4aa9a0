"""Site × layer → one row a site, always, in the same order, whatever the layer holds.

A layer answers only where it covers; elsewhere the answer is unknown (NaN), never the
far asset across the gap. Every distance is geodesic and carries how far it may be off.
"""

from __future__ import annotations

from screening.joins.areas import inside
from screening.joins.assets import (
    Assets,
    assets,
    coordinates,
    covered,
    rasters,
    stations,
    vectors,
)
from screening.joins.bands import circle_means, sample
from screening.joins.counts import count_within
from screening.joins.features import (
    connections,
    nearest,
    nearest_by_voltage,
    per_site,
    result,
    within,
)

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
