"""Errors of each method, against brute force with pyproj.Geod alone."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from benchmarks.measuring import print_table
from benchmarks.worlds import GEOGRAPHIC, World
from screening.geodesy import GeodesicIndex

GEOD = Geod(ellps="WGS84")
GOLDEN = (5**0.5 - 1) / 2
WINDOW_DEG = 2.0
"""Vertices farther off than this in latitude or longitude are ignored [degrees]."""
LONGEST_M = 120_000.0
"""A site whose nearest line is farther is excluded: the window may hide a nearer one [m]."""
DEGREE_KM = 111.32
LEAST_M = 100.0
"""Errors are relative to the distance, or to this where it is less [m]."""
Floats = NDArray[np.float64]


def report(world: World, site_count: int) -> None:
    """Print the errors of the usual methods and of this package.

    Parameters
    ----------
    world : World
    site_count : int, sites that are measured by brute force
    """
    sites = world.sites[:site_count]
    true_m = np.array([brute_force_m(world, site) for site in sites])
    kept = np.flatnonzero(true_m.min(axis=1) < LONGEST_M)
    sites, true_m = sites[kept], true_m[kept]
    rows = []
    for name, (index, away_m) in _ways(world, sites).items():
        least_m = true_m.min(axis=1)
        off = np.abs(away_m - least_m)
        share = off / np.maximum(least_m, LEAST_M)
        wrong = true_m[np.arange(len(sites)), index] > least_m + 1e-3
        rows.append(
            (
                name,
                f"{100 * np.median(share):.4f} %",
                f"{100 * share.max():.4f} %",
                f"{1000 * off.max():.6f}",
                f"{100 * wrong.mean():.1f} %",
            )
        )
    print_table(
        f"Errors, nearest of {len(world.lines):,} lines, {len(sites):,} sites, against pyproj.Geod",
        ("", "median", "max", "max mm", "wrong line"),
        rows,
    )


def _ways(world: World, sites: Floats) -> dict[str, tuple[NDArray[np.int64], Floats]]:
    """Compute results by the usual methods and by this package."""
    index = GeodesicIndex(world.lines.to_numpy())
    ways = {"screening.geodesy": index.nearest(sites)}
    for name, crs, scale in (
        ("planar, EPSG:5070", "EPSG:5070", 1.0),
        ("planar, EPSG:3857", "EPSG:3857", 1.0),
        ("degrees × 111.32 km", GEOGRAPHIC, DEGREE_KM * 1000.0),
    ):
        points = shapely.points(
            *Transformer.from_crs(GEOGRAPHIC, crs, always_xy=True).transform(*sites.T)
        )
        found, distance = shapely.STRtree(world.lines.to_crs(crs).to_numpy()).query_nearest(
            points, return_distance=True, all_matches=False
        )
        ways[name] = found[1], distance * scale
    there, planar = index.foot(sites, ways["planar, EPSG:5070"][0]), ways["planar, EPSG:5070"][0]
    ways["line by EPSG:5070, then geodesic"] = planar, GEOD.inv(*sites.T, *there.T)[2]
    return ways


def brute_force_m(world: World, site: Floats) -> Floats:
    """Distance from a site to each line [m]; infinite where no vertex is in the window."""
    lonlat, line = shapely.get_coordinates(world.lines.to_numpy(), return_index=True)
    near = np.all(np.abs(lonlat - site) < WINDOW_DEG, axis=1)
    tail = np.flatnonzero((line[1:] == line[:-1]) & (near[1:] | near[:-1]))
    away_m = np.full(len(lonlat), np.inf)
    vertex = np.union1d(tail, tail + 1)
    away_m[vertex] = _away_m(site, lonlat[vertex])
    _, _, edge_m = GEOD.inv(*lonlat[tail].T, *lonlat[tail + 1].T)
    ends_m = np.minimum(away_m[tail], away_m[tail + 1])
    best_m = np.full(len(world.lines), np.inf)
    np.minimum.at(best_m, line[tail], ends_m)
    could = ends_m - edge_m <= best_m[line[tail]]
    could &= ends_m - edge_m <= 2.0 * best_m.min() + 1000.0
    tail = tail[could]
    np.minimum.at(best_m, line[tail], _edges_m(site, lonlat[tail], lonlat[tail + 1]))
    return best_m


def _away_m(site: Floats, lonlat: Floats) -> Floats:
    same = np.broadcast_to(site, lonlat.shape)
    return np.asarray(GEOD.inv(same[:, 0], same[:, 1], lonlat[:, 0], lonlat[:, 1])[2])


def _edges_m(site: Floats, start: Floats, end: Floats) -> Floats:
    """Golden section along geodesic edges."""
    azimuth, _, length_m = GEOD.inv(*start.T, *end.T)

    def at(share: Floats) -> Floats:
        lon, lat, _ = GEOD.fwd(start[:, 0], start[:, 1], azimuth, share * length_m)
        return _away_m(site, np.column_stack((lon, lat)))

    low, high = np.zeros(len(start)), np.ones(len(start))
    for _ in range(55):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        nearer = at(left) < at(right)
        low, high = np.where(nearer, low, left), np.where(nearer, right, high)
    return np.minimum(at(0.5 * (low + high)), np.minimum(at(0.0 * low), at(1.0 + 0.0 * low)))
