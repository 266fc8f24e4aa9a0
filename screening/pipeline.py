"""The stages of a run: read, derive facts, score, convert. Opens and writes no file itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from screening import scoring
from screening.conversion import convert
from screening.factors import FactorCache
from screening.model import CRS, PortfolioTotals, RunMetadata, ScreeningResult, SiteCounts
from screening.scoring.power_criteria import without_power
from screening.scoring.ranked_sites import (
    evaluate,
    evaluate_criteria,
    evaluate_profiles,
    score_sites,
)
from screening.workflows import mapped_layers, provenance
from screening.workflows.drawn_geometry import with_geometry
from screening.workflows.load_inputs import InputCache, Inputs, load_inputs
from screening.workflows.prepared_indexes import IndexPreparer
from screening.workflows.run_warnings import run_warnings
from screening.workflows.site_screening import DerivedFacts, derive_facts
from screening.workflows.what_if_ranking import rank_with_changes

if TYPE_CHECKING:
    from screening.config.settings import Config
    from screening.conversion import Conversion
    from screening.scoring.ranked_sites import RankedSites

Progress = Callable[[str], None]
"""Receives the name of each stage as it begins."""


@dataclass(frozen=True)
class RunCache:
    """Inputs, indexes and factor results that runs share, such as scenarios of one config."""

    inputs: InputCache = field(default_factory=InputCache)
    factors: FactorCache = field(default_factory=FactorCache)
    indexes: IndexPreparer = field(default_factory=IndexPreparer)


def run(
    config: Config,
    *,
    progress: Progress = lambda _: None,
    problems: Sequence[str] = (),
    cache: RunCache | None = None,
) -> ScreeningResult:
    """Screen the sites of a config.

    Parameters
    ----------
    config : Config
    progress : callable, receives the name of each stage
    problems : sequence of str, earlier problems, reported with those of the inputs
    cache : RunCache or None, of earlier runs, whose inputs and factor results are reused

    Returns
    -------
    ScreeningResult

    Raises
    ------
    ScreeningError
        With every problem of the inputs.
    """
    seconds: dict[str, float] = {}
    cache = cache or RunCache()
    with _stage("reading", seconds, progress):
        inputs = load_inputs(config, cache.inputs)
        inputs.problems[:0] = problems
        inputs.complete()
        config = with_geometry(config, inputs.layers)
    with _stage("joining", seconds, progress):
        facts = _derive_facts(inputs, config, cache)
    config = _without_power(config, facts.table)
    with _stage("scoring", seconds, progress):
        evaluation = evaluate(facts.table, config.profile, config.draws)
        unavailable = inputs.unavailable_profiles
        others = [profile for profile in config.others if profile.name not in unavailable]
        profiles = evaluate_profiles(facts.table, config.profile, others)
    with _stage("converting", seconds, progress):
        conversion = _convert(evaluation.sites, config)
    sites = pd.concat([evaluation.sites, conversion.columns], axis=1)
    metadata = _metadata(config, inputs, facts, evaluation, conversion, seconds)
    region, _, layers, boundaries = inputs.complete()
    return ScreeningResult(
        name=config.name,
        profile=config.profile.name,
        method=config.profile.method,
        sites=gpd.GeoDataFrame(
            sites, geometry=facts.sites.frame.geometry.loc[sites.index], crs=CRS
        ),
        connections=mapped_layers.connections_layer(facts.results),
        layers=mapped_layers.clip_layers(layers, region) | mapped_layers.path_layers(facts.results),
        boundaries=mapped_layers.clip(boundaries, region),
        region=gpd.GeoDataFrame({"name": [region.name]}, geometry=[region.geometry], crs=CRS),
        criteria=evaluation.criteria,
        constraints=evaluation.constraints,
        build_list=conversion.build_list,
        provenance=provenance.inputs_table(metadata.inputs),
        metadata=metadata,
        robustness=evaluation.tables,
        profile_results=profiles[0],
        unavailable_profiles=unavailable | profiles[1],
        rasters=mapped_layers.mapped_rasters(layers),
    )


def compute_facts(config: Config, *, progress: Progress = lambda _: None) -> pd.DataFrame:
    """Read the inputs and compute every factor, without scoring.

    Parameters
    ----------
    config : Config
    progress : callable, receives the name of each stage

    Returns
    -------
    DataFrame, one row per site, indexed by ``site_id``

    Raises
    ------
    ScreeningError
        With every problem of the inputs.
    """
    seconds: dict[str, float] = {}
    cache = RunCache()
    with _stage("reading", seconds, progress):
        inputs = load_inputs(config, cache.inputs)
        inputs.complete()
    with _stage("joining", seconds, progress):
        return _derive_facts(inputs, config, cache).table


def _derive_facts(inputs: Inputs, config: Config, cache: RunCache) -> DerivedFacts:
    """Compute every factor; read layers in full where their unread geometries matter.

    The second computation takes the results of factors that do not depend on these layers
    from the cache.
    """
    _, sites, layers, boundaries = inputs.complete()
    parameters, overrides = config.profile.parameters, config.changes
    while True:
        indexed = cache.indexes(layers, parameters)
        facts = derive_facts(sites, indexed, parameters, overrides, cache=cache.factors)
        if not facts.incomplete_layers:
            return facts
        layers = cache.inputs.read_in_full(config, boundaries, layers, facts.incomplete_layers)


def _without_power(config: Config, facts: pd.DataFrame) -> Config:
    """Leave out the criteria of power in every profile where no site states its power."""
    others = tuple(without_power(profile, facts) for profile in config.others)
    return replace(config, profile=without_power(config.profile, facts), others=others)


def _metadata(
    config: Config,
    inputs: Inputs,
    facts: DerivedFacts,
    evaluation: RankedSites,
    conversion: Conversion,
    seconds: Mapping[str, float],
) -> RunMetadata:
    _, _, layers, _ = inputs.complete()
    ranked = evaluation.sites
    ranked_lower = int(ranked["rank"].iloc[config.assumptions.max_sites :].notna().sum())
    return provenance.run_metadata(
        config,
        scoring=evaluation.metadata,
        inputs=provenance.list_inputs(facts.sites, layers),
        counts=_counts(ranked),
        portfolio=PortfolioTotals(**conversion.portfolio, ranked_lower=ranked_lower),
        warnings=[
            *inputs.notes,
            *run_warnings(facts.results, ranked, config, evaluation, inputs.unanswered),
        ],
        seconds=seconds,
    )


def _convert(ranked: pd.DataFrame, config: Config) -> Conversion:
    """Compute what the best sites lack; rank again to rate each recommended upgrade."""
    profile = config.profile
    relative = scoring.METHODS[profile.method].relative or profile.weighting != "given"
    return convert(
        ranked.head(config.assumptions.max_sites),
        profile.name,
        config.assumptions,
        seed=config.seed,
        rescore=lambda facts, changed: rank_with_changes(
            ranked, facts, changed, lambda table: _score_and_rank(table, config), relative=relative
        ),
    )


def _score_and_rank(facts: pd.DataFrame, config: Config) -> pd.DataFrame:
    """Score and rank, without rank intervals."""
    evaluation = evaluate_criteria(facts, config.profile)
    score = score_sites(evaluation, config.profile)
    rank = pd.array(scoring.ranks(score, ~evaluation.excluded).tolist(), dtype="Int64")
    return facts.assign(rank=rank, score=score, excluded_by=evaluation.verdicts.excluded_by)


def _counts(ranked: pd.DataFrame) -> SiteCounts:
    excluded = ranked["excluded_by"] != ""
    return SiteCounts(
        sites=len(ranked),
        ranked=int(ranked["rank"].notna().sum()),
        excluded=int(excluded.sum()),
        unscored=int((ranked["score"].isna() & ~excluded).sum()),
        cautioned=int((ranked["cautions"] != "").sum()),
    )


@contextmanager
def _stage(name: str, seconds: dict[str, float], progress: Progress) -> Iterator[None]:
    progress(name)
    start = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - start, 3)
