"""Reads a TOML file into a frozen :class:`Config`, or reports all its problems at once.

pydantic lives here and nowhere else. Paths in the file are relative to the file.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from screening.catalog.declared_measures import declare_measures
from screening.catalog.renamed_keys import rename_keys
from screening.config.partial_validation import unread_parts, validate, validate_scenarios
from screening.config.scenario_overlay import apply_scenario, column_overrides, unknown_scenario
from screening.config.schema import FileTable
from screening.config.settings import Config
from screening.config.settings_building import build_config, path_is_file
from screening.errors import ConfigError, did_you_mean, format_known

_BOX = re.compile(r"[-+0-9., ]+")
_LONGEST = 60


def load(
    path: Path,
    *,
    sites: Path | None = None,
    region: str | None = None,
    profile: str | None = None,
    out: Path | None = None,
    seed: int | None = None,
    scenario: str | None = None,
    partial: bool = False,
) -> Config:
    """Read a config and apply the options of the command line.

    Parameters
    ----------
    path : Path, a TOML file
    sites : Path or None, replaces the entire ``[sites]`` table
    region, profile : str or None
    out : Path or None, the run's own folder
    seed : int or None
    scenario : str or None, a [scenario.NAME] of the file to apply
    partial : bool, whether to return the valid parts of a file that has problems, with
        these as ``Config.problems``, so that they are reported with those of the inputs

    Returns
    -------
    Config
        Its name contains the options that differ from the file, so that a run with other
        options does not replace the run of the file.

    Raises
    ------
    ConfigError
        With every problem of the file. If ``partial``, only where nothing of it is valid.
    """
    original, notes = rename_keys(_read_toml(path))
    document = dict(original)
    if sites is not None:
        document = document | {"sites": {"path": str(sites)}}
    for key, value in (("region", region), ("profile", profile), ("seed", seed)):
        if value is not None:
            document["screening"] = {**_table_of(document, "screening"), key: value}
    config = _build(path, document, scenario, _Options(original, sites, region, profile))
    config = replace(
        config,
        folder=out or config.folder,
        sites_path=sites or config.sites_path,
        notes=(
            *(f"{path}: {note}; use the new name" for note in notes),
            *_unused_sites_notes(path, original, sites),
        ),
    )
    if config.problems and not partial:
        raise ConfigError(*config.problems)
    return config


def _unused_sites_notes(
    path: Path, original: Mapping[str, Any], sites: Path | None
) -> Iterator[str]:
    """Tell which keys of [sites] do not apply to another file of sites."""
    unused = [key for key in ("columns", "where") if _table_of(original, "sites").get(key)]
    if sites is not None and unused:
        yield (
            f"{path}: [sites] {' and '.join(unused)} not used, as --sites {sites} is another file; "
            "name it under [sites] to use them"
        )


@dataclass(frozen=True)
class _Options:
    """The file as it was read, and the options that replace parts of it."""

    original: Mapping[str, Any]
    sites: Path | None
    region: str | None
    profile: str | None


def _build(
    path: Path, document: Mapping[str, Any], scenario: str | None, options: _Options
) -> Config:
    """Validate a document, apply a scenario, and build the settings of what is valid."""
    laid, problems = validate(path, document), []
    if scenario is not None:
        if scenario not in _table_of(document, "scenario"):
            problems.append(f"{path}: {unknown_scenario(scenario, laid.parsed.scenario)}")
        elif not laid.problems:
            document = apply_scenario(document, laid.parsed.scenario, scenario)
            laid = validate(path, document)
    scenarios, scenario_problems = validate_scenarios(path, laid)
    name = "-".join(_name_parts(laid.parsed, options, scenario))
    unread = unread_parts(path, document, laid.document, laid.parsed.screening.profile)
    config = build_config(path, laid.parsed, name, document=document, unread=unread)
    declare_measures(config.profile.parameters.measures)
    problems = [*laid.problems, *scenario_problems, *problems]
    problems += [*_profile_problems(path, document), *config.problems]
    return replace(
        config,
        scenario=scenario or "",
        changes=column_overrides(laid.parsed.scenario, scenario),
        scenario_configs={
            other: replace(
                build_config(path, parsed, name),
                scenario=other,
                changes=column_overrides(parsed.scenario, other),
            )
            for other, parsed in scenarios.items()
            if scenario is None
        },
        problems=tuple(dict.fromkeys(problems)),
    )


def _profile_problems(path: Path, document: Mapping[str, Any]) -> list[str]:
    """Report a chosen profile that the file does not have."""
    profiles = _table_of(document, "profile")
    chosen = _table_of(document, "screening").get("profile", "training")
    if not profiles or not isinstance(chosen, str) or chosen in profiles:
        return []
    return [
        f"{path}: profile: expected one of the file's profiles, got {chosen!r}; "
        f"{did_you_mean(chosen, profiles)}known: {format_known(profiles)}; choose one or add "
        f"[profile.{chosen}]"
    ]


def _table_of(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a table of a document; an empty one where it is none, which validation reports."""
    table = document.get(name, {})
    return table if isinstance(table, Mapping) else {}


def json_schema() -> dict[str, Any]:
    """Describe the config file for editors and validators.

    Returns
    -------
    dict, a JSON Schema (draft 2020-12)
    """
    schema = FileTable.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: expected a config file, got none; "
            "write one with `screening init DIR`, or name another"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected a readable UTF-8 TOML file, got {error}") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: expected TOML, got {error}") from error


def _name_parts(parsed: FileTable, options: _Options, scenario: str | None) -> list[str]:
    """List the name of the file and the options that differ from it."""
    file = _table_of(options.original, "screening")
    sites, region, profile = options.sites, options.region, options.profile
    parts = [parsed.screening.name]
    if sites is not None:
        parts.append(_slug(sites.stem))
    if region is not None and region != file.get("region"):
        parts.append(_slug(Path(region).stem if path_is_file(Path(region)) else region))
    if profile is not None and profile != file.get("profile", "training"):
        parts.append(_slug(profile))
    return [*parts, *([] if scenario is None else [_slug(scenario)])]


def _slug(text: str) -> str:
    """Make a text part of a folder's name; different texts give different names.

    >>> _slug("Milam County, TX"), _slug("-103,31,-100,33.9")
    ('milam-county-tx', 'm103-31-m100-33.9')
    """
    signed = re.sub(r"-(?=\d)", "m", text.casefold()) if _BOX.fullmatch(text) else text.casefold()
    slug = re.sub(r"[^\w.]+", "-", signed).strip("-.")
    return slug[:_LONGEST] or hashlib.sha256(text.encode()).hexdigest()[:8]
