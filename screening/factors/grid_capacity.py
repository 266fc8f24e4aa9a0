"""What the grid around a site could carry, and what connecting to it would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import joins
from screening.conversion.assumptions.interconnection_costs import (
    CLASSES,
    interconnection_cost_musd,
    required_voltage_class,
    voltage_class,
)
from screening.factors.factor import Factor, IndexRequest
from screening.factors.site_columns import site_column
from screening.model import FactorParameters, FactorResult, Layers, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

VOLTAGES = tuple(each.kv for each in CLASSES)
KV = np.array([*VOLTAGES, np.nan])
CAPACITY_MW = np.array([*(each.capacity_mw for each in CLASSES), np.nan])
"""By class; the last answers for class −1."""
DOUBLED = 2
"""The class, 345 kV, that carries with more circuits what no circuit below 500 kV does."""


def grid_capacity(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive capacities by voltage class, and the cost of a connection.

    FactorParameters
    ----------
    sites : Sites, with ``grid_mw``, perhaps ``planned_mw`` and ``headroom_mw``, and
        ``substation_kv``
    layers : layers by kind; ``substations`` and ``transmission_lines`` are used
    parameters : FactorParameters; ``substation_kv``

    Returns
    -------
    FactorResult
        Headroom and transformer capacity are what the layers or the sites table state,
        never inferred.

    Source
    ------
    docs/science/power.md
    """
    columns: dict[str, object] = {"headroom_mw": site_column(sites, "headroom_mw")}
    near: dict[str, list[pd.DataFrame]] = {}
    incomplete: list[str] = []
    for kind in ("substations", "transmission_lines"):
        if grid := joins.vector_layers(layers, kind):
            assets = joins.index_features(grid, at_least_kv=VOLTAGES)
            near[kind] = joins.nearest_by_voltage(sites, assets)
            incomplete += joins.incomplete_layers(sites, assets, nearest_tables=near[kind])
    if not near:
        return joins.factor_result(sites, columns, [])
    asked_mw = _requested_mw(sites)
    columns["asked_mw"] = asked_mw
    capacities, unread = _capacities(sites, layers, parameters, asked_mw)
    columns |= capacities
    incomplete += unread
    columns |= _connection(near, asked_mw)
    if "transmission_lines" in near:
        lines = near["transmission_lines"]
        columns["line_230kv_distance_km"] = lines[1]["distance_km"]
        columns["line_500kv_distance_km"] = lines[3]["distance_km"]
        margins = [each["precision_km"].to_numpy() for each in (lines[1], lines[3])]
        columns["line_class_precision_km"] = np.fmax(*margins)
    return joins.factor_result(sites, columns, [], incomplete_layers=incomplete)


def _requested_mw(sites: Sites) -> pd.Series:
    """Give the larger of contracted and planned megawatts; unknown where that is 0."""
    both = pd.concat([site_column(sites, "grid_mw"), site_column(sites, "planned_mw")], axis=1)
    most = both.max(axis=1)
    return most.where(most > 0.0)


def _capacities(
    sites: Sites, layers: Layers, parameters: FactorParameters, asked_mw: pd.Series
) -> tuple[dict[str, object], tuple[str, ...]]:
    """Give what the nearest substation's voltage can carry and what is stated of it.

    The second item names the layers that must be read in full first.
    """
    class_mw = CAPACITY_MW[voltage_class(site_column(sites, "substation_kv").to_numpy())]
    columns: dict[str, object] = {
        "class_capacity_mw": class_mw,
        "class_capacity_fraction": class_mw / asked_mw.to_numpy(),
    }
    substations = joins.vector_layers(layers, "substations")
    unread: tuple[str, ...] = ()
    if substations:
        serving = joins.index_features(substations, at_least_kv=(parameters.substation_kv,))
        found = joins.nearest(sites, serving)
        unread = joins.incomplete_layers(sites, serving, nearest_tables=[found])
        columns["substation_capacity_mva"] = _stated(found, "capacity_mva")
        headroom = site_column(sites, "headroom_mw")
        columns["headroom_mw"] = headroom.fillna(_stated(found, "headroom_mw"))
    return columns, unread


def _stated(found: pd.DataFrame, name: str) -> pd.Series:
    """Give an attribute of the assets found; NaN where the layer has none."""
    if name not in found:
        return pd.Series(np.nan, index=found.index)
    return found[name].astype(float).where(found["distance_km"].notna())


def _connection(near: dict[str, list[pd.DataFrame]], asked_mw: pd.Series) -> dict[str, object]:
    """Find the voltage to connect at, and its cost.

    The lowest class of which one circuit carries what is asked; above 345 kV's capacity,
    500 kV or several circuits of 345 kV, whichever costs less. The nearest asset of at
    least that class has a voltage of its own, and the cost is that voltage's.
    """
    mw = asked_mw.to_numpy()
    wanted = required_voltage_class(mw)
    costs = np.full((len(CLASSES), 3, len(mw)), np.nan)
    kv = np.full((len(CLASSES), len(mw)), np.nan)
    for place, kv_class in enumerate(CLASSES):
        doubled = (place == DOUBLED) & (mw > kv_class.capacity_mw)
        kv[place], km, precision_km = _to_class([found[place] for found in near.values()])
        for actual in range(place, len(CLASSES)):
            here = (wanted == place) | (doubled & (actual == DOUBLED))
            here &= voltage_class(kv[place]) == actual
            costs[place][:, here] = interconnection_cost_musd(
                CLASSES[actual], mw[here], km[here], precision_km[here]
            )
    base = np.where(np.isnan(costs[:, 1]), np.inf, costs[:, 1])
    chosen, site = np.argmin(base, axis=0), np.arange(len(mw))
    known = np.isfinite(base.min(axis=0))
    low, musd, high = np.where(known, costs[chosen, :, site].T, np.nan)
    return {
        "asked_kv": KV[np.where(known, chosen, wanted)],
        "upgrade_kv": np.where(known, kv[chosen, site], np.nan),
        "upgrade_musd_low": low,
        "upgrade_musd": musd,
        "upgrade_musd_high": high,
    }


def _to_class(found: list[pd.DataFrame]) -> tuple[Floats, Floats, Floats]:
    """Give voltage, distance and its precision of the nearer of substation and line.

    Unknown where either is: it might be the nearer one.
    """
    km, margin, kv = (
        np.array([each[name].to_numpy(dtype=float) for each in found])
        for name in ("distance_km", "precision_km", "voltage_kv")
    )
    nearer = np.argmin(km, axis=0), np.arange(km.shape[1])
    least = km.min(axis=0)
    return np.where(np.isnan(least), np.nan, kv[nearer]), least, margin[nearer]


GRID = Factor(
    name="grid",
    layer_kinds=("substations", "transmission_lines"),
    columns=(
        "asked_mw",
        "asked_kv",
        "class_capacity_mw",
        "class_capacity_fraction",
        "substation_capacity_mva",
        "headroom_mw",
        "line_230kv_distance_km",
        "line_500kv_distance_km",
        "line_class_precision_km",
        "upgrade_kv",
        "upgrade_musd_low",
        "upgrade_musd",
        "upgrade_musd_high",
    ),
    compute=grid_capacity,
    indexes=(
        IndexRequest("substations", VOLTAGES),
        IndexRequest("substations", ("substation_kv",)),
        IndexRequest("transmission_lines", VOLTAGES),
    ),
    parameters=("substation_kv",),
    required_columns=("substation_kv",),
)
"""Follows :data:`screening.factors.grid_proximity.POWER`."""
