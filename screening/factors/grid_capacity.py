"""Estimate the capacity of the grid near a site by voltage class, and the cost of a connection."""

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
from screening.factors.site_columns import site_column, stated_or
from screening.factors.stated_supplies import use_stated_supplies
from screening.model import FactorParameters, FactorResult, Layers, Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

VOLTAGES = tuple(kv_class.kv for kv_class in CLASSES)
KV = np.array([*VOLTAGES, np.nan])
CAPACITY_MW = np.array([*(kv_class.capacity_mw for kv_class in CLASSES), np.nan])
"""Voltage and capacity by class; the last item is for class −1, no class."""
CLASS_230KV, CLASS_345KV, CLASS_500KV = 1, 2, 3
"""Indexes of :data:`VOLTAGES`. Of these, 345 kV is also built with several circuits, for a load
that only one circuit of 500 kV carries."""


def grid_capacity(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive the capacity of the voltage class and the cost of a connection.

    Parameters
    ----------
    sites : Sites, with ``grid_mw`` and ``substation_kv``, optionally ``planned_mw`` and
        ``headroom_mw``
    layers : layers by kind; ``substations`` and ``transmission_lines`` are used
    parameters : FactorParameters; ``substation_kv``

    Returns
    -------
    FactorResult
        Headroom and transformer capacity are stated by the layers or the sites table, never
        inferred.

    Source
    ------
    docs/science/power.md
    """
    columns: dict[str, object] = {"headroom_mw": site_column(sites, "headroom_mw")}
    near: dict[str, list[pd.DataFrame]] = {}
    incomplete: list[str] = []
    for kind in ("substations", "transmission_lines"):
        if group := joins.find_layers(layers, kind, VectorLayer):
            index = joins.index_features(group, at_least_kv=VOLTAGES)
            near[kind] = joins.nearest_by_voltage(sites, index)
            incomplete += joins.incomplete_layers(sites, index, nearest_tables=near[kind])
    if not near:
        return joins.factor_result(sites, columns, [])
    load_mw = stated_or(sites, "asked_mw", _requested_mw(sites))
    columns["asked_mw"] = load_mw
    capacities, unread = _capacities(sites, layers, parameters, load_mw)
    columns |= capacities
    supplies = use_stated_supplies(near, sites, VOLTAGES, parameters.substation_kv)
    columns |= _connection(supplies, load_mw)
    if "transmission_lines" in near:
        columns |= _line_distances(near["transmission_lines"])
    return joins.factor_result(sites, columns, [], incomplete_layers=[*incomplete, *unread])


def _line_distances(lines: list[pd.DataFrame]) -> dict[str, object]:
    line_230, line_500 = lines[CLASS_230KV], lines[CLASS_500KV]
    accuracies = [table["precision_km"].to_numpy() for table in (line_230, line_500)]
    return {
        "line_230kv_distance_km": line_230["distance_km"],
        "line_500kv_distance_km": line_500["distance_km"],
        # one accuracy column for both distances, so it states the larger uncertainty
        "line_class_precision_km": np.fmax(*accuracies),
    }


def _requested_mw(sites: Sites) -> pd.Series:
    """Take the larger of contracted and planned power [MW]; unknown if that is 0."""
    both = pd.concat([site_column(sites, "grid_mw"), site_column(sites, "planned_mw")], axis=1)
    larger = both.max(axis=1)
    return larger.where(larger > 0.0)


def _capacities(
    sites: Sites, layers: Layers, parameters: FactorParameters, load_mw: pd.Series
) -> tuple[dict[str, object], tuple[str, ...]]:
    """Look up the capacity of the nearest substation's voltage class, and its stated values.

    The second item names the layers that must be read in full first.
    """
    class_mw = CAPACITY_MW[voltage_class(site_column(sites, "substation_kv").to_numpy())]
    columns: dict[str, object] = {
        "class_capacity_mw": class_mw,
        "class_capacity_fraction": class_mw / load_mw.to_numpy(),
    }
    substations = joins.find_layers(layers, "substations", VectorLayer)
    unread: tuple[str, ...] = ()
    if substations:
        index = joins.index_features(substations, at_least_kv=(parameters.substation_kv,))
        nearest = joins.nearest(sites, index)
        unread = joins.incomplete_layers(sites, index, nearest_tables=[nearest])
        columns["substation_capacity_mva"] = _stated_attribute(nearest, "capacity_mva")
        headroom = site_column(sites, "headroom_mw")
        columns["headroom_mw"] = headroom.fillna(_stated_attribute(nearest, "headroom_mw"))
    return columns, unread


def _stated_attribute(nearest: pd.DataFrame, name: str) -> pd.Series:
    """Read an attribute of the nearest assets; NaN if the layer does not state it."""
    if name not in nearest:
        return pd.Series(np.nan, index=nearest.index)
    return nearest[name].astype(float).where(nearest["distance_km"].notna())


def _connection(near: dict[str, list[pd.DataFrame]], load_mw: pd.Series) -> dict[str, object]:
    """Select the connection voltage and compute its cost.

    The required class is the lowest of which one circuit carries the load; above the
    capacity of 345 kV it is 500 kV or several circuits of 345 kV, whichever costs less. The
    nearest asset of at least that class may have a higher voltage, which then sets the cost.
    """
    mw = load_mw.to_numpy()
    required = required_voltage_class(mw)
    # by class to connect at: low, base and high cost of each site
    costs = np.full((len(CLASSES), 3, len(mw)), np.nan)
    kv = np.full((len(CLASSES), len(mw)), np.nan)
    for index, kv_class in enumerate(CLASSES):
        multiple_circuits = (index == CLASS_345KV) & (mw > kv_class.capacity_mw)
        kv[index], km, accuracy_km = _nearest_of_class([tables[index] for tables in near.values()])
        for actual in range(index, len(CLASSES)):
            rows = (required == index) | (multiple_circuits & (actual == CLASS_345KV))
            rows &= voltage_class(kv[index]) == actual
            costs[index][:, rows] = interconnection_cost_musd(
                CLASSES[actual], mw[rows], km[rows], accuracy_km[rows]
            )
    base = np.where(np.isnan(costs[:, 1]), np.inf, costs[:, 1])
    cheapest, site = np.argmin(base, axis=0), np.arange(len(mw))
    known = np.isfinite(base.min(axis=0))
    low, musd, high = np.where(known, costs[cheapest, :, site].T, np.nan)
    return {
        "asked_kv": KV[np.where(known, cheapest, required)],
        "upgrade_kv": np.where(known, kv[cheapest, site], np.nan),
        "upgrade_musd_low": low,
        "upgrade_musd": musd,
        "upgrade_musd_high": high,
    }


def _nearest_of_class(tables: list[pd.DataFrame]) -> tuple[Floats, Floats, Floats]:
    """Give voltage, distance and its uncertainty for the nearer of substation and line.

    Unknown if either distance is: the unknown asset might be the nearer one.
    """
    km, accuracy_km, kv = (
        np.array([table[name].to_numpy(dtype=float) for table in tables])
        for name in ("distance_km", "precision_km", "voltage_kv")
    )
    nearer = np.argmin(km, axis=0), np.arange(km.shape[1])
    min_km = km.min(axis=0)
    return np.where(np.isnan(min_km), np.nan, kv[nearer]), min_km, accuracy_km[nearer]


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
