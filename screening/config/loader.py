"""Reads a TOML file into a frozen :class:`Config`, or reports all its problems at once.

pydantic lives here and nowhere else. Paths in the file are relative to the file.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from screening import climate
from screening.catalog.renamed_keys import rename_keys
from screening.config.conversion_tables import build_assumptions
from screening.config.error_messages import format_errors
from screening.config.layer_table import LayerTable
from screening.config.parameter_tables import build_dataclass
from screening.config.scenario_overlay import apply_scenario, column_overrides
from screening.config.schema import CLIMATE_KEYS, ROBUSTNESS_KEYS, FileTable
from screening.config.settings import Config
from screening.errors import ConfigError, InputError, format_known
from screening.model import (
    Constraint,
    Criterion,
    FactorParameters,
    LayerSpec,
    MonteCarloSettings,
    Profile,
)

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

    Returns
    -------
    Config
        Its name contains the options that differ from the file, so that a run with other
        options does not replace the run of the file.

    Raises
    ------
    ConfigError
        With every problem of the file.
    """
    original, notes = rename_keys(_read_toml(path))
    document = dict(original)
    if sites is not None:
        document = document | {"sites": {"path": str(sites)}}
    for key, value in (("region", region), ("profile", profile), ("seed", seed)):
        if value is not None:
            document["screening"] = {**document.get("screening", {}), key: value}
    if scenario is not None:
        document = apply_scenario(path, document, _validate(path, document).scenario, scenario)
    parsed = _validate(path, document)
    _validate_scenarios(path, document, parsed)
    said = _name_parts(parsed, original, sites, region, profile)
    said += [] if scenario is None else [_slug(scenario)]
    config = _build_config(path, parsed, "-".join(said))
    return replace(
        config,
        folder=out or config.folder,
        sites_path=sites or config.sites_path,
        scenario=scenario or "",
        notes=tuple(f"{path}: {note}; use the new name" for note in notes),
        changes=column_overrides(parsed.scenario, scenario),
    )


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


def _validate(path: Path, document: Mapping[str, Any]) -> FileTable:
    try:
        parsed = FileTable.model_validate(document)
    except ValidationError as error:
        raise ConfigError(*format_errors(path, error)) from None
    chosen = parsed.screening.profile
    if chosen not in parsed.profile:
        raise ConfigError(
            f"{path}: profile: expected one of the file's profiles, got {chosen!r}; "
            f"known: {format_known(parsed.profile)}; choose one or add [profile.{chosen}]"
        )
    return parsed


def _validate_scenarios(path: Path, document: Mapping[str, Any], parsed: FileTable) -> None:
    """Validate every scenario, whether applied or not."""
    problems: list[str] = []
    for name in parsed.scenario:
        laid = apply_scenario(path, document, parsed.scenario, name)
        try:
            FileTable.model_validate(laid)
        except ValidationError as error:
            messages = format_errors(path, error)
            problems += [
                message.replace(f"{path}: ", f"{path}: scenario.{name}: ", 1)
                for message in messages
            ]
    if problems:
        raise ConfigError(*problems)


def _name_parts(
    parsed: FileTable,
    original: Mapping[str, Any],
    sites: Path | None,
    region: str | None,
    profile: str | None,
) -> list[str]:
    file = original.get("screening", {})
    parts = [parsed.screening.name]
    if sites is not None:
        parts.append(_slug(sites.stem))
    if region is not None and region != file.get("region"):
        parts.append(_slug(Path(region).stem if path_is_file(Path(region)) else region))
    if profile is not None and profile != file.get("profile", "training"):
        parts.append(_slug(profile))
    return parts


def _slug(text: str) -> str:
    """Make a text part of a folder's name; different texts give different names.

    >>> _slug("Milam County, TX"), _slug("-103,31,-100,33.9")
    ('milam-county-tx', 'm103-31-m100-33.9')
    """
    signed = re.sub(r"-(?=\d)", "m", text.casefold()) if _BOX.fullmatch(text) else text.casefold()
    slug = re.sub(r"[^\w.]+", "-", signed).strip("-.")
    return slug[:_LONGEST] or hashlib.sha256(text.encode()).hexdigest()[:8]


def path_is_file(path: Path) -> bool:
    """Tell whether a path is a file; a text that is too long for a path is none.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
    """
    try:
        return path.is_file()
    except OSError:
        return False


def _build_config(path: Path, parsed: FileTable, name: str) -> Config:
    base = path.parent
    general = parsed.screening
    region = general.region
    if region and Path(region).suffix and path_is_file(base / region):
        region = str(base / region)
    return Config(
        path=path,
        name=name,
        folder=base / general.out / name,
        region=region,
        seed=general.seed,
        profile=_check_cooling(path, _build_profile(parsed, general.profile), parsed),
        others=tuple(
            _build_profile(parsed, other) for other in parsed.profile if other != general.profile
        ),
        sites_path=base / parsed.sites.path,
        sites_columns=parsed.sites.columns,
        sites_where=parsed.sites.where,
        layers=tuple(_build_layer_spec(base, name, layer) for name, layer in parsed.layers.items()),
        boundaries=tuple(base / boundary for boundary in general.boundaries),
        draws=build_dataclass(
            MonteCarloSettings,
            {field: getattr(parsed.robustness, key) for key, field in ROBUSTNESS_KEYS.items()}
            | {"seed": general.seed},
        ),
        scenario="",
        scenarios={name: table.description for name, table in parsed.scenario.items()},
        changes=(),
        notes=(),
        assumptions=build_assumptions(parsed),
        document=parsed.model_dump(exclude_none=True),
    )


def _build_layer_spec(base: Path, name: str, layer: LayerTable) -> LayerSpec:
    stated = layer.model_dump(exclude={"path", "facilities"})
    facilities = None if layer.facilities is None else base / layer.facilities
    return LayerSpec(name=name, path=base / layer.path, facilities=facilities, **stated)


def _build_profile(parsed: FileTable, name: str) -> Profile:
    profile = parsed.profile[name]
    stated = parsed.parameters.model_dump(exclude_none=True)
    stated |= profile.parameters.model_dump(exclude_none=True)
    later_year = {field: getattr(parsed.climate, key) for key, field in CLIMATE_KEYS.items()}
    return Profile(
        name=name,
        description=profile.description,
        method=profile.method,
        missing=profile.missing,
        min_coverage_fraction=profile.min_coverage_fraction,
        weighting=profile.weighting,
        order=tuple(profile.order),
        pairwise=profile.pairwise,
        criteria=tuple(
            Criterion(factor, c.weight, c.worst, c.best, c.rationale)
            for factor, c in profile.criteria.items()
        ),
        constraints=tuple(
            Constraint(label, **constraint.model_dump())
            for label, constraint in profile.constraints.items()
        ),
        parameters=build_dataclass(FactorParameters, stated | later_year),
        stated_parameters=stated,
    )


def _check_cooling(path: Path, profile: Profile, parsed: FileTable) -> Profile:
    """Refuse parameters that admit no cooling design, or a later year without deltas."""
    parameters = profile.parameters
    limits = climate.CoolingLimits(
        parameters.rack_kw,
        parameters.rack_water_class,
        parameters.immersion_allowed,
        parameters.evaporative_allowed,
    )
    problems = []
    if parameters.cooling_design == climate.BEST and not climate.admissible_designs(limits):
        problems.append(
            f"{path}: parameters: expected racks that a cooling design suits, got "
            f"{parameters.rack_kw:g} kW a rack with rack_water_class "
            f"{parameters.rack_water_class!r}; air cools up to {climate.MAX_AIR_RACK_KW:g} kW; "
            "name a water class, or a cooling_design"
        )
    raster = any(layer.kind == "climate_deltas" for layer in parsed.layers.values())
    if parameters.climate_year is not None and not raster:
        try:
            climate.warming_deltas_k(
                parameters.climate_year,
                parameters.climate_region,
                parameters.delta_dry_bulb_c,
                parameters.delta_dew_point_c,
            )
        except InputError as error:
            problems += [f"{path}: {problem}" for problem in error.problems]
    if problems:
        raise ConfigError(*problems)
    return profile
