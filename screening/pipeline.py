"""The story of a run: read, join, judge, score, rank. Writes nothing itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from screening import scoring
from screening.catalog.fields import get_field
from screening.conversion import convert
from screening.errors import format_known
from screening.factors import FactorCache, compute_all
from screening.model import (
    CRS,
    PortfolioTotals,
    RasterLayer,
    ScreeningResult,
    SiteCounts,
    Sites,
    VectorLayer,
)
from screening.scoring.ranked_sites import (
    evaluate,
    evaluate_criteria,
    evaluate_profiles,
    score_sites,
)
from screening.workflows import provenance
from screening.workflows.load_inputs import InputCache, load_inputs
from screening.workflows.scenario_overrides import column_override
from screening.workflows.what_if_ranking import rank_with_changes

if TYPE_CHECKING:
    from screening.config.settings import Config
    from screening.conversion import Conversion
    from screening.model import FactorResult, Layer
    from screening.readers.regions import Region
    from screening.scoring.ranked_sites import RankedSites

Progress = Callable[[str], None]
MAPPED_KINDS = (
    *("substations", "transmission_lines", "fiber_routes", "points_of_presence"),
    "water_stress",
)
MARGIN_DEGREES = 0.5
"""How far around the region the drawn layers reach."""


@dataclass(frozen=True)
class RunCache:
    """What runs of one config under several scenarios have in common, worked out once."""

    inputs: InputCache = field(default_factory=InputCache)
    factors: FactorCache = field(default_factory=FactorCache)


def run(
    config: Config,
    *,
    progress: Progress = lambda _: None,
    problems: Sequence[str] = (),
    kept: RunCache | None = None,
) -> ScreeningResult:
    """Run the main job.

    Parameters
    ----------
    config : Config
    progress : callable, told what is being done
    problems : sequence of str, met before, to be told with those of the inputs
    kept : RunCache or None, of earlier runs; what is the same in this one is taken from there

    Returns
    -------
    ScreeningResult

    Raises
    ------
    ScreeningError
        With every problem of the inputs.
    """
    seconds: dict[str, float] = {}
    with _stage("reading", seconds, progress):
        inputs = load_inputs(config, kept.inputs if kept else None)
        inputs.problems[:0] = problems
        region, sites, layers, boundaries = inputs.complete()
    with _stage("joining", seconds, progress):
        sites, results, facts = _join_layers(sites, layers, config, kept.factors if kept else None)
    with _stage("scoring", seconds, progress):
        assessed = evaluate(facts, config.profile, config.draws)
        ranked = assessed.sites
        judged, not_judged = evaluate_profiles(facts, config.profile, config.others)
    with _stage("converting", seconds, progress):
        conversion = _convert(ranked, config)
        ranked = pd.concat([ranked, conversion.columns], axis=1)
    frame = gpd.GeoDataFrame(ranked, geometry=sites.frame.geometry.loc[ranked.index], crs=CRS)
    return ScreeningResult(
        name=config.name,
        profile=config.profile.name,
        method=config.profile.method,
        sites=frame,
        connections=_connections(results),
        layers=_clip_layers(layers, region) | _paths(results),
        boundaries=_clip(boundaries, region),
        region=gpd.GeoDataFrame({"name": [region.name]}, geometry=[region.geometry], crs=CRS),
        criteria=assessed.criteria,
        constraints=assessed.constraints,
        build_list=conversion.build_list,
        provenance=provenance.inputs_table(input_files := provenance.list_inputs(sites, layers)),
        metadata=provenance.run_metadata(
            config,
            scoring=assessed.told,
            inputs=input_files,
            counts=_counts(ranked),
            portfolio=PortfolioTotals(
                **conversion.portfolio, ranked_lower=_count_not_converted(ranked, config)
            ),
            warnings=[*inputs.notes, *_run_warnings(results, ranked, config, assessed)],
            seconds=seconds,
        ),
        robustness=assessed.tables,
        profile_results=judged,
        unavailable_profiles=not_judged,
        rasters=_rasters(layers),
    )


def _run_warnings(
    results: Sequence[FactorResult], ranked: pd.DataFrame, config: Config, assessed: RankedSites
) -> list[str]:
    """Say what was mended, and what is not known, scored, drawn or worked out."""
    return [
        *(note for result in results for note in result.notes),
        *_missing_data_warnings(ranked, config),
        *_unscored_warning(ranked),
        *_sampling_warnings(ranked, config, assessed),
        *_conversion_limit_warning(ranked, config),
    ]


def _rasters(layers: Mapping[str, Sequence[Layer]]) -> dict[str, RasterLayer]:
    """Take the first raster of each kind."""
    return {
        kind: layer
        for kind, group in layers.items()
        for layer in group[:1]
        if isinstance(layer, RasterLayer)
    }


def compute_facts(config: Config, *, progress: Progress = lambda _: None) -> pd.DataFrame:
    """Read and join, without scoring.

    Parameters
    ----------
    config : Config
    progress : callable, told what is being done

    Returns
    -------
    DataFrame, a row a site, indexed by ``site_id``

    Raises
    ------
    ScreeningError
        With every problem of the inputs.
    """
    seconds: dict[str, float] = {}
    with _stage("reading", seconds, progress):
        _, sites, layers, _ = load_inputs(config).complete()
    with _stage("joining", seconds, progress):
        _, _, facts = _join_layers(sites, layers, config)
    return facts


def _join_layers(
    sites: Sites,
    layers: Mapping[str, Sequence[Layer]],
    config: Config,
    kept: FactorCache | None = None,
) -> tuple[Sites, list[FactorResult], pd.DataFrame]:
    """Compute every factor, under the config's scenario where it has one."""
    changed = column_override(config.changes)
    sites = replace(sites, frame=changed(sites.frame))
    results = compute_all(sites, layers, config.profile.parameters, changed, kept)
    return sites, results, _facts_table(sites, results)


def _facts_table(sites: Sites, results: Sequence[FactorResult]) -> pd.DataFrame:
    """Put identity, computed facts and carried columns side by side, a row a site."""
    computed = [result.columns for result in results]
    given = [name for part in computed for name in part if name in sites.frame]
    own = pd.DataFrame(sites.frame.drop(columns=["geometry", *given]))
    parts = [own, *computed]
    facts = pd.concat(parts, axis=1)
    if not facts.index.equals(own.index) or facts.columns.has_duplicates:
        raise AssertionError("a factor changed the index or gave a column twice")
    return facts


def _convert(ranked: pd.DataFrame, config: Config) -> Conversion:
    """Say what must be built at the best; a fix is judged by ranking again with it."""
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
    """Score and rank, without drawing how far to trust it."""
    judged = evaluate_criteria(facts, config.profile)
    score = score_sites(judged, config.profile)
    rank = pd.array(scoring.ranks(score, ~judged.excluded), dtype="Int64")
    return facts.assign(rank=rank, score=score, excluded_by=judged.verdicts.excluded_by)


def _count_not_converted(ranked: pd.DataFrame, config: Config) -> int:
    """Count ranked sites below those that the conversion is worked out for."""
    return int(ranked["rank"].iloc[config.assumptions.max_sites :].notna().sum())


def _conversion_limit_warning(ranked: pd.DataFrame, config: Config) -> list[str]:
    most = config.assumptions.max_sites
    if len(ranked) <= most:
        return []
    return [
        f"conversion: worked out for the first {most:,} of {len(ranked):,} sites; "
        "set max_sites in [conversion] for more"
    ]


def _connections(results: Sequence[FactorResult]) -> gpd.GeoDataFrame:
    drawn = [result.connections for result in results if result.connections is not None]
    columns = ["site_id", "kind", "name", "distance_km", "geometry"]
    if not drawn:
        return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=CRS)
    return gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True)[columns], crs=CRS)


def _paths(results: Sequence[FactorResult]) -> dict[str, gpd.GeoDataFrame]:
    """Give the ways along routes as a layer, where there are any."""
    paths = [result.paths for result in results if result.paths is not None]
    return {"fiber_paths": paths[0]} if paths and len(paths[0]) else {}


def _clip_layers(
    layers: Mapping[str, Sequence[Layer]], region: Region
) -> dict[str, gpd.GeoDataFrame]:
    shown = {}
    for kind in MAPPED_KINDS:
        frames = [
            _clip(layer.frame, region)
            for layer in layers.get(kind, [])
            if isinstance(layer, VectorLayer)
        ]
        if frames:
            shown[kind] = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS)
    return shown


def _clip(frame: gpd.GeoDataFrame, region: Region) -> gpd.GeoDataFrame:
    west, south, east, north = region.geometry.bounds
    margin = MARGIN_DEGREES
    return frame.cx[west - margin : east + margin, south - margin : north + margin]


def _missing_data_warnings(ranked: pd.DataFrame, config: Config) -> Iterator[str]:
    """Say which facts that the profile asks for are not known, and where."""
    asked = [criterion.factor for criterion in config.profile.criteria]
    asked += [constraint.factor for constraint in config.profile.constraints]
    for factor in dict.fromkeys(asked):
        bare = ranked.index[ranked[factor].isna()]
        if len(bare):
            alias = get_field(factor).alias
            where = format_known(bare, most=5)
            yield f"{alias}: unknown at {len(bare)} of {len(ranked)} sites: {where}"


def _unscored_warning(ranked: pd.DataFrame) -> list[str]:
    bare = ranked.index[ranked["score"].isna() & (ranked["excluded_by"] == "")]
    if bare.empty:
        return []
    return [
        f"sites: {len(bare)} of {len(ranked)} have no score, as too little is known of them: "
        f"{format_known(bare, most=5)}"
    ]


def _sampling_warnings(
    ranked: pd.DataFrame, config: Config, assessed: RankedSites
) -> Iterator[str]:
    """Say where ranks were drawn less often than asked, or not at all."""
    drawn = assessed.told["robustness"]["draws"]
    if len(ranked) > config.draws.max_sites:
        yield (
            f"ranks: no intervals among {len(ranked)} sites; robustness.max_sites is "
            f"{config.draws.max_sites}"
        )
    elif 0 < drawn < config.draws.count:
        yield f"ranks: {drawn} draws instead of {config.draws.count}, as the method takes long"


def _counts(ranked: pd.DataFrame) -> SiteCounts:
    return SiteCounts(
        sites=len(ranked),
        ranked=int(ranked["rank"].notna().sum()),
        excluded=int((ranked["excluded_by"] != "").sum()),
        unscored=int((ranked["score"].isna() & (ranked["excluded_by"] == "")).sum()),
    )


@contextmanager
def _stage(name: str, seconds: dict[str, float], progress: Progress) -> Iterator[None]:
    progress(name)
    started = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - started, 3)
