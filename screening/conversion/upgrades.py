"""Upgrades: work packages that change a fact, and the fact after they are built."""

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

PLACES = {package.name: position for position, package in enumerate(PACKAGES)}
FOLLOWING = ("facility_mw", "it_mw", "it_mw_n20")
"""Powers behind the grid in the power chain, which rise in proportion to it."""

MIN_MW = 1e-3
"""Power below which no ratio to the existing power is formed [MW]."""
ROUTES = ("disjoint_routes_count", "fiber_entrances_count")
FENCE = (
    *("fiber_distance_km", "fiber_precision_km"),
    *("fiber_lateral_km", "fiber_lateral_precision_km"),
)
"""Facts that are 0 where a fiber route ends at the site."""
CARRIERS = ("fiber_providers_within_10km_count", "carriers_count")
"""Carriers counted in layers, and those that the sites table states."""

After = Mapping[str, "NDArray[np.float64]"]
"""Column to its values after an upgrade, NaN where they stay as they are."""


@dataclass(frozen=True)
class Upgrade:
    """A work package that changes facts.

    Attributes
    ----------
    package : str, of ``PACKAGES``
    gap : callable, ``(case, site) -> str``, describes the gap
    work : callable, ``(quantity) -> str``, describes the work
    changed_facts : callable, ``(case, bill) -> columns`` after the work
    """

    package: str
    gap: Callable[[ConversionCase, int], str]
    work: Callable[[float], str]
    changed_facts: Callable[[ConversionCase, BillOfQuantities], After]


def apply_upgrade(
    upgrade: Upgrade, case: ConversionCase, bill: BillOfQuantities
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Apply an upgrade to the facts of every site that is known to need it.

    Parameters
    ----------
    upgrade : Upgrade
    case : ConversionCase
    bill : BillOfQuantities

    Returns
    -------
    (facts, changed): the table after the upgrade, and the sites at which a fact changed
    """
    frame = case.facts.frame
    needed = bill.state[:, PLACES[upgrade.package]] == SURE
    columns = {
        name: new for name, new in upgrade.changed_facts(case, bill).items() if name in frame
    }
    changed = np.zeros(len(frame), dtype=bool)
    merged = {}
    for name, new in columns.items():
        old = case.facts.number(name)
        changes = needed & ~np.isnan(new) & (new != old)
        merged[name] = np.where(changes, new, old)
        changed |= changes
    return frame.assign(**merged), changed


def _fiber(case: ConversionCase, bill: BillOfQuantities) -> After:
    """Put a route at the site's boundary: exact, however uncertain the site's position is."""
    return dict.fromkeys(FENCE, np.zeros(case.facts.count))


def _routes(case: ConversionCase, bill: BillOfQuantities) -> After:
    return {
        "disjoint_routes_count": _raise_to(case, "disjoint_routes_count", "diverse_routes_count")
    }


def _carriers(case: ConversionCase, bill: BillOfQuantities) -> After:
    column = "fiber_providers_within_10km_count"
    return {column: _raise_to(case, column, "carriers_count")}


def _raise_to(case: ConversionCase, column: str, requirement: str) -> NDArray[np.float64]:
    return np.fmax(case.facts.number(column), float(getattr(case.requirements, requirement)))


def _firm(case: ConversionCase, bill: BillOfQuantities) -> After:
    firm = firm_mw(case.facts)
    required = bill.gaps[PLACES["grid firming"]].required.base
    return {"firm_mw": required, **_following(case, required, firm)}


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
    columns: tuple[str, str], requirement: str, noun: str
) -> Callable[[ConversionCase, int], str]:
    def gap(case: ConversionCase, site: int) -> str:
        counts = [case.facts.bounds(column)[0][site] for column in columns]
        return f"{np.nanmax(counts):.0f} of {getattr(case.requirements, requirement):g} {noun}"

    return gap


def _firm_gap(case: ConversionCase, site: int) -> str:
    firm, required = firm_mw(case.facts)[site], case.requirements.firm_fraction
    return f"{firm:.0f} of {required * case.size.grid_mw[site]:.0f} MW firm"


def _power_gap(case: ConversionCase, site: int) -> str:
    it_mw = case.size.grid_mw[site] / case.size.pue[site]
    return f"{it_mw:.0f} of {case.requirements.it_mw:g} MW IT"


def _fiber_gap(case: ConversionCase, site: int) -> str:
    low, high = (bound[site] for bound in case.facts.bounds("fiber_lateral_km"))
    at_least = "" if low == high else "at least "
    return f"fiber {at_least}{low:.1f} route-km off"


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
"""Every work package that changes a fact."""


def _article(number: float) -> str:
    """Choose the article before a number as it is pronounced.

    >>> _article(38.0), _article(8.3), _article(11.0)
    ('A', 'An', 'An')
    """
    return "An" if str(int(number)).startswith("8") or int(number) in (11, 18) else "A"
