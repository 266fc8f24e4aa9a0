"""How short water is at a site, and how much of it the cooling design would take."""

from __future__ import annotations

import numpy as np
import pandas as pd

from screening import climate, joins
from screening.factors.factor import Factor
from screening.model import FactorParameters, FactorResult, Layers, Sites

HOURS_PER_DAY = 24.0
HOURS_PER_YEAR = 8760.0


def water_stress(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Look up the baseline water stress.

    FactorParameters
    ----------
    sites : Sites
    layers : layers by kind; ``water_stress`` is used, the first that covers a site
    parameters : not used

    Returns
    -------
    FactorResult

    Source
    ------
    WRI Aqueduct's scale: docs/science/cooling.md
    """
    areas = joins.vector_layers(layers, "water_stress")
    if not areas:
        return FactorResult(pd.DataFrame(index=sites.frame.index))
    score = np.full(len(sites.frame), np.nan)
    for layer in areas:
        todo = np.isnan(score) & joins.is_covered(layer, sites)
        inside = joins.containing_area(sites, layer)
        values = layer.frame["water_stress_score"].to_numpy(dtype=float)
        score = np.where(todo & (inside >= 0), values[inside], score)
    columns = {
        "water_stress_score": score,
        "water_stress_class": [climate.stress_class(one) for one in score.tolist()],
    }
    return FactorResult(pd.DataFrame(columns, index=sites.frame.index))


def water(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive the water that the cooling design takes, and whether the basin can spare it.

    FactorParameters
    ----------
    sites : Sites, with the columns of ``WATER.needs`` and ``WATER.uses``
    layers : not used
    parameters : FactorParameters

    Returns
    -------
    FactorResult
        ``evaporative_stress_score`` is 0 where nothing evaporates, else the water
        stress, arid areas as the highest: a constraint on it says "no evaporative
        cooling here".
    """
    frame = sites.frame
    it_mw, peak_day, mean, stress = (
        frame[name].to_numpy(dtype=float)
        for name in ("it_mw", "wue_peak_day_l_per_kwh", "wue_l_per_kwh", "water_stress_score")
    )
    # L/kWh is m³/MWh.
    peak_m3 = peak_day * it_mw * HOURS_PER_DAY
    year_m3 = mean * it_mw * HOURS_PER_YEAR
    under = np.where(stress == climate.ARID_SCORE, climate.MAX_SCORE, stress)
    columns = {
        "water_peak_m3_per_day": peak_m3,
        "water_m3_per_year": year_m3,
        "evaporative_stress_score": np.where(mean > 0.0, under, np.where(mean == 0, 0.0, np.nan)),
    }
    return FactorResult(pd.DataFrame(columns, index=frame.index))


WATER_STRESS = Factor(
    name="water_stress",
    layer_kinds=("water_stress",),
    columns=("water_stress_score", "water_stress_class"),
    compute=water_stress,
)
"""Comes before the cooling, which evaporates nothing where water is short."""

WATER = Factor(
    name="water",
    layer_kinds=(),
    columns=("water_peak_m3_per_day", "water_m3_per_year", "evaporative_stress_score"),
    compute=water,
    required_columns=("it_mw", "wue_peak_day_l_per_kwh", "wue_l_per_kwh"),
    optional_columns=("water_stress_score",),
)
"""Follows the waterfall, which says how many megawatts reach the racks."""
