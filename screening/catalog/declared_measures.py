"""The measures of custom layers of the run at hand, for what knows a column by its name alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from screening.catalog.custom_measures import Measure, list_measures

_DECLARED: ContextVar[tuple[Measure, ...]] = ContextVar("declared_measures", default=())


def declare_measures(measures: Iterable[Measure]) -> None:
    """Make the measures of a run known, in place of those of an earlier one.

    Whatever describes columns and layers of a run by their name alone asks
    :func:`declared_measures`: every entry that takes a config or a result declares its own.

    Parameters
    ----------
    measures : iterable of Measure
    """
    _DECLARED.set(tuple(measures))


def declare_config(document: Mapping[str, Any]) -> None:
    """Make the measures of a config known.

    Parameters
    ----------
    document : mapping, a config as it was parsed, or as ``run.json`` has it
    """
    declare_measures(list_measures(document.get("layers", {})))


def declared_measures() -> tuple[Measure, ...]:
    """Return the measures of the run at hand.

    Returns
    -------
    tuple of Measure
    """
    return _DECLARED.get()


def is_measure(column: str) -> bool:
    """Tell whether a column is the fact of a custom layer of the run at hand.

    Parameters
    ----------
    column : str

    Returns
    -------
    bool
    """
    return any(measure.name == column for measure in declared_measures())
