"""Distances to lines of higher voltages, where a site states its line and the line's voltage."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from screening.catalog.stated_facts import is_stated
from screening.factors.site_columns import site_column
from screening.model import Sites


def follow_stated_line(
    sites: Sites, columns: Mapping[str, object], voltages: Mapping[str, float]
) -> dict[str, object]:
    """Take the stated nearest line for the nearest of every voltage that it has.

    Parameters
    ----------
    sites : Sites, marked
    columns : mapping of column to Series, derived
    voltages : mapping of distance, such as ``"line_345kv_distance"``, to its least voltage [kV]

    Returns
    -------
    dict of column to Series; empty where no site states both distance and voltage
    """
    stated = is_stated(sites.frame, "line_distance_km") & is_stated(sites.frame, "line_kv")
    if not stated.any():
        return {}
    km, kv = site_column(sites, "line_distance_km"), site_column(sites, "line_kv")
    changed: dict[str, object] = {}
    for stem, least_kv in voltages.items():
        rows = stated & (kv >= least_kv).to_numpy()
        for bound in ("", "_min", "_max"):
            changed[f"{stem}{bound}_km"] = pd.Series(columns[f"{stem}{bound}_km"]).mask(rows, km)
        changed[f"{stem}_why"] = pd.Series(columns[f"{stem}_why"]).mask(rows, None)
    return changed
