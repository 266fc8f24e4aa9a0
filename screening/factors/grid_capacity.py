"""Estimate the capacity of the grid near a site by voltage class, and the cost of a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import joins
from screening.conversion.assumptions.interconnection_costs import (
    CLASSES,
    required_voltage_class,
    voltage_class,
)
from screening.factors.connection_distance import connection_costs, nearest_of_class
from screening.factors.factor import ColumnGroup, Factor, IndexRequest, detailed
from screening.factors.site_columns import site_column, stated_or
from screening.factors.stated_lines import follow_stated_line
from screening.factors.stated_supplies import use_stated_supplies
from screening.model import FactorParameters, FactorResult, Layers, Sites, VectorLayer
from screening.model.fact_bounds import combine_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

VOLTAGES = tuple(kv_class.kv for kv_class in CLASSES)
KV = np.array([*VOLTAGES, np.nan])
CAPACITY_MW = np.array([*(kv_class.capacity_mw for kv_class in CLASSES), np.nan])
"""Voltage and capacity by class; the last item is for class −1, no class."""
LINE_VOLTAGES = {"line_230kv_distance": 230.0, "line_500kv_distance": 500.0}
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
        columns |= follow_stated_line(sites, columns, LINE_VOLTAGES)
    return joins.factor_result(sites, columns, [], incomplete_layers=[*incomplete, *unread])


def _line_distances(lines: list[pd.DataFrame]) -> dict[str, object]:
    line_230, line_500 = lines[CLASS_230KV], lines[CLASS_500KV]
    accuracies = [table["precision_km"].to_numpy() for table in (line_230, line_500)]
    return {
        **joins.distance_columns(line_230, "line_230kv_distance"),
        **joins.distance_columns(line_500, "line_500kv_distance"),
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
    class_mw = CAPACITY_MW[_substation_class(sites)]
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


def _substation_class(sites: Sites) -> NDArray[np.int64]:
    """Class the nearest substation's voltage; −1 where it, or which of two classes, is unknown."""
    stated, low, high = (
        site_column(sites, name).to_numpy()
        for name in ("substation_kv", "substation_min_kv", "substation_max_kv")
    )
    one, other = (voltage_class(bound) for bound in combine_bounds(stated, low, high))
    return np.where(one == other, one, -1)


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
        nearest = nearest_of_class([tables[index] for tables in near.values()])
        multiple_circuits = (index == CLASS_345KV) & (mw > kv_class.capacity_mw)
        # several circuits of 500 kV are never built for a load that one of them carries
        multiple_circuits &= (voltage_class(nearest.kv) == CLASS_345KV) | ~nearest.decided
        rows = (required == index) | multiple_circuits
        costs[index][:, rows] = connection_costs(index, mw, nearest)[:, rows]
        kv[index] = np.where(nearest.decided & (nearest.kv == nearest.most_kv), nearest.kv, np.nan)
    base = np.where(np.isnan(costs[:, 1]), np.inf, costs[:, 1])
    cheapest, site = np.argmin(base, axis=0), np.arange(len(mw))
    # an alternative whose distance is undecided may be the cheaper one
    is_open = ((costs[:, 0] < base.min(axis=0)) & np.isnan(costs[:, 1])).any(axis=0)
    known = np.isfinite(base.min(axis=0)) & ~is_open
    low, musd, high = np.where(known, costs[cheapest, :, site].T, np.nan)
    lowest, least_high = (np.fmin.reduce(costs[:, end], axis=0) for end in (0, 2))
    return {
        "asked_kv": KV[np.where(known, cheapest, required)],
        "upgrade_kv": np.where(known, kv[cheapest, site], np.nan),
        "upgrade_musd_low": np.where(is_open, lowest, low),
        "upgrade_musd": musd,
        "upgrade_musd_high": np.where(is_open, least_high, high),
    }


POWER_KINDS = ("substations", "transmission_lines")

GRID = Factor(
    name="grid",
    groups=(
        ColumnGroup(
            (
                *("asked_mw", "asked_kv", "upgrade_kv"),
                *("upgrade_musd_low", "upgrade_musd", "upgrade_musd_high"),
            ),
            any_kind=POWER_KINDS,
        ),
        ColumnGroup(
            ("class_capacity_mw", "class_capacity_fraction"),
            any_kind=POWER_KINDS,
            required_columns=("substation_kv",),
        ),
        ColumnGroup(("substation_capacity_mva", "headroom_mw"), all_kinds=("substations",)),
        ColumnGroup(
            (*detailed("line_230kv_distance_km"), *detailed("line_500kv_distance_km")),
            all_kinds=("transmission_lines",),
        ),
    ),
    compute=grid_capacity,
    indexes=(
        IndexRequest("substations", VOLTAGES),
        IndexRequest("substations", ("substation_kv",)),
        IndexRequest("transmission_lines", VOLTAGES),
    ),
    parameters=("substation_kv",),
    optional_columns=("substation_min_kv", "substation_max_kv"),
)
"""Follows :data:`screening.factors.grid_proximity.POWER`."""
