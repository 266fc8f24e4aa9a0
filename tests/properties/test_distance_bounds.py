"""Distances known only to lie between two bounds: against plain loops, and against the truth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point, box

from screening import joins
from screening.joins.coverage import OPEN_EDGE_KM
from screening.joins.points_and_areas import SAME_KM
from screening.model import CRS, LayerInfo, Sites, VectorLayer

GEOD = Geod(ellps="WGS84")
NAN = math.nan
ASKED = (138.0, 230.0, 345.0)
BOUNDS = [
    *((69.0, 69.0), (138.0, 138.0), (230.0, 230.0), (345.0, 345.0)),
    *((NAN, NAN), (NAN, 100.0), (NAN, 200.0), (100.0, 161.0), (230.0, 287.0), (735.0, NAN)),
    *((138.0, 345.0), (230.0, NAN)),
]
"""Voltages as layers state them: exact, not at all, at most, within a class, at least."""

coordinate = st.integers(0, 400).map(lambda step: step / 100)
place = st.tuples(coordinate.map(lambda x: -102 + x), coordinate.map(lambda y: 30 + y))


@dataclass(frozen=True)
class Asset:
    """A point with what is known of its voltage."""

    place: tuple[float, float]
    low: float
    high: float

    def certain(self, kv: float) -> bool:
        return self.low >= kv

    def possible(self, kv: float) -> bool:
        return not self.high < kv


asset = st.builds(lambda where, kv: Asset(where, *kv), place, st.sampled_from(BOUNDS))
assets = st.lists(asset, min_size=2, max_size=12)


def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    return GEOD.inv(*one, *other)[2] / 1000.0


def layer(some: list[Asset], *, stated: bool) -> VectorLayer:
    frame = gpd.GeoDataFrame(
        {
            "name": [f"a{i}" for i in range(len(some))],
            "voltage_kv": [each.low for each in some],
            "voltage_max_kv": [each.high for each in some],
        },
        geometry=[Point(each.place) for each in some],
        crs=CRS,
    )
    coverage = box(-180, -90, 180, 90) if stated else box(*frame.total_bounds)
    info = LayerInfo(
        "grid", "substations", "", "", len(some), NAN, "", "", "", coverage, coverage_stated=stated
    )
    return VectorLayer(info, frame)


def sites(*points: tuple[float, float]) -> Sites:
    frame = gpd.GeoDataFrame(
        {
            "longitude": [p[0] for p in points],
            "latitude": [p[1] for p in points],
            "coord_precision_km": NAN,
        },
        index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
        geometry=[Point(p) for p in points],
        crs=CRS,
    )
    return Sites(frame)


def same(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or abs(one - other) < 1e-6


@settings(deadline=None)
@given(assets, st.lists(assets, max_size=1), st.lists(place, min_size=1, max_size=4))
def test_bounds_are_those_of_a_plain_loop(
    first: list[Asset], more: list[list[Asset]], points: list[tuple[float, float]]
) -> None:
    layers = [layer(some, stated=True) for some in (first, *more)]
    everything = [*first, *(each for some in more for each in some)]
    found = joins.nearest_by_voltage(
        sites(*points), joins.index_features(layers, at_least_kv=ASKED)
    )
    for kv, table in zip(ASKED, found, strict=True):
        for point, row in zip(points, table.itertuples(), strict=True):
            certain = min((km(point, a.place) for a in everything if a.certain(kv)), default=NAN)
            possible = min((km(point, a.place) for a in everything if a.possible(kv)), default=NAN)
            assert same(row.distance_min_km, possible)
            assert same(row.distance_max_km, certain)
            decided = abs(certain - possible) < 1e-6
            close = not decided and certain - possible <= SAME_KM
            assert same(row.distance_km, (certain + possible) / 2 if decided or close else NAN)
            assert same(row.precision_km, (certain - possible) / 2 if close else NAN)
            assert (row.name is not None and row.name == row.name) == decided
            assert isinstance(row.why, str) == (not decided and not math.isnan(possible))


@settings(deadline=None)
@given(assets, place, st.booleans(), st.data())
def test_whatever_is_not_known_the_distance_lies_between_its_bounds(
    some: list[Asset], point: tuple[float, float], stated: bool, data: st.DataObject
) -> None:
    world = layer(some, stated=stated)
    true_kv = [
        data.draw(st.sampled_from([kv for kv in (*ASKED, 69.0, 161.0, 287.0, 765.0, 100.0)
                                   if not (kv < each.low or kv > each.high)]))
        for each in some
    ]  # fmt: skip
    true = [(each.place, kv) for each, kv in zip(some, true_kv, strict=True)]
    if not stated:  # beyond the box anything may stand
        beyond = [p for p in data.draw(st.lists(place, max_size=6))
                  if not world.info.coverage.covers(Point(p))]  # fmt: skip
        true += [(p, 345.0) for p in beyond]
    tables = joins.nearest_by_voltage(
        sites(point), joins.index_features([world], at_least_kv=ASKED)
    )
    for kv, table in zip(ASKED, tables, strict=True):
        row = table.iloc[0]
        distance = min((km(point, where) for where, own in true if own >= kv), default=math.inf)
        low, high = row["distance_min_km"], row["distance_max_km"]
        edge_km = 1e-6 if stated else OPEN_EDGE_KM + 1e-6
        if not math.isnan(row["distance_km"]):
            assert (
                abs(row["distance_km"] - distance) <= np.nan_to_num(row["precision_km"]) + edge_km
            )
        if not math.isnan(low):
            assert low <= distance + edge_km
        if not math.isnan(high):
            assert distance <= high + 1e-6


@settings(deadline=None)
@given(assets, place, st.floats(20, 200), st.data())
def test_a_count_lies_between_its_bounds(
    some: list[Asset], point: tuple[float, float], radius: float, data: st.DataObject
) -> None:
    at_hand = joins.index_features([layer(some, stated=True)], at_least_kv=(138.0,))
    counts, _ = joins.count_within(sites(point), at_hand, radius, 138.0)
    row = counts.iloc[0]
    inside = [each for each in some if km(point, each.place) <= radius]
    assert row["count_min"] == sum(each.certain(138.0) for each in inside)
    assert row["count_max"] == sum(each.possible(138.0) for each in inside)
    decided = row["count_min"] == row["count_max"]
    assert same(row["count"], row["count_min"] if decided else NAN)
    assert isinstance(row["why"], str) == (not decided)


@pytest.mark.parametrize("exact", [True, False])
def test_no_second_index_is_built_where_every_voltage_is_exact(exact: bool) -> None:
    kv = (345.0, 345.0) if exact else (NAN, NAN)
    some = [Asset((-100, 32), 138.0, 138.0), Asset((-100, 33), *kv)]
    at_hand = joins.index_features([layer(some, stated=True)], at_least_kv=ASKED)
    assert (at_hand.possible is None) == exact
    above = [Asset((-100, 32), 230.0, 287.0)]  # a range that holds none of the voltages asked
    assert joins.index_features([layer(above, stated=True)], at_least_kv=ASKED).possible is None
