"""Builds the frozen settings of a run from the validated tables of a config file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from screening import climate
from screening.catalog.custom_measures import Measure
from screening.config.conversion_tables import build_assumptions
from screening.config.layer_table import LayerTable
from screening.config.measure_checks import build_measures, custom_problems, promised_measures
from screening.config.parameter_tables import build_dataclass
from screening.config.schema import CLIMATE_KEYS, ROBUSTNESS_KEYS, FileTable
from screening.config.settings import NOTHING_UNREAD, Config, UnreadParts
from screening.model import (
    Constraint,
    Criterion,
    FactorParameters,
    LayerSpec,
    MonteCarloSettings,
    Profile,
)


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


def build_config(
    path: Path,
    parsed: FileTable,
    name: str,
    *,
    document: Mapping[str, Any] | None = None,
    unread: UnreadParts = NOTHING_UNREAD,
) -> Config:
    """Build the settings of a run from a validated file.

    Parameters
    ----------
    path : Path, of the file
    parsed : FileTable
    name : str, of the run
    document : mapping or None, the file as TOML gives it, problems and all; None: ``parsed``
    unread : UnreadParts, what the problems leave out of ``parsed``

    Returns
    -------
    Config
        With the problems that only show across tables.
    """
    base = path.parent
    general = parsed.screening
    problems = [each for each in custom_problems(parsed.layers) if each[0] not in unread.layers]
    faulty = {layer for layer, _ in problems} | unread.layers
    by_layer = build_measures(parsed.layers, faulty)
    promised = promised_measures(document or parsed.model_dump(include={"layers"}), faulty)
    measures = (*by_layer.values(), *promised)
    profile = _build_profile(parsed, general.profile, measures)
    return Config(
        path=path,
        name=name,
        folder=base / general.out / name,
        region=_resolve_region(base, general.region),
        seed=general.seed,
        profile=profile,
        others=tuple(
            _build_profile(parsed, other, measures)
            for other in parsed.profile
            if other != general.profile
        ),
        sites_path=base / parsed.sites.path,
        sites_columns=parsed.sites.columns,
        sites_where=parsed.sites.where,
        layers=tuple(
            _build_layer_spec(base, layer, table, by_layer.get(layer))
            for layer, table in parsed.layers.items()
            if layer not in faulty
        ),
        boundaries=tuple(base / boundary for boundary in general.boundaries),
        draws=_build_draws(parsed),
        scenario="",
        scenarios={name: table.description for name, table in parsed.scenario.items()},
        scenario_configs={},
        changes=(),
        notes=(),
        assumptions=build_assumptions(parsed),
        document=parsed.model_dump(exclude_none=True),
        problems=(
            *(f"{path}: {text}" for _, text in problems),
            *_cooling_problems(path, profile),
        ),
        unread=replace(
            unread,
            layers=frozenset(faulty),
            layer_kinds=unread.layer_kinds | {measure.kind_name for measure in promised},
        ),
    )


def _resolve_region(base: Path, region: str | None) -> str | None:
    """Name a region's file from the folder of the config; leave a place or a box as it is."""
    if region and Path(region).suffix and path_is_file(base / region):
        return str(base / region)
    return region


def _build_draws(parsed: FileTable) -> MonteCarloSettings:
    stated = {field: getattr(parsed.robustness, key) for key, field in ROBUSTNESS_KEYS.items()}
    return build_dataclass(MonteCarloSettings, stated | {"seed": parsed.screening.seed})


_OF_MEASURES = {"measure", "name", "unit", "title", "column", "radius_km", "digits"}


def _build_layer_spec(
    base: Path, name: str, layer: LayerTable, measure: Measure | None
) -> LayerSpec:
    values = layer.model_dump(exclude={"path", "facilities", "kind", *_OF_MEASURES})
    if measure is not None and measure.column:
        values["columns"] = {**values["columns"], measure.value_column: measure.column}
    return LayerSpec(
        name=name,
        kind=layer.kind if measure is None else measure.kind_name,
        path=base / layer.path,
        facilities=None if layer.facilities is None else base / layer.facilities,
        measure=measure,
        **values,
    )


def _build_profile(parsed: FileTable, name: str, measures: Sequence[Measure]) -> Profile:
    if name not in parsed.profile:
        return _no_profile(parsed, name, measures)
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
        parameters=build_dataclass(
            FactorParameters, stated | later_year | {"measures": tuple(measures)}
        ),
        stated_parameters=stated,
    )


def _no_profile(parsed: FileTable, name: str, measures: Sequence[Measure]) -> Profile:
    """Stand in for a profile that the file lacks, so that its inputs are checked all the same."""
    return Profile(
        name=name,
        description="",
        method="wsm",
        missing="unknown",
        min_coverage_fraction=0.0,
        weighting="given",
        order=(),
        pairwise={},
        criteria=(),
        constraints=(),
        parameters=build_dataclass(
            FactorParameters,
            parsed.parameters.model_dump(exclude_none=True) | {"measures": tuple(measures)},
        ),
    )


def _cooling_problems(path: Path, profile: Profile) -> list[str]:
    """Report parameters that admit no cooling design."""
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
    return problems
