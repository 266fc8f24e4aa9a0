"""The story of a run: read, join, judge, score, rank. Writes nothing itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from screening import record, scoring
from screening.conversion import build_list
from screening.errors import known
from screening.factors import compute_all
from screening.fields import OUTCOME_PREFIX, VALUE_PREFIX, field_of
from screening.inputs import gather
from screening.model import CRS, Screening, Sites, VectorLayer

if TYPE_CHECKING:
    from screening.config import Config
    from screening.model import FactorResult, Layer
    from screening.region import Region

Progress = Callable[[str], None]
DRAWN = ("substations", "transmission_lines", "fiber_routes", "points_of_presence")
MARGIN_DEGREES = 0.5
"""How far around the region the drawn layers reach."""


def run(
    config: Config, *, progress: Progress = lambda _: None, problems: Sequence[str] = ()
) -> Screening:
    """Run the main job.

    Parameters
    ----------
    config : Config
    progress : callable, told what is being done
    problems : sequence of str, met before, to be told with those of the inputs

    Returns
    -------
    Screening

    Raises
    ------
    ScreeningError
        With every problem of the inputs.
    """
    seconds: dict[str, float] = {}
    with _stage("reading", seconds, progress):
        inputs = gather(config)
        inputs.problems[:0] = problems
        region, sites, layers, boundaries = inputs.complete()
    with _stage("joining", seconds, progress):
        results = compute_all(sites, layers, config.profile.parameters)
        facts = _facts(sites, results)
    with _stage("scoring", seconds, progress):
        ranked, criteria, constraints = _ranked(facts, config)
    frame = gpd.GeoDataFrame(ranked, geometry=sites.frame.geometry.loc[ranked.index], crs=CRS)
    provenance = record.provenance(sites, layers)
    return Screening(
        name=config.name,
        profile=config.profile.name,
        method=config.profile.method,
        sites=frame,
        connections=_connections(results),
        layers=_drawn(layers, region),
        boundaries=_around(boundaries, region),
        region=gpd.GeoDataFrame({"name": [region.name]}, geometry=[region.geometry], crs=CRS),
        criteria=criteria,
        constraints=constraints,
        build_list=build_list(frame),
        provenance=provenance,
        record=record.record(
            _told(config),
            inputs=provenance,
            seconds=seconds,
            notes=[*inputs.notes, *_unknown(ranked, config), *_unscored(ranked)],
            counts=_counts(ranked),
        ),
    )


def _told(config: Config) -> dict[str, Any]:
    return {
        "name": config.name,
        "profile": config.profile.name,
        "method": config.profile.method,
        "seed": config.seed,
        "config": dict(config.document),
    }


def _facts(sites: Sites, results: Sequence[FactorResult]) -> pd.DataFrame:
    """Put identity, computed facts and carried columns side by side, a row a site."""
    own = pd.DataFrame(sites.frame.drop(columns="geometry"))
    parts = [own, *(result.columns for result in results)]
    facts = pd.concat(parts, axis=1)
    if not facts.index.equals(own.index) or facts.columns.has_duplicates:
        raise AssertionError("a factor changed the index or gave a column twice")
    return facts


def _ranked(facts: pd.DataFrame, config: Config) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Score and rank; sites best first, then those without a score, then the excluded."""
    profile = config.profile
    names = [criterion.factor for criterion in profile.criteria]
    margins = [field_of(name).precision for name in names]
    matrix = scoring.values(
        facts[names].to_numpy(dtype=float),
        profile.criteria,
        facts.reindex(columns=pd.Index(margins)).to_numpy(dtype=float),
    )
    weights = [criterion.weight for criterion in profile.criteria]
    verdicts = scoring.judge(facts, profile.constraints)
    score = scoring.scores(
        matrix,
        weights,
        method=profile.method,
        missing=profile.missing,
        least_coverage=profile.least_coverage_fraction,
    )
    excluded = np.array([bool(reason) for reason in verdicts.excluded_by])
    facts = facts.assign(
        rank=pd.array(scoring.ranks(score, ~excluded), dtype="Int64"),
        score=score,
        coverage_fraction=scoring.coverage(matrix, weights),
        excluded_by=verdicts.excluded_by,
        unverified=verdicts.unverified,
        **{VALUE_PREFIX + name: matrix[:, i] for i, name in enumerate(names)},
        **{
            OUTCOME_PREFIX + constraint.name: verdicts.outcomes[:, i].astype(object)
            for i, constraint in enumerate(profile.constraints)
        },
    )
    order = (
        facts.assign(_excluded=excluded, _id=facts.index)
        .sort_values(["_excluded", "rank", "score", "_id"], ascending=[True, True, False, True])
        .index
    )
    return facts.loc[order], _criteria(config), _constraints(config, verdicts.outcomes)


def _criteria(config: Config) -> pd.DataFrame:
    frame = pd.DataFrame([vars(criterion) for criterion in config.profile.criteria])
    frame.insert(2, "weight_fraction", scoring.normalised_weights(frame["weight"]))
    frame.insert(5, "unit", [field_of(name).unit for name in frame["factor"]])
    return frame


def _constraints(config: Config, outcomes: np.ndarray[Any, Any]) -> pd.DataFrame:
    rows = [
        {
            "name": c.name,
            "factor": c.factor,
            "minimum": np.nan if c.minimum is None else c.minimum,
            "maximum": np.nan if c.maximum is None else c.maximum,
            "unit": field_of(c.factor).unit,
            "reason": c.reason,
            **{f"{o}_count": int((outcomes[:, i] == o).sum()) for o in ("pass", "fail", "unknown")},
        }
        for i, c in enumerate(config.profile.constraints)
    ]
    columns = [
        "name",
        "factor",
        "minimum",
        "maximum",
        "unit",
        "reason",
        "pass_count",
        "fail_count",
        "unknown_count",
    ]
    return pd.DataFrame(rows, columns=columns)


def _connections(results: Sequence[FactorResult]) -> gpd.GeoDataFrame:
    drawn = [result.connections for result in results if result.connections is not None]
    columns = ["site_id", "kind", "name", "distance_km", "geometry"]
    if not drawn:
        return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=CRS)
    return gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True)[columns], crs=CRS)


def _drawn(layers: Mapping[str, Sequence[Layer]], region: Region) -> dict[str, gpd.GeoDataFrame]:
    shown = {}
    for kind in DRAWN:
        frames = [
            _around(layer.frame, region)
            for layer in layers.get(kind, [])
            if isinstance(layer, VectorLayer)
        ]
        if frames:
            shown[kind] = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS)
    return shown


def _around(frame: gpd.GeoDataFrame, region: Region) -> gpd.GeoDataFrame:
    west, south, east, north = region.geometry.bounds
    margin = MARGIN_DEGREES
    return frame.cx[west - margin : east + margin, south - margin : north + margin]


def _unknown(ranked: pd.DataFrame, config: Config) -> Iterator[str]:
    """Say which facts that the profile asks for are not known, and where."""
    asked = [criterion.factor for criterion in config.profile.criteria]
    asked += [constraint.factor for constraint in config.profile.constraints]
    for factor in dict.fromkeys(asked):
        bare = ranked.index[ranked[factor].isna()]
        if len(bare):
            alias = field_of(factor).alias
            yield f"{alias}: unknown at {len(bare)} of {len(ranked)} sites: {known(bare, most=5)}"


def _unscored(ranked: pd.DataFrame) -> list[str]:
    bare = ranked.index[ranked["score"].isna() & (ranked["excluded_by"] == "")]
    if bare.empty:
        return []
    return [
        f"sites: {len(bare)} of {len(ranked)} have no score, as too little is known of them: "
        f"{known(bare, most=5)}"
    ]


def _counts(ranked: pd.DataFrame) -> dict[str, int]:
    return {
        "sites": len(ranked),
        "ranked": int(ranked["rank"].notna().sum()),
        "excluded": int((ranked["excluded_by"] != "").sum()),
        "unscored": int((ranked["score"].isna() & (ranked["excluded_by"] == "")).sum()),
    }


@contextmanager
def _stage(name: str, seconds: dict[str, float], progress: Progress) -> Iterator[None]:
    progress(name)
    started = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - started, 3)
