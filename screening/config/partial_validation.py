"""Validation that goes on: every problem of a document, and the parts of it that are valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from screening.config.error_messages import format_errors
from screening.config.scenario_overlay import apply_scenario
from screening.config.schema import FileTable, LayerTable, ProfileTable, SitesTable

_MAX_ROUNDS = 20
"""Rounds of leaving out what is invalid: each leaves out keys, or the tables around them."""


class PartialFileTable(FileTable):
    """The valid parts of a config file: tables that a run requires may be missing."""

    sites: SitesTable = Field(default_factory=lambda: SitesTable(path=""))
    layers: dict[str, LayerTable] = Field(default_factory=dict)
    profile: dict[str, ProfileTable] = Field(default_factory=dict)


@dataclass(frozen=True)
class Validated:
    """A validated document.

    Attributes
    ----------
    document : mapping, without the keys and tables that have problems
    parsed : FileTable, of it: defaults stand for what was left out
    problems : list of str, of the whole document
    """

    document: Mapping[str, Any]
    parsed: FileTable
    problems: list[str] = field(default_factory=list)


def validate(path: Path, document: Mapping[str, Any]) -> Validated:
    """Validate a document, in parts where it has problems.

    Parameters
    ----------
    path : Path, of the file
    document : mapping, as TOML gives it

    Returns
    -------
    Validated
    """
    model, rest = FileTable, dict(document)
    problems: list[str] = []
    faulty: set[str] = set()
    for _ in range(_MAX_ROUNDS):
        try:
            return Validated(rest, model.model_validate(rest), problems)
        except ValidationError as error:
            tables = {_table(item["loc"]) for item in error.errors()}
            # What follows in a table that had problems may follow from what was left out.
            if faulty.isdisjoint(tables):
                problems += format_errors(path, error)
            faulty |= tables
            rest = _without(rest, error)
            model = PartialFileTable
    return Validated({}, PartialFileTable(), problems)


def validate_scenarios(path: Path, validated: Validated) -> tuple[dict[str, FileTable], list[str]]:
    """Validate every scenario of a document, whether applied or not.

    Parameters
    ----------
    path : Path, of the file
    validated : Validated

    Returns
    -------
    dict of scenario to FileTable, the document with the scenario applied, of valid scenarios
    problems : list of str
    """
    model = PartialFileTable if validated.problems else FileTable
    scenarios = validated.parsed.scenario
    valid: dict[str, FileTable] = {}
    problems: list[str] = []
    for name in scenarios:
        laid = apply_scenario(validated.document, scenarios, name)
        try:
            valid[name] = model.model_validate(laid)
        except ValidationError as error:
            problems += [
                message.replace(f"{path}: ", f"{path}: scenario.{name}: ", 1)
                for message in format_errors(path, error)
            ]
    return valid, problems


def _table(place: tuple[int | str, ...]) -> str:
    """Name the table of the file at the top of a place; the file's own check is of one."""
    return str(place[0]) if place else "economics"


def _without(document: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """Copy a document without the keys, or else the tables, that an error is about."""
    copy = _copied(document)
    for item in error.errors():
        _remove(copy, item["loc"] or ("economics",))
    return dict(copy)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(item) for key, item in value.items()}
    return value


def _remove(document: dict[str, Any], place: tuple[int | str, ...]) -> None:
    """Remove the deepest key of a place: of a key that is missing, the table that lacks it."""
    holder, key, table = document, "", document
    for part in place:
        if not isinstance(table, dict) or part not in table:
            break
        holder, key, table = table, str(part), table[part]
    holder.pop(key, None)
