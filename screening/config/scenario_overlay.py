"""Scenarios: a named table that overrides the file, and overrides of columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.errors import ConfigError, format_known
from screening.model import ColumnOverride

if TYPE_CHECKING:
    from screening.config.schema import ScenarioTable


def apply_scenario(
    path: Path,
    document: Mapping[str, Any],
    scenarios: Mapping[str, ScenarioTable],
    name: str,
) -> dict[str, Any]:
    """Apply a scenario to a parsed file.

    Parameters
    ----------
    path : Path, of the file
    document : mapping, as TOML gives it
    scenarios : mapping of name to ScenarioTable
    name : str

    Returns
    -------
    dict

    Raises
    ------
    ConfigError
        Where the file has no scenario of that name.
    """
    if name not in scenarios:
        raise ConfigError(
            f"{path}: scenario: expected one of the file's scenarios, got {name!r}; "
            f"known: {format_known(scenarios)}; choose one or add [scenario.{name}]"
        )
    return deep_merge(document, scenarios[name].overlay())


def deep_merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Merge nested mappings; lists and values of the second replace those of the first.

    Parameters
    ----------
    under, over : nested mappings

    Returns
    -------
    dict

    Examples
    --------
    >>> deep_merge({"a": {"x": 1, "y": [1]}, "b": 2}, {"a": {"y": [3]}})
    {'a': {'x': 1, 'y': [3]}, 'b': 2}
    """
    both = dict(under)
    for key, value in over.items():
        current = both.get(key)
        nested = isinstance(current, Mapping) and isinstance(value, Mapping)
        both[key] = deep_merge(current, value) if nested else value  # type: ignore[arg-type]
    return both


def column_overrides(
    scenarios: Mapping[str, ScenarioTable], name: str | None
) -> tuple[ColumnOverride, ...]:
    """List the overrides of a scenario: copy, then set, then scale, then add.

    Parameters
    ----------
    scenarios : mapping of name to ScenarioTable
    name : str or None

    Returns
    -------
    tuple of ColumnOverride
    """
    if name is None:
        return ()
    table = scenarios[name]
    return (
        *(ColumnOverride(column, "copy", value) for column, value in table.copy_.items()),
        *(ColumnOverride(column, "set", value) for column, value in table.set.items()),
        *(ColumnOverride(column, "scale", value) for column, value in table.scale.items()),
        *(ColumnOverride(column, "add", value) for column, value in table.add.items()),
    )
