"""Which features of a file are of the layer: by geometry, tags, filter, life cycle, supply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.catalog.layer_kind import unknown_class
from screening.catalog.life_cycle import LIFE_CYCLE_CLASSES
from screening.errors import LayerError
from screening.readers.file_checks import UnreadableError
from screening.readers.layers.excluded_features import find_excluded
from screening.readers.layers.layer_columns import OPENSTREETMAP_TAGS, layer_label
from screening.readers.layers.life_cycle_parsing import life_cycle_classes, prefixed_value
from screening.readers.row_selection import RowSelection
from screening.readers.sites.site_filter import count_texts, match_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import LayerKind
    from screening.model import LayerSpec

GEOMETRY_TYPES = {
    "point": (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT),
    "line": (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING),
    "polygon": (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
}
_MAX_LISTED = 5
_OPENSTREETMAP_VALUES = ("line", "cable", "minor_line", "substation", "station", "data_center")
"""Values of OpenStreetMap that affirm a life-cycle key: ``construction = line``."""


def select_by_geometry(
    kind: LayerKind,
    geometry: NDArray[np.object_],
    far: NDArray[np.bool_],
    selection: RowSelection,
) -> None:
    """Leave out features without a position, and of another geometry type.

    Parameters
    ----------
    kind : LayerKind
    geometry : ndarray of shapely geometries or ``None``, (n,)
    far : ndarray of bool, (n,), features whose geometry was not read
    selection : RowSelection, changed

    Raises
    ------
    UnreadableError
        Where no feature is left, or positions are impossible.
    """
    placed = far | (~shapely.is_missing(geometry) & ~shapely.is_empty(geometry))
    if not placed.any():
        raise UnreadableError("expected features, got none with geometry; export it again")
    selection.leave_out(~placed, "without geometry")
    of_type = _has_geometry_type(kind, geometry, placed, far)
    selection.leave_out(~of_type, f"that are not {geometry_words(kind)}")
    selection.leave_out(_is_at_origin(geometry), "at longitude 0, latitude 0")
    if not selection.keep.any():
        raise UnreadableError(
            "expected features, got all at longitude 0, latitude 0, which stands for a missing "
            "position; give the true ones"
        )


def _is_at_origin(geometry: NDArray[np.object_]) -> NDArray[np.bool_]:
    # other geometries, and those that are missing, have no x: NaN
    at_zero: NDArray[np.bool_] = (shapely.get_x(geometry) == 0.0) & (shapely.get_y(geometry) == 0.0)
    return at_zero


def _has_geometry_type(
    kind: LayerKind,
    geometry: NDArray[np.object_],
    placed: NDArray[np.bool_],
    far: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    types = [each for name in kind.geometry for each in GEOMETRY_TYPES[name]]
    of_type: NDArray[np.bool_] = far | np.isin(shapely.get_type_id(geometry), types)
    if not of_type.any():
        ids = shapely.get_type_id(geometry[placed])
        got = sorted({shapely.GeometryType(i).name.lower() for i in ids})
        raise UnreadableError(
            f"expected {geometry_words(kind)}, got {', '.join(got)}; choose another file"
        )
    return of_type


def geometry_words(kind: LayerKind) -> str:
    """Name a kind's geometry types.

    Parameters
    ----------
    kind : LayerKind

    Returns
    -------
    str, such as ``points or polygons``
    """
    return " or ".join(f"{name}s" for name in kind.geometry)


def select_by_columns(
    kind: LayerKind,
    spec: LayerSpec,
    table: pd.DataFrame,
    columns: Mapping[str, Sequence[pd.Series]],
    fields: Sequence[str],
    selection: RowSelection,
) -> list[str]:
    """Leave out features that are of another kind, filtered, not in service, or no supply.

    Parameters
    ----------
    kind : LayerKind
    spec : LayerSpec, with ``where`` and ``include``
    table : DataFrame, (n,), columns of the file
    columns : mapping of our column to Series, (n,), that may fill it
    fields : sequence of str, all columns of the file
    selection : RowSelection, changed

    Returns
    -------
    list of str, notes

    Raises
    ------
    LayerError
        For an unknown column or class.
    UnreadableError
        Where none is left.
    """
    _check_include(kind, spec)
    _select_kind(kind, table, selection)
    notes = select_where(spec, table, columns, fields, selection)
    before = dict(selection.left_out)
    notes += _select_in_service(kind, spec, table, selection)
    notes += _select_supplies(kind, spec, table, selection)
    if not selection.keep.any():
        _refuse_none_left(kind, before, selection)
    return notes


def _check_include(kind: LayerKind, spec: LayerSpec) -> None:
    problems = [unknown_class(kind, name) for name in spec.include]
    if any(problems):
        raise LayerError(*(f"{layer_label(spec)}: include: {each}" for each in problems if each))


def _select_kind(kind: LayerKind, table: pd.DataFrame, selection: RowSelection) -> None:
    for name, values in kind.features.items():
        if name not in table:
            continue
        of_kind = np.isin(prefixed_value(table, name).astype(str), list(values))
        if kind.has_life_cycle:  # what has a life cycle and no further value: power = proposed
            of_kind |= life_cycle_classes(table[[name]], (), openstreetmap=True)[0] != ""
        if (of_kind & selection.keep).any():
            selection.leave_out(~of_kind, f"by their {name!r}")


def select_where(
    spec: LayerSpec,
    table: pd.DataFrame,
    columns: Mapping[str, Sequence[pd.Series]],
    fields: Sequence[str],
    selection: RowSelection,
) -> list[str]:
    """Leave out the features that ``where`` does not name.

    Parameters
    ----------
    spec : LayerSpec
    table : DataFrame, (n,), columns of the file
    columns : mapping of our column to Series, (n,), that may fill it
    fields : sequence of str, all columns of the file
    selection : RowSelection, changed

    Returns
    -------
    list of str, notes

    Raises
    ------
    LayerError
        For a column that the file lacks, and values that leave nothing.
    """
    # a filter may use the column names of the file as well as ours
    aliases = {
        name: str(parts[0].name)
        for name, parts in columns.items()
        if parts and parts[0].name in table
    }
    problems: list[str] = []
    notes: list[str] = []
    for name, values in spec.where.items():
        keep, texts, messages = match_rows(
            table, name, values, aliases=aliases, noun="the file", known=fields
        )
        (notes if keep.any() else problems).extend(messages)
        if keep.any():
            dropped = Counter(texts[row] for row in np.flatnonzero(selection.keep & ~keep).tolist())
            selection.leave_out(~keep, f"by {name}: {count_texts(dropped)}")
    if spec.where and not problems and not selection.keep.any():
        problems.append("where: expected features that match all columns, got none; relax it")
    if problems:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in problems))
    return notes


def _select_in_service(
    kind: LayerKind, spec: LayerSpec, table: pd.DataFrame, selection: RowSelection
) -> list[str]:
    if not kind.has_life_cycle:
        return []
    classes, unread = life_cycle_classes(
        table[selection.keep], _OPENSTREETMAP_VALUES, openstreetmap=is_openstreetmap(table)
    )
    of_row = np.full(len(table), "", dtype=object)
    of_row[selection.keep] = classes
    for each in LIFE_CYCLE_CLASSES:
        if each.name not in spec.include:
            selection.leave_out(of_row == each.name, f"that are {each.name}")
    if not unread:
        return []
    told = [f"{count} {text}" for text, count in Counter(unread).most_common(_MAX_LISTED)]
    more = f" and {len(unread) - _MAX_LISTED} more" if len(unread) > _MAX_LISTED else ""
    return [
        f"kept {sum(unread.values())} features as in service whose status is not understood: "
        f"{', '.join(told)}{more}"
    ]


def _select_supplies(
    kind: LayerKind, spec: LayerSpec, table: pd.DataFrame, selection: RowSelection
) -> list[str]:
    notes = []
    for exclusion in kind.exclusions:
        if exclusion.name in spec.include:
            continue
        excluded, doubtful = find_excluded(table, exclusion)
        selection.leave_out(excluded, exclusion.reason)
        count = int((doubtful & selection.keep).sum())
        if count:
            notes.append(
                f"kept {count} features {exclusion.reason} by a cell that states another supply too"
            )
    return notes


def _refuse_none_left(kind: LayerKind, before: Mapping[str, int], selection: RowSelection) -> None:
    """Refuse a layer of which every feature is left out by its life cycle or its supply."""
    reasons = {name: count for name, count in selection.left_out.items() if name not in before}
    by_reason = {f"that are {each.name}": each.name for each in LIFE_CYCLE_CLASSES}
    by_reason |= {each.reason: each.name for each in kind.exclusions}
    names: Sequence[str] = [by_reason[reason] for reason in reasons]
    listed = ", ".join(f'"{name}"' for name in names)
    raise UnreadableError(
        f"expected {kind.title.lower()} in service, got none: "
        f"{', '.join(f'{count} {reason}' for reason, count in reasons.items())}; choose another "
        f"file, or write include = [{listed}]"
    )


def is_openstreetmap(table: pd.DataFrame) -> bool:
    """Tell whether a table has tags as in OpenStreetMap.

    Parameters
    ----------
    table : DataFrame

    Returns
    -------
    bool
    """
    return any(name in table for name in OPENSTREETMAP_TAGS) or {"voltage", "power"} <= set(
        table.columns
    )
