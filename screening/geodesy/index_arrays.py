"""Search indexes as plain arrays, which can be stored and loaded without executing code.

An index is a graph of few objects of known classes whose attributes are arrays, numbers and
texts. The structure of the graph is JSON; the arrays are listed beside it, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any, get_args

import numpy as np
import shapely
from numpy.typing import NDArray

from screening.errors import InputError
from screening.geodesy.candidate_search import CandidateFinder
from screening.geodesy.class_index import ClassIndex
from screening.geodesy.index import GeodesicIndex
from screening.geodesy.input_checks import Edges
from screening.geodesy.polygons import PolygonChart
from screening.geodesy.segment_index import SegmentIndex
from screening.geodesy.segments import SegmentRuns, Segments

Arrays = Sequence[NDArray[Any]]

CLASSES: dict[str, type] = {
    each.__name__: each
    for each in (
        *(ClassIndex, GeodesicIndex, SegmentIndex, Segments, SegmentRuns, PolygonChart),
        CandidateFinder,
    )
}
"""The classes of which an index is made; no others are loaded."""
KD_TREE = "cKDTree"
KD_NODE = np.dtype(
    [
        *(("split_dim", "i8"), ("children", "i8"), ("split", "f8"), ("start", "i8"), ("end", "i8")),
        *(("less_pointer", "u8"), ("greater_pointer", "u8"), ("less", "i8"), ("greater", "i8")),
    ]
)
"""A node of scipy's k-d tree; scipy sets the pointers from ``less`` and ``greater``."""
LEAF = -1


def to_arrays(index: ClassIndex) -> tuple[dict[str, Any], tuple[NDArray[Any], ...]]:
    """Take an index apart into a structure for JSON and plain arrays.

    Parameters
    ----------
    index : ClassIndex, prepared or not; trees of the kernels are left out

    Returns
    -------
    structure : dict, what JSON can hold
    arrays : tuple of ndarray, not copied
    """
    writer = _Writer()
    root = writer.encode(index)
    return {"objects": writer.objects, "root": root}, tuple(writer.arrays)


def from_arrays(
    structure: Any, arrays: Arrays, *, geometry_count: int, threshold_count: int
) -> ClassIndex:
    """Put an index together from structure and arrays.

    Parameters
    ----------
    structure, arrays : from :func:`to_arrays`
    geometry_count, threshold_count : int, of the index that is expected

    Returns
    -------
    ClassIndex, which shares memory with the arrays

    Raises
    ------
    InputError
        Where they are not as :func:`to_arrays` returns them: an unknown class, an array of
        another type or shape, a number out of range.
    """
    try:
        reader = _Reader(arrays)
        for entry in structure["objects"]:
            reader.objects.append(reader.build(entry["class"], entry["state"]))
        index = reader.decode(structure["root"])
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"geodesy.from_arrays: expected the arrays of an index, got others ({error}); "
            "build the index again"
        ) from error
    except shapely.errors.ShapelyError as error:
        raise InputError(
            f"geodesy.from_arrays: expected polygons as WKB, got others ({error}); "
            "build the index again"
        ) from error
    if not isinstance(index, ClassIndex):
        raise InputError(
            f"geodesy.from_arrays: expected a ClassIndex, got {type(index).__name__}; "
            "build the index again"
        )
    counts = len(index.index), len(index._column)
    if counts != (geometry_count, threshold_count):
        raise InputError(
            f"geodesy.from_arrays: expected {geometry_count} geometries and {threshold_count} "
            f"thresholds, got {counts[0]} and {counts[1]}; build the index again"
        )
    return index


@dataclass
class _Writer:
    """Encodes values; an object or array that occurs twice is encoded once."""

    objects: list[dict[str, Any]] = field(default_factory=list)
    arrays: list[NDArray[Any]] = field(default_factory=list)
    codes: dict[int, dict[str, Any]] = field(default_factory=dict)
    alive: list[object] = field(default_factory=list)
    """Keeps encoded values alive, so that ``codes`` can use their identity."""

    def encode(self, value: Any) -> Any:
        """Encode a value as what JSON can hold."""
        if value is None or isinstance(value, str | bool | int | float):
            return value
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
            return {"items": [self.encode(item) for item in value]}
        if id(value) not in self.codes:
            self.codes[id(value)] = self._encode_shared(value)
            self.alive.append(value)
        return self.codes[id(value)]

    def _encode_shared(self, value: Any) -> dict[str, Any]:
        if isinstance(value, np.ndarray):
            return self._encode_array(value)
        name = type(value).__name__
        if name == KD_TREE:
            state: Any = list(value.__getstate__())
            state[0] = state[0].view(np.uint8)
        elif CLASSES.get(name) is type(value):
            # Named tuples hold the trees of the kernels, which are built on demand.
            state = {k: v for k, v in vars(value).items() if not hasattr(v, "_fields")}
        else:
            raise TypeError(f"geodesy.to_arrays: expected one of {list(CLASSES)}, got {name}")
        if isinstance(state, dict):
            encoded: Any = {key: self.encode(item) for key, item in state.items()}
        else:
            encoded = [self.encode(item) for item in state]
        self.objects.append({"class": name, "state": encoded})
        return {"object": len(self.objects) - 1}

    def _encode_array(self, array: NDArray[Any]) -> dict[str, Any]:
        if array.dtype != object:
            self.arrays.append(array)
            return {"array": len(self.arrays) - 1}
        texts = shapely.to_wkb(array)
        ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
        self.arrays += [np.frombuffer(b"".join(texts), np.uint8), ends]
        return {"polygons": len(self.arrays) - 2}


@dataclass
class _Reader:
    """Decodes values; an object refers to earlier objects only, so that there is no cycle."""

    arrays: Arrays
    objects: list[Any] = field(default_factory=list)

    def decode(self, code: Any) -> Any:
        """Decode what :meth:`_Writer.encode` encoded."""
        if not isinstance(code, dict):
            return code
        (kind, value), *_ = code.items()
        if kind == "items":
            return tuple(self.decode(item) for item in value)
        if kind == "array":
            return self.arrays[value]
        if kind == "object":
            return self.objects[value]
        if kind == "polygons":
            return self._polygons(*self.arrays[value : value + 2])
        raise ValueError(f"kind {kind!r}")

    def build(self, name: str, state: Any) -> Any:
        """Make an object of a known class from its encoded attributes."""
        if name == KD_TREE:
            return _kd_tree([self.decode(item) for item in state])
        cls = CLASSES[name]
        if shadows := [key for key in state if callable(getattr(cls, key, None))]:
            raise ValueError(f"attributes {shadows} of {name}")
        made: Any = object.__new__(cls)
        made.__dict__.update({key: self.decode(item) for key, item in state.items()})
        CHECKS.get(name, lambda _: None)(made)
        return made

    def _polygons(self, wkb: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.object_]:
        raw, starts = wkb.tobytes(), [0, *ends.tolist()]
        texts = [raw[a:b] for a, b in pairwise(starts)]
        return np.asarray(shapely.from_wkb(np.array(texts, dtype=object)), dtype=object)


def _kd_tree(state: list[Any]) -> Any:
    """Restore a k-d tree whose nodes and indices stay within its data."""
    from scipy.spatial import cKDTree

    nodes, data, count, dimensions, _, maxes, mins, indices, *box = state
    _check_finite(data, (count, 3))
    _check(indices, np.int64, (count,), below=count)
    _check_finite(maxes, (3,))
    _check_finite(mins, (3,))
    if dimensions != 3 or box != [None, None]:
        raise ValueError("k-d tree of other dimensions")
    _check_nodes(nodes.view(KD_NODE), count)
    tree: Any = cKDTree.__new__(cKDTree)
    tree.__setstate__((nodes.view("S1"), *state[1:]))
    return tree


def _check_nodes(nodes: NDArray[Any], count: int) -> None:
    """Check that children follow their parents, and that ranges lie within the data."""
    position = np.arange(len(nodes))
    inner = nodes["split_dim"] != LEAF
    below = (nodes["split_dim"] >= LEAF) & (nodes["split_dim"] < 3)
    ranges = (nodes["start"] >= 0) & (nodes["start"] <= nodes["end"]) & (nodes["end"] <= count)
    children = np.isfinite(nodes["split"])
    for name in ("less", "greater"):
        children &= (nodes[name] > position) & (nodes[name] < len(nodes))
    if not (below & ranges & (children | ~inner)).all():
        raise ValueError("k-d tree with nodes out of range")


def _check_finite(array: Any, shape: tuple[int, ...]) -> None:
    _check(array, np.float64, shape)
    if not np.isfinite(array).all():
        raise ValueError("expected finite numbers")


def _check(array: Any, dtype: type, shape: tuple[int, ...], *, below: int | None = None) -> None:
    """Check type, shape and, of indices, the range ``0 .. below - 1``."""
    if not isinstance(array, np.ndarray) or array.dtype != dtype or array.shape != shape:
        got = getattr(array, "dtype", type(array)), getattr(array, "shape", ())
        raise ValueError(f"expected an array of {dtype.__name__} {shape}, got {got}")
    if below is not None and array.size and not 0 <= array.min() <= array.max() < below:
        raise ValueError(f"expected numbers from 0 to {below - 1}")


def _check_segments(segments: Segments) -> None:
    vertices, count, geometries = (
        len(array) for array in (segments.lonlat, segments.tail, segments.first)
    )
    if segments.edges not in get_args(Edges):
        raise ValueError(f"expected edges of {get_args(Edges)}, got {segments.edges!r}")
    _check_finite(segments.lonlat, (vertices, 2))
    _check_finite(segments.xyz, (vertices, 3))
    _check(segments.tail, np.int64, (count,), below=vertices)
    _check(segments.head, np.int64, (count,), below=vertices)
    _check(segments.geometry, np.int64, (count,), below=geometries)
    _check(segments.first, np.int64, (geometries,), below=count + 1)
    _check(segments.count, np.int64, (geometries,), below=count + 1)
    if (segments.first + segments.count).max(initial=0) > count:
        raise ValueError("expected the segments of a geometry within those of the index")
    derived = vars(segments).keys() - {each.name for each in fields(Segments)}
    for name in derived:
        _check_finite(vars(segments)[name], (count,))


def _check_runs(runs: SegmentRuns) -> None:
    count = len(runs.first)
    for array in (runs.first, runs.count, runs.geometry):
        _check(array, np.int64, (count,), below=np.iinfo(np.int64).max // 2)
    _check_finite(runs.center, (count, 3))
    _check_finite(runs.radius_m, (count,))


def _check_finder(finder: CandidateFinder) -> None:
    (count,) = (len(value) for value in vars(finder).values() if isinstance(value, Segments))
    last = (finder.runs.first + finder.runs.count).max(initial=0)
    if finder.tree.n != count or last > count:
        raise ValueError("expected a tree and runs over the segments of the index")
    if not 0.0 <= finder.max_radius_m < np.inf or not 0 <= finder.geometry_count <= count:
        raise ValueError("expected a finite radius, and no more geometries than segments")


def _check_chart(chart: PolygonChart) -> None:
    _check(chart.geometry, np.int64, (len(chart.polygons),), below=np.iinfo(np.int64).max)


def _check_classes(index: ClassIndex) -> None:
    count, levels = len(index.index), len(index._levels)
    _check(index._levels, np.float64, (levels,))
    _check(index._column, np.int64, (len(index._column),), below=levels)
    _check(index._classes, np.float64, (count,))
    _check(index._band + 1, np.int64, (count,), below=levels + 1)


CHECKS: dict[str, Callable[[Any], None]] = {
    Segments.__name__: _check_segments,
    SegmentRuns.__name__: _check_runs,
    CandidateFinder.__name__: _check_finder,
    PolygonChart.__name__: _check_chart,
    ClassIndex.__name__: _check_classes,
}
