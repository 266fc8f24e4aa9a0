"""The model is data: no field is a function, and everything can be sent to another process."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fixtures.minimal import tiny_screening
from fixtures.weather_files import epw, made_up_year
from fixtures.world import write_world

from screening import model, pipeline
from screening.config import loader as configuration
from screening.geodesy.index_arrays import to_arrays
from screening.joins.prepared_index import attach_index, build_index
from screening.model import PartialRead, VectorLayer
from screening.workflows.load_inputs import load_inputs

CLASSES = sorted(
    (item for item in vars(model).values() if isinstance(item, type) and is_dataclass(item)),
    key=lambda item: item.__name__,
)
MORE = """
[layers.station_years]
kind = "climate_hourly"
path = "middle.epw"
covers = "Squareland"
[conversion]
draws = 100
[robustness]
draws = 100
[scenario.hot.add]
pue_mean = 0.1
"""


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory) -> dict[type, Any]:
    """An instance of every class of the model, from a run over the tiny world."""
    folder = tmp_path_factory.mktemp("world")
    path = write_world(folder)
    (folder / "middle.epw").write_text(epw(*made_up_year()))
    path.write_text(path.read_text() + MORE)
    config = configuration.load(Path(path), scenario="hot")
    inputs = load_inputs(config)
    assert inputs.layers is not None
    layer = inputs.layers["substations"][0]
    assert isinstance(layer, VectorLayer)
    partial = replace(layer, partial_read=PartialRead((-102.0, 30.0, -98.0, 34.0), 200.0))
    (prepared,) = attach_index([layer], (138.0,), *to_arrays(build_index([layer], (138.0,))))
    cache = pipeline.RunCache()
    run = pipeline.run(config, cache=cache)
    roots = [config, inputs.sites, inputs.layers, partial, prepared, tiny_screening(), run]
    found: dict[type, Any] = {}
    for instance in walk([*roots, list(vars(cache.factors).values())]):
        found.setdefault(type(instance), instance)
    return found


def walk(value: Any) -> Iterator[Any]:
    """Every dataclass instance that a value holds."""
    if is_dataclass(value):
        yield value
        for field in fields(value):
            yield from walk(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from walk(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from walk(item)


@pytest.mark.parametrize("cls", CLASSES)
def test_no_field_is_a_function(cls: type, instances: dict[type, Any]) -> None:
    for field in fields(cls):  # type: ignore[arg-type]
        names = {
            node.id if isinstance(node, ast.Name) else node.attr
            for node in ast.walk(ast.parse(str(field.type)))
            if isinstance(node, ast.Name | ast.Attribute)
        }
        assert not names & {"Callable", "Awaitable", "Generator", "Iterator", "type"}, field.name
        assert not callable(getattr(instances[cls], field.name)), field.name


@pytest.mark.parametrize("cls", CLASSES)
def test_an_instance_survives_pickling(cls: type, instances: dict[type, Any]) -> None:
    instance = instances[cls]
    copy = pickle.loads(pickle.dumps(instance))
    assert type(copy) is type(instance)
    assert_same(copy, instance)


def assert_same(copy: Any, value: Any) -> None:
    if is_dataclass(value):
        for field in fields(value):
            assert_same(getattr(copy, field.name), getattr(value, field.name))
    elif isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(copy, value)
    elif isinstance(value, np.ndarray):
        np.testing.assert_array_equal(copy, value)
    elif isinstance(value, Mapping):
        assert list(copy) == list(value)
        for key in value:
            assert_same(copy[key], value[key])
    elif isinstance(value, list | tuple):
        assert len(copy) == len(value)
        for one, other in zip(copy, value, strict=True):
            assert_same(one, other)
    else:
        assert copy == value or (copy != copy and value != value)
