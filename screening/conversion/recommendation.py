"""One recommended upgrade per site and the verdict, from rescoring the upgraded facts."""

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
"""Packages that distinguish sites; every mine lacks the hall."""
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
"""Column of the one limit that a package can lift: the grid expansion."""

Rescore = Callable[[pd.DataFrame, "NDArray[np.bool_]"], pd.DataFrame]
"""``(facts, changed) -> rank, score, excluded_by`` of each changed site, as if it alone had
changed."""


@dataclass(frozen=True)
class UpgradeEffect:
    """Effect of an upgrade at the sites that need it.

    Attributes
    ----------
    upgrade : Upgrade
    needed : ndarray of bool, (n_sites,)
    after : DataFrame, ``rank score excluded_by`` of the sites whose facts changed
    """

    upgrade: Upgrade
    needed: NDArray[np.bool_]
    after: pd.DataFrame


@dataclass(frozen=True)
class _Context:
    """What the recommendations of all sites share."""

    case: ConversionCase
    bill: BillOfQuantities
    limits: tuple[SiteLimit, ...]
    effects: list[UpgradeEffect]
    packages: pd.DataFrame
    """The build list, indexed by site and package."""
    profile: str


@dataclass(frozen=True)
class _Site:
    position: int
    name: str
    facts: pd.Series


def recommendations(
    case: ConversionCase, bill: BillOfQuantities, rows: pd.DataFrame, profile: str, rescore: Rescore
) -> pd.DataFrame:
    """Recommend an upgrade for every site: the binding gap, its package, and the effect.

    The binding gap is a limit that no package can lift; else the known gap whose package raises
    the rank most, then the score, then takes longest.

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
    effects = []
    for upgrade in FIXES:
        after, changed = apply_upgrade(upgrade, case, bill)
        needed = bill.state[:, PLACES[upgrade.package]] == SURE
        effects.append(UpgradeEffect(upgrade, needed, rescore(after, changed)))
    limits = site_limits(case.facts, case.requirements)
    packages = rows.set_index(["site_id", "package"])
    context = _Context(case, bill, limits, effects, packages, profile)
    frame = case.facts.frame
    recommended = [
        _recommendation(_Site(position, name, frame.loc[name]), context)
        for position, name in enumerate(frame.index)
    ]
    return pd.DataFrame(recommended, index=frame.index)


def _recommendation(site: _Site, context: _Context) -> dict[str, object]:
    profile = context.profile
    failed = [
        limit for limit in context.limits if limit.fails[site.position] and limit.column != POWER
    ]
    unknown = _facts_to_verify(site, context)
    binding = None if failed else _binding_effect(site, context)
    fixed_rank: object = pd.NA
    if failed:
        gap = "; ".join(limit.text(context.case.facts, site.position) for limit in failed)
        fix = "none: no work package mends it"
        text = f"Not ready for {profile}: {gap}, which no work package mends."
    elif binding is not None:
        package = get_row(context.packages, (site.name, binding.upgrade.package))
        gap = binding.upgrade.gap(context.case, site.position)
        fix = f"{binding.upgrade.work(package['gap'])}, {_cost(package)}"
        effect, fixed_rank = _effect(site.facts, binding.after, site.name)
        text = f"Not ready for {profile}: {gap}. {fix}, {effect}."
    else:
        gap = fix = ""
        known = "Nothing known but the hall itself" if unknown else "Only the hall itself"
        text = f"{known} stands between the site and {profile}."
    return {
        "binding_gap": gap,
        "cheapest_fix": fix,
        "fixed_rank": fixed_rank,
        "profile_status": _profile_status(site, context, bool(failed), bool(unknown)),
        "to_verify": ", ".join(unknown),
        "verdict": text + (f" Verify: {', '.join(unknown)}." if unknown else ""),
    }


def _facts_to_verify(site: _Site, context: _Context) -> list[str]:
    """Unknown facts that a limit or a site-specific package depends on, each once."""
    unknown = [limit.label for limit in context.limits if limit.unknown[site.position]]
    unknown += [
        CHECKED_FACTS[name]
        for name in SITE_BOUND
        if context.bill.gaps[PLACES[name]].unknown[site.position]
    ]
    return list(dict.fromkeys(unknown))


def _profile_status(site: _Site, context: _Context, failed: bool, unknown: bool) -> str:
    if failed:
        return "cannot"
    if unknown:
        return "verify"
    states = context.bill.state[site.position, [PLACES[name] for name in SITE_BOUND]]
    return "once built" if states.any() else "clears"


def _binding_effect(site: _Site, context: _Context) -> UpgradeEffect | None:
    """Choose the known gap whose package improves the site most."""
    needed = [effect for effect in context.effects if effect.needed[site.position]]
    if len(needed) < 2:
        return needed[0] if needed else None
    last_rank = len(context.case.facts.frame) + 1
    return max(
        needed,
        key=lambda effect: (
            *_gain(site, effect, last_rank),
            float(get_row(context.packages, (site.name, effect.upgrade.package))["months"]),
        ),
    )


def _gain(site: _Site, effect: UpgradeEffect, last_rank: int) -> tuple[float, float]:
    """Ranks and score points that an upgrade gains; an unranked site counts as the last."""
    if site.name not in effect.after.index:
        return (0.0, 0.0)
    after = get_row(effect.after, site.name)
    old_rank = float(last_rank if pd.isna(site.facts["rank"]) else site.facts["rank"])
    new_rank = float(last_rank if pd.isna(after["rank"]) else after["rank"])
    scores = np.nan_to_num([float(after["score"]), float(site.facts["score"])])
    return (old_rank - new_rank, float(scores[0] - scores[1]))


def _cost(package: pd.Series) -> str:
    low, high = package["musd_low"], package["musd_high"]
    digits = 2 if high < 1 else 1 if high < 20 else 0
    months = f"{package['months_low']:.0f}–{package['months_high']:.0f} months"
    return f"${low:.{digits}f}–{high:.{digits}f}M and {months}"


def _effect(facts: pd.Series, after: pd.DataFrame, name: str) -> tuple[str, object]:
    """Describe the effect on the rank, and return the new rank."""
    if name not in after.index:
        return "changes nothing that the score counts", facts["rank"]
    new = get_row(after, name)
    if new["excluded_by"]:
        return "leaves it excluded", pd.NA
    if pd.isna(new["rank"]):
        return "leaves it without a score", pd.NA
    old_rank, new_rank = facts["rank"], int(new["rank"])
    if pd.isna(old_rank):
        state = "excluded" if facts["excluded_by"] else "no score"
        return f"takes it from {state} to rank {new_rank}", new_rank
    if new_rank < old_rank:
        return f"lifts it from rank {old_rank} to {new_rank}", new_rank
    if new_rank > old_rank:
        return f"lowers it from rank {old_rank} to {new_rank}", new_rank
    scores = f"score {facts['score']:.1f} → {new['score']:.1f}"
    return f"leaves it at rank {old_rank} ({scores})", new_rank
