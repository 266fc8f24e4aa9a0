"""Factors: facts with units, derived from layers. One file per theme; ``FACTORS`` lists them.

To add one, write a pure function ``(sites, layers, parameters) -> FactorResult``, describe
it by a ``Factor(...)`` record at the foot of the theme's file, describe its columns in
``screening.catalog.fields``, and add the record here, after the factors whose columns it
requires. The contract tests run over the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import cast

import geopandas as gpd
import pandas as pd

from screening.catalog.stated_facts import mark_stated
from screening.factors.connectivity import CONNECTIVITY
from screening.factors.cooling import COOLING
from screening.factors.factor import Factor, compute_factor
from screening.factors.factor_cache import FactorCache
from screening.factors.grid_capacity import GRID
from screening.factors.grid_proximity import POWER
from screening.factors.power_chain import WATERFALL
from screening.factors.stated_values import apply_stated
from screening.factors.water import WATER, WATER_STRESS
from screening.model import FactorParameters, FactorResult, Layers, Sites

FACTORS: dict[str, Factor] = {
    factor.name: factor
    for factor in (POWER, GRID, CONNECTIVITY, WATER_STRESS, COOLING, WATERFALL, WATER)
}

__all__ = [
    "FACTORS",
    "Factor",
    "FactorCache",
    "computable_factors",
    "compute_all",
    "index_requests",
    "layer_kinds_for",
]


def compute_all(
    sites: Sites,
    layers: Layers,
    parameters: FactorParameters,
    override: Callable[[pd.DataFrame], pd.DataFrame] = lambda columns: columns,
    cache: FactorCache | None = None,
) -> list[FactorResult]:
    """Compute every factor, each after those whose columns it requires.

    A fact that a site states replaces the derived one before later factors read it.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind
    parameters : FactorParameters
    override : callable, DataFrame -> DataFrame; a scenario's changes of the columns of a
        result, applied before later factors read them
    cache : FactorCache or None, of earlier computations, whose results are reused

    Returns
    -------
    list of FactorResult, in the order of ``FACTORS``
    """
    results: list[FactorResult] = []
    own = mark_stated(sites.frame)
    for factor in FACTORS.values():
        computed = [result.columns for result in results]
        rest = own.drop(columns=[c for part in computed for c in part], errors="ignore")
        known = pd.concat([rest, *computed], axis=1)
        names = dict.fromkeys([*own.columns, *factor.required_columns, *factor.optional_columns])
        frame = cast(gpd.GeoDataFrame, known.reindex(columns=pd.Index(names)))
        factor_sites = replace(sites, frame=frame)
        compute = compute_factor if cache is None else cache
        result = compute(factor, factor_sites, layers, parameters)
        result = apply_stated(result, own, factor.columns)
        results.append(replace(result, columns=override(result.columns)))
    return results


def computable_factors(kinds: Collection[str], columns: Collection[str]) -> list[Factor]:
    """Select the factors that have data.

    Parameters
    ----------
    kinds : collection of str, kinds of the layers of a run
    columns : collection of str, columns of the sites

    Returns
    -------
    list of Factor, in the order of ``FACTORS``
        Those with a layer of any of their kinds, or without kinds, whose required columns
        the sites or earlier factors have.
    """
    computable: list[Factor] = []
    available = set(columns)
    for factor in FACTORS.values():
        has_layer = not factor.layer_kinds or any(kind in kinds for kind in factor.layer_kinds)
        if has_layer and available.issuperset(factor.required_columns):
            computable.append(factor)
            available.update(factor.columns)
    return computable


def index_requests(parameters: FactorParameters) -> dict[str, list[tuple[float, ...]]]:
    """List the search indexes that the factors use.

    Parameters
    ----------
    parameters : FactorParameters

    Returns
    -------
    dict of layer kind to lists of thresholds [kV], each once

    Examples
    --------
    >>> index_requests(FactorParameters())["fiber_routes"]
    [()]
    """
    requests: dict[str, list[tuple[float, ...]]] = {}
    for factor in FACTORS.values():
        for request in factor.indexes:
            thresholds = requests.setdefault(request.layer_kind, [])
            if request.resolve(parameters) not in thresholds:
                thresholds.append(request.resolve(parameters))
    return requests


def layer_kinds_for(column: str) -> Iterator[str]:
    """Name the kinds of layers that a column is derived from, directly or indirectly.

    Parameters
    ----------
    column : str

    Yields
    ------
    str, a kind may repeat; nothing for a column that no factor gives

    Examples
    --------
    >>> list(layer_kinds_for("line_kv"))
    ['substations', 'transmission_lines']
    """
    for factor in FACTORS.values():
        if column in factor.columns:
            yield from factor.layer_kinds
            for required in factor.required_columns:
                yield from layer_kinds_for(required)
