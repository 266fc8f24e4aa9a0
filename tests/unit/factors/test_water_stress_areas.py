"""Of overlapping areas the worst counts, in any order; between areas the stress is unknown."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, Polygon, box

from screening.factors.water import water_stress
from screening.model import CRS, FactorParameters, LayerInfo, Sites, VectorLayer

OUTER = box(-98, 30, -96, 33)
INNER = box(-97.5, 31, -96.5, 32)


def sites(*points):
    return Sites(
        gpd.GeoDataFrame(
            {"longitude": [x for x, _ in points], "latitude": [y for _, y in points]},
            index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
            geometry=[Point(each) for each in points],
            crs=CRS,
        )
    )


def layer(*areas):
    shapes, scores = zip(*areas, strict=True)
    frame = gpd.GeoDataFrame(
        {"water_stress_score": np.array(scores, dtype=float)}, geometry=list(shapes), crs=CRS
    )
    everywhere = box(-180, -90, 180, 90)
    info = LayerInfo("w", "water_stress", "", "", len(scores), 0.1, "", "", "", everywhere)
    return VectorLayer(info, frame)


def stress(asked, *layers):
    found = water_stress(asked, {"water_stress": layers}, FactorParameters())
    return found.columns["water_stress_score"].tolist(), found.notes


@pytest.mark.parametrize(
    ("one", "two", "worst"),
    [(1.0, 4.0, 4.0), (4.0, 1.0, 4.0), (-1.0, 3.0, -1.0), (np.nan, 2.0, 2.0), (5.0, -1.0, 5.0)],
)
def test_the_worst_of_overlapping_areas_counts_and_is_told(one, two, worst):
    asked = sites((-97, 31.5), (-97.9, 30.1))
    for areas in (((OUTER, one), (INNER, two)), ((INNER, two), (OUTER, one))):
        scores, notes = stress(asked, layer(*areas))
        assert scores[0] == worst
        np.testing.assert_equal(scores[1], one)
        told = (
            "water stress: 1 of 2 sites lie in several areas of different stress; the worst counts"
        )
        assert notes == (() if np.isnan(one) else (told,))


def test_equal_areas_are_no_conflict():
    assert stress(sites((-97, 31.5)), layer((OUTER, 2.0), (INNER, 2.0))) == ([2.0], ())


def test_a_common_border_is_of_the_worse():
    west, east = box(-98, 30, -97, 33), box(-97, 30, -96, 33)
    assert stress(sites((-97, 31)), layer((west, 1.0), (east, 3.0)))[0] == [3.0]


def test_gaps_and_holes_are_unknown():
    holed = Polygon(OUTER.exterior, [INNER.exterior])
    sliver = box(-98, 30, -97.0601, 33)
    asked = sites((-97, 31.5), (-97.9, 30.1))
    np.testing.assert_equal(stress(asked, layer((holed, 2.0)))[0], [np.nan, 2.0])
    np.testing.assert_equal(stress(sites((-97.06, 31)), layer((sliver, 2.0)))[0], [np.nan])


def test_the_next_layer_answers_where_the_first_does_not_know():
    first, second = layer((INNER, np.nan)), layer((OUTER, 3.0))
    assert stress(sites((-97, 31.5)), first, second)[0] == [3.0]
