"""Layers are read in full where an answer depends on it, once, and no answer shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from fixtures.world import write_world
from shapely import LineString, Point, box

from screening import pipeline, readers
from screening.config.loader import load
from screening.factors import FACTORS, compute_all
from screening.model import CRS, FactorParameters, PartialRead, VectorLayer
from screening.readers.layers import spatial_filter
from screening.workflows.load_inputs import load_inputs

COUNTRY = "-125,24,-66,50"
POWER_KINDS = {"substations", "transmission_lines"}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """The tiny world with a grid of the whole country; 500 kV and more is far away only."""
    config = write_world(tmp_path)
    lines = [LineString([(-99, 32), (-101, 32)]), LineString([(-75, 40), (-75, 41)])]
    gpd.GeoDataFrame(
        {"name": ["East–West", "Far"], "voltage_kv": [345.0, 765.0]}, geometry=lines, crs=CRS
    ).to_file(tmp_path / "lines.gpkg")
    gpd.GeoDataFrame(
        {"name": ["East", "West", "Far"], "voltage_kv": [345.0, 345.0, 500.0]},
        geometry=[Point(-99, 32), Point(-101, 32), Point(-75, 40)],
        crs=CRS,
    ).to_file(tmp_path / "substations.gpkg")
    text = config.read_text()
    for name in ("substations", "lines"):
        text = text.replace(
            f'"{name}.gpkg"\ncovers = "Squareland"', f'"{name}.gpkg"\ncovers = "{COUNTRY}"'
        )
    config.write_text(text + "\n[scenario.larger.scale]\ngrid_mw = 2\n")
    return config


@pytest.fixture
def full_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the layers that are read without a region."""
    names: list[str] = []
    read_layer = readers.read_layer

    def counted(spec: Any, boundaries: Any) -> Any:
        if spec.near is None:
            names.append(spec.name)
        return read_layer(spec, boundaries)

    monkeypatch.setattr(readers, "read_layer", counted)
    return names


def test_a_run_gives_the_same_as_with_layers_read_in_full(
    world: Path, full_reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = load_inputs(load(world)).layers
    assert layers is not None
    for kind in POWER_KINDS:
        assert layers[kind][0].partial_read is not None  # type: ignore[union-attr]
    run = pipeline.run(load(world))
    assert sorted(full_reads) == ["grid", "lines"]
    assert (run.sites["line_500kv_distance_km"] > 2_000).all()
    monkeypatch.setattr(spatial_filter, "buffered_bbox", lambda _: None)
    monkeypatch.setattr("screening.readers.layers.layer_features.buffered_bbox", lambda _: None)
    whole = pipeline.run(load(world))
    assert sorted(full_reads) == ["grid", "lines"]  # read whole at once
    pd.testing.assert_frame_equal(run.sites, whole.sites)
    pd.testing.assert_frame_equal(run.connections, whole.connections)


def test_scenarios_share_the_layers_read_in_full(world: Path, full_reads: list[str]) -> None:
    cache = pipeline.RunCache()
    for scenario in (None, "larger"):
        pipeline.run(load(world, scenario=scenario), cache=cache)
    assert sorted(full_reads) == ["grid", "lines"]


def test_only_factors_of_such_layers_are_computed_again(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []
    for name, factor in FACTORS.items():

        def counted(*given: Any, name: str = name, compute: Any = factor.compute) -> Any:
            computed.append(name)
            return compute(*given)

        monkeypatch.setitem(FACTORS, name, replace(factor, compute=counted))
    pipeline.run(load(world))
    assert {name: computed.count(name) for name in FACTORS} == {
        **dict.fromkeys(FACTORS, 1),
        **{"power": 2, "grid": 2},
    }


@pytest.mark.parametrize(
    "name", [name for name, factor in FACTORS.items() if POWER_KINDS & {*factor.layer_kinds}]
)
def test_a_factor_leaves_unknown_what_unread_geometries_could_change(
    name: str, world: Path
) -> None:
    _, sites, layers, boundaries = load_inputs(load(world)).complete()
    config = load(world)
    full = {
        kind: [
            readers.read_layer(replace(spec, near=None), boundaries)
            for spec in config.layers
            if spec.kind == kind
        ]
        for kind in layers
    }
    position, parameters = list(FACTORS).index(name), FactorParameters(substation_kv=500.0)
    got = compute_all(sites, layers, parameters)[position]
    want = compute_all(sites, full, parameters)[position]
    assert want.incomplete_layers == ()
    assert set(got.incomplete_layers) <= {"grid", "lines"}
    assert got.incomplete_layers
    known = got.columns.notna()
    pd.testing.assert_frame_equal(
        got.columns.where(known, None), want.columns.where(known, None), check_dtype=False
    )


def test_a_partial_layer_that_suffices_is_complete(world: Path) -> None:
    _, sites, layers, _ = load_inputs(load(world)).complete()
    layer = layers["substations"][0]
    assert isinstance(layer, VectorLayer)
    assert layer.partial_read == PartialRead(box(-102, 30, -98, 34).bounds, 200.0)
    power = compute_all(sites, {"substations": [layer]}, FactorParameters())[0]
    assert power.incomplete_layers == ()
