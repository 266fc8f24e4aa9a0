"""Read everything a run needs, meeting every problem and stopping at none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely

from screening import readers
from screening.catalog.fields import FIELDS, metro_column
from screening.errors import ConfigError, RegionError, ScreeningError, SitesError, format_known
from screening.factors import computable_factors, layer_kinds_for
from screening.joins import vector_layers
from screening.readers.regions import Region, parse_region, read_boundaries

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.config.settings import Config
    from screening.model import Layer, Sites

T = TypeVar("T")
SLIVER = 0.01
"""Share of the smaller area under which two areas merely touch [-]."""


@dataclass
class Inputs:
    """What a run reads, and every problem met on the way.

    Attributes
    ----------
    boundaries, region, sites, layers : None where a problem prevented them
    problems : list of str, in the order of the config
    notes : list of str, what was mended, left out or wondered about
    """

    boundaries: gpd.GeoDataFrame | None = None
    region: Region | None = None
    sites: Sites | None = None
    layers: dict[str, list[Layer]] | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def complete(self) -> tuple[Region, Sites, dict[str, list[Layer]], gpd.GeoDataFrame]:
        """Give region, sites, layers and boundaries.

        Raises
        ------
        ScreeningError
            With every problem, where there is one.
        """
        if self.problems:
            raise ScreeningError(*self.problems)
        region, sites, layers, named = self.region, self.sites, self.layers, self.boundaries
        assert region is not None
        assert sites is not None
        assert layers is not None
        assert named is not None
        return region, sites, layers, named


class InputCache:
    """Reads what a config names, or gives what was read for the same words."""

    def __init__(self) -> None:
        self._read: list[tuple[tuple[object, ...], Inputs]] = []

    def __call__(self, config: Config) -> Inputs:
        """Read the inputs of a config; they may be changed without changing what is kept.

        Parameters
        ----------
        config : Config

        Returns
        -------
        Inputs
        """
        words = (
            *(config.boundaries, config.region, config.layers),
            *(config.sites_path, config.sites_columns, config.sites_where),
        )
        inputs = next((inputs for said, inputs in self._read if said == words), None)
        if inputs is None:
            inputs = _read_inputs(config)
            self._read.append((words, inputs))
        return replace(inputs, problems=[*inputs.problems], notes=[*inputs.notes])


def load_inputs(config: Config, kept: InputCache | None = None) -> Inputs:
    """Read what the config names and hold it against each other.

    Parameters
    ----------
    config : Config
    kept : InputCache or None, of earlier runs: what they read is not read again

    Returns
    -------
    Inputs
    """
    inputs = _read_inputs(config) if kept is None else kept(config)
    inputs.notes[:0] = config.notes
    _cross_check(inputs, config)
    return inputs


def _read_inputs(config: Config) -> Inputs:
    inputs = Inputs()
    inputs.boundaries = _try(inputs, lambda: read_boundaries(config.boundaries))
    met = len(inputs.problems)
    named = read_boundaries([]) if inputs.boundaries is None else inputs.boundaries
    if config.region is not None:
        wanted = config.region
        inputs.region = _try(inputs, lambda: parse_region(wanted, named))
    inputs.sites = _try(
        inputs,
        lambda: readers.read_sites(
            config.sites_path, columns=config.sites_columns, where=config.sites_where
        ),
    )
    if config.region is None and inputs.sites is not None:
        everywhere = shapely.box(*inputs.sites.frame.total_bounds).buffer(0.01)
        inputs.region = Region("all sites", everywhere)
    near = None if inputs.region is None else inputs.region.geometry
    inputs.layers = _try(inputs, lambda: readers.read_layers(config.layers, named, near))
    if inputs.boundaries is None:  # no name is known then: that is one problem, not many
        told = [said for said in inputs.problems[met:] if "not a known place" not in said]
        inputs.problems[met:] = told
    for layer in (layer for group in (inputs.layers or {}).values() for layer in group):
        inputs.notes += [f"{layer.info.name}: {note}" for note in layer.info.notes]
    if inputs.layers and inputs.layers.get("climate_normals"):
        inputs.notes += _climate(inputs.layers)
    return inputs


def _climate(layers: Mapping[str, Sequence[Layer]]) -> list[str]:
    if layers.get("climate_hourly"):
        return []
    return [
        "climate: years are built from monthly normals (tier C); add a layer of kind "
        "climate_hourly for a station's (docs/science/cooling.md)"
    ]


def _cross_check(inputs: Inputs, config: Config) -> None:
    """Hold what was read against each other: region, coverage, criteria."""
    region = inputs.region
    if inputs.sites is not None:
        inputs.notes += [f"sites: {note}" for note in inputs.sites.notes]
        if inputs.layers is not None:
            measures = _numeric_columns(inputs.sites, inputs.layers)
            metros = config.profile.parameters.metros
            measures |= {metro_column(name) for name in metros}
            layers_here = inputs.layers
            _try(inputs, lambda: _check_metros(config, layers_here))
            _try(inputs, lambda: _check_factors(config, measures))
    if region is not None and inputs.layers is not None:
        layers = inputs.layers
        _try(inputs, lambda: _check_coverage(region, layers))
    if region is not None and inputs.sites is not None:
        sites = inputs.sites
        kept = _try(inputs, lambda: _sites_in_region(sites, region))
        if kept is not None and len(kept.frame) < len(sites.frame):
            out = sites.frame.loc[~sites.frame.index.isin(kept.frame.index)]
            inputs.notes.append(
                f"sites: {len(out)} of {len(sites.frame)} lie outside the region {region.name} and "
                f"were left out{_missing_minus_hint(out, region)}"
            )
        inputs.sites = kept
        if kept is not None:
            inputs.notes += [f"sites: {note}" for note in readers.site_warnings(kept.frame)]


def _try(inputs: Inputs, step: Callable[[], T]) -> T | None:
    try:
        return step()
    except ScreeningError as error:
        inputs.problems += error.problems
        return None


def _sites_in_region(sites: Sites, region: Region) -> Sites:
    shapely.prepare(region.geometry)
    inside = shapely.covers(region.geometry, sites.frame.geometry.to_numpy())
    if not inside.any():
        west, south, east, north = sites.frame.total_bounds
        raise SitesError(
            f"{sites.path}: expected sites in the region {region.name}, got none of "
            f"{len(inside)}; they lie within {west:.2f},{south:.2f},{east:.2f},{north:.2f}"
            f"{_missing_minus_hint(sites.frame, region)}; choose another --region or other --sites"
        )
    return replace(sites, frame=sites.frame[inside])


def _missing_minus_hint(out: gpd.GeoDataFrame, region: Region) -> str:
    """Say which sites would lie in the region if their longitude had its minus."""
    turned = np.asarray(shapely.points(-out["longitude"].to_numpy(), out["latitude"].to_numpy()))
    lost = out.index[(out["longitude"] > 0) & shapely.covers(region.geometry, turned)]
    if lost.empty:
        return ""
    return (
        f"; {len(lost)} would lie inside with a minus before the longitude, which is negative west "
        f"of Greenwich: {format_known(lost, most=5)}"
    )


def _check_coverage(region: Region, layers: Mapping[str, Sequence[Layer]]) -> None:
    infos = [layer.info for group in layers.values() for layer in group]
    for info in infos:
        smaller = min(info.coverage.area, region.geometry.area)
        if info.coverage.intersection(region.geometry).area > SLIVER * smaller:
            return
    extents = {info.name: [round(v, 1) for v in info.coverage.bounds] for info in infos}
    said = "; ".join(f"{name} {','.join(map(str, box))}" for name, box in extents.items())
    raise RegionError(
        f"region {region.name}: expected layers that cover it, got none; known extents "
        f"(minlon,minlat,maxlon,maxlat): {said}; choose a region within them, or add layers "
        "of that region to the config (README: use your own layers)"
    )


def _numeric_columns(sites: Sites, layers: Mapping[str, Sequence[Layer]]) -> set[str]:
    """Name the columns of numbers that a run over these inputs will have."""
    computed = {
        name
        for factor in computable_factors(
            [kind for kind in layers if layers[kind]], sites.frame.columns
        )
        for name in factor.columns
        if FIELDS[name].unit
    }
    return computed | set(sites.frame.select_dtypes("number").columns)


def _check_metros(config: Config, layers: Mapping[str, Sequence[Layer]]) -> None:
    """Refuse metros that no layer places."""
    held = vector_layers(layers, "points_of_presence")
    names = {
        str(name).casefold(): str(name)
        for layer in held
        for name in layer.frame.loc[layer.frame["kind"] == "metro", "name"]
    }
    problems = [
        f"{config.path}: parameters.metros: expected a point of presence of kind metro, got "
        f"{name!r}; known: {format_known(names.values(), most=40)}; use one of these, or add "
        "it to the layer"
        for name in config.profile.parameters.metros
        if name.casefold() not in names
    ]
    if problems:
        raise ConfigError(*problems)


def _check_factors(config: Config, measures: set[str]) -> None:
    profile = config.profile
    asked = [(f"scenario.{config.scenario}.{c.how}", c.column) for c in config.changes]
    asked += [
        (f"scenario.{config.scenario}.copy.{c.column}", str(c.value))
        for c in config.changes
        if c.how == "copy"
    ]
    asked += [(f"criteria.{c.factor}", c.factor) for c in profile.criteria]
    asked += [(f"constraints.{c.name}.factor", c.factor) for c in profile.constraints]
    problems = []
    for place, factor in asked:
        if factor in measures:
            continue
        needs = list(dict.fromkeys(layer_kinds_for(factor)))
        do = (
            f"add a layer of kind {' or '.join(needs)}, or use another"
            if needs
            else "use one of these, or add it to the sites as numbers"
        )
        problems.append(
            f"{config.path}: profile.{profile.name}.{place}: expected a column of numbers of this "
            f"run, got {factor!r}; known: {format_known(measures, most=40)}; {do}"
        )
    if problems:
        raise ConfigError(*problems)
