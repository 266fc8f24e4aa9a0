"""What follows from a stated distance to fiber or to a hub, in place of the derived one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from screening.factors.fiber_latency import MS_PER_US, ROUND_TRIP, round_trip_ms
from screening.factors.site_columns import site_column
from screening.model import FactorParameters, Sites

Columns = Mapping[str, pd.Series]


def lateral_columns(
    sites: Sites, columns: Columns, parameters: FactorParameters
) -> dict[str, pd.Series]:
    """Compute the lateral to the nearest route from the distance that applies.

    Parameters
    ----------
    sites : Sites
    columns : mapping of column to Series, derived so far
    parameters : FactorParameters; ``route_factor route_factor_precision``

    Returns
    -------
    dict of column to Series [km]
    """
    unknown = pd.Series(np.nan, index=sites.frame.index)
    stated_km = site_column(sites, "fiber_distance_km")
    km, low_km, high_km = (
        stated_km.fillna(columns.get(f"fiber_distance{bound}_km", unknown))
        for bound in ("", "_min", "_max")
    )
    precision_km = columns.get("fiber_precision_km", unknown).mask(
        stated_km.notna(), site_column(sites, "fiber_precision_km").fillna(0.0)
    )
    factor = parameters.route_factor
    longest_km = high_km.fillna(low_km)  # the shortest where there is no bound above
    return {
        "fiber_lateral_km": km * factor,
        "fiber_lateral_min_km": low_km * factor,
        "fiber_lateral_max_km": high_km * factor,
        "fiber_lateral_precision_km": precision_km * factor
        + longest_km * parameters.route_factor_precision,
    }


def follow_stated_hub(
    sites: Sites, columns: Columns, parameters: FactorParameters
) -> dict[str, pd.Series]:
    """Compute the round trip from a stated distance to the hub, or a stated route to it.

    The derived route leads to another hub than the one whose distance is stated.

    Parameters
    ----------
    sites : Sites
    columns : mapping of column to Series, of the derived hub
    parameters : FactorParameters; those of routes and round trips

    Returns
    -------
    dict of column to Series, the derived ones where the site states neither
    """
    straight_km = site_column(sites, "hub_distance_km")
    route_km = site_column(sites, "hub_route_km")
    by_route, by_line = route_km.notna(), route_km.isna() & straight_km.notna()
    ms_per_km = ROUND_TRIP * parameters.us_per_km * MS_PER_US
    along_km = route_km.fillna(straight_km * parameters.route_factor)
    error_km = (straight_km * parameters.route_factor_precision).where(by_line, 0.0)
    own = by_route | by_line
    follow = {
        "rtt_ms": columns["rtt_ms"].mask(own, round_trip_ms(along_km, parameters)),
        "rtt_precision_ms": columns["rtt_precision_ms"].mask(own, error_km * ms_per_km),
        "rtt_floor_ms": columns["rtt_floor_ms"].mask(straight_km.notna(), straight_km * ms_per_km),
    }
    for name in ("hub_route_km", "hub_route_precision_km"):
        if name in columns:
            follow[name] = columns[name].where(~by_line)
    return follow


def is_hub_stated(sites: Sites) -> pd.Series:
    """Tell where the round trip rests on what the sites table states.

    Parameters
    ----------
    sites : Sites

    Returns
    -------
    Series of bool, indexed like the sites
    """
    stated = [
        site_column(sites, name).notna() for name in ("hub_distance_km", "hub_route_km", "rtt_ms")
    ]
    return stated[0] | stated[1] | stated[2]


def stated_hub_name(sites: Sites, derived: pd.Series) -> pd.Series:
    """Name the hub: unknown, or as stated, where its distance is stated.

    Parameters
    ----------
    sites : Sites
    derived : Series of str

    Returns
    -------
    Series of str or None
    """
    unknown = pd.Series(None, index=derived.index, dtype=object)
    own = sites.frame.get("hub_name", unknown)
    return derived.mask(site_column(sites, "hub_distance_km").notna(), own)
