"""Indexes of large layers are stored, loaded and used; no answer shows it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from fixtures.world import write_world
from shapely import Point

from screening import cache, joins, pipeline
from screening.array_file import StoredArrays
from screening.config.loader import load
from screening.factors import index_requests
from screening.joins import feature_index
from screening.joins.prepared_index import content_digest, find_index
from screening.model import CRS, FactorParameters, VectorLayer
from screening.workflows import prepared_indexes
from screening.workflows.load_inputs import load_inputs
from screening.workflows.prepared_indexes import IndexPreparer


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny world, whose layers count as large."""
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, str(tmp_path / "arrays"))
    monkeypatch.setattr(prepared_indexes, "MIN_SEGMENTS", 0)
    return write_world(tmp_path)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[float, ...]]]:
    """Kinds and thresholds of the indexes that are built."""
    calls: list[tuple[str, tuple[float, ...]]] = []
    for module in (feature_index, prepared_indexes):

        def counted(
            layers: Any, at_least_kv: Any, build: Any = module.build_index, possible: bool = False
        ) -> Any:
            kind = layers[0].info.kind if layers else ""
            calls.append((f"possible {kind}" if possible else kind, tuple(at_least_kv)))
            return build(layers, at_least_kv, possible=possible)

        monkeypatch.setattr(module, "build_index", counted)
    return calls


def layers_of(world: Path) -> dict[str, list[Any]]:
    layers = load_inputs(load(world)).layers
    assert layers is not None
    return layers


def test_a_second_run_loads_every_index_that_factors_declare(
    world: Path, built: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pipeline.run(load(world)).sites
    requests = {
        (kind, thresholds)
        for kind, group in index_requests(FactorParameters()).items()
        for thresholds in group
    }
    assert requests <= set(built)
    assert len(set(built)) == len(built)  # nothing is built twice
    built.clear()
    second = pipeline.run(load(world)).sites
    assert [kind for kind, _ in built] == ["points_of_presence"]  # a few hubs, chosen by the factor
    pd.testing.assert_frame_equal(first, second)
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, "off")
    pd.testing.assert_frame_equal(first, pipeline.run(load(world)).sites)


def test_the_index_of_assets_of_unknown_voltage_is_stored_too(
    world: Path, built: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [Point(-99, 32), Point(-101, 32), Point(-100, 32.01)]
    columns = {"name": ["East", "West", "Unread"], "voltage_kv": [345.0, 345.0, np.nan]}
    gpd.GeoDataFrame(columns, geometry=points, crs=CRS).to_file(world.parent / "substations.gpkg")
    first = pipeline.run(load(world)).sites
    possible = {call for call in built if call[0].startswith("possible")}
    assert possible == {
        ("possible substations", thresholds)
        for thresholds in index_requests(FactorParameters())["substations"]
    }
    assert first["substation_distance_why"].notna().any()
    built.clear()
    pd.testing.assert_frame_equal(first, pipeline.run(load(world)).sites)
    assert [kind for kind, _ in built] == ["points_of_presence"]
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, "off")
    pd.testing.assert_frame_equal(first, pipeline.run(load(world)).sites)


def test_a_file_that_is_no_index_is_built_again(world: Path, built: list[Any]) -> None:
    want = pipeline.run(load(world)).sites
    count = len(built)
    for path in (world.parent / "arrays").iterdir():
        key = path.name.removesuffix(cache.SUFFIX)
        stored = cache.load(key)
        assert stored is not None
        other = [array[:-1] for array in stored.arrays]
        cache.store(key, StoredArrays(stored.content, tuple(other)))
    built.clear()
    pd.testing.assert_frame_equal(pipeline.run(load(world)).sites, want)
    assert len(built) == count
    for path in (world.parent / "arrays").iterdir():
        cache.store(path.name.removesuffix(cache.SUFFIX), StoredArrays({}, ()))
    built.clear()
    pd.testing.assert_frame_equal(pipeline.run(load(world)).sites, want)
    assert len(built) == count


def test_small_layers_and_a_cache_that_is_off_change_nothing(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = layers_of(world)
    monkeypatch.setattr(prepared_indexes, "MIN_SEGMENTS", 1_000_000)
    assert IndexPreparer()(layers, FactorParameters()) == layers
    monkeypatch.setattr(prepared_indexes, "MIN_SEGMENTS", 0)
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, "off")
    assert IndexPreparer()(layers, FactorParameters()) == layers
    assert not (world.parent / "arrays").exists()


def test_the_same_layers_are_prepared_once(world: Path) -> None:
    layers, prepare = layers_of(world), IndexPreparer()
    one, two = prepare(layers, FactorParameters()), prepare(layers, FactorParameters())
    other = prepare(layers, FactorParameters(substation_kv=69.0))
    for kind in layers:
        assert all(a is b for a, b in zip(one[kind], two[kind], strict=True))
    assert one["substations"][0] is not other["substations"][0]
    assert one["fiber_routes"][0] is other["fiber_routes"][0]


def test_an_index_goes_to_another_process_with_its_layer(world: Path) -> None:
    layers = IndexPreparer()(layers_of(world), FactorParameters())
    copy = pickle.loads(pickle.dumps(layers))
    for thresholds in index_requests(FactorParameters())["substations"]:
        assert find_index(copy["substations"], thresholds) is not None


def test_an_index_is_used_for_its_own_features_only(world: Path) -> None:
    (layer,) = IndexPreparer()(layers_of(world), FactorParameters())["substations"]
    assert isinstance(layer, VectorLayer)
    thresholds = index_requests(FactorParameters())["substations"][0]
    assert find_index([layer], thresholds) is not None
    assert find_index([layer], (1.0,)) is None
    assert find_index([layer, layer], thresholds) is None
    moved = replace(layer, frame=layer.frame.iloc[:1])
    assert find_index([moved], thresholds) is None
    assert len(joins.index_features([moved], at_least_kv=thresholds).frame) == 1


def test_the_digest_depends_on_geometries_and_voltages(world: Path) -> None:
    (layer,) = layers_of(world)["substations"]
    want = content_digest([layer])
    frame = layer.frame
    assert content_digest([replace(layer, frame=frame.copy())]) == want
    others = [
        frame.iloc[::-1],
        frame.assign(voltage_kv=np.nan),
        frame.drop(columns="voltage_kv"),
        frame.set_geometry(frame.geometry.translate(1e-9)),
        frame.set_geometry([None] * len(frame)),
    ]
    digests = {content_digest([replace(layer, frame=other)]) for other in others}
    assert len(digests - {want}) == len(others)


def test_each_threshold_has_an_index_of_its_own(world: Path) -> None:
    layers = layers_of(world)
    IndexPreparer()(layers, FactorParameters())
    count = len(list((world.parent / "arrays").iterdir()))
    assert count == sum(map(len, index_requests(FactorParameters()).values()))
    IndexPreparer()(layers, FactorParameters(substation_kv=69.0))
    assert len(list((world.parent / "arrays").iterdir())) == count + 2
