"""Summarise the connectivity of a site in one sentence."""

from __future__ import annotations

import numpy as np


def summarize_fiber(
    ms: float, hub: object, route_km: float, straight_km: float, basis: object, phrase: str
) -> str | None:
    """Summarise hub, latency and route diversity.

    Parameters
    ----------
    ms : float [ms], round trip to the hub; NaN if unknown
    hub : str, name of the hub
    route_km : float [route-km], length of the path to it; NaN without a path
    straight_km : float [km]
    basis : str, ``corridors``, ``stated`` or another value of ``rtt_basis``
    phrase : str, about route diversity; may be empty

    Returns
    -------
    str, or None if the round trip is unknown

    Examples
    --------
    >>> summarize_fiber(6.1, "Dallas", 389.4, 300.0, "routes", "both routes share 41 km")
    '6.1 ms to Dallas over 389 route-km; both routes share 41 km'
    >>> summarize_fiber(5.5, "Dallas", float("nan"), 382.0, "proximity", "")
    'about 5.5 ms to Dallas, 382 km off in a straight line; no way over routes is known'
    >>> summarize_fiber(3.0, None, float("nan"), 12.0, "stated", "")
    '3.0 ms to the nearest major hub, as the sites table states'
    """
    if np.isnan(ms):
        return None
    if basis == "stated":
        name = hub if isinstance(hub, str) else "the nearest major hub"
        stated = f"{ms:.1f} ms to {name}, as the sites table states"
        return f"{stated}; {phrase}" if phrase else stated
    if np.isnan(route_km):
        straight = f"about {ms:.1f} ms to {hub}, {straight_km:.0f} km off in a straight line"
        return f"{straight}; no way over routes is known"
    along = " along corridors" if basis == "corridors" else ""
    path = f"{ms:.1f} ms to {hub} over {route_km:.0f} route-km{along}"
    return f"{path}; {phrase}" if phrase else path
