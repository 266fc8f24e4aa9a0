"""Scenarios: a named table laid over the file, and changes to columns of the sites."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.errors import ConfigError, known
from screening.model import Change

if TYPE_CHECKING:
    from screening.config.schema import ScenarioTable


def overlaid(
    path: Path,
    document: Mapping[str, Any],
    scenarios: Mapping[str, ScenarioTable],
    name: str,
) -> dict[str, Any]:
    """Lay a scenario over a parsed file.

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
            f"known: {known(scenarios)}; choose one or add [scenario.{name}]"
        )
    return merged(document, scenarios[name].overlay())


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one nested mapping over another; lists and values replace.

    Parameters
    ----------
    under, over : nested mappings

    Returns
    -------
    dict

    Examples
    --------
    >>> merged({"a": {"x": 1, "y": [1]}, "b": 2}, {"a": {"y": [3]}})
    {'a': {'x': 1, 'y': [3]}, 'b': 2}
    """
    both = dict(under)
    for key, value in over.items():
        held = both.get(key)
        nested = isinstance(held, Mapping) and isinstance(value, Mapping)
        both[key] = merged(held, value) if nested else value  # type: ignore[arg-type]
    return both


def changes_of(scenarios: Mapping[str, ScenarioTable], name: str | None) -> tuple[Change, ...]:
    """List what a scenario does to columns: copy, then set, then scale, then add.

    Parameters
    ----------
    scenarios : mapping of name to ScenarioTable
    name : str or None

    Returns
    -------
    tuple of Change
    """
    if name is None:
        return ()
    table = scenarios[name]
    return (
        *(Change(column, "copy", value) for column, value in table.copy_.items()),
        *(Change(column, "set", value) for column, value in table.set.items()),
        *(Change(column, "scale", value) for column, value in table.scale.items()),
        *(Change(column, "add", value) for column, value in table.add.items()),
    )
