"""A screening of many made-up sites, scored by Python: for tests and benchmarks of the page."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from tiny import tiny_screening

from screening import scoring
from screening.model import CRS, Judgement, Screening

FACTORS = (
    *("it_mw", "fiber_distance_km", "rtt_ms", "pue_mean", "free_cooling_hours"),
    *("line_345kv_distance_km", "supplies_within_25km_count", "substation_distance_km"),
    *("pue_peak", "hub_distance_km"),
)


def grown(
    count: int,
    *,
    criteria: int = 7,
    method: str = "wsm",
    missing: str = "renormalise",
    seed: int = 0,
) -> Screening:
    """Make a screening of many sites.

    Parameters
    ----------
    count, criteria : int
    method, missing : str
    seed : int

    Returns
    -------
    Screening, ranked and ordered as the pipeline does
    """
    rng = np.random.default_rng(seed)
    ids = pd.Index([f"s{i:06d}" for i in range(count)], name="site_id")
    names = [f"value_{factor}" for factor in FACTORS[:criteria]]
    values = rng.random((count, criteria))
    values[rng.random(values.shape) < 0.03] = np.nan
    weights = rng.integers(1, 30, criteria).astype(float)
    score = scoring.scores(values, weights, method=method, missing=missing, least_coverage=0.8)  # type: ignore[arg-type]
    excluded = rng.random(count) < 0.02
    verdicts = pd.DataFrame(values, columns=names, index=ids).assign(
        rank=pd.array(scoring.ranks(score, ~excluded), dtype="Int64"),
        score=score,
        coverage_fraction=scoring.coverage(values, weights),
        excluded_by=np.where(excluded, "power: too small", ""),
        unverified=np.where(rng.random(count) < 0.1, "substation within reach", ""),
    )
    tiny = tiny_screening()
    facts = tiny.sites.iloc[rng.integers(0, len(tiny.sites), count)].set_index(ids)
    facts = facts.drop(
        columns=[name for name in facts if name in verdicts or name.startswith("value_")]
    )
    facts = facts.assign(
        name=[f"Site {i}" for i in range(count)],
        grid_mw=rng.uniform(20, 900, count),
        longitude=rng.uniform(-104, -95, count),
        latitude=rng.uniform(27, 35, count),
    )
    whole = facts.join(verdicts).assign(_out=excluded, _id=ids)
    whole = whole.sort_values(["_out", "rank", "score", "_id"], ascending=[True, True, False, True])
    whole = whole.drop(columns=["_out", "_id"])
    points = gpd.points_from_xy(whole["longitude"], whole["latitude"], crs=CRS)
    table = pd.DataFrame(
        {
            "factor": FACTORS[:criteria],
            "weight": weights,
            "weight_fraction": weights / weights.sum(),
            "worst": 0.0,
            "best": 1.0,
            "unit": "-",
            "why": "",
        }
    )
    own = Judgement(
        *("training", "", method, missing, 0.8),  # type: ignore[arg-type]
        pd.DataFrame(verdicts.loc[whole.index]),
        table,
        tiny.constraints,
    )
    return replace(
        tiny,
        method=method,
        sites=gpd.GeoDataFrame(whole, geometry=points, crs=CRS),
        criteria=table,
        connections=tiny.connections.iloc[:0],
        build_list=tiny.build_list.iloc[:0],
        judgements=(own,),
    )
