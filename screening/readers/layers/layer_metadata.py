"""What a layer says of itself: in the config, else in a ``SOURCES.toml`` near the file."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.catalog.renamed_keys import rename_keys
from screening.errors import did_you_mean, format_known
from screening.model import LayerInfo
from screening.readers.file_checks import sha256
from screening.readers.regions import parse_region

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from screening.model import LayerSpec

SOURCES = "SOURCES.toml"
_FOLDERS_UP = 2
_TEXTS = ("licence", "source", "retrieved", "note", "covers")
_NUMBERS = ("precision_km", "complete_min_kv", "complete_beyond_km")
_KEYS = (*_TEXTS, *_NUMBERS, "kind", "title")
_UNSTATED_COVERAGE = (
    "states no covers; its answers are known within its bounding box, and no farther than its edge"
)


@dataclass(frozen=True)
class LayerMetadata:
    """What is stated of a layer, by whoever states it first.

    Attributes
    ----------
    values : mapping of field of :class:`LayerSpec` to text or number
    folder : Path, that a relative ``coverage`` file is looked for in
    notes : tuple of str
    """

    values: Mapping[str, str | float]
    folder: Path
    notes: tuple[str, ...] = ()


def read_metadata(spec: LayerSpec) -> tuple[LayerMetadata, list[str]]:
    """Gather what is stated of a layer.

    Parameters
    ----------
    spec : LayerSpec

    Returns
    -------
    LayerMetadata
    problems : list of str, each *where: expected …*
    """
    stated, place, problems = _entry(spec.path)
    entry, renamed = rename_keys(stated)
    notes = [f"{SOURCES}: {note}; use the new name" for note in renamed]
    notes += [
        f"{SOURCES}: {key!r} is not a known key and has no effect; "
        f"{did_you_mean(key, _KEYS)}known: {format_known(_KEYS)}"
        for key in entry
        if key not in _KEYS
    ]
    values: dict[str, str | float] = {}
    for name in (*_TEXTS, *_NUMBERS):
        own = getattr(spec, name)
        value, where = (own, spec.name) if own is not None else (entry.get(name), str(place))
        if value is None:
            continue
        if isinstance(value, dt.date):
            value = value.isoformat()
        problem = _unfit(name, value)
        if problem:
            problems.append(f"{where}: {name}: {problem}")
        else:
            values[name] = float(value) if name in _NUMBERS else str(value)
    folder = spec.path.parent if spec.covers is not None or place is None else place.parent
    return LayerMetadata(values, folder, (*notes, *_kind_note(spec, entry))), problems


def _entry(path: Path) -> tuple[Mapping[str, Any], Path | None, list[str]]:
    """Find the table of a file in the nearest SOURCES.toml that has one."""
    absolute = path.absolute()
    for folder in list(absolute.parents)[: _FOLDERS_UP + 1]:
        place = folder / SOURCES
        if not place.is_file():
            continue
        try:
            tables = tomllib.loads(place.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return {}, place, [f"{place}: expected TOML, got an error ({error}); correct it"]
        entry = tables.get(absolute.relative_to(folder).as_posix())
        if isinstance(entry, Mapping):
            return entry, place, []
    return {}, None, []


def _unfit(name: str, value: Any) -> str:
    if name in _TEXTS:
        return "" if isinstance(value, str) else f"expected text, got {value!r}; put it in quotes"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and value >= 0:
        return ""
    return f"expected a number of 0 or more, got {value!r}; write it without unit"


def _kind_note(spec: LayerSpec, entry: Mapping[str, Any]) -> tuple[str, ...]:
    kind = entry.get("kind", spec.kind)
    return (
        () if kind == spec.kind else (f"is of kind {kind} by its {SOURCES}, read as {spec.kind}",)
    )


def layer_info(
    spec: LayerSpec,
    said: LayerMetadata,
    *,
    rows: int,
    extent: BaseGeometry,
    boundaries: gpd.GeoDataFrame,
    notes: tuple[str, ...],
    left_out: Mapping[str, int] | None = None,
) -> LayerInfo:
    """Describe a layer that was read.

    Parameters
    ----------
    spec : LayerSpec
    said : LayerMetadata
    rows : int
    extent : shapely geometry in longitude, latitude; covered unless it says otherwise
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`
    notes : tuple of str
    left_out : mapping of reason to count, or None

    Returns
    -------
    LayerInfo

    Raises
    ------
    RegionError
        Where ``coverage`` names nothing that is known.
    """
    values = said.values
    covers = resolve_coverage(said, boundaries)
    unsaid = []
    if "precision_km" not in values:
        unsaid.append("states no precision_km; its distances are taken as exact")
    if covers is None:
        unsaid.append(_UNSTATED_COVERAGE)
    return LayerInfo(
        name=spec.name,
        kind=spec.kind,
        path=str(spec.path),
        sha256=sha256(spec.path),
        feature_count=rows,
        precision_km=float(values.get("precision_km", math.nan)),
        licence=str(values.get("licence", "")),
        source=str(values.get("source", "")),
        retrieved=str(values.get("retrieved", "")),
        coverage=extent if covers is None else covers,
        complete_min_kv=float(values.get("complete_min_kv", 0.0)),
        complete_beyond_km=float(values.get("complete_beyond_km", math.inf)),
        note=str(values.get("note", "")),
        notes=(*said.notes, *notes, *unsaid),
        coverage_stated=covers is not None,
        left_out=dict(left_out or {}),
    )


def resolve_coverage(said: LayerMetadata, boundaries: gpd.GeoDataFrame) -> BaseGeometry | None:
    """Resolve ``coverage``.

    Parameters
    ----------
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    shapely geometry in longitude, latitude, or None where nothing is said

    Raises
    ------
    RegionError
    """
    text = said.values.get("covers")
    if text is None:
        return None
    beside = said.folder / str(text)
    named = str(beside) if beside.suffix and beside.is_file() else str(text)
    return parse_region(named, boundaries).geometry
