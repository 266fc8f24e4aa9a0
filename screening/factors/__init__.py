"""Facts with units, derived from layers. One file a theme; ``FACTORS`` lists them.

To add one: a function ``(sites, layers, parameters) -> FactorResult`` with a
``Factor(...)`` at the foot of its theme's file, its columns in ``screening.catalog.fields``,
and its name here, after the factors whose columns it needs. The contract tests run over
the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import pandas as pd

from screening.factors.connectivity import CONNECTIVITY
from screening.factors.cooling import COOLING
from screening.factors.factor import Factor, compute_factor
from screening.factors.factor_cache import FactorCache
from screening.factors.grid_capacity import GRID
from screening.factors.grid_proximity import POWER
from screening.factors.power_chain import WATERFALL
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
    "layer_kinds_for",
]


def compute_all(
    sites: Sites,
    layers: Layers,
    parameters: FactorParameters,
    changed: Callable[[pd.DataFrame], pd.DataFrame] = lambda columns: columns,
    kept: FactorCache | None = None,
) -> list[FactorResult]:
    """Compute every factor, each after those whose columns it needs.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind
    parameters : FactorParameters
    changed : callable, what a scenario does to columns before later factors see them
    kept : FactorCache or None, of earlier runs: what comes out the same is not computed again

    Returns
    -------
    list of FactorResult, in the order of ``FACTORS``
    """
    results: list[FactorResult] = []
    for factor in FACTORS.values():
        computed = [result.columns for result in results]
        stated = sites.frame.drop(columns=[c for part in computed for c in part], errors="ignore")
        given = pd.concat([stated, *computed], axis=1)
        wanted = dict.fromkeys(
            [*sites.frame.columns, *factor.required_columns, *factor.optional_columns]
        )
        here = replace(sites, frame=given.reindex(columns=pd.Index(wanted)))
        compute = compute_factor if kept is None else kept
        result = compute(factor, here, layers, parameters)
        results.append(replace(result, columns=changed(result.columns)))
    return results


def computable_factors(kinds: Collection[str], columns: Collection[str]) -> list[Factor]:
    """Name the factors that have something to work from.

    Parameters
    ----------
    kinds : collection of str, kinds of layers at hand
    columns : collection of str, columns of the sites

    Returns
    -------
    list of Factor, in the order of ``FACTORS``
        Those with a layer of any of their kinds, or with no kinds, whose needs the sites
        or earlier ones meet.
    """
    found: list[Factor] = []
    met = set(columns)
    for factor in FACTORS.values():
        has_layer = not factor.layer_kinds or any(kind in kinds for kind in factor.layer_kinds)
        if has_layer and met.issuperset(factor.required_columns):
            found.append(factor)
            met.update(factor.columns)
    return found


def layer_kinds_for(column: str) -> Iterator[str]:
    """Name the kinds of layers that a column comes from, directly or through its needs.

    Parameters
    ----------
    column : str

    Yields
    ------
    str, a kind may come twice; nothing for a column that no factor gives

    Examples
    --------
    >>> list(layer_kinds_for("line_kv"))
    ['substations', 'transmission_lines']
    """
    for factor in FACTORS.values():
        if column in factor.columns:
            yield from factor.layer_kinds
            for need in factor.required_columns:
                yield from layer_kinds_for(need)
