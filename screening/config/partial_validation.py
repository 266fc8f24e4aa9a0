"""Validation that goes on: every problem of a document, and the parts of it that are valid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from screening.catalog.kinds import KINDS, config_kinds
from screening.config.error_messages import format_errors
from screening.config.layer_table import LayerTable
from screening.config.scenario_overlay import apply_scenario
from screening.config.schema import FileTable, ProfileTable, SitesTable
from screening.config.settings import UnreadParts
from screening.errors import find_similar

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

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
    for _ in range(_MAX_ROUNDS):
        try:
            return Validated(rest, model.model_validate(rest), problems)
        except ValidationError as error:
            # Later, most follows from what was left out, but not what checks of names say.
            if model is FileTable:
                problems += format_errors(path, error)
            else:
                problems += format_errors(path, error, _is_of_names)
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


def unread_parts(
    path: Path, document: Mapping[str, Any], valid: Mapping[str, Any], profile: str
) -> UnreadParts:
    """Tell what the problems of a document leave out.

    Parameters
    ----------
    path : Path, of the file
    document : mapping, as TOML gives it
    valid : mapping, the same without what has problems
    profile : str, the chosen one

    Returns
    -------
    UnreadParts
    """

    def differs(*place: str) -> bool:
        return bool(_item(document, place) != _item(valid, place))

    layers = _item(document, ("layers",))
    layers = layers if isinstance(layers, Mapping) else {"": {}}
    lost = [name for name in layers if differs("layers", name)]
    kinds = [
        find_similar(str(_item(document, ("layers", name, "kind"))), config_kinds())
        for name in lost
    ]
    known = {kind for kind in kinds if kind is not None}
    places: list[tuple[str, ...]] = [("sites",)] if differs("sites") else []
    places += [("layers", name) for name in lost]
    return UnreadParts(
        sites=differs("sites"),
        region=differs("screening", "region"),
        boundaries=differs("screening", "boundaries"),
        settings=differs("parameters")
        or differs("climate")
        or differs("profile", profile, "parameters"),
        layers=frozenset(lost),
        layer_kinds=frozenset(KINDS if None in kinds else known),
        files=tuple(_file(path.parent, document, place) for place in places),
    )


def _file(folder: Path, document: Mapping[str, Any], place: tuple[str, ...]) -> tuple[str, Path]:
    """Name the file of a table with problems; the folder itself where it names none."""
    text = _item(document, (*place, "path"))
    file = folder / text if isinstance(text, str) else folder
    return (f"layer {place[-1]} ({file})" if len(place) > 1 else str(file)), file


def _item(document: Any, place: Sequence[str]) -> Any:
    """Look up a place in nested mappings; None where it is missing."""
    for key in place:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document


NAMED_TABLES = ("conversion", "economics")
"""Tables whose own check refuses unknown names, whichever other keys they have."""


def _is_of_names(item: ErrorDetails) -> bool:
    place = item["loc"] or ("economics",)
    return item["type"] == "value_error" and place[-1] in NAMED_TABLES


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
