"""Packages that change a fact: what the fact becomes once they are built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.bill_of_quantities import SURE
from screening.conversion.utility_packages import firm_mw
from screening.conversion.work_packages import PACKAGES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from screening.conversion.bill_of_quantities import BillOfQuantities
    from screening.conversion.gap_analysis import ConversionCase

PLACES = {package.name: place for place, package in enumerate(PACKAGES)}
FOLLOWING = ("facility_mw", "it_mw", "it_mw_n20")
"""Powers that rise in proportion with the grid power before them."""

MIN_MW = 1e-3
"""Power below which nothing can be scaled from what there is [MW]."""
ROUTES = ("disjoint_routes_count", "fiber_entrances_count")
FENCE = (
    *("fiber_distance_km", "fiber_precision_km"),
    *("fiber_lateral_km", "fiber_lateral_precision_km"),
)
"""What is 0 where a route ends at the fence."""
CARRIERS = ("fiber_providers_within_10km_count", "carriers_count")
"""What layers count, and what the sites table states."""

After = Mapping[str, "NDArray[np.float64]"]


@dataclass(frozen=True)
class Upgrade:
    """A package, seen as a change of facts.

    Attributes
    ----------
    package : str, of ``PACKAGES``
    gap : callable, ``(case, site) -> str``, the gap in words
    work : callable, ``(quantity) -> str``, the work in words
    after : callable, ``(case, bill) -> columns`` that the facts then have
    """

    package: str
    gap: Callable[[ConversionCase, int], str]
    work: Callable[[float], str]
    after: Callable[[ConversionCase, BillOfQuantities], After]


def apply_upgrade(
    fix: Upgrade, case: ConversionCase, bill: BillOfQuantities
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Give the facts as they are once a fix is built wherever it is known to be needed.

    Parameters
    ----------
    fix : Upgrade
    case : ConversionCase
    bill : BillOfQuantities

    Returns
    -------
    (facts, changed): the table with the fix, and where it made a difference
    """
    frame = case.facts.frame
    needed = bill.state[:, PLACES[fix.package]] == SURE
    columns = {name: new for name, new in fix.after(case, bill).items() if name in frame}
    changed = np.zeros(len(frame), dtype=bool)
    merged = {}
    for name, new in columns.items():
        old = case.facts.number(name)
        here = needed & ~np.isnan(new) & (new != old)
        merged[name] = np.where(here, new, old)
        changed |= here
    return frame.assign(**merged), changed


def _fiber(case: ConversionCase, bill: BillOfQuantities) -> After:
    """Put a route at the fence: that is known, wherever the site lies."""
    return dict.fromkeys(FENCE, np.zeros(case.facts.count))


def _routes(case: ConversionCase, bill: BillOfQuantities) -> After:
    return {
        "disjoint_routes_count": _raise_to(case, "disjoint_routes_count", "diverse_routes_count")
    }


def _carriers(case: ConversionCase, bill: BillOfQuantities) -> After:
    column = "fiber_providers_within_10km_count"
    return {column: _raise_to(case, column, "carriers_count")}


def _raise_to(case: ConversionCase, column: str, line: str) -> NDArray[np.float64]:
    return np.fmax(case.facts.number(column), float(getattr(case.requirements, line)))


def _firm(case: ConversionCase, bill: BillOfQuantities) -> After:
    firm = firm_mw(case.facts)
    needs = bill.needs[PLACES["grid firming"]].required.base
    return {"firm_mw": needs, **_following(case, needs, firm)}


def _grown(case: ConversionCase, bill: BillOfQuantities) -> After:
    grid, gross = case.size.grid_mw, case.size.gross_mw
    rising = _following(case, gross, grid)
    firm = {"firm_mw": case.facts.number("firm_mw") * _ratio(gross, grid)}
    return {"grid_mw": gross, **firm, **rising}


def _following(case: ConversionCase, new: NDArray[np.float64], old: NDArray[np.float64]) -> After:
    return {name: case.facts.number(name) * _ratio(new, old) for name in FOLLOWING}


def _ratio(new: NDArray[np.float64], old: NDArray[np.float64]) -> NDArray[np.float64]:
    known = old > MIN_MW
    return np.divide(new, old, out=np.full_like(new, np.nan), where=known)


def _gap_text(
    columns: tuple[str, str], line: str, noun: str
) -> Callable[[ConversionCase, int], str]:
    def gap(case: ConversionCase, site: int) -> str:
        counts = [case.facts.number(column)[site] for column in columns]
        return f"{np.nanmax(counts):.0f} of {getattr(case.requirements, line):g} {noun}"

    return gap


def _firm_gap(case: ConversionCase, site: int) -> str:
    has, asked = firm_mw(case.facts)[site], case.requirements.firm_fraction
    return f"{has:.0f} of {asked * case.size.grid_mw[site]:.0f} MW firm"


def _power_gap(case: ConversionCase, site: int) -> str:
    it_mw = case.size.grid_mw[site] / case.size.pue[site]
    return f"{it_mw:.0f} of {case.requirements.it_mw:g} MW IT"


def _fiber_gap(case: ConversionCase, site: int) -> str:
    return f"fiber {case.facts.number('fiber_lateral_km')[site]:.1f} route-km off"


FIXES: tuple[Upgrade, ...] = (
    Upgrade("grid expansion", _power_gap, lambda mw: f"{mw:.0f} MW more from the grid", _grown),
    Upgrade("grid firming", _firm_gap, lambda mw: f"Firm service for {mw:.0f} MW more", _firm),
    Upgrade(
        "second fiber lateral",
        _gap_text(ROUTES, "diverse_routes_count", "diverse fiber routes"),
        lambda km: f"{_article(km)} {km:.0f} km second lateral",
        _routes,
    ),
    Upgrade(
        "first fiber lateral",
        _fiber_gap,
        lambda km: f"{_article(km)} {km:.1f} km first lateral",
        _fiber,
    ),
    Upgrade(
        "carriers",
        _gap_text(CARRIERS, "carriers_count", "carriers"),
        lambda count: f"{count:.0f} more carrier{'s' * (round(count) != 1)}",
        _carriers,
    ),
)
"""Every package that changes a fact."""


def _article(number: float) -> str:
    """Choose the article that a number is read with.

    >>> _article(38.0), _article(8.3), _article(11.0)
    ('A', 'An', 'An')
    """
    return "An" if str(int(number)).startswith("8") or int(number) in (11, 18) else "A"
