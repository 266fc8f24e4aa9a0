"""Criteria of the power of a site, left out where no site states any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from screening.catalog.fields import NEED_GRID_MW

if TYPE_CHECKING:
    import pandas as pd

    from screening.model import Profile

GRID = "grid_mw"


def without_power(profile: Profile, facts: pd.DataFrame) -> Profile:
    """Leave out the criteria that need the grid power where no site states it.

    Such a list is ranked by what is known of its sites; where some sites state their power, the
    others have no score for want of it.

    Parameters
    ----------
    profile : Profile
    facts : DataFrame, a row a site of the run

    Returns
    -------
    Profile
        The same where any site states ``grid_mw``, where each criterion has data at some site,
        or where nothing would remain; else one whose ``left_out`` names the criteria.
    """
    if GRID not in facts or facts[GRID].notna().any():
        return profile
    names = [criterion.factor for criterion in profile.criteria]
    left_out = {
        name
        for name in NEED_GRID_MW.intersection(names)
        if name not in facts or facts[name].isna().all()
    }
    if not left_out or left_out == set(names):
        return profile
    pairwise = {
        row: {other: ratio for other, ratio in judgements.items() if other not in left_out}
        for row, judgements in profile.pairwise.items()
        if row not in left_out
    }
    return replace(
        profile,
        criteria=tuple(item for item in profile.criteria if item.factor not in left_out),
        order=tuple(name for name in profile.order if name not in left_out),
        pairwise={row: judgements for row, judgements in pairwise.items() if judgements},
        left_out=tuple(name for name in names if name in left_out),
    )
