"""Bounds of the distance to the nearest asset, and why it is not known better.

Two things leave a distance undecided: a nearer asset that only may have the voltage asked, and
the edge of a layer that does not state what it covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.joins.coverage import KM, OPEN_EDGE_KM, coordinates, is_covered
from screening.joins.feature_index import FeatureSet
from screening.joins.voltage_bounds import describe_voltage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import Sites

    Floats = NDArray[np.float64]

SAME_PLACE_KM = 1e-6
"""Difference of two distances that is rounding [km]."""


@dataclass(frozen=True)
class Nearest:
    """The nearest asset of each site, as an index found it.

    Attributes
    ----------
    index : ndarray of int, (n_sites,), row of the asset, −1 for none
    km : ndarray, (n_sites,) [km], NaN for none
    """

    index: NDArray[np.int64]
    km: Floats


@dataclass(frozen=True)
class DistanceBounds:
    """What is known of the distance from each site to the nearest asset.

    Attributes
    ----------
    low_km, high_km : ndarray, (n_sites,) [km]; NaN where unknown, ``high_km`` also where no
        asset is known
    decided : ndarray of bool, (n_sites,), whether both are the distance to one asset
    reached : ndarray of bool, (n_sites,), whether the nearest certain asset is known to be so
    incomplete : ndarray of bool, (n_sites,), whether a geometry that was not read matters
    why : ndarray of str or None, (n_sites,), reason where known but not decided
    """

    low_km: Floats
    high_km: Floats
    decided: NDArray[np.bool_]
    reached: NDArray[np.bool_]
    incomplete: NDArray[np.bool_]
    why: NDArray[np.object_]


def find_nearest(sites: Sites, assets: FeatureSet) -> tuple[list[Nearest], list[Nearest]]:
    """Find each site's nearest asset of at least each voltage, in one pass.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet

    Returns
    -------
    certain, possible : lists of Nearest, one per voltage; assets that certainly have it, and
        those that only may (none where every voltage is exact)
    """
    points = coordinates(sites)
    certain = _by_level(*assets.index.nearest(points))
    if assets.possible is None:
        nothing = Nearest(np.full(len(points), -1), np.full(len(points), np.nan))
        return certain, [nothing] * len(certain)
    return certain, _by_level(*assets.possible.nearest(points))


def _by_level(index: NDArray[np.int64], metres: Floats) -> list[Nearest]:
    return [Nearest(index[:, level], metres[:, level] / KM) for level in range(index.shape[1])]


def bound_distance(
    sites: Sites,
    assets: FeatureSet,
    certain: Nearest,
    possible: Nearest,
    *,
    at_least_kv: float | None,
    precision_km: Floats,
) -> DistanceBounds:
    """Bound the distance to the nearest asset of at least a voltage.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet
    certain, possible : Nearest, of :func:`find_nearest`
    at_least_kv : float [kV] or None
    precision_km : ndarray, (n_sites,) [km], of the distance to the certain asset

    Returns
    -------
    DistanceBounds
        An asset nearer by more than the precision may lie where no layer is complete: the
        distance is unknown then, or, beyond the edge of a layer that does not state its
        coverage, at least that to the edge.
    """
    complete_km = assets.complete_within_km(sites, at_least_kv)
    unread = ~(certain.km <= assets.read_within_km(sites)) & bool(assets.partially_read)
    incomplete = unread & (complete_km > -np.inf)
    is_open = assets.has_open_edge(sites, at_least_kv)
    edge_km = complete_km + np.where(is_open, OPEN_EDGE_KM, 0.0)
    reached = certain.km - np.nan_to_num(precision_km) <= edge_km
    only_possible = np.isnan(certain.km) & ~np.isnan(possible.km) & np.isposinf(complete_km)
    known = ~incomplete & (reached | is_open | only_possible)
    nearest_km = np.fmin(certain.km, possible.km)
    low_km = np.where(reached, nearest_km, np.fmin(nearest_km, complete_km))
    known &= np.isfinite(low_km)
    decided = known & reached & (certain.km - low_km <= SAME_PLACE_KM)
    low_km = np.where(decided, certain.km, low_km)
    why = np.full(len(low_km), None, dtype=object)
    edges = open_edges(sites, assets, np.where(reached, np.nan, complete_km))
    for site in np.flatnonzero(known & ~decided):
        asset = _possible_asset(assets, certain, possible, site)
        why[site] = "; ".join(filter(None, (asset, edges[site])))
    return DistanceBounds(
        np.where(known, low_km, np.nan),
        np.where(known, certain.km, np.nan),
        decided,
        known & reached,
        incomplete,
        why,
    )


def _possible_asset(assets: FeatureSet, certain: Nearest, possible: Nearest, site: np.intp) -> str:
    """Describe the asset that may be nearer than the nearest certain one."""
    asset, km = possible.index[site], possible.km[site]
    if asset < 0 or km >= certain.km[site]:
        return ""
    noun = assets.layers[0].info.kind.removesuffix("s").replace("_", " ")
    voltage = describe_voltage(assets.kv_low[asset], assets.kv_high[asset])
    return f"a {noun} of {voltage} at {km:.1f} km"


def open_edges(sites: Sites, assets: FeatureSet, edge_km: Floats) -> list[str]:
    """Say for each site how far layers that do not state their coverage know the answer.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet
    edge_km : ndarray, (n_sites,) [km], from ``complete_within_km``; NaN where it is no matter

    Returns
    -------
    list of str, (n_sites,), empty where it is no matter or no such layer covers the site
    """
    names = [""] * len(edge_km)
    unstated = [layer for layer in assets.layers if not layer.info.coverage_stated]
    if not unstated:
        return names
    for layer in unstated:
        for site in np.flatnonzero(is_covered(layer, sites) & np.isfinite(edge_km)):
            names[site] += (" and " if names[site] else "") + layer.info.name
    return [
        f"{name} states no covers and ends {_format_edge(km)} the site" if name else ""
        for name, km in zip(names, edge_km, strict=True)
    ]


def _format_edge(km: float) -> str:
    return f"within {OPEN_EDGE_KM:g} km of" if km <= OPEN_EDGE_KM else f"{km:.1f} km from"
