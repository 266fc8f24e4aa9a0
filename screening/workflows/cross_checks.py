"""Checks of a run's inputs against each other: region, coverage, criteria, metros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.catalog.fields import FIELDS
from screening.errors import ConfigError, RegionError, SitesError, did_you_mean, format_known
from screening.factors import computable_factors, layer_kinds_for
from screening.joins import find_layers
from screening.model import VectorLayer

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.config.settings import Config
    from screening.model import Layer, Sites
    from screening.readers.regions import Region

OUTSIDE = "outside the region"
"""The reason for which a site is left out."""
MIN_OVERLAP_FRACTION = 0.01
"""Share of the smaller area below which two areas merely touch [-]."""


def select_sites_in_region(sites: Sites, region: Region) -> Sites:
    """Select the sites in a region or on its border.

    Parameters
    ----------
    sites : Sites
    region : Region

    Returns
    -------
    Sites

    Raises
    ------
    SitesError
        Where there is none.
    """
    shapely.prepare(region.geometry)
    inside = shapely.covers(region.geometry, sites.frame.geometry.to_numpy())
    if not inside.any():
        west, south, east, north = sites.frame.total_bounds
        raise SitesError(
            f"{sites.path}: expected sites in the region {region.name}, got none of "
            f"{len(inside)}; they lie within {west:.2f},{south:.2f},{east:.2f},{north:.2f}"
            f"{missing_minus_hint(sites.frame, region)}; choose another --region or other --sites"
        )
    left_out = dict(sites.left_out)
    if not inside.all():
        left_out[OUTSIDE] = int((~inside).sum())
    return replace(sites, frame=sites.frame[inside], left_out=left_out)


def missing_minus_hint(outside: gpd.GeoDataFrame, region: Region) -> str:
    """Name the sites that would lie in the region if their longitude were negative.

    Parameters
    ----------
    outside : GeoDataFrame, sites that do not lie in the region
    region : Region

    Returns
    -------
    str, to append to a message; empty where there is no such site
    """
    longitude, latitude = outside["longitude"].to_numpy(), outside["latitude"].to_numpy()
    mirrored = np.asarray(shapely.points(-longitude, latitude))
    positive = outside["longitude"] > 0
    names = outside.index[positive & shapely.covers(region.geometry, mirrored)]
    if names.empty:
        return ""
    return (
        f"; {len(names)} would lie inside with a minus before the longitude, which is negative "
        f"west of Greenwich: {format_known(names, max_count=5)}"
    )


def check_coverage(region: Region, layers: Mapping[str, Sequence[Layer]]) -> None:
    """Refuse a region that no layer covers.

    Parameters
    ----------
    region : Region
    layers : layers by kind

    Raises
    ------
    RegionError
    """
    infos = [layer.info for group in layers.values() for layer in group]
    for info in infos:
        smaller = min(info.coverage.area, region.geometry.area)
        if info.coverage.intersection(region.geometry).area > MIN_OVERLAP_FRACTION * smaller:
            return
    extents = {info.name: [round(v, 1) for v in info.coverage.bounds] for info in infos}
    known = "; ".join(f"{name} {','.join(map(str, box))}" for name, box in extents.items())
    raise RegionError(
        f"region {region.name}: expected layers that cover it, got none; known extents "
        f"(minlon,minlat,maxlon,maxlat): {known}; choose a region within them, or add layers "
        "of that region to the config (README: use your own layers)"
    )


def numeric_columns(sites: Sites, layers: Mapping[str, Sequence[Layer]]) -> set[str]:
    """Name the numeric columns that a run over these inputs will have.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind

    Returns
    -------
    set of str
    """
    kinds = [kind for kind in layers if layers[kind]]
    computed = {
        name
        for factor in computable_factors(kinds, sites.frame.columns)
        for name in factor.columns
        if FIELDS[name].unit
    }
    return computed | set(sites.frame.select_dtypes("number").columns)


def check_metros(config: Config, layers: Mapping[str, Sequence[Layer]]) -> None:
    """Refuse metros of the config that no layer has.

    Parameters
    ----------
    config : Config
    layers : layers by kind

    Raises
    ------
    ConfigError
    """
    names = {
        str(name).casefold(): str(name)
        for layer in find_layers(layers, "points_of_presence", VectorLayer)
        for name in layer.frame.loc[layer.frame["kind"] == "metro", "name"]
    }
    problems = [
        f"{config.path}: parameters.metros: expected a point of presence of kind metro, got "
        f"{name!r}; known: {format_known(names.values(), max_count=40)}; use one of these, or add "
        "it to the layer"
        for name in config.profile.parameters.metros
        if name.casefold() not in names
    ]
    if problems:
        raise ConfigError(*problems)


def check_factors(config: Config, columns: set[str]) -> None:
    """Refuse criteria, constraints and overrides of columns that the run will not have.

    Parameters
    ----------
    config : Config
    columns : set of str, the numeric columns of the run

    Raises
    ------
    ConfigError
    """
    problems = []
    for place, factor in _referenced_columns(config):
        if factor in columns:
            continue
        kinds = list(dict.fromkeys(layer_kinds_for(factor)))
        action = (
            f"add a layer of kind {' or '.join(kinds)}, or use another"
            if kinds
            else "use one of these, or add it to the sites as numbers"
        )
        problems.append(
            f"{config.path}: profile.{config.profile.name}.{place}: expected a column of numbers "
            f"of this run, got {factor!r}; {did_you_mean(factor, columns)}"
            f"known: {format_known(columns, max_count=40)}; {action}"
        )
    if problems:
        raise ConfigError(*problems)


def _referenced_columns(config: Config) -> list[tuple[str, str]]:
    """List where the config refers to a column, and which."""
    scenario = f"scenario.{config.scenario}"
    references = [(f"{scenario}.{c.how}", c.column) for c in config.changes]
    references += [
        (f"{scenario}.copy.{c.column}", str(c.value)) for c in config.changes if c.how == "copy"
    ]
    references += [(f"criteria.{c.factor}", c.factor) for c in config.profile.criteria]
    references += [(f"constraints.{c.name}.factor", c.factor) for c in config.profile.constraints]
    return references
