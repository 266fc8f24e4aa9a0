"""Stated facts in the result of a factor: what a site states replaces what layers would say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.catalog.fields import COMPUTED, get_field
from screening.catalog.stated_facts import ASSETS, COMPANIONS, is_fact, is_stated

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.model import FactorResult

CONNECTIONS: Mapping[str, str] = {
    "substation": "substation_distance_km",
    "line": "line_distance_km",
    "fiber": "fiber_distance_km",
    "hub": "hub_distance_km",
}
"""Kind of a connection line to the distance that it draws."""


def apply_stated(
    result: FactorResult, sites: pd.DataFrame, factor_columns: Iterable[str]
) -> FactorResult:
    """Put the stated facts into the result of a factor.

    A stated cell wins, an empty one keeps the derived fact. Where a distance is stated, the
    derived asset is not the one meant: its name and voltage are unknown unless they are stated
    too, and no line is drawn to it. A stated fact has no positional uncertainty unless the table
    states one.

    Parameters
    ----------
    result : FactorResult, as derived
    sites : DataFrame, the sites as read, marked by
        :func:`screening.catalog.stated_facts.mark_stated`
    factor_columns : iterable of str, the columns of the factor

    Returns
    -------
    FactorResult, with the stated columns that the factor could not derive too
    """
    names = [name for name in dict.fromkeys([*factor_columns, *result.columns]) if name in sites]
    stated = {
        name: mask for name in names if is_fact(name) and (mask := is_stated(sites, name)).any()
    }
    if not stated:
        return result
    columns = result.columns.copy()
    for name, mask in stated.items():
        _describe_asset(columns, sites, name, mask)
    for name, mask in stated.items():
        columns[name] = _merged(columns, sites[name].astype(float), name, mask)
        for beside in _bounds(columns, name):
            columns[beside] = columns[name].where(mask, columns[beside])
    _set_precision(columns, sites, stated)
    return replace(result, columns=columns, connections=_kept(result.connections, stated, sites))


def _merged(columns: pd.DataFrame, own: pd.Series, name: str, mask: NDArray[np.bool_]) -> pd.Series:
    derived = columns[name] if name in columns else pd.Series(np.nan, index=columns.index)
    return derived.mask(mask, own)


def _describe_asset(
    columns: pd.DataFrame, sites: pd.DataFrame, name: str, mask: NDArray[np.bool_]
) -> None:
    """Replace what describes the derived asset; the site's connection has a voltage."""
    for attribute in ASSETS.get(name, ()):
        own = sites[attribute] if attribute in sites else pd.Series(None, index=sites.index)
        if attribute == "substation_kv" and "interconnect_kv" in sites:
            own = own.astype(float).fillna(sites["interconnect_kv"].astype(float))
        if attribute in columns or own[mask].notna().any():
            columns[attribute] = _merged(columns, own, attribute, mask)


def _bounds(columns: pd.DataFrame, name: str) -> list[str]:
    """Name the columns of the least and greatest possible value of a fact."""
    field = COMPUTED.get(name, get_field(name))
    bounds = (field.lower, field.upper)
    return [end for end in (*bounds, f"{name}_low", f"{name}_high") if end in columns]


def _set_precision(
    columns: pd.DataFrame, sites: pd.DataFrame, stated: Mapping[str, NDArray[np.bool_]]
) -> None:
    """Set each uncertainty to the stated one, else to 0 where it is of stated facts only."""
    for precision in dict.fromkeys(get_field(name).precision for name in stated):
        if not precision:
            continue
        no_site = np.zeros(len(columns), dtype=bool)
        own = is_stated(sites, precision)
        any_stated, all_stated = no_site, ~no_site
        for name in (fact for fact in _facts_of(precision, stated) if fact in columns):
            mask = stated.get(name, no_site)
            any_stated = any_stated | mask
            all_stated = all_stated & (mask | columns[name].isna().to_numpy())
        values = pd.Series(0.0, index=columns.index)
        if own.any():
            values = sites[precision].astype(float).where(own, 0.0)
        columns[precision] = _merged(columns, values, precision, own | (any_stated & all_stated))


def _facts_of(precision: str, stated: Iterable[str]) -> tuple[str, ...]:
    """Name the facts that have an uncertainty; of one that the config names, the stated one."""
    own = tuple(name for name in stated if get_field(name).precision == precision)
    return COMPANIONS.get(precision, own)


def _kept(
    lines: gpd.GeoDataFrame | None,
    stated: Mapping[str, NDArray[np.bool_]],
    sites: pd.DataFrame,
) -> gpd.GeoDataFrame | None:
    """Drop the lines to assets that are not those of a stated distance."""
    if lines is None:
        return None
    drop = np.zeros(len(lines), dtype=bool)
    for kind, fact in CONNECTIONS.items():
        if fact in stated:
            own = sites.index[stated[fact]]
            drop |= ((lines["kind"] == kind) & lines["site_id"].isin(own)).to_numpy()
    return lines[~drop]
