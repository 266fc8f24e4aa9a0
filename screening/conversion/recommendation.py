"""The verdict in one sentence, from scoring again with the fix in the facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.conversion.bill_of_quantities import SURE
from screening.conversion.site_limits import SiteLimit, site_limits
from screening.conversion.upgrades import FIXES, PLACES, Upgrade, apply_upgrade
from screening.frame_rows import get_row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.bill_of_quantities import BillOfQuantities
    from screening.conversion.gap_analysis import ConversionCase

SITE_BOUND = (
    *("grid firming", "grid expansion", "first fiber lateral", "second fiber lateral"),
    *("carriers", "water supply", "land"),
)
"""Packages that differ from site to site; the hall every mine lacks."""
CHECKED_FACTS = {
    "grid firming": "firm power",
    "grid expansion": "grid power",
    "first fiber lateral": "fiber",
    "second fiber lateral": "a second fiber route",
    "carriers": "carriers",
    "water supply": "water",
    "land": "land",
}
POWER = "it_mw"
"""A limit that a package can lift after all: more from the grid."""

Rescore = Callable[[pd.DataFrame, "NDArray[np.bool_]"], pd.DataFrame]
"""``(facts, changed) -> rank, score, excluded_by`` of each changed site, had it alone changed."""


@dataclass(frozen=True)
class UpgradeEffect:
    """What a fix buys at the sites that need it.

    Attributes
    ----------
    fix : Upgrade
    needed : ndarray of bool, (n_sites,)
    after : DataFrame, ``rank score excluded_by`` of the sites that changed
    """

    fix: Upgrade
    needed: NDArray[np.bool_]
    after: pd.DataFrame


def recommendations(
    case: ConversionCase, bill: BillOfQuantities, rows: pd.DataFrame, profile: str, rescore: Rescore
) -> pd.DataFrame:
    """Say of every site what binds it, what mends it, and what that buys.

    The binding gap is a limit that no package can mend; else the known gap whose package
    lifts the rank most, then the score, then takes longest.

    Parameters
    ----------
    case : ConversionCase, whose facts have ``rank score excluded_by``
    bill : BillOfQuantities
    rows : DataFrame, the build list
    profile : str
    rescore : Rescore

    Returns
    -------
    DataFrame, ``binding_gap cheapest_fix fixed_rank profile_status to_verify verdict``
    """
    frame = case.facts.frame
    held = site_limits(case.facts, case.requirements)
    bought = []
    for fix in FIXES:
        after, changed = apply_upgrade(fix, case, bill)
        needed = bill.state[:, PLACES[fix.package]] == SURE
        bought.append(UpgradeEffect(fix, needed, rescore(after, changed)))
    listed = rows.set_index(["site_id", "package"])
    told = [
        _recommendation(
            _Site(case, bill, site, name, frame.loc[name]), held, bought, listed, profile
        )
        for site, name in enumerate(frame.index)
    ]
    return pd.DataFrame(told, index=frame.index)


@dataclass(frozen=True)
class _Site:
    case: ConversionCase
    bill: BillOfQuantities
    place: int
    name: str
    row: pd.Series


def _recommendation(
    site: _Site,
    held: tuple[SiteLimit, ...],
    bought: list[UpgradeEffect],
    listed: pd.DataFrame,
    profile: str,
) -> dict[str, object]:
    failed = [each for each in held if each.fails[site.place] and each.column != POWER]
    dark = [each.label for each in held if each.unknown[site.place]]
    state = {name: site.bill.state[site.place, PLACES[name]] for name in SITE_BOUND}
    dark += [CHECKED_FACTS[n] for n in SITE_BOUND if site.bill.needs[PLACES[n]].unknown[site.place]]
    dark = list(dict.fromkeys(dark))
    status = (
        "cannot" if failed else "verify" if dark else "once built" if any(state.values()) else ""
    )
    chosen = None if failed else _binding(site, bought, listed)
    fixed_rank: object = pd.NA
    if failed:
        gap = "; ".join(each.text(site.case.facts, site.place) for each in failed)
        fix = "none: no work package mends it"
        text = f"Not ready for {profile}: {gap}, which no work package mends."
    elif chosen is not None:
        work = get_row(listed, (site.name, chosen.fix.package))
        gap = chosen.fix.gap(site.case, site.place)
        fix = f"{chosen.fix.work(work['gap'])}, {_cost(work)}"
        effect, fixed_rank = _effect(site.row, chosen.after, site.name)
        text = f"Not ready for {profile}: {gap}. {fix}, {effect}."
    else:
        gap = fix = ""
        known = "Nothing known but the hall itself" if dark else "Only the hall itself"
        text = f"{known} stands between the site and {profile}."
    return {
        "binding_gap": gap,
        "cheapest_fix": fix,
        "fixed_rank": fixed_rank,
        "profile_status": status or "clears",
        "to_verify": ", ".join(dark),
        "verdict": text + (f" Verify: {', '.join(dark)}." if dark else ""),
    }


def _binding(
    site: _Site, bought: list[UpgradeEffect], listed: pd.DataFrame
) -> UpgradeEffect | None:
    """Choose the known gap whose package lifts the site most."""
    needed = [each for each in bought if each.needed[site.place]]
    if len(needed) < 2:
        return needed[0] if needed else None
    return max(
        needed,
        key=lambda each: (
            *_gain(site, each),
            float(get_row(listed, (site.name, each.fix.package))["months"]),
        ),
    )


def _gain(site: _Site, each: UpgradeEffect) -> tuple[float, float]:
    """Ranks and points that a fix gains."""
    if site.name not in each.after.index:
        return (0.0, 0.0)
    after = get_row(each.after, site.name)
    last = float(len(site.case.facts.frame) + 1)
    before = last if pd.isna(site.row["rank"]) else float(site.row["rank"])
    then = last if pd.isna(after["rank"]) else float(after["rank"])
    scores = np.nan_to_num([float(after["score"]), float(site.row["score"])])
    return (before - then, float(scores[0] - scores[1]))


def _cost(work: pd.Series) -> str:
    digits = 2 if work["musd_high"] < 1 else 1 if work["musd_high"] < 20 else 0
    money = f"${work['musd_low']:.{digits}f}–{work['musd_high']:.{digits}f}M"
    return f"{money} and {work['months_low']:.0f}–{work['months_high']:.0f} months"


def _effect(row: pd.Series, after: pd.DataFrame, name: str) -> tuple[str, object]:
    """Say what scoring again gave."""
    if name not in after.index:
        return "changes nothing that the score counts", row["rank"]
    new = get_row(after, name)
    if new["excluded_by"]:
        return "leaves it excluded", pd.NA
    if pd.isna(new["rank"]):
        return "leaves it without a score", pd.NA
    before, then = row["rank"], int(new["rank"])
    if pd.isna(before):
        state = "excluded" if row["excluded_by"] else "no score"
        return f"takes it from {state} to rank {then}", then
    if then < before:
        return f"lifts it from rank {before} to {then}", then
    if then > before:
        return f"lowers it from rank {before} to {then}", then
    scores = f"score {row['score']:.1f} → {new['score']:.1f}"
    return f"leaves it at rank {before} ({scores})", then
