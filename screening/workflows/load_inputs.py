"""Reading of everything that a run needs, with every problem of the inputs reported at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import shapely

from screening import readers
from screening.catalog.declared_measures import declare_measures
from screening.errors import ConfigError, ScreeningError, SitesError
from screening.readers.file_checks import missing_files
from screening.readers.layers.state_tables import UNKNOWN_STATES
from screening.readers.regions import UNKNOWN_PLACE, Region, parse_region, read_boundaries
from screening.workflows import column_checks, coverage_checks, region_sites
from screening.workflows.column_supply import Supply

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from screening.config.settings import Config
    from screening.model import Layer, LayerSpec, Sites

T = TypeVar("T")
LayersByKind = dict[str, list["Layer"]]


@dataclass
class Inputs:
    """The inputs of a run, and every problem that reading them met.

    Attributes
    ----------
    boundaries, region, sites : None where a problem prevented reading
    layers : layers by kind, those that could be read
    site_numbers : frozenset of str, numeric columns of the sites, also where faults of its rows
        prevented reading; None where they are not known
    unread_kinds : set of str, kinds with a layer that could not be read
    unavailable_profiles : dict of other profile to what the run lacks for it
    unanswered : dict of column to the ids of sites that no layer for it covers
    problems : list of str, in the order of the config
    config_problems : frozenset of str, those of the config itself
    notes : list of str, corrections, omissions and doubts to report
    """

    boundaries: gpd.GeoDataFrame | None = None
    region: Region | None = None
    sites: Sites | None = None
    layers: LayersByKind = field(default_factory=dict)
    site_numbers: frozenset[str] | None = None
    unread_kinds: set[str] = field(default_factory=set)
    unavailable_profiles: dict[str, str] = field(default_factory=dict)
    unanswered: dict[str, frozenset[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    config_problems: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)

    def complete(self) -> tuple[Region, Sites, LayersByKind, gpd.GeoDataFrame]:
        """Return region, sites, layers and boundaries.

        Raises
        ------
        ScreeningError
            With every problem, where there is one; a ConfigError where all are the config's.
        """
        if self.problems:
            of_config = self.config_problems.issuperset(self.problems)
            raise (ConfigError if of_config else ScreeningError)(*self.problems)
        assert self.region is not None
        assert self.sites is not None
        assert self.boundaries is not None
        return self.region, self.sites, self.layers, self.boundaries


class InputCache:
    """Reads the inputs of configs; configs that name the same inputs share what was read."""

    def __init__(self) -> None:
        self._inputs: list[tuple[tuple[object, ...], Inputs]] = []
        self._full_layers: list[tuple[LayerSpec, Layer]] = []

    def __call__(self, config: Config) -> Inputs:
        """Read the inputs of a config.

        Parameters
        ----------
        config : Config

        Returns
        -------
        Inputs
            Its lists of problems and notes are the caller's own.
        """
        key = (
            *(config.boundaries, config.region, config.layers),
            *(config.sites_path, config.sites_columns, config.sites_where, config.unread),
        )
        inputs = next((inputs for other, inputs in self._inputs if other == key), None)
        if inputs is None:
            inputs = _read_inputs(config)
            self._inputs.append((key, inputs))
        return replace(inputs, problems=[*inputs.problems], notes=[*inputs.notes])

    def read_in_full(
        self,
        config: Config,
        boundaries: gpd.GeoDataFrame,
        layers: Mapping[str, Sequence[Layer]],
        names: Collection[str],
    ) -> LayersByKind:
        """Replace partially read layers by the same with every geometry.

        Parameters
        ----------
        config : Config
        boundaries : GeoDataFrame, of the config
        layers : layers by kind
        names : collection of str, names of the layers to replace

        Returns
        -------
        layers by kind, in the same order

        Raises
        ------
        LayerError
        """
        specs = {spec.name: spec for spec in config.layers}

        def replaced(layer: Layer) -> Layer:
            if layer.info.name not in names:
                return layer
            return self._read_full_layer(specs[layer.info.name], boundaries)

        return {kind: [replaced(layer) for layer in group] for kind, group in layers.items()}

    def _read_full_layer(self, spec: LayerSpec, boundaries: gpd.GeoDataFrame) -> Layer:
        """Read a layer without a region, once."""
        for other, layer in self._full_layers:
            if other == spec:
                return layer
        layer = readers.read_layer(replace(spec, near=None), boundaries)
        self._full_layers.append((spec, layer))
        return layer


def load_inputs(config: Config, cache: InputCache | None = None) -> Inputs:
    """Read the inputs of a config and check them against each other.

    Parameters
    ----------
    config : Config
    cache : InputCache or None, of earlier runs, whose inputs are reused

    Returns
    -------
    Inputs
    """
    declare_measures(config.profile.parameters.measures)
    inputs = _read_inputs(config) if cache is None else cache(config)
    inputs.notes[:0] = config.notes
    inputs.problems[:0] = config.problems
    inputs.config_problems = frozenset(config.problems)
    if inputs.sites is not None:
        inputs.notes += [f"sites: {note}" for note in inputs.sites.notes]
    _check_columns(inputs, config)
    if inputs.region is not None:
        sites = None if inputs.sites is None else _clip_sites(inputs, inputs.sites, inputs.region)
        _check_coverage(inputs, config, inputs.region, sites)
        inputs.sites = sites
    return inputs


def _read_inputs(config: Config) -> Inputs:
    inputs = Inputs(unread_kinds=set(config.unread.layer_kinds))
    inputs.boundaries = _try(inputs, lambda: read_boundaries(config.boundaries))
    first_problem = len(inputs.problems)
    boundaries = read_boundaries([]) if inputs.boundaries is None else inputs.boundaries
    if config.unread.boundaries:
        inputs.boundaries = None
    if config.region is not None:
        name = config.region
        inputs.region = _try(inputs, lambda: parse_region(name, boundaries))
    if not config.unread.sites:
        _read_sites(inputs, config)
    if config.region is None and inputs.sites is not None and not config.unread.region:
        everywhere = shapely.box(*inputs.sites.frame.total_bounds).buffer(0.01)
        inputs.region = Region("all sites", everywhere)
    inputs.problems += missing_files(config.unread.files)
    near = None if inputs.region is None else inputs.region.geometry
    _read_layers(inputs, config, boundaries, near)
    if inputs.boundaries is None:
        # Without boundaries every place name is unknown; the missing file is the one problem.
        rest = [
            text
            for text in inputs.problems[first_problem:]
            if not any(words in text for words in _WITHOUT_BOUNDARIES)
        ]
        inputs.problems[first_problem:] = rest
    return inputs


def _read_sites(inputs: Inputs, config: Config) -> None:
    """Read the sites, or at least learn their columns."""
    try:
        inputs.sites = readers.read_sites(
            config.sites_path,
            columns=config.sites_columns,
            where=config.sites_where,
            region=None if inputs.region is None else inputs.region.geometry,
        )
    except SitesError as error:
        inputs.problems += error.problems
        inputs.site_numbers = error.numeric_columns
    else:
        inputs.site_numbers = frozenset(inputs.sites.frame.select_dtypes("number").columns)


_WITHOUT_BOUNDARIES = (UNKNOWN_PLACE, UNKNOWN_STATES)
"""Words of the problems that only the lack of boundaries causes."""


def _read_layers(
    inputs: Inputs, config: Config, boundaries: gpd.GeoDataFrame, near: BaseGeometry | None
) -> None:
    """Read every layer that can be read, with its notes."""
    for spec in config.layers:
        nearby = replace(spec, near=near)
        layer = _try(inputs, partial(readers.read_layer, nearby, boundaries))
        if layer is None:
            inputs.unread_kinds.add(spec.kind)
            continue
        inputs.layers.setdefault(spec.kind, []).append(layer)
        inputs.notes += [f"{layer.info.name}: {note}" for note in layer.info.notes]
    inputs.notes += _climate_notes(inputs.layers)


def _climate_notes(layers: Mapping[str, Sequence[Layer]]) -> list[str]:
    if not layers.get("climate_normals") or layers.get("climate_hourly"):
        return []
    return [
        "climate: years are built from monthly normals (tier C); add a layer of kind "
        "climate_hourly for a station's (docs/science/cooling.md)"
    ]


def _check_columns(inputs: Inputs, config: Config) -> None:
    """Check the columns and metros that the config refers to."""
    kinds = {layer.kind for layer in config.layers} | config.unread.layer_kinds
    supply = Supply(
        frozenset(kinds), inputs.site_numbers, settings_known=not config.unread.settings
    )
    inputs.problems += column_checks.column_problems(config, supply)
    if "points_of_presence" not in inputs.unread_kinds:
        inputs.problems += column_checks.metro_problems(config, inputs.layers)
    inputs.unavailable_profiles = column_checks.unavailable_profiles(config, supply)
    inputs.notes += [
        f"profile {name} cannot be computed: {reason}"
        for name, reason in inputs.unavailable_profiles.items()
    ]
    inputs.notes += column_checks.requirement_notes(config, supply)
    inputs.notes += column_checks.scenario_notes(config, supply)


def _check_coverage(inputs: Inputs, config: Config, region: Region, sites: Sites | None) -> None:
    """Check that the layers which the criteria need cover the region, and tell where not."""
    answers = coverage_checks.find_answers(
        config, region, inputs.layers, sites, inputs.unread_kinds
    )
    before = len(inputs.problems)
    _try(inputs, lambda: coverage_checks.check_coverage(region, inputs.layers, answers))
    if len(inputs.problems) > before:
        return
    inputs.notes += coverage_checks.coverage_notes(region, sites, answers)
    if sites is not None:
        inputs.unanswered = coverage_checks.unanswered_sites(sites, answers)


def _clip_sites(inputs: Inputs, sites: Sites, region: Region) -> Sites | None:
    """Select the sites in the region, and note those outside."""
    inside = _try(inputs, lambda: region_sites.select_sites_in_region(sites, region))
    if inside is None:
        return None
    if len(inside.frame) < len(sites.frame):
        outside = sites.frame.loc[~sites.frame.index.isin(inside.frame.index)]
        inputs.notes.append(
            f"sites: {len(outside)} of {len(sites.frame)} lie outside the region {region.name} "
            f"and were left out{region_sites.missing_minus_hint(outside, region)}"
        )
    inputs.notes += [f"sites: {note}" for note in readers.site_warnings(inside.frame)]
    return inside


def _try(inputs: Inputs, step: Callable[[], T]) -> T | None:
    """Run a step; collect its problems instead of stopping."""
    try:
        return step()
    except ScreeningError as error:
        inputs.problems += error.problems
        return None
