"""Bars of the report: from grid power to IT power, and what is to be spent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screening.catalog.fields import get_field
from screening.frame_rows import iterate_rows
from screening.reporting.value_formatting import format_number

if TYPE_CHECKING:
    import pandas as pd

STEP_COLOURS = {
    "grid_mw": "#8a7350",
    "firm_mw": "#7d8790",
    "facility_mw": "#3b528b",
    "it_mw": "#21918c",
}
MAX_PACKAGES = 12


def waterfall_bars(steps: pd.DataFrame) -> list[dict[str, Any]]:
    """Give power from the meter to the computers, a bar a step.

    Parameters
    ----------
    steps : DataFrame, ``step mw``, as :func:`screening.reporting.portfolio.waterfall` gives it

    Returns
    -------
    list of dict, ``name text width colour``; widths in percent of the largest step

    Examples
    --------
    >>> import pandas as pd
    >>> steps = pd.DataFrame({"step": ["grid_mw", "it_mw"], "mw": [100.0, 80.0]})
    >>> [(bar["text"], bar["width"]) for bar in waterfall_bars(steps)]
    [('100 MW', 100.0), ('80 MW (−20)', 80.0)]
    """
    most = max(float(steps["mw"].max()), 1e-9) if len(steps) else 1.0
    bars, before = [], None
    for step, mw in zip(steps["step"], steps["mw"], strict=True):
        lost = f" (−{format_number(before - mw)})" if before is not None and before > mw else ""
        bars.append(
            {
                "name": get_field(step).alias,
                "text": f"{format_number(mw)} MW{lost}",
                "width": 100 * mw / most,
                "colour": STEP_COLOURS[step],
            }
        )
        before = mw
    return bars


def cost_bars(costs: pd.DataFrame) -> list[dict[str, Any]]:
    """Give what work packages cost, from low to high with the likely cost marked.

    Parameters
    ----------
    costs : DataFrame, ``package musd_low musd musd_high`` [MUSD], dearest first

    Returns
    -------
    list of dict, ``name text low high likely``; places in percent of the dearest high end
    """
    shown = costs.head(MAX_PACKAGES)
    most = max(float(shown["musd_high"].max()), 1e-9) if len(shown) else 1.0
    digits = 0 if most >= 100 else 1 if most >= 10 else 2
    return [
        {
            "name": str(item.package),
            "low": 100 * item.musd_low / most,
            "high": 100 * item.musd_high / most,
            "likely": 100 * item.musd / most,
            "text": f"{format_number(item.musd, digits)} "
            f"({format_number(item.musd_low, digits)}–{format_number(item.musd_high, digits)})",
        }
        for item in iterate_rows(shown)
    ]
