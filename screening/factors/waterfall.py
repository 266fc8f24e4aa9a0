"""Of the contracted megawatts, how many reach the racks."""

from __future__ import annotations

import pandas as pd

from screening.model import Factor, FactorResult, Layers, Parameters, Sites


def waterfall(sites: Sites, layers: Layers, parameters: Parameters) -> FactorResult:
    """Derive the power columns that follow once the cooling is known.

    Parameters
    ----------
    sites : Sites, with ``grid_mw`` and the columns of ``WATERFALL.needs``
    layers, parameters : not used

    Returns
    -------
    FactorResult
    """
    it_mw = sites.frame["grid_mw"].astype(float) / sites.frame["pue_peak"]
    return FactorResult(pd.DataFrame({"it_mw": it_mw}, index=sites.frame.index))


WATERFALL = Factor(
    name="waterfall",
    kinds=(),
    fields=("it_mw",),
    compute=waterfall,
    needs=("pue_peak",),
)
"""Follows :data:`screening.factors.cooling.COOLING`."""
