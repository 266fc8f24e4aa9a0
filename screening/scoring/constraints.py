"""Knock-outs with three outcomes: pass, fail, and unknown, which never fails a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.fields import get_field

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from screening.model import Constraint

COARSE_KM = 2.0
"""A site known only to more than this cannot fail a positional constraint [km].

Town centroids (10 km and more) are off by up to 18 km in public lists of mines, so
their stated precision is no hard bound; 2 km is the coarsest class measured at a site.
"""


@dataclass(frozen=True)
class ConstraintResults:
    """What the constraints say of each site.

    Attributes
    ----------
    outcomes : ndarray of str, (n_sites, n_constraints), ``pass fail unknown``
    excluded_by : list of str, (n_sites,), reasons of the constraints failed
    unverified : list of str, (n_sites,), names of those not decided, with why
    """

    outcomes: NDArray[np.str_]
    excluded_by: list[str]
    unverified: list[str]


def apply_constraints(facts: pd.DataFrame, constraints: Sequence[Constraint]) -> ConstraintResults:
    """Hold every site against every constraint.

    A constraint *fails* only where the fact fails over its whole precision, and, if
    the position decides it, only for a site placed to ``COARSE_KM``. It *passes*
    where the fact passes over its whole precision. All else is *unknown*.

    Parameters
    ----------
    facts : DataFrame, a row a site, with each constraint's factor, its precision
        column if it has one, and ``coord_precision_km``
    constraints : sequence of Constraint

    Returns
    -------
    ConstraintResults
    """
    outcomes = np.full((len(facts), len(constraints)), "unknown", dtype="<U7")
    for column, constraint in enumerate(constraints):
        outcomes[:, column] = _outcome(facts, constraint)
    return ConstraintResults(
        outcomes,
        [_reasons(row, facts.iloc[i], constraints) for i, row in enumerate(outcomes)],
        [_doubts(row, facts.iloc[i], constraints) for i, row in enumerate(outcomes)],
    )


def _outcome(facts: pd.DataFrame, constraint: Constraint) -> NDArray[np.str_]:
    field = get_field(constraint.factor)
    fact = facts[constraint.factor].to_numpy(dtype=float)
    margin = np.zeros(len(facts))
    if field.precision in facts.columns:
        margin = np.nan_to_num(facts[field.precision].to_numpy(dtype=float))
    low = -np.inf if constraint.minimum is None else constraint.minimum
    high = np.inf if constraint.maximum is None else constraint.maximum
    passes = (fact - margin >= low) & (fact + margin <= high)
    fails = (fact + margin < low) | (fact - margin > high)
    if field.positional:
        coarse = facts["coord_precision_km"].to_numpy(dtype=float) > COARSE_KM
        fails &= ~coarse
    return np.where(passes, "pass", np.where(fails, "fail", "unknown"))


def _reasons(row: NDArray[np.str_], facts: pd.Series, constraints: Sequence[Constraint]) -> str:
    failed = [c for c, outcome in zip(constraints, row, strict=True) if outcome == "fail"]
    return "; ".join(
        f"{c.name}: {_format_limit(facts, c)}, {describe_limits(c)}"
        + (f" ({c.reason})" if c.reason else "")
        for c in failed
    )


def _doubts(row: NDArray[np.str_], facts: pd.Series, constraints: Sequence[Constraint]) -> str:
    open_ = [c for c, outcome in zip(constraints, row, strict=True) if outcome == "unknown"]
    return "; ".join(f"{c.name}: {_format_limit(facts, c)}, {describe_limits(c)}" for c in open_)


def _format_limit(facts: pd.Series, constraint: Constraint) -> str:
    field = get_field(constraint.factor)
    fact = float(facts[constraint.factor])
    if np.isnan(fact):
        return f"{field.alias} unknown"
    text = f"{field.alias} {fact:.{field.digits}f}"
    if field.precision in facts.index and facts[field.precision] > 0:
        text += f" ± {facts[field.precision]:.{field.digits}f}"
    elif field.positional and facts["coord_precision_km"] > COARSE_KM:
        text += f" at a position known to ± {facts['coord_precision_km']:g} km"
    return f"{text} {field.unit}".rstrip(" -")


def describe_limits(constraint: Constraint) -> str:
    """Say a constraint's limits in words, with the unit.

    Parameters
    ----------
    constraint : Constraint

    Returns
    -------
    str

    Examples
    --------
    >>> from screening.model import Constraint
    >>> describe_limits(Constraint("power", "grid_mw", minimum=20))
    'at least 20 MW'
    """
    field = get_field(constraint.factor)
    unit = "" if field.unit in ("", "-") else f" {field.unit}"
    said = []
    if constraint.minimum is not None:
        said.append(f"at least {constraint.minimum:g}{unit}")
    if constraint.maximum is not None:
        said.append(f"at most {constraint.maximum:g}{unit}")
    return " and ".join(said)
