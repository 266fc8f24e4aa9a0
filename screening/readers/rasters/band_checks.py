"""Checks of a raster's bands: values that cannot be, and bands that contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import Column

    Flags = NDArray[np.bool_]

ORDER_TOLERANCE = 0.2
"""How far a band may exceed one that it never exceeds, in their unit: bands stored in tenths
round by half of one each."""
STRAY_FRACTION = 0.01
"""Share of the cells that may contradict each other; they become unknown. Of more, the bands
are not what they are taken for."""


def check_limits(columns: Sequence[Column], values: NDArray[np.float32]) -> list[str]:
    """Find bands with values outside the limits of their columns.

    Parameters
    ----------
    columns : sequence of Column, of the bands
    values : ndarray, (n_bands, n_rows, n_columns), NaN for nodata

    Returns
    -------
    list of str, one problem per band
    """
    problems = []
    for column, cells in zip(columns, values, strict=True):
        known = cells[~np.isnan(cells)]
        low, high = column.minimum, column.maximum
        if len(known) and not (low <= known.min() and known.max() <= high):
            problems.append(
                f"band {column.name}: expected {column.unit} within {low:g}..{high:g}, got "
                f"{known.min():g}..{known.max():g}; declare the raster's unit, scale, offset "
                "and nodata"
            )
    return problems


def check_order(
    columns: Sequence[Column], values: NDArray[np.float32]
) -> tuple[list[str], list[str]]:
    """Find cells in which a band exceeds one that it never exceeds; make a stray few unknown.

    Parameters
    ----------
    columns : sequence of Column, of the bands; their ``at_most`` names the other band
    values : ndarray, (n_bands, n_rows, n_columns), NaN for nodata; a stray cell becomes NaN, in
        place, in every band that has such an order

    Returns
    -------
    notes : list of str
    problems : list of str, one per pair of bands that contradict each other
    """
    row = {column.name: index for index, column in enumerate(columns)}
    pairs = [column for column in columns if column.at_most]
    stray: Flags = np.zeros(values.shape[1:], dtype=bool)
    contradictions: dict[tuple[str, str], list[str]] = {}
    for column in pairs:
        excess = values[row[column.name]] - values[row[column.at_most]]
        above = excess > ORDER_TOLERANCE  # False where either is NaN
        known = int(np.isfinite(excess).sum())
        if above.sum() > STRAY_FRACTION * known:
            contradictions.setdefault(_measures(column), []).append(
                f"{column.title.partition(',')[0]} in {int(above.sum()):,} of {known:,} cells "
                f"(by up to {excess[above].max():.3g} K)"
            )
        stray |= above
    if contradictions or not stray.any():
        return [], [_contradiction(*names, found) for names, found in contradictions.items()]
    for name in {name for column in pairs for name in (column.name, column.at_most)}:
        values[row[name]][stray] = np.nan
    bounds = dict.fromkeys(" over ".join(_measures(column)) for column in pairs)
    count = f"{int(stray.sum()):,} of {stray.size:,} cells"
    return [f"{count} contradict themselves ({' or '.join(bounds)}) and are unknown"], []


def _contradiction(measure: str, bound: str, found: Sequence[str]) -> str:
    more = f" and {len(found) - 2} more months" if len(found) > 2 else ""
    return (
        f"bands {measure}: expected at most the {bound} of the same month, got more: "
        f"{', '.join(found[:2])}{more}; check the bands that `columns` names and the units that "
        "the raster declares"
    )


def _measures(column: Column) -> tuple[str, str]:
    """Name what a monthly band and its bound hold: ``tmin_c_07`` is ``tmin_c``."""
    measure, bound = (
        name.rstrip("0123456789").rstrip("_") for name in (column.name, column.at_most)
    )
    return measure, bound
