"""How far the grid is, at which voltage, and how many supplies there are to choose from."""

from __future__ import annotations

import numpy as np

from screening import joins
from screening.factors.factor import Factor, IndexRequest
from screening.model import FactorParameters, FactorResult, Layers, Sites

LINE_KV = 138.0
"""Least voltage of ``line_distance_km`` [kV]."""
EHV_KV = 345.0
"""Least voltage of ``line_345kv_distance_km`` [kV]: carries 750 MW and more."""
SUPPLIES_KV = 138.0
"""Least voltage of a supply that ``supplies_within_25km_count`` counts [kV]."""
SUPPLIES_RADIUS_KM = 25.0
"""Its radius [km]."""


def grid_proximity(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive the grid columns.

    FactorParameters
    ----------
    sites : Sites
    layers : layers by kind; ``substations`` and ``transmission_lines`` are used
    parameters : FactorParameters; ``substation_kv``

    Returns
    -------
    FactorResult
        Distances in km, NaN where no layer that is complete from the voltage asked
        covers the site.
    """
    columns: dict[str, object] = {}
    drawn = []
    notes: list[str] = []
    incomplete: list[str] = []
    substations = joins.vector_layers(layers, "substations")
    lines = joins.vector_layers(layers, "transmission_lines")
    if substations:
        voltages = (parameters.substation_kv, SUPPLIES_KV)
        at_hand = joins.index_features(substations, at_least_kv=voltages)
        near, _ = joins.nearest_by_voltage(sites, at_hand)
        columns["substation_name"] = near["name"]
        columns["substation_kv"] = near["voltage_kv"]
        columns["substation_distance_km"] = near["distance_km"]
        columns["substation_precision_km"] = near["precision_km"]
        columns["supplies_within_25km_count"], again = joins.count_within(
            sites, at_hand, SUPPLIES_RADIUS_KM, SUPPLIES_KV
        )
        notes = _duplicate_notes(again)
        incomplete += joins.incomplete_layers(
            sites, at_hand, nearest_tables=[near], radius_km=SUPPLIES_RADIUS_KM
        )
        drawn.append(joins.connection_lines(sites, near, "substation"))
    if lines:
        at_hand = joins.index_features(lines, at_least_kv=(LINE_KV, EHV_KV))
        near, ehv = joins.nearest_by_voltage(sites, at_hand)
        incomplete += joins.incomplete_layers(sites, at_hand, nearest_tables=[near, ehv])
        columns["line_kv"] = near["voltage_kv"]
        columns["line_distance_km"] = near["distance_km"]
        columns["line_345kv_distance_km"] = ehv["distance_km"]
        columns["line_precision_km"] = np.fmax(near["precision_km"], ehv["precision_km"])
        drawn.append(joins.connection_lines(sites, near, "line"))
    return joins.factor_result(sites, columns, drawn, notes, incomplete)


def _duplicate_notes(again: int) -> list[str]:
    if not again:
        return []
    return [f"substations: {again} near the sites stand in two layers and are counted once"]


POWER = Factor(
    name="power",
    layer_kinds=("substations", "transmission_lines"),
    columns=(
        "substation_name",
        "substation_kv",
        "substation_distance_km",
        "substation_precision_km",
        "supplies_within_25km_count",
        "line_kv",
        "line_distance_km",
        "line_345kv_distance_km",
        "line_precision_km",
    ),
    compute=grid_proximity,
    indexes=(
        IndexRequest("substations", ("substation_kv", SUPPLIES_KV)),
        IndexRequest("transmission_lines", (LINE_KV, EHV_KV)),
    ),
    parameters=("substation_kv",),
)
