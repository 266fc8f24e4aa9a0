"""The starter layers as a network: its facts, and that topology errors do not change them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from screening.config import loader as configuration
from screening.factors.connectivity import connectivity
from screening.model import CRS, FactorParameters, FactorResult, VectorLayer
from screening.workflows.load_inputs import Inputs, load_inputs

CHILDRESS = "tx-iren-childress"


@pytest.fixture(scope="module")
def inputs(repository: Path) -> Inputs:
    found = load_inputs(configuration.load(repository / "config.toml"))
    assert not found.problems
    return found


def computed(inputs: Inputs, **changes: object) -> FactorResult:
    assert inputs.sites is not None
    assert inputs.layers is not None
    parameters = replace(FactorParameters(metros=("Dallas", "san antonio")), **changes)
    return connectivity(inputs.sites, inputs.layers, parameters)


@pytest.fixture(scope="module")
def clean(inputs: Inputs) -> FactorResult:
    return computed(inputs)


def test_childress_is_about_six_milliseconds_from_dallas(clean: FactorResult) -> None:
    """Its operator states 6 ms; the floor on the straight line is 3.4."""
    site = clean.columns.loc[CHILDRESS]
    assert "Dallas" in site["hub_name"]
    assert site["rtt_ms"] - site["rtt_precision_ms"] <= 6.0 <= site["rtt_ms"] + 1.0
    assert site["rtt_floor_ms"] == pytest.approx(3.41, abs=0.05)
    assert site["rtt_to_dallas_ms"] == pytest.approx(site["rtt_ms"], abs=0.5)
    assert site["connectivity_basis"] == site["rtt_basis"] == "corridors"
    assert site["fiber_summary"].startswith("5.4 ms to Equinix Dallas over 496 route-km along corr")
    assert np.isnan(site["disjoint_routes_count"])  # Oklahoma is not in the layer


def test_the_mapped_paths_are_as_long_as_reported(clean: FactorResult) -> None:
    assert clean.paths is not None
    primary = clean.paths[clean.paths["kind"] == "primary"].set_index("site_id")
    hub_route_km = clean.columns["hub_route_km"].reindex(primary.index)
    np.testing.assert_allclose(primary["route_km"], hub_route_km, atol=1e-5)
    assert (clean.columns["rtt_ms"] >= clean.columns["rtt_floor_ms"]).all()


def test_values_beyond_the_layers_are_unknown(clean: FactorResult) -> None:
    columns = clean.columns
    # within 25 km of the county's centroid: two corridors may be the nearer one
    coarse = columns["fiber_precision_km"] > 25.0
    assert coarse.any()
    assert (
        columns.loc[coarse, ["disjoint_routes_count", "shared_km", "fiber_cut"]]
        .isna()
        .all(axis=None)
    )
    far = columns.loc["tx-galaxy-digital-helios"]  # 79 km from the nearest corridor
    assert np.isnan(far["hub_route_km"])
    assert far["rtt_basis"] == "proximity"
    assert far["fiber_summary"].startswith("about 5.5 ms")
    # by either way a building has one name: that of its hub with the most networks
    assert far["hub_name"] == columns.loc[CHILDRESS, "hub_name"]


def test_without_diversity_the_rest_is_the_same(inputs: Inputs, clean: FactorResult) -> None:
    quick = computed(inputs, route_diversity=False)
    assert quick.paths is None
    assert "disjoint_routes_count" not in quick.columns
    for name in ("hub_route_km", "rtt_ms", "hub_name", "rtt_to_dallas_ms"):
        pd.testing.assert_series_equal(quick.columns[name], clean.columns[name])


def dirtied(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the same corridors badly: twice, backwards, in pieces, with gaps and doubled points."""
    rows = []
    for number, (_, row) in enumerate(frame.iterrows()):
        way = shapely.get_coordinates(row.geometry)
        shapes: list[object] = [row.geometry]
        if number % 5 == 0:  # drawn again, the other way round
            shapes.append(row.geometry.reverse())
        if number % 5 == 1 and len(way) > 3:  # in two parts
            parts = [shapely.LineString(way[:3]), shapely.LineString(way[2:])]
            shapes = [shapely.MultiLineString(parts)]
        if number % 5 == 2:  # its ends fall short by 60 m
            short = way.copy()
            for end, inner in ((0, 1), (-1, -2)):
                step = way[inner] - way[end]
                short[end] = way[end] + step / np.hypot(*step) * 60.0 / 111_000.0
            shapes = [shapely.LineString(short)]
        if number % 5 == 3:  # points twice, and a line without length beside it
            shapes = [shapely.LineString(np.repeat(way, 2, axis=0))]
            shapes.append(shapely.LineString([way[0], way[0]]))
        if number % 5 == 4 and len(way) > 3:  # as two routes
            shapes = [shapely.LineString(way[:3]), shapely.LineString(way[2:])]
        rows += [{**row, "geometry": shape} for shape in shapes]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def test_topology_errors_change_nothing(inputs: Inputs, clean: FactorResult) -> None:
    assert inputs.layers is not None
    (layer,) = inputs.layers["fiber_routes"]
    assert isinstance(layer, VectorLayer)
    bad = replace(layer, frame=dirtied(layer.frame))
    dirty = computed(replace(inputs, layers={**inputs.layers, "fiber_routes": [bad]}))
    for name in ("disjoint_routes_count", "disjoint_nodes_count", "hub_name", "rtt_basis"):
        pd.testing.assert_series_equal(dirty.columns[name], clean.columns[name])
    for name, off in (("hub_route_km", 1.0), ("rtt_ms", 0.01), ("fiber_distance_km", 0.1),
                      ("shared_km", 1.5), ("diverse_route_km", 1.5)):  # fmt: skip
        np.testing.assert_allclose(
            dirty.columns[name].astype(float), clean.columns[name].astype(float), atol=off,
            err_msg=name,
        )  # fmt: skip
    notes = " ".join(dirty.notes)
    for what in ("drawn twice", "without length", "several parts", "repeated", "gaps"):
        assert what in notes
