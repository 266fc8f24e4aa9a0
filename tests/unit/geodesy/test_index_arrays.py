"""An index as plain arrays: the same answers again, and nothing else is accepted."""

from __future__ import annotations

import copy
import json
import threading
from typing import Any

import numpy as np
import pytest
from shapely import LineString, Point, box

from screening.errors import InputError
from screening.geodesy import ClassIndex, index_arrays
from screening.geodesy.index_arrays import CLASSES, to_arrays

THRESHOLDS = [138.0, 345.0]


def from_arrays(structure: Any, arrays: Any) -> ClassIndex:
    return index_arrays.from_arrays(structure, arrays, geometry_count=203, threshold_count=2)


def build(prepared: bool = True) -> ClassIndex:
    rng = np.random.default_rng(5)
    start = rng.uniform(-5, 5, (200, 2))
    shapes: list[Any] = [LineString([a, a + rng.normal(0, 0.5, 2)]) for a in start]
    shapes += [box(0, 0, 1, 1).difference(box(0.4, 0.4, 0.6, 0.6)), Point(2, 2), None]
    classes = rng.choice([69.0, 138.0, 345.0], len(shapes))
    index = ClassIndex(shapes, classes, THRESHOLDS)
    if prepared:
        index.prepare()
    return index


POINTS = np.random.default_rng(6).uniform(-6, 6, (50, 2))


@pytest.mark.parametrize("prepared", [True, False])
@pytest.mark.parametrize("kernels", ["on", "off"])
def test_a_restored_index_answers_as_the_one_built(
    kernels: str, prepared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_KERNELS", kernels)
    index = build(prepared)
    want, feet = index.nearest(POINTS), index.index.foot(POINTS, index.nearest(POINTS)[0][:, 0])
    structure, arrays = to_arrays(build(prepared))
    got = from_arrays(json.loads(json.dumps(structure)), arrays)
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(got.nearest(POINTS))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for which, distance_m in answers:
        assert np.array_equal(which, want[0])
        assert np.array_equal(distance_m, want[1])
    assert np.array_equal(got.index.foot(POINTS, want[0][:, 0]), feet)
    pairs, expected = got.index.within(POINTS, 1e5), index.index.within(POINTS, 1e5)
    assert np.array_equal(pairs.distance_m, expected.distance_m)


def test_arrays_are_shared_and_occur_once() -> None:
    structure, arrays = to_arrays(build())
    assert len({id(array) for array in arrays}) == len(arrays)
    assert all(array.dtype != object for array in arrays)
    again = from_arrays(structure, arrays)
    assert {entry["class"] for entry in structure["objects"]} <= {*CLASSES, "cKDTree"}
    assert any(np.shares_memory(again._classes, array) for array in arrays)


def test_an_array_of_another_shape_or_type_is_refused() -> None:
    structure, arrays = to_arrays(build())
    for number, array in enumerate(arrays):
        for other in (array[:-1], array.reshape(-1)[:1], array.astype(np.float32)):
            if (other.shape, other.dtype) == (array.shape, array.dtype):
                continue
            changed = [*arrays[:number], other, *arrays[number + 1 :]]
            with pytest.raises(InputError, match="build the index again"):
                from_arrays(structure, changed)


@pytest.mark.parametrize(
    ("cls", "attribute", "value"),
    [
        *(("Segments", "tail", value) for value in (-1, 10**9)),
        *(("Segments", "head", value) for value in (-1, 10**9)),
        *(("Segments", "geometry", value) for value in (-1, 10**9)),
        *(("Segments", "first", value) for value in (-1, 10**9)),
        *(("Segments", "count", value) for value in (-1, 10**9)),
    ],
)
def test_a_number_out_of_range_is_refused(cls: str, attribute: str, value: int) -> None:
    structure, arrays = to_arrays(build())
    entry = next(entry for entry in structure["objects"] if entry["class"] == cls)
    number = entry["state"][attribute]["array"]
    changed = [array.copy() for array in arrays]
    changed[number][-1] = value
    with pytest.raises(InputError, match="expected the arrays of an index"):
        from_arrays(structure, changed)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize(
    ("cls", "attribute"),
    [
        ("Segments", "lonlat"),
        ("Segments", "xyz"),
        ("SegmentRuns", "center"),
        ("SegmentRuns", "radius_m"),
        ("cKDTree", 1),
    ],
)
def test_a_number_that_is_not_finite_is_refused(
    cls: str, attribute: str | int, value: float
) -> None:
    structure, arrays = to_arrays(build())
    entry = next(entry for entry in structure["objects"] if entry["class"] == cls)
    number = entry["state"][attribute]["array"]
    changed = [array.copy() for array in arrays]
    changed[number].reshape(-1)[-1] = value
    with pytest.raises(InputError, match="expected finite numbers"):
        from_arrays(structure, changed)


@pytest.mark.parametrize(
    ("cls", "attribute", "value"),
    [
        *(("CandidateFinder", "geometry_count", value) for value in ("x", -1, 10**9, None)),
        *(("CandidateFinder", "max_radius_m", value) for value in ("x", -1.0, None)),
        ("Segments", "edges", "x"),
    ],
)
def test_an_attribute_of_another_type_or_range_is_refused(
    cls: str, attribute: str, value: Any
) -> None:
    structure, arrays = to_arrays(build())
    entry = next(entry for entry in structure["objects"] if entry["class"] == cls)
    entry["state"][attribute] = value
    with pytest.raises(InputError, match="expected the arrays of an index"):
        from_arrays(structure, arrays)


@pytest.mark.parametrize("position", [0, 7])
@pytest.mark.parametrize("value", [-1, 10**9])
def test_a_tree_out_of_range_is_refused(position: int, value: int) -> None:
    structure, arrays = to_arrays(build())
    entry = next(entry for entry in structure["objects"] if entry["class"] == "cKDTree")
    number = entry["state"][position]["array"]
    changed = [array.copy() for array in arrays]
    if position == 0:  # nodes: the first node's children
        nodes = changed[number].view(np.int64).reshape(-1, 9)
        nodes[0, 7] = value
    else:
        changed[number][0] = value
    with pytest.raises(InputError, match="expected the arrays of an index"):
        from_arrays(structure, changed)


def test_nothing_but_an_index_is_restored() -> None:
    structure, arrays = to_arrays(build())

    def refuse(change: Any) -> None:
        changed = copy.deepcopy(structure)
        change(changed)
        with pytest.raises(InputError, match="build the index again"):
            from_arrays(changed, arrays)

    refuse(lambda changed: changed.clear())
    refuse(lambda changed: changed["objects"][0].update({"class": "Popen"}))
    refuse(lambda changed: changed.update(root={"object": 0}))
    refuse(lambda changed: changed.update(root={"object": 10**6}))
    refuse(lambda changed: changed.update(root="nothing"))
    refuse(lambda changed: changed.update(root={"call": "print"}))
    refuse(lambda changed: changed["objects"][-1]["state"].update(nearest=3))
    refuse(lambda changed: changed["objects"][-1]["state"].update(__class__=3))
    refuse(lambda changed: changed["objects"][0]["state"].update(lonlat={"object": 0}))
    with pytest.raises(TypeError, match="expected one of"):
        to_arrays(print)  # type: ignore[arg-type]
