"""Outcome of each site: converted, still mining, or excluded from the back-test."""

from __future__ import annotations

import pandas as pd

from screening.errors import InputError, format_known

CONVERTED = ("converted", "converting")
MINING = ("mining",)
RULES = ("exclude", "mining", "converted")
"""How a mining site with an announcement and no works is counted."""
COLUMNS = ("status", "ai_announced", "ai_announced_on", "operator", "grid_mw")


def conversion_outcomes(sites: pd.DataFrame, rule: str = "exclude") -> pd.Series:
    """Classify each site by whether it converted.

    Parameters
    ----------
    sites : DataFrame, with ``status`` and ``ai_announced`` ("yes" or "no")
    rule : str, of :data:`RULES`

    Returns
    -------
    Series of object
        True (converted or converting), False (still mining), None for sites of another status
        (built for AI, cancelled) and, under the rule ``exclude``, for mining sites with an
        announcement and no works

    Raises
    ------
    InputError

    Examples
    --------
    >>> table = pd.DataFrame({"status": ["converted", "mining", "mining", "cancelled"],
    ...                       "ai_announced": ["yes", "no", "yes", "no"]})
    >>> conversion_outcomes(table).tolist(), conversion_outcomes(table, "converted").tolist()
    ([True, False, None, None], [True, False, True, None])
    """
    if rule not in RULES:
        raise InputError(f"rule: expected one of {format_known(RULES)}, got {rule!r}")
    announced = sites["ai_announced"].astype("string").str.casefold().eq("yes").fillna(False)
    result = pd.Series([None] * len(sites), index=sites.index, dtype=object)
    status = sites["status"].astype("string").str.strip().str.casefold()
    mining = status.isin(MINING)
    result[mining] = False
    if rule != "mining":
        result[mining & announced] = True if rule == "converted" else None
    result[status.isin(CONVERTED)] = True
    return result
