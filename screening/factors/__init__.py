"""Factors: facts with units, derived from layers. One file per theme; ``FACTORS`` lists them.

To add one, write a pure function ``(sites, layers, parameters) -> FactorResult``, describe
it by a ``Factor(...)`` record at the foot of the theme's file, whose groups state what each column
needs, describe its columns in ``screening.catalog.fields``, and add the record here, after the
factors whose columns it requires. The contract tests run over the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import cast

import geopandas as gpd
import pandas as pd

from screening.catalog.stated_facts import mark_stated
from screening.factors.connectivity import CONNECTIVITY
from screening.factors.cooling import COOLING
from screening.factors.custom import CUSTOM
from screening.factors.factor import ColumnGroup, Factor, compute_factor
from screening.factors.factor_cache import FactorCache
from screening.factors.grid_capacity import GRID
from screening.factors.grid_proximity import POWER
from screening.factors.power_chain import WATERFALL
from screening.factors.stated_values import apply_stated
from screening.factors.water import WATER, WATER_STRESS
from screening.model import FactorParameters, FactorResult, Layers, Sites

FACTORS: dict[str, Factor] = {
    factor.name: factor
    for factor in (POWER, GRID, CONNECTIVITY, WATER_STRESS, COOLING, WATERFALL, WATER, CUSTOM)
}

__all__ = [
    "FACTORS",
    "ColumnGroup",
    "ColumnNeeds",
    "Factor",
    "FactorCache",
    "column_needs",
    "computable_columns",
    "compute_all",
    "index_requests",
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
        groups = factor.all_groups(parameters)
        given = dict.fromkeys(name for group in groups for name in group.columns)
        result = apply_stated(result, own, given)
        results.append(replace(result, columns=override(result.columns)))
    return results


def computable_columns(
    kinds: Collection[str], stated: Collection[str], parameters: FactorParameters
) -> set[str]:
    """Name the columns for which a run has the inputs.

    Parameters
    ----------
    kinds : collection of str, kinds of the layers of a run
    stated : collection of str, columns of the sites; each grants itself, and the columns of
        factors that require it
    parameters : FactorParameters

    Returns
    -------
    set of str

    Examples
    --------
    >>> columns = computable_columns(["substations"], ["grid_mw"], FactorParameters())
    >>> "substation_distance_km" in columns, "line_distance_km" in columns, "firm_mw" in columns
    (True, False, True)
    """
    available = set(stated)
    for factor in FACTORS.values():
        for group in factor.all_groups(parameters):
            if (
                all(any(kind in kinds for kind in choice) for choice in group.kind_choices)
                and available.issuperset(group.required_columns)
                and all(getattr(parameters, switch) for switch in group.switches)
            ):
                available.update(group.column_names(parameters))
    return available


@dataclass(frozen=True)
class ColumnNeeds:
    """What a column is derived from, directly or through other columns.

    Attributes
    ----------
    kind_choices : tuple of tuple of str, layer kinds; of each tuple, any one is needed
    switches : tuple of str, attributes of FactorParameters that must be set, or true
    """

    kind_choices: tuple[tuple[str, ...], ...] = ()
    switches: tuple[str, ...] = ()


def column_needs(
    column: str, stated: Collection[str], parameters: FactorParameters
) -> ColumnNeeds | None:
    """Tell what a column is derived from.

    Parameters
    ----------
    column : str
    stated : collection of str, columns that the sites state, which need nothing
    parameters : FactorParameters, whose metros give columns

    Returns
    -------
    ColumnNeeds, or None for a column that neither the sites nor a factor gives

    Examples
    --------
    >>> column_needs("hub_route_km", (), FactorParameters()).kind_choices
    (('fiber_routes',), ('points_of_presence',))
    >>> column_needs("it_mw", (), FactorParameters()).kind_choices
    (('climate_normals', 'climate_hourly'),)
    """
    if column in stated:
        return ColumnNeeds()
    for factor in FACTORS.values():
        for group in factor.all_groups(parameters):
            if column in group.column_names(parameters):
                needs = [
                    ColumnNeeds(group.kind_choices, group.switches),
                    *(
                        column_needs(required, stated, parameters) or ColumnNeeds()
                        for required in group.required_columns
                    ),
                ]
                return ColumnNeeds(
                    tuple(dict.fromkeys(c for need in needs for c in need.kind_choices)),
                    tuple(dict.fromkeys(s for need in needs for s in need.switches)),
                )
    return None


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
