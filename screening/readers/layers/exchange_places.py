"""Place internet exchanges by the facilities that they are in, or by those of their city."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from screening.readers.cell_parsing import as_numbers, as_text
from screening.readers.file_checks import UnreadableError

if TYPE_CHECKING:
    from numpy.typing import NDArray

CITY_KM = 10.0
"""Least error of a position taken from a city [km], as of a town in the starter's sites."""
MAX_SPREAD_KM = 50.0
"""Facilities farther apart do not say where an exchange is [km]: their median error would be
most of the distance over which a hub changes a round trip by half a millisecond."""
_GEOD = pyproj.Geod(ellps="WGS84")
_KM = 1000.0


@dataclass(frozen=True)
class PlacedExchanges:
    """Positions of exchanges.

    Attributes
    ----------
    points : ndarray of shapely points, (n,), ``None`` where nothing places an exchange
    precision_km : ndarray of float, (n,) [km], how far each may be off; NaN where none
    notes : tuple of str
    """

    points: NDArray[np.object_]
    precision_km: NDArray[np.float64]
    notes: tuple[str, ...]


def place_exchanges(
    exchanges: pd.DataFrame, facilities: pd.DataFrame, links: pd.DataFrame | None
) -> PlacedExchanges:
    """Place exchanges at the facility of the most networks, among their own or their city's.

    Parameters
    ----------
    exchanges : DataFrame, (n,), entries of PeeringDB's ``ix``, with ``fac_set`` where fetched so
    facilities : DataFrame, with ``longitude`` and ``latitude``, and ``id``, ``city``, ``state``,
        ``net_count`` where known
    links : DataFrame or None, PeeringDB's ``ixfac``: ``ix_id``, ``fac_id``

    Returns
    -------
    PlacedExchanges

    Raises
    ------
    UnreadableError
        Where exchanges of several countries have facilities that state none: cities of one
        name would be taken for each other.
    """
    if "country" not in facilities and "country" in exchanges and len(facilities):
        countries = exchanges["country"].dropna().unique()
        if len(countries) > 1:
            raise UnreadableError(
                "facilities: expected a column country, as the exchanges are of "
                f"{len(countries)} countries, got none; use fac entries of PeeringDB, or add "
                "the column"
            )
    by_city = _by_city(facilities)
    by_id = facilities.set_index("id", drop=False) if "id" in facilities else pd.DataFrame()
    of_exchange = _linked(links)
    points = np.full(len(exchanges), None, dtype=object)
    precision_km = np.full(len(exchanges), np.nan)
    own_count = 0
    for row in range(len(exchanges)):
        # a field that other entries have is NaN in a table, which is no name of a state
        cells = exchanges.iloc[row].items()
        entry = {str(name): cell for name, cell in cells if not _is_nan(cell)}
        own = _own_facilities(entry, by_id, of_exchange)
        group = own if len(own) else _in_city(entry, by_city)
        if not len(group):
            continue
        point, spread_km = _middle(group)
        if spread_km > MAX_SPREAD_KM:
            continue
        points[row] = point
        precision_km[row] = spread_km if len(own) else max(spread_km, CITY_KM)
        own_count += bool(len(own))
    placed = ~np.isnan(precision_km)
    note = (
        f"placed {own_count} exchanges by their facilities and {placed.sum() - own_count} by those "
        f"of their city, to within {np.max(precision_km[placed], initial=0.0):.1f} km"
    )
    return PlacedExchanges(points, precision_km, (note,))


def _is_nan(cell: Any) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def _linked(links: pd.DataFrame | None) -> dict[Any, list[Any]]:
    if links is None or not {"ix_id", "fac_id"} <= set(links):
        return {}
    return {ix: group.tolist() for ix, group in links.groupby("ix_id")["fac_id"]}


def _own_facilities(
    entry: Mapping[str, Any], by_id: pd.DataFrame, of_exchange: Mapping[Any, list[Any]]
) -> pd.DataFrame:
    """Gather the facilities that an entry or the links name, of which positions are known."""
    stated = entry.get("fac_set")
    stated = stated if isinstance(stated, list) else []
    whole = pd.DataFrame([each for each in stated if isinstance(each, Mapping)])
    if {"longitude", "latitude"} <= set(whole):
        whole = whole.assign(
            **{name: as_numbers(whole[name])[0] for name in ("longitude", "latitude")}
        )
        whole = whole[whole["longitude"].notna() & whole["latitude"].notna()]
        if len(whole):
            return whole
    ids = [each.get("id") if isinstance(each, Mapping) else each for each in stated]
    ids += of_exchange.get(entry.get("id"), [])
    known = [each for each in dict.fromkeys(ids) if each in by_id.index]
    return by_id.loc[known] if known else pd.DataFrame()


def _by_city(facilities: pd.DataFrame) -> dict[str, pd.DataFrame]:
    if "city" not in facilities:
        return {}
    cities = pd.Series([_city_key(text) for text in as_text(facilities["city"])])
    return {
        str(city): facilities.iloc[rows] for city, rows in cities.groupby(cities).indices.items()
    }


def _in_city(entry: Mapping[str, Any], by_city: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the facilities of an entry's city; none where several states have one of the name."""
    city = str(entry.get("city") or "")
    group = by_city.get(_city_key(city), pd.DataFrame())
    if "country" in group and entry.get("country"):
        group = group[group["country"] == entry["country"]]
    if "state" not in group:
        return group
    states = pd.Series(as_text(group["state"]), index=group.index)
    stated = str(entry.get("state") or city.partition(",")[2]).strip()
    if stated:
        group = group[states.isna() | (states == stated)]
    elif states.dropna().nunique() > 1:
        return group.iloc[:0]
    return group


def _city_key(text: str | None) -> str:
    """Reduce a city's name: case, and a state behind a comma, do not matter.

    >>> _city_key("Dallas, TX") == _city_key("DALLAS")
    True
    """
    return (text or "").partition(",")[0].strip().casefold()


def _middle(group: pd.DataFrame) -> tuple[Any, float]:
    """Choose the facility of the most networks; tell how far the others are from it [km]."""
    longitude = group["longitude"].to_numpy(dtype=float)
    latitude = group["latitude"].to_numpy(dtype=float)
    networks = next(
        (group[name] for name in ("net_count", "networks_count") if name in group), None
    )
    counts = np.zeros(len(group)) if networks is None else np.nan_to_num(as_numbers(networks)[0])
    best = int(np.argmax(counts))
    n = len(group)
    _, _, metres = _GEOD.inv(
        np.full(n, longitude[best]), np.full(n, latitude[best]), longitude, latitude
    )
    return shapely.Point(longitude[best], latitude[best]), float(np.max(metres)) / _KM
