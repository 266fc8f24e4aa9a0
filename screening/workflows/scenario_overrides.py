"""The overrides of a scenario: copy, set, scale and add columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from screening.catalog.fields import get_field

if TYPE_CHECKING:
    import pandas as pd

    from screening.model import ColumnOverride

    Frame = TypeVar("Frame", bound=pd.DataFrame)


def column_override(overrides: Sequence[ColumnOverride]) -> Callable[[Frame], Frame]:
    """Make the function that applies overrides to the columns that a table has.

    Parameters
    ----------
    overrides : sequence of ColumnOverride

    Returns
    -------
    callable, DataFrame -> DataFrame of the same type
        Overrides of columns that the table lacks are skipped. Missing values stay missing
        unless the column is set. A column is copied where the table has source and target.

    Examples
    --------
    >>> import pandas as pd
    >>> from screening.model import ColumnOverride
    >>> facts = pd.DataFrame({"pue_mean": [1.1, float("nan")], "name": ["a", "b"]})
    >>> warmer = ColumnOverride("pue_mean", "add", 0.1)
    >>> larger = ColumnOverride("it_mw", "scale", 2)
    >>> column_override([warmer, larger])(facts).round(2)
       pue_mean name
    0       1.2    a
    1       NaN    b
    """

    def apply(frame: Frame) -> Frame:
        for override in overrides:
            if override.column in frame:
                frame = _apply_override(frame, override)
        return frame

    return apply


def _apply_override(frame: Frame, override: ColumnOverride) -> Frame:
    """Override a column, and its bounds."""
    source = override.value if override.how == "copy" else override.column
    if source not in frame:
        return frame
    changes: dict[str, Any] = {}
    targets, sources = _with_bounds(override.column), _with_bounds(str(source))
    for target, name in zip(targets, sources, strict=True):
        if target not in frame:
            continue
        if override.how == "set":
            changes[target] = override.value
        elif override.how == "copy":
            changes[target] = frame[name if name in frame else source]
        else:
            numbers, by = frame[name].astype(float), float(override.value)
            changes[target] = numbers * by if override.how == "scale" else numbers + by
    changed: Frame = frame.assign(**changes)
    return changed


def _with_bounds(column: str) -> tuple[str, str, str]:
    """Name a column and those of its bounds, itself where it has none."""
    field = get_field(column)
    return (column, field.lower, field.upper) if field.lower else (column, column, column)
