"""Compute the power chain: how many contracted megawatts reach the racks, and the losses."""

from __future__ import annotations

import pandas as pd

from screening.factors.factor import ColumnGroup, Factor
from screening.factors.site_columns import site_column, stated_or
from screening.model import FactorParameters, FactorResult, Layers, Sites


def power_chain(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive the power columns that depend on the PUE of the cooling design.

    Contracted → firm (cannot be curtailed) → facility (less the reserve for the loss of a
    transformer, N+1, and the auxiliary load of offices, security and main transformers) → IT
    at the design hour, and at the 20-year extreme. A site's own ``firm_fraction`` and
    ``transformers_count`` (one of n is in reserve) take precedence over the parameters, and each
    step that it states itself over the step before; a loss between steps that do not descend, or
    within one that is stated, is unknown.

    Parameters
    ----------
    sites : Sites, with ``grid_mw`` and the columns of ``WATERFALL.required_columns``
    layers : not used
    parameters : FactorParameters; ``firm_fraction transformer_reserve_fraction auxiliary_fraction``

    Returns
    -------
    FactorResult
        Megawatts after each step and the loss of each step; the losses and ``it_mw_n20`` sum
        to ``grid_mw``.

    Source
    ------
    docs/science/power.md
    """
    grid_mw = sites.frame["grid_mw"].astype(float)
    fraction = site_column(sites, "firm_fraction").fillna(parameters.firm_fraction)
    firm_mw = stated_or(sites, "firm_mw", grid_mw * fraction)
    count = site_column(sites, "transformers_count")
    reserve_fraction = (1.0 / count).where(count >= 1.0)
    reserve_mw = firm_mw * reserve_fraction.fillna(parameters.transformer_reserve_fraction)
    auxiliary_mw = (firm_mw - reserve_mw) * parameters.auxiliary_fraction
    facility_mw = stated_or(sites, "facility_mw", firm_mw - reserve_mw - auxiliary_mw)
    it_mw = stated_or(sites, "it_mw", facility_mw / sites.frame["pue_peak"])
    at_extreme = (facility_mw / sites.frame["pue_n20"]).where(
        site_column(sites, "it_mw").isna(),
        it_mw * sites.frame["pue_peak"] / sites.frame["pue_n20"],
    )
    it_mw_n20 = stated_or(sites, "it_mw_n20", at_extreme)
    within = site_column(sites, "facility_mw").isna()
    columns = {
        "firm_mw": firm_mw,
        "facility_mw": facility_mw,
        "it_mw": it_mw,
        "it_mw_n20": it_mw_n20,
        "lost_curtailable_mw": _loss(grid_mw - firm_mw),
        "lost_reserve_mw": reserve_mw.where(within),
        "lost_auxiliary_mw": auxiliary_mw.where(within),
        "lost_cooling_mw": _loss(facility_mw - it_mw),
        "lost_extreme_mw": _loss(it_mw - it_mw_n20),
        "it_per_grid_fraction": (it_mw / grid_mw).where(grid_mw > 0.0),
    }
    return FactorResult(pd.DataFrame(columns, index=sites.frame.index))


def _loss(step_mw: pd.Series) -> pd.Series:
    """Keep a loss of at least 0, but for rounding."""
    return step_mw.where(step_mw > -1e-9)


WATERFALL = Factor(
    name="waterfall",
    groups=(
        ColumnGroup(
            (
                *("firm_mw", "facility_mw"),
                *("lost_curtailable_mw", "lost_reserve_mw", "lost_auxiliary_mw"),
            ),
        ),
        ColumnGroup(
            ("it_mw", "lost_cooling_mw", "it_per_grid_fraction"), required_columns=("pue_peak",)
        ),
        ColumnGroup(("it_mw_n20",), required_columns=("pue_n20",)),
        ColumnGroup(("lost_extreme_mw",), required_columns=("pue_peak", "pue_n20")),
    ),
    compute=power_chain,
    parameters=("firm_fraction", "transformer_reserve_fraction", "auxiliary_fraction"),
)
"""Follows :data:`screening.factors.cooling.COOLING`."""
