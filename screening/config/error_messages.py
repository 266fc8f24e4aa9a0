"""Validation errors of pydantic as the messages of this project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from screening.catalog.renamed_keys import RENAMED_KEYS
from screening.config.schema import FileTable
from screening.errors import did_you_mean, format_known

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def format_errors(
    path: Path,
    error: ValidationError,
    is_reported: Callable[[ErrorDetails], bool] = lambda _: True,
) -> Iterator[str]:
    """Format every problem of a config file.

    Parameters
    ----------
    path : Path, of the file
    error : ValidationError
    is_reported : callable, tells which of its items to format

    Yields
    ------
    str, *where: expected …, got …*
    """
    for item in filter(is_reported, error.errors()):
        place = ".".join(str(part) for part in item["loc"])
        kind, got = item["type"], item["input"]
        if kind == "extra_forbidden":
            *parents, name = item["loc"]
            names = _names_at(parents)
            successor = RENAMED_KEYS.get(str(name))
            if successor in names:  # given too, as a former key alone is renamed
                yield (
                    f"{path}: {place}: expected one name of a setting, got its former name "
                    f"{name!r} beside {successor!r}; remove {name}"
                )
                continue
            yield (
                f"{path}: {place}: not a known key; {did_you_mean(str(name), names)}"
                f"known: {format_known(names, max_count=20)}; rename or remove it"
            )
        elif kind == "missing":
            yield f"{path}: {place}: expected it to be given, got nothing; add it"
        elif kind == "too_short":
            yield f"{path}: {place}: expected at least one entry, got none; add one"
        elif kind == "string_pattern_mismatch":
            yield (
                f"{path}: {place.removesuffix('.[key]')}: expected a plain name "
                f"({item['ctx']['pattern']}), got {got!r}; rename it"
            )
        elif kind == "literal_error":
            known = re.findall(r"'([^']*)'", str(item["ctx"]["expected"]))
            yield (
                f"{path}: {place}: {_expected(item['msg'])}, got {got!r}; "
                f"{did_you_mean(str(got), known)}choose one of these"
            )
        elif kind == "value_error":
            # The check of a named number states the place itself.
            yield ": ".join(part for part in (str(path), place, str(item["ctx"]["error"])) if part)
        else:
            yield f"{path}: {place}: {_expected(item['msg'])}, got {got!r}"


def _expected(message: str) -> str:
    said = re.sub(r"^Input should be (a |an )?", "", message)
    return f"expected {said}" if said != message else message


def _names_at(parents: list[int | str]) -> list[str]:
    """List the keys that the table at this place may have."""
    model: Any = FileTable
    for part in parents:
        if isinstance(model, type) and issubclass(model, BaseModel):
            model = model.model_fields[str(part)].annotation
        else:  # dict[str, Model]: any name leads to the model
            model = model.__args__[1]
    return [field.alias or name for name, field in model.model_fields.items()]
