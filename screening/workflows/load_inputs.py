"""Reading of everything that a run needs, with every problem of the inputs reported at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import shapely

from screening import readers
from screening.catalog.fields import metro_column
from screening.errors import ScreeningError
from screening.readers.regions import Region, parse_region, read_boundaries
from screening.workflows import cross_checks

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.config.settings import Config
    from screening.model import Layer, LayerSpec, Sites

T = TypeVar("T")
LayersByKind = dict[str, list["Layer"]]


@dataclass
class Inputs:
    """The inputs of a run, and every problem that reading them met.

    Attributes
    ----------
    boundaries, region, sites, layers : None where a problem prevented reading
    problems : list of str, in the order of the config
    notes : list of str, corrections, omissions and doubts to report
    """

    boundaries: gpd.GeoDataFrame | None = None
    region: Region | None = None
    sites: Sites | None = None
    layers: LayersByKind | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def complete(self) -> tuple[Region, Sites, LayersByKind, gpd.GeoDataFrame]:
        """Return region, sites, layers and boundaries.

        Raises
        ------
        ScreeningError
            With every problem, where there is one.
        """
        if self.problems:
            raise ScreeningError(*self.problems)
        assert self.region is not None
        assert self.sites is not None
        assert self.layers is not None
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
            *(config.sites_path, config.sites_columns, config.sites_where),
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
    inputs = _read_inputs(config) if cache is None else cache(config)
    inputs.notes[:0] = config.notes
    _check_columns(inputs, config)
    if inputs.region is not None and inputs.layers is not None:
        region, layers = inputs.region, inputs.layers
        _try(inputs, lambda: cross_checks.check_coverage(region, layers))
    if inputs.region is not None and inputs.sites is not None:
        inputs.sites = _clip_sites(inputs, inputs.sites, inputs.region)
    return inputs


def _read_inputs(config: Config) -> Inputs:
    inputs = Inputs()
    inputs.boundaries = _try(inputs, lambda: read_boundaries(config.boundaries))
    first_problem = len(inputs.problems)
    boundaries = read_boundaries([]) if inputs.boundaries is None else inputs.boundaries
    if config.region is not None:
        name = config.region
        inputs.region = _try(inputs, lambda: parse_region(name, boundaries))
    inputs.sites = _try(
        inputs,
        lambda: readers.read_sites(
            config.sites_path,
            columns=config.sites_columns,
            where=config.sites_where,
            region=None if inputs.region is None else inputs.region.geometry,
        ),
    )
    if config.region is None and inputs.sites is not None:
        everywhere = shapely.box(*inputs.sites.frame.total_bounds).buffer(0.01)
        inputs.region = Region("all sites", everywhere)
    near = None if inputs.region is None else inputs.region.geometry
    inputs.layers = _try(inputs, lambda: readers.read_layers(config.layers, boundaries, near))
    if inputs.boundaries is None:
        # Without boundaries every place name is unknown; the missing file is the one problem.
        rest = [text for text in inputs.problems[first_problem:] if "not a known place" not in text]
        inputs.problems[first_problem:] = rest
    for layer in (layer for group in (inputs.layers or {}).values() for layer in group):
        inputs.notes += [f"{layer.info.name}: {note}" for note in layer.info.notes]
    inputs.notes += _climate_notes(inputs.layers or {})
    return inputs


def _climate_notes(layers: Mapping[str, Sequence[Layer]]) -> list[str]:
    if not layers.get("climate_normals") or layers.get("climate_hourly"):
        return []
    return [
        "climate: years are built from monthly normals (tier C); add a layer of kind "
        "climate_hourly for a station's (docs/science/cooling.md)"
    ]


def _check_columns(inputs: Inputs, config: Config) -> None:
    """Check the columns and metros that the config refers to."""
    if inputs.sites is None:
        return
    inputs.notes += [f"sites: {note}" for note in inputs.sites.notes]
    if inputs.layers is None:
        return
    layers = inputs.layers
    columns = cross_checks.numeric_columns(inputs.sites, layers)
    columns |= {metro_column(name) for name in config.profile.parameters.metros}
    _try(inputs, lambda: cross_checks.check_metros(config, layers))
    _try(inputs, lambda: cross_checks.check_factors(config, columns))


def _clip_sites(inputs: Inputs, sites: Sites, region: Region) -> Sites | None:
    """Select the sites in the region, and note those outside."""
    inside = _try(inputs, lambda: cross_checks.select_sites_in_region(sites, region))
    if inside is None:
        return None
    if len(inside.frame) < len(sites.frame):
        outside = sites.frame.loc[~sites.frame.index.isin(inside.frame.index)]
        inputs.notes.append(
            f"sites: {len(outside)} of {len(sites.frame)} lie outside the region {region.name} "
            f"and were left out{cross_checks.missing_minus_hint(outside, region)}"
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
