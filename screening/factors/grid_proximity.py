"""Compute the distance to the grid by voltage, and count the grid supply points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening import joins
from screening.factors.factor import ColumnGroup, Factor, IndexRequest, detailed
from screening.factors.stated_lines import follow_stated_line
from screening.factors.voltage_notes import missing_voltage_notes
from screening.model import FactorParameters, FactorResult, Layers, Sites, VectorLayer

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

EHV_KV = 345.0
"""Minimum voltage of ``line_345kv_distance_km`` [kV]: a circuit carries 750 MW and more."""
SUPPLIES_RADIUS_KM = 25.0
"""Radius in which they are counted [km]."""


def grid_proximity(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive distances to substations and lines, and the count of grid supply points.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind; ``substations`` and ``transmission_lines`` are used
    parameters : FactorParameters; ``substation_kv``, the voltage from which substations,
        lines and supply points count

    Returns
    -------
    FactorResult
        Distances in km, NaN where no layer that is complete from that voltage covers the
        site, and where they are known only to lie between two bounds.

    Source
    ------
    docs/science/power.md
    """
    columns: dict[str, object] = {}
    connections: list[gpd.GeoDataFrame] = []
    notes = missing_voltage_notes(sites, layers, parameters.substation_kv)
    incomplete: list[str] = []
    substations = joins.find_layers(layers, "substations", VectorLayer)
    lines = joins.find_layers(layers, "transmission_lines", VectorLayer)
    if substations:
        near, duplicates_count, unread = _add_substations(sites, substations, parameters, columns)
        incomplete += unread
        notes += _duplicate_notes(duplicates_count)
        connections.append(joins.connection_lines(sites, near, "substation"))
    if lines:
        near, unread = _add_lines(sites, lines, parameters, columns)
        incomplete += unread
        connections.append(joins.connection_lines(sites, near, "line"))
    return joins.factor_result(sites, columns, connections, notes, incomplete)


def _add_substations(
    sites: Sites,
    substations: Sequence[VectorLayer],
    parameters: FactorParameters,
    columns: dict[str, object],
) -> tuple[pd.DataFrame, int, tuple[str, ...]]:
    """Add the columns of the nearest substation.

    The other items are the number of duplicates and the layers to read in full first.
    """
    index = joins.index_features(substations, at_least_kv=(parameters.substation_kv,))
    near = joins.nearest(sites, index)
    counts, duplicates_count = joins.count_within(
        sites, index, SUPPLIES_RADIUS_KM, parameters.substation_kv
    )
    columns |= {
        "substation_name": near["name"],
        **joins.voltage_columns(near, "substation"),
        **joins.distance_columns(near, "substation_distance"),
        "substation_precision_km": near["precision_km"],
        "supplies_within_25km_count": counts["count"],
        "supplies_within_25km_min_count": counts["count_min"],
        "supplies_within_25km_max_count": counts["count_max"],
        "supplies_within_25km_why": counts["why"],
    }
    unread = joins.incomplete_layers(
        sites, index, nearest_tables=[near], radius_km=SUPPLIES_RADIUS_KM
    )
    return near, duplicates_count, unread


def _add_lines(
    sites: Sites,
    lines: Sequence[VectorLayer],
    parameters: FactorParameters,
    columns: dict[str, object],
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Add the columns of the nearest lines; also return the layers to read in full first."""
    index = joins.index_features(lines, at_least_kv=(parameters.substation_kv, EHV_KV))
    near, ehv = joins.nearest_by_voltage(sites, index)
    columns |= joins.voltage_columns(near, "line")
    columns |= joins.distance_columns(near, "line_distance")
    columns |= joins.distance_columns(ehv, "line_345kv_distance")
    columns |= follow_stated_line(sites, columns, {"line_345kv_distance": EHV_KV})
    # one accuracy column for both distances, so it states the larger uncertainty
    columns["line_precision_km"] = np.fmax(near["precision_km"], ehv["precision_km"])
    return near, joins.incomplete_layers(sites, index, nearest_tables=[near, ehv])


def _duplicate_notes(count: int) -> list[str]:
    if not count:
        return []
    return [
        f"substations: {count} near the sites are in two layers, or a point in an area, and are "
        "counted once, with a voltage that either states"
    ]


POWER = Factor(
    name="power",
    groups=(
        ColumnGroup(
            (
                *("substation_name", "substation_kv", "substation_min_kv", "substation_max_kv"),
                *detailed("substation_distance_km"),
                *detailed("supplies_within_25km_count"),
            ),
            all_kinds=("substations",),
        ),
        ColumnGroup(
            (
                *("line_kv", "line_min_kv", "line_max_kv"),
                *detailed("line_distance_km"),
                *detailed("line_345kv_distance_km"),
            ),
            all_kinds=("transmission_lines",),
        ),
    ),
    compute=grid_proximity,
    indexes=(
        IndexRequest("substations", ("substation_kv",)),
        IndexRequest("transmission_lines", ("substation_kv", EHV_KV)),
    ),
    parameters=("substation_kv",),
)
