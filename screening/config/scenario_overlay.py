"""Scenarios: a named table that overrides the file, and overrides of columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from screening.errors import did_you_mean, format_known
from screening.model import ColumnOverride

if TYPE_CHECKING:
    from screening.config.schema import ScenarioTable


def apply_scenario(
    document: Mapping[str, Any], scenarios: Mapping[str, ScenarioTable], name: str
) -> dict[str, Any]:
    """Apply a scenario to a parsed file.

    Parameters
    ----------
    document : mapping, as TOML gives it
    scenarios : mapping of name to ScenarioTable
    name : str, one of them

    Returns
    -------
    dict
    """
    return deep_merge(document, scenarios[name].overlay())


def unknown_scenario(name: str, scenarios: Collection[str]) -> str:
    """Describe a scenario that the file does not have.

    Parameters
    ----------
    name : str
    scenarios : collection of str, those that it has

    Returns
    -------
    str
    """
    return (
        f"scenario: expected one of the file's scenarios, got {name!r}; "
        f"{did_you_mean(name, scenarios)}known: {format_known(scenarios)}; choose one or add "
        f"[scenario.{name}]"
    )


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
    tuple of ColumnOverride, empty for a name that is None or not one of the scenarios
    """
    if name is None or name not in scenarios:
        return ()
    table = scenarios[name]
    return (
        *(ColumnOverride(column, "copy", value) for column, value in table.copy_.items()),
        *(ColumnOverride(column, "set", value) for column, value in table.set.items()),
        *(ColumnOverride(column, "scale", value) for column, value in table.scale.items()),
        *(ColumnOverride(column, "add", value) for column, value in table.add.items()),
    )
