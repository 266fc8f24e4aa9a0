"""Search indexes that are prepared before factors are computed, and travel with the layers.

A prepared index is data (:class:`screening.model.PreparedIndex`); the joins open no file and
keep no state. Who prepares it may store its arrays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from screening.geodesy import ClassIndex
from screening.geodesy.index_arrays import from_arrays
from screening.joins.voltage_bounds import possible_classes, voltage_bounds
from screening.model import PreparedIndex, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray


def build_index(
    layers: Sequence[VectorLayer], at_least_kv: Sequence[float], *, possible: bool = False
) -> ClassIndex:
    """Build the index over the features of layers.

    Parameters
    ----------
    layers : sequence of VectorLayer
    at_least_kv : sequence of float [kV], thresholds of the classes; empty: one class
    possible : bool
        Index the features that only may have a voltage of the thresholds, by the highest
        that they may have, instead of those that certainly have one.

    Returns
    -------
    ClassIndex, with the trees of the path without kernels
    """
    index = ClassIndex(*_index_inputs(layers, at_least_kv, possible=possible))
    index.prepare()
    return index


def content_digest(layers: Sequence[VectorLayer]) -> str:
    """Hash what indexes over layers are built from: geometries and voltages.

    Parameters
    ----------
    layers : sequence of VectorLayer, of one kind

    Returns
    -------
    str
    """
    digest = hashlib.sha256()
    for layer in layers:
        texts = [text or b"" for text in shapely.to_wkb(layer.frame.geometry.to_numpy())]
        digest.update(np.array([len(texts), *map(len, texts)], dtype="<i8").tobytes())
        digest.update(b"".join(texts))
        if "voltage_kv" in layer.frame:
            digest.update(b"kV")
            for voltages in voltage_bounds(layer.frame):
                digest.update(voltages.astype("<f8").tobytes())
    return digest.hexdigest()


def attach_index(
    layers: Sequence[VectorLayer],
    at_least_kv: Sequence[float],
    structure: Any,
    arrays: Sequence[NDArray[Any]],
    *,
    possible: bool = False,
) -> list[VectorLayer]:
    """Attach a prepared index to the first of the layers that it is over.

    Parameters
    ----------
    layers, at_least_kv, possible : as of :func:`build_index`
    structure, arrays : from :func:`screening.geodesy.index_arrays.to_arrays`

    Returns
    -------
    list of VectorLayer
    """
    frames = tuple(layer.frame for layer in layers)
    prepared = PreparedIndex(frames, tuple(at_least_kv), structure, tuple(arrays), possible)
    first = replace(layers[0], prepared=(*layers[0].prepared, prepared))
    return [first, *layers[1:]]


def find_index(
    layers: Sequence[VectorLayer], at_least_kv: Sequence[float], *, possible: bool = False
) -> ClassIndex | None:
    """Find the prepared index over the very features of layers.

    Parameters
    ----------
    layers, at_least_kv, possible : as of :func:`build_index`

    Returns
    -------
    ClassIndex, or None where none is attached
    """
    for prepared in layers[0].prepared if layers else ():
        if (
            prepared.at_least_kv == tuple(at_least_kv)
            and prepared.possible == possible
            and len(prepared.frames) == len(layers)
            and all(a is b.frame for a, b in zip(prepared.frames, layers, strict=True))
        ):
            return restore_index(layers, at_least_kv, prepared.structure, prepared.arrays)
    return None


def restore_index(
    layers: Sequence[VectorLayer],
    at_least_kv: Sequence[float],
    structure: Any,
    arrays: Sequence[NDArray[Any]],
) -> ClassIndex:
    """Restore an index over the features of layers.

    Parameters
    ----------
    layers, at_least_kv : as of :func:`build_index`
    structure, arrays : from :func:`screening.geodesy.index_arrays.to_arrays`

    Returns
    -------
    ClassIndex

    Raises
    ------
    InputError
        Where the arrays are not those of such an index.
    """
    return from_arrays(
        structure,
        arrays,
        geometry_count=sum(len(layer.frame) for layer in layers),
        threshold_count=len(at_least_kv) or 1,
    )


def _index_inputs(
    layers: Sequence[VectorLayer], at_least_kv: Sequence[float], *, possible: bool
) -> tuple[NDArray[np.object_], NDArray[np.float64], tuple[float, ...]]:
    """Gather geometries, classes and thresholds; without thresholds all are of class 0."""
    none = [np.zeros(0, dtype=object)]
    geometries = np.concatenate(none + [layer.frame.geometry.to_numpy() for layer in layers])
    if not at_least_kv:
        return geometries, np.zeros(len(geometries)), (0.0,)
    if possible:
        return geometries, possible_classes(layers, at_least_kv), tuple(at_least_kv)
    columns = [layer.frame["voltage_kv"].to_numpy(dtype=float) for layer in layers]
    return geometries, np.concatenate([np.zeros(0), *columns]), tuple(at_least_kv)
