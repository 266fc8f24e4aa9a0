"""Notes on voltages that a profile asks and the grid around the sites does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening import joins
from screening.joins.voltage_bounds import voltage_bounds
from screening.model import Layers, Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KINDS = ("substations", "transmission_lines")
AROUND_DEGREES = 1.0
"""Margin around the sites' box within which assets tell the voltages of the place [degrees]."""
MAX_LISTED = 12
"""Voltages that a note lists, the highest."""


def missing_voltage_notes(sites: Sites, layers: Layers, asked_kv: float) -> list[str]:
    """Tell of a voltage that no asset near the sites has, where assets below it are left out.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind; ``substations`` and ``transmission_lines`` are used
    asked_kv : float [kV], ``substation_kv`` of the profile

    Returns
    -------
    list of str, one note or none
    """
    if sites.frame.empty:
        return []
    grid = [layer for kind in KINDS for layer in joins.find_layers(layers, kind, VectorLayer)]
    bounds = [_bounds_near(sites, layer) for layer in grid]
    low, high = (np.concatenate([np.zeros(0), *(pair[end] for pair in bounds)]) for end in (0, 1))
    stated = low > -np.inf
    voltages = np.unique(low[stated & (low == high)])
    has_asked = bool((stated & (low <= asked_kv) & (high >= asked_kv)).any())
    if has_asked or not (voltages < asked_kv).any() or not (voltages > asked_kv).any():
        return []
    listed = ", ".join(f"{kv:g}" for kv in voltages[-MAX_LISTED:])
    return [
        f"power: no substation or line near the sites has {asked_kv:g} kV (substation_kv); those "
        f"there have {listed} kV, and those below {asked_kv:g} kV are left out; set "
        "substation_kv to a voltage of this grid"
    ]


def _bounds_near(sites: Sites, layer: VectorLayer) -> tuple[Floats, Floats]:
    """Bound the voltages of the assets around the sites' box."""
    points = joins.coordinates(sites)
    low, high = points.min(axis=0) - AROUND_DEGREES, points.max(axis=0) + AROUND_DEGREES
    box = shapely.box(*low, *high)
    near = layer.frame[shapely.intersects(layer.frame.geometry.to_numpy(), box)]
    return voltage_bounds(near)
