"""Bar charts of the report: the steps from grid power to IT power, and the conversion costs."""

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
"""Work packages in the cost chart."""


def waterfall_bars(steps: pd.DataFrame) -> list[dict[str, Any]]:
    """Build the bars of the power waterfall, one per step from the meter to the computers.

    Parameters
    ----------
    steps : DataFrame, columns ``step`` and ``mw`` [MW], from
        :func:`screening.reporting.portfolio.waterfall`

    Returns
    -------
    list of dict
        Keys ``name``, ``text``, ``width`` [% of the largest step] and ``colour``.

    Examples
    --------
    >>> import pandas as pd
    >>> steps = pd.DataFrame({"step": ["grid_mw", "it_mw"], "mw": [100.0, 80.0]})
    >>> [(bar["text"], bar["width"]) for bar in waterfall_bars(steps)]
    [('100 MW', 100.0), ('80 MW (−20)', 80.0)]
    """
    largest_mw = max(float(steps["mw"].max()), 1e-9) if len(steps) else 1.0
    bars, previous_mw = [], None
    for step, mw in zip(steps["step"], steps["mw"], strict=True):
        has_loss = previous_mw is not None and previous_mw > mw
        loss = f" (−{format_number(previous_mw - mw)})" if has_loss else ""
        bars.append(
            {
                "name": get_field(step).alias,
                "text": f"{format_number(mw)} MW{loss}",
                "width": 100 * mw / largest_mw,
                "colour": STEP_COLOURS[step],
            }
        )
        previous_mw = mw
    return bars


def cost_bars(costs: pd.DataFrame) -> list[dict[str, Any]]:
    """Build the bars of the work packages' costs, from low to high with the likely cost marked.

    Parameters
    ----------
    costs : DataFrame, columns ``package``, ``musd_low``, ``musd`` and ``musd_high`` [MUSD], the
        highest cost first

    Returns
    -------
    list of dict
        Keys ``name``, ``text``, and ``low``, ``high`` and ``likely`` in percent of the largest
        high end.
    """
    packages = costs.head(MAX_PACKAGES)
    largest_musd = max(float(packages["musd_high"].max()), 1e-9) if len(packages) else 1.0
    digits = 0 if largest_musd >= 100 else 1 if largest_musd >= 10 else 2
    return [
        {
            "name": str(item.package),
            "low": 100 * item.musd_low / largest_musd,
            "high": 100 * item.musd_high / largest_musd,
            "likely": 100 * item.musd / largest_musd,
            "text": f"{format_number(item.musd, digits)} "
            f"({format_number(item.musd_low, digits)}–{format_number(item.musd_high, digits)})",
        }
        for item in iterate_rows(packages)
    ]
