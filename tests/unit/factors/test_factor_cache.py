"""A factor is computed anew where anything that it was made of has changed, and only there."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from screening.factors import ColumnGroup, Factor, FactorCache
from screening.model import (
    CRS,
    FactorParameters,
    FactorResult,
    LayerInfo,
    Layers,
    Sites,
    VectorLayer,
)

FRAME = gpd.GeoDataFrame(
    {"grid_mw": [100.0, float("nan")]},
    index=pd.Index(["a", "b"], name="site_id"),
    geometry=[Point(0, 0), Point(1, 1)],
    crs=CRS,
)
SITES = Sites(FRAME)
AREA = box(-1, -1, 2, 2)


def layer() -> VectorLayer:
    info = LayerInfo("grid", "substations", "", "", 2, 0.0, "", "", "", AREA)
    return VectorLayer(info, FRAME)


def compute(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Read the rack's density only where immersion is allowed."""
    rack = parameters.rack_kw if parameters.immersion_allowed else 0.0
    return FactorResult(sites.frame[["grid_mw"]] + rack)


FACTOR = Factor(
    name="made up",
    groups=(ColumnGroup(("grid_mw",), all_kinds=("substations",)),),
    compute=compute,
    parameters=("immersion_allowed", "rack_kw"),
)
HELD = layer()
BEFORE = FactorParameters(immersion_allowed=True, rack_kw=7.0)


@pytest.mark.parametrize(
    ("sites", "held", "parameters", "again"),
    [
        (SITES, HELD, replace(BEFORE, us_per_km=5.0), False),  # never read
        (replace(SITES, frame=FRAME.copy()), HELD, BEFORE, False),
        (SITES, HELD, replace(BEFORE, rack_kw=8.0), True),
        (SITES, HELD, replace(BEFORE, immersion_allowed=False), True),
        (SITES, layer(), BEFORE, True),
        (replace(SITES, frame=FRAME.assign(grid_mw=[100.0, 1.0])), HELD, BEFORE, True),
        (replace(SITES, frame=FRAME.set_geometry([Point(0, 0), Point(1, 2)])), HELD, BEFORE, True),
        (replace(SITES, frame=FRAME.assign(more=1)), HELD, BEFORE, True),
        (replace(SITES, frame=FRAME.set_axis(["a", "c"])), HELD, BEFORE, True),
    ],
)
def test_what_was_made_of_the_same_is_kept(
    sites: Sites, held: VectorLayer, parameters: FactorParameters, again: bool
) -> None:
    kept = FactorCache()
    first = kept(FACTOR, SITES, {"substations": [HELD]}, BEFORE)
    assert first.columns["grid_mw"].iloc[0] == 107
    second = kept(FACTOR, sites, {"substations": [held]}, parameters)
    assert (second is not first) == again
    expected = compute(sites, {}, parameters).columns
    pd.testing.assert_frame_equal(second.columns, expected)


def test_what_one_way_through_the_code_does_not_read_counts_on_another() -> None:
    kept = FactorCache()
    for rack_kw in (7.0, 8.0, 7.0):
        dry = replace(BEFORE, immersion_allowed=False, rack_kw=rack_kw)
        assert kept(FACTOR, SITES, {}, dry).columns["grid_mw"].iloc[0] == 100
        wet = replace(BEFORE, rack_kw=rack_kw)
        assert kept(FACTOR, SITES, {}, wet).columns["grid_mw"].iloc[0] == 100 + rack_kw
