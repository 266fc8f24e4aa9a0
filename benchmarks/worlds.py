"""Seeded worlds of the size of the United States: lines with voltages, substations, sites."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

BOX = (-124.0, 25.0, -67.0, 49.0)
"""West, south, east, north [degrees]."""
VERTEX_COUNT = 20
STEP_KM = 1.5
"""Median distance between vertices [km]."""
KV = (69.0, 138.0, 230.0, 345.0)
KV_SHARE = (0.58, 0.25, 0.10, 0.07)
"""Shares of voltages, about those of the HIFLD transmission lines."""
THRESHOLDS = (138.0, 230.0, 345.0)
GEOGRAPHIC = "EPSG:4326"
PLANAR = "EPSG:5070"


@dataclass(frozen=True)
class World:
    """What is screened.

    Attributes
    ----------
    lines : GeoSeries of LineString, and kv : ndarray, (m,) [kV]
    stations : GeoSeries of Point
    sites : ndarray, (n, 2) [degrees]
    """

    lines: gpd.GeoSeries
    kv: NDArray[np.float64]
    stations: gpd.GeoSeries
    sites: NDArray[np.float64]

    def layers(self) -> list[gpd.GeoSeries]:
        """Lines of at least each threshold, then the substations."""
        return [
            *(self.lines.take(np.flatnonzero(self.kv >= kv)) for kv in THRESHOLDS),
            self.stations,
        ]


def world_of(*, line_count: int, station_count: int, site_count: int, seed: int) -> World:
    """Make a world: lines wander, a third of the substations stand at their ends.

    Parameters
    ----------
    line_count, station_count, site_count, seed : int

    Returns
    -------
    World
    """
    rng = np.random.default_rng(seed)
    lonlat = _walks(rng, line_count)
    ends = lonlat[rng.integers(0, line_count, station_count // 3), 0]
    alone = rng.uniform(BOX[:2], BOX[2:], (station_count - len(ends), 2))
    return World(
        gpd.GeoSeries(shapely.linestrings(lonlat), crs=GEOGRAPHIC),
        rng.choice(KV, line_count, p=KV_SHARE),
        gpd.GeoSeries(shapely.points(np.vstack((ends, alone))), crs=GEOGRAPHIC),
        rng.uniform(BOX[:2], BOX[2:], (site_count, 2)),
    )


def _walks(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Lines that keep their direction, more or less, (count, 20, 2) [degrees]."""
    start = rng.uniform(BOX[:2], BOX[2:], (count, 1, 2))
    turns = rng.normal(0.0, 0.25, (count, VERTEX_COUNT - 1))
    heading = rng.uniform(0.0, 2.0 * np.pi, (count, 1)) + np.cumsum(turns, axis=1)
    step_km = np.exp(rng.normal(np.log(STEP_KM), 0.8, heading.shape))
    north = np.cos(heading) * step_km / 111.2
    east = np.sin(heading) * step_km / 111.2 / np.cos(np.radians(start[:, :, 1]))
    return np.concatenate((start, start + np.cumsum(np.stack((east, north), -1), axis=1)), axis=1)
