"""Sections of ``explain`` besides the score: facts, power chain, build list, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog.fields import FIELDS, WATERFALL_STEPS, get_field
from screening.frame_rows import iterate_rows
from screening.reporting.value_formatting import (
    TERMINAL,
    fact_source,
    format_reason,
    format_value,
    is_detail,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.model import ScreeningResult

BAR_WIDTH = 40
"""Characters of the longest bar of the power chain."""


def fact_lines(row: pd.Series, group: str) -> list[str]:
    """List the facts of a group, with sources.

    Parameters
    ----------
    row : Series, one site's facts
    group : str, a group of ``screening.catalog.fields``

    Returns
    -------
    list of str
    """
    names = [name for name in FIELDS if name in row.index and FIELDS[name].group == group]
    names += [  # not in the catalog: carried columns, and those the config names (metros)
        str(name)
        for name in row.index
        if name not in FIELDS and name != "geometry" and get_field(str(name)).group == group
        if group != "carried" or not pd.isna(row[name])
    ]
    with_source = group not in ("identity", "carried")
    return [
        f"  {get_field(name).alias:<28} {format_value(row, name, style=TERMINAL)}"
        + format_reason(row, name)
        + (f"   [{source}]" if with_source and (source := fact_source(row, name)) else "")
        for name in names
        if not is_detail(name)
    ]


def power_chain_lines(row: pd.Series) -> list[str]:
    r"""Draw the steps from grid power to IT power as bars, with the losses of each step.

    Parameters
    ----------
    row : Series, one site's facts

    Returns
    -------
    list of str, empty where fewer than two steps are known

    Examples
    --------
    >>> steps = {"grid_mw": 100.0, "firm_mw": 95.0, "lost_curtailable_mw": 5.0}
    >>> print("\n".join(power_chain_lines(pd.Series(steps))))
      Grid power                   ████████████████████████████████████████  100 MW
      Firm power                   ██████████████████████████████████████··  95 MW, less 5 not firm
    """
    steps = [step for step in WATERFALL_STEPS if not pd.isna(row.get(step[0]))]
    if len(steps) < 2 or not row[steps[0][0]] > 0.0:
        return []
    full_mw = row[steps[0][0]]
    return [_power_chain_line(row, name, losses, full_mw) for name, losses in steps]


def _power_chain_line(row: pd.Series, name: str, losses: Sequence[str], full_mw: float) -> str:
    filled = min(round(BAR_WIDTH * row[name] / full_mw), BAR_WIDTH)  # a scenario may set more
    lost_mw = [row[loss] for loss in losses if not pd.isna(row[loss])]
    lost = min(round(BAR_WIDTH * sum(lost_mw) / full_mw), BAR_WIDTH - filled)
    bar = f"{'█' * filled}{'·' * lost:<{BAR_WIDTH - filled}}"
    terms = ", ".join(
        f"{row[loss]:.0f} {get_field(loss).alias.lower()}" for loss in losses if row[loss] >= 0.5
    )
    text = format_value(row, name, style=TERMINAL) + (f", less {terms}" if terms else "")
    return f"  {get_field(name).alias:<28} {bar}  {text}"


def labelled_lines(row: pd.Series, columns: Sequence[str]) -> list[str]:
    """List columns one per line, a median with its P10 and P90.

    Parameters
    ----------
    row : Series, one site's facts
    columns : sequence of str; those that the run does not have are left out

    Returns
    -------
    list of str
    """
    return [
        f"  {get_field(name).alias:<28} {format_value(row, name, style=TERMINAL)}"
        f"{_percentiles_text(row, name)}"
        for name in columns
        if name in row.index
    ]


def _percentiles_text(row: pd.Series, name: str) -> str:
    low, high = (name.replace("p50", percentile) for percentile in ("p10", "p90"))
    if name == "npv_musd":
        low, high = "npv_p10_musd", "npv_p90_musd"
    if low == name or low not in row.index or pd.isna(row[name]):
        return ""
    bounds = (format_value(row, column, unit=False, style=TERMINAL) for column in (low, high))
    return " (P10 {} to P90 {})".format(*bounds)


def build_list_lines(screening: ScreeningResult, site_id: str) -> list[str]:
    """List the work packages of a site: quantity, cost, months, source.

    Parameters
    ----------
    screening : ScreeningResult
    site_id : str

    Returns
    -------
    list of str, two lines a package
    """
    work = screening.build_list
    lines = []
    for item in iterate_rows(work[work["site_id"] == site_id]):
        lines.append(f"  {item.package:<22} {_package_text(item)}")
        lines.append(f"  {'':<22} [{item.source}]")
    if lines:
        basis = "landlord's scope, without GPUs, racks and financing"
        lines.insert(0, f"  (millions of {work['usd'].iloc[0]}; {basis})")
    return lines


def _package_text(item: Any) -> str:
    if item.musd_high <= 0:
        return f"existing {item.has:.4g} {item.unit}; requirement met"
    terms = [
        f"{item.gap:.1f} {item.unit}",
        f"${item.musd_low:.2f}–{item.musd_high:.2f}M (base {item.musd:.2f})",
    ]
    if item.months_high > 0:
        terms.append(f"{item.months_low:.0f}–{item.months_high:.0f} months")
    return ", ".join(terms) + (f"; {item.note}" if item.note else "")


def source_lines(screening: ScreeningResult) -> list[str]:
    """List the layers of a run: source, licence, accuracy, date of retrieval.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    list of str
    """
    return [
        f"  {layer.name}: {layer.source or layer.path}"
        + (f" ({layer.licence})" if layer.licence else "")
        + ("" if pd.isna(layer.precision_km) else f", ± {layer.precision_km:g} km")
        + (f", {layer.retrieved}" if layer.retrieved else "")
        for layer in iterate_rows(screening.provenance)
    ]
