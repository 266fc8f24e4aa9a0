"""Look up the water stress of a site and compute the water demand of its cooling design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import climate, joins
from screening.factors.factor import ColumnGroup, Factor
from screening.factors.site_columns import stated_or
from screening.model import FactorParameters, FactorResult, Layers, Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOURS_PER_DAY = 24.0
HOURS_PER_YEAR = 8760.0


def water_stress(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Look up the baseline water stress.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind; ``water_stress`` is used, the first that covers a site and knows
        its stress; of overlapping areas the worst
    parameters : not used

    Returns
    -------
    FactorResult

    Source
    ------
    Scale of WRI Aqueduct 4.0: docs/science/cooling.md
    """
    areas = joins.find_layers(layers, "water_stress", VectorLayer)
    if not areas and "water_stress_score" not in sites.frame:
        return FactorResult(pd.DataFrame(index=sites.frame.index))
    score = np.full(len(sites.frame), np.nan)
    disputed = np.zeros(len(sites.frame), dtype=bool)
    for layer in areas:
        open_rows = np.isnan(score) & joins.is_covered(layer, sites)
        worst, differ = _worst_scores(sites, layer)
        score = np.where(open_rows, worst, score)
        disputed |= open_rows & differ
    stated = stated_or(sites, "water_stress_score", pd.Series(score, index=sites.frame.index))
    columns = {
        "water_stress_score": score,
        "water_stress_class": [climate.stress_class(value) for value in stated.tolist()],
    }
    return FactorResult(
        pd.DataFrame(columns, index=sites.frame.index), notes=_overlap_notes(disputed)
    )


def _worst_scores(
    sites: Sites, layer: VectorLayer
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Look up the worst score of the areas that contain each site; tell where they differ.

    An arid area is as bad as the highest stress, as for evaporative cooling.
    """
    site, area = joins.containing_areas(sites, layer)
    scores = layer.frame["water_stress_score"].to_numpy(dtype=float)[area]
    severity = np.where(scores == climate.ARID_SCORE, climate.MAX_SCORE, scores)
    known = np.flatnonzero(~np.isnan(scores))
    rising = known[np.lexsort((scores[known], severity[known]))]
    worst = np.full(len(sites.frame), np.nan)
    worst[site[rising]] = scores[rising]  # the worst is written last
    best = np.full(len(sites.frame), np.nan)
    best[site[rising[::-1]]] = scores[rising[::-1]]
    return worst, (worst != best) & ~np.isnan(worst)


def _overlap_notes(disputed: NDArray[np.bool_]) -> tuple[str, ...]:
    if not disputed.any():
        return ()
    return (
        f"water stress: {disputed.sum()} of {len(disputed)} sites lie in several areas of "
        "different stress; the worst counts",
    )


def water(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Compute the water demand of the cooling design and the stress of evaporating it.

    Parameters
    ----------
    sites : Sites, with the columns of ``WATER.required_columns`` and ``WATER.optional_columns``
    layers : not used
    parameters : not used

    Returns
    -------
    FactorResult
        ``evaporative_stress_score`` is 0 where the design evaporates no water, else the
        water stress, with arid areas at the maximum: a constraint on it excludes evaporative
        cooling where water is scarce.
    """
    frame = sites.frame
    it_mw, peak_day, mean, stress = (
        frame[name].to_numpy(dtype=float)
        for name in ("it_mw", "wue_peak_day_l_per_kwh", "wue_l_per_kwh", "water_stress_score")
    )
    # L/kWh equals m³/MWh, so MW × h gives m³ without a conversion factor
    peak_m3 = peak_day * it_mw * HOURS_PER_DAY
    year_m3 = mean * it_mw * HOURS_PER_YEAR
    scarcity = np.where(stress == climate.ARID_SCORE, climate.MAX_SCORE, stress)
    evaporative = np.where(mean > 0.0, scarcity, np.where(mean == 0, 0.0, np.nan))
    columns = {
        "water_peak_m3_per_day": peak_m3,
        "water_m3_per_year": year_m3,
        "evaporative_stress_score": evaporative,
    }
    return FactorResult(pd.DataFrame(columns, index=frame.index))


WATER_STRESS = Factor(
    name="water_stress",
    groups=(
        ColumnGroup(("water_stress_score", "water_stress_class"), all_kinds=("water_stress",)),
    ),
    compute=water_stress,
)
"""Comes before the cooling, which evaporates nothing where water is short."""

WATER = Factor(
    name="water",
    groups=(
        ColumnGroup(
            ("water_peak_m3_per_day",), required_columns=("it_mw", "wue_peak_day_l_per_kwh")
        ),
        ColumnGroup(("water_m3_per_year",), required_columns=("it_mw", "wue_l_per_kwh")),
        ColumnGroup(("evaporative_stress_score",), required_columns=("wue_l_per_kwh",)),
    ),
    compute=water,
    optional_columns=("water_stress_score",),
)
"""Follows the waterfall, which says how many megawatts reach the racks."""
