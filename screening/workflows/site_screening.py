"""The computation of a screening: a pure function of sites, layers and a profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import pandas as pd

from screening.catalog.declared_measures import declare_measures
from screening.catalog.fields import STATED_FACTS
from screening.catalog.stated_facts import is_fact, mark_stated, without_names
from screening.factors import FactorCache, compute_all
from screening.model import (
    ColumnOverride,
    FactorParameters,
    FactorResult,
    Layers,
    MonteCarloSettings,
    Profile,
    Sites,
)
from screening.model.fact_bounds import align_bounds
from screening.scoring.power_criteria import without_power
from screening.scoring.ranked_sites import evaluate
from screening.workflows.scenario_overrides import column_override

if TYPE_CHECKING:
    import geopandas as gpd

NO_SAMPLING = MonteCarloSettings(max_sites=0)
"""Settings under which no ranks are drawn, however few sites there are."""


@dataclass(frozen=True)
class DerivedFacts:
    """The facts of a screening before scoring.

    Attributes
    ----------
    sites : Sites, with the scenario's changes
    results : tuple of FactorResult, in the order of ``screening.factors.FACTORS``
    table : DataFrame, one row per site: identity, computed facts, input columns
    """

    sites: Sites
    results: tuple[FactorResult, ...]
    table: pd.DataFrame

    @property
    def incomplete_layers(self) -> tuple[str, ...]:
        """Names of the layers that must be read in full before every fact can be computed."""
        names = (name for result in self.results for name in result.incomplete_layers)
        return tuple(dict.fromkeys(names))


def derive_facts(
    sites: Sites,
    layers: Layers,
    parameters: FactorParameters,
    overrides: Sequence[ColumnOverride] = (),
    *,
    cache: FactorCache | None = None,
) -> DerivedFacts:
    """Compute every factor, under a scenario's overrides.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind
    parameters : FactorParameters
    overrides : sequence of ColumnOverride
    cache : FactorCache or None

    Returns
    -------
    DerivedFacts
    """
    declare_measures(parameters.measures)
    # a fact that a site states is overridden where it has taken the place of the derived one
    own = column_override([change for change in overrides if not is_fact(change.column)])
    sites = replace(sites, frame=cast("gpd.GeoDataFrame", mark_stated(own(sites.frame))))
    results = tuple(compute_all(sites, layers, parameters, column_override(overrides), cache))
    changed = [change.column for change in overrides]
    return DerivedFacts(sites, results, _facts_table(sites, results, changed))


def screen(
    sites: Sites,
    layers: Layers,
    profile: Profile,
    *,
    overrides: Sequence[ColumnOverride] = (),
    sampling: MonteCarloSettings = NO_SAMPLING,
) -> pd.DataFrame:
    """Screen sites: compute factors, evaluate criteria, apply constraints, score and rank.

    A pure function: it opens no file and keeps no state, its arguments and its result can
    be pickled, and it can run in another process.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind
        Where distant geometries of a layer were not read and could change a fact, the fact
        is unknown; :func:`derive_facts` names such layers.
    profile : Profile
    overrides : sequence of ColumnOverride, of a scenario
    sampling : MonteCarloSettings, of the rank intervals; by default none are drawn

    Returns
    -------
    DataFrame, one row per site, indexed by ``site_id``
        Best rank first, then sites without a score, then excluded ones; facts and input
        columns, then ``rank rank_low rank_high score coverage_fraction excluded_by
        unverified cautions``, ``value_<criterion>`` and ``constraint_<constraint>``.

    Raises
    ------
    InputError
        Where the profile's weights cannot be derived from its judgements or the sites.
    """
    facts = derive_facts(sites, layers, profile.parameters, overrides)
    return evaluate(facts.table, without_power(profile, facts.table), sampling).sites


def _facts_table(
    sites: Sites, results: Sequence[FactorResult], changed: Sequence[str]
) -> pd.DataFrame:
    """Put identity, input columns and computed facts side by side, one row per site.

    A computed column, in which stated facts stand already, replaces an input column of the same
    name. What a scenario changed is known, with no bounds but itself, and no longer stated.
    """
    computed = [result.columns for result in results]
    replaced = [name for part in computed for name in part if name in sites.frame]
    own = pd.DataFrame(sites.frame.drop(columns=["geometry", *replaced]))
    facts = pd.concat([own, *computed], axis=1)
    if not facts.index.equals(own.index) or facts.columns.has_duplicates:
        raise AssertionError("a factor changed the index or gave a column twice")
    facts = align_bounds(facts)
    if STATED_FACTS in facts:
        facts[STATED_FACTS] = without_names(facts[STATED_FACTS], changed)
    return facts
