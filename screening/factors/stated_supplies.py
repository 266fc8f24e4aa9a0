"""Stated distances to substations and lines, in the tables that connections are priced from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.fields import get_field
from screening.catalog.stated_facts import is_stated
from screening.factors.grid_proximity import EHV_KV
from screening.factors.site_columns import site_column

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from screening.model import Sites

SUBSTATION, SUBSTATION_KV = "substation_distance_km", "substation_kv"
LINE, LINE_KV = "line_distance_km", "line_kv"
LINES: Mapping[str, float | None] = {
    LINE: None,
    "line_230kv_distance_km": 230.0,
    "line_345kv_distance_km": EHV_KV,
    "line_500kv_distance_km": 500.0,
}
"""Distance to a line to the least voltage of it [kV]; None: that of the nearest substation."""


def use_stated_supplies(
    near: Mapping[str, list[pd.DataFrame]],
    sites: Sites,
    voltages: Sequence[float],
    substation_kv: float,
) -> dict[str, list[pd.DataFrame]]:
    """Put stated distances in place of the nearest assets of their voltage and below.

    Parameters
    ----------
    near : mapping of layer kind to the nearest asset of each voltage, from
        :func:`screening.joins.nearest_by_voltage`
    sites : Sites, marked
    voltages : sequence of float [kV], of the tables
    substation_kv : float [kV], least voltage of the nearest substation

    Returns
    -------
    dict of layer kind to tables, the same where a site states no distance
    """
    tables = {kind: list(group) for kind, group in near.items()}
    if "substations" in tables:
        kv = site_column(sites, SUBSTATION_KV).fillna(substation_kv).to_numpy()
        _replace(tables["substations"], sites, SUBSTATION, (substation_kv, kv), voltages)
    if "transmission_lines" in tables:
        for name, line_kv in LINES.items():
            least_kv = substation_kv if line_kv is None else line_kv
            kv = np.full(len(sites.frame), least_kv)
            if name == LINE and is_stated(sites.frame, LINE_KV).any():
                stated_kv = site_column(sites, LINE_KV).to_numpy()
                kv = np.where(is_stated(sites.frame, LINE_KV), stated_kv, kv)
            _replace(tables["transmission_lines"], sites, name, (least_kv, kv), voltages)
    return tables


def _replace(
    tables: list[pd.DataFrame],
    sites: Sites,
    name: str,
    voltage: tuple[float, NDArray[np.float64]],
    voltages: Sequence[float],
) -> None:
    """Replace the nearest assets of up to the stated asset's voltage.

    The stated asset is the nearest of the first of ``voltage`` or more, and has the second; an
    asset of less may be nearer.
    """
    stated = is_stated(sites.frame, name)
    if not stated.any():
        return
    least_kv, kv = voltage
    km = site_column(sites, name).to_numpy()
    precision = get_field(name).precision
    known = is_stated(sites.frame, precision)
    precision_km = np.where(known, site_column(sites, precision).to_numpy(), 0.0)
    for position, class_kv in enumerate(voltages):
        table = tables[position]
        rows = stated & (kv >= class_kv)
        if class_kv < least_kv:
            is_less = table["certain_kv"].to_numpy(dtype=float) < least_kv
            rows &= ~((table["distance_max_km"].to_numpy() < km) & is_less)
        own = {f"distance{bound}_km": km for bound in ("", "_min", "_max")}
        own |= {"precision_km": precision_km, "voltage_kv": kv}
        own |= {"certain_kv": kv, "certain_kv_max": kv}
        tables[position] = table.assign(
            **{column: np.where(rows, values, table[column]) for column, values in own.items()}
        )
