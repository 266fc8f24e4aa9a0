"""Constraints with three outcomes: pass, fail, and unknown, which never excludes a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.fields import get_field
from screening.catalog.stated_facts import fact_precision, is_stated, row_precision, states
from screening.model.fact_bounds import bounded_facts

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from screening.catalog.fields import Field
    from screening.model import Constraint

COARSE_KM = 2.0
"""A site with a coarser positional accuracy cannot fail a positional constraint [km].

Town centroids (10 km and more) are up to 18 km off in public lists of mines, so that their
stated accuracy is no hard bound; 2 km is the coarsest class of positions surveyed at a site.
"""


@dataclass(frozen=True)
class ConstraintResults:
    """Outcome of every constraint at every site.

    Attributes
    ----------
    outcomes : ndarray of str, (n_sites, n_constraints), ``pass fail unknown``
    excluded_by : list of str, (n_sites,), failed constraints with fact and limit; "" for none
    unverified : list of str, (n_sites,), undetermined constraints likewise
    """

    outcomes: NDArray[np.str_]
    excluded_by: list[str]
    unverified: list[str]


def apply_constraints(facts: pd.DataFrame, constraints: Sequence[Constraint]) -> ConstraintResults:
    """Apply every constraint to every site.

    A constraint *fails* only where the fact is outside the limits over its whole uncertainty
    and, where the fact depends on the site's position, only at an accuracy of ``COARSE_KM`` or
    better; a fact that the sites table states does not depend on it. It *passes* where the fact
    is within the limits over its whole uncertainty. All else is *unknown*. Of a fact that is
    known only to lie between two bounds, all between them is its uncertainty, too.

    Parameters
    ----------
    facts : DataFrame, a row a site, with each constraint's factor, its precision
        column if it has one, its bounds if it has any, and ``coord_precision_km``
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
        [_open_questions(row, facts.iloc[i], constraints) for i, row in enumerate(outcomes)],
    )


def _outcome(facts: pd.DataFrame, constraint: Constraint) -> NDArray[np.str_]:
    field = get_field(constraint.factor)
    least, most = bounded_facts(facts, constraint.factor)
    margin = np.nan_to_num(fact_precision(facts, field))
    low = -np.inf if constraint.minimum is None else constraint.minimum
    high = np.inf if constraint.maximum is None else constraint.maximum
    passes = (least - margin >= low) & (most + margin <= high)
    fails = (most + margin < low) | (least - margin > high)
    if field.positional:
        coarse = facts["coord_precision_km"].to_numpy(dtype=float) > COARSE_KM
        fails &= ~coarse | is_stated(facts, constraint.factor)
    return np.where(passes, "pass", np.where(fails, "fail", "unknown"))


def _reasons(row: NDArray[np.str_], facts: pd.Series, constraints: Sequence[Constraint]) -> str:
    failed = [c for c, outcome in zip(constraints, row, strict=True) if outcome == "fail"]
    return "; ".join(
        f"{c.name}: {_format_fact(facts, c)}, {describe_limits(c)}"
        + (f" ({c.reason})" if c.reason else "")
        for c in failed
    )


def _open_questions(
    row: NDArray[np.str_], facts: pd.Series, constraints: Sequence[Constraint]
) -> str:
    unknown = [c for c, outcome in zip(constraints, row, strict=True) if outcome == "unknown"]
    return "; ".join(f"{c.name}: {_format_fact(facts, c)}, {describe_limits(c)}" for c in unknown)


def _format_fact(facts: pd.Series, constraint: Constraint) -> str:
    field = get_field(constraint.factor)
    text, why = _format_figure(facts, field), ""
    if text is None:
        return f"{field.alias} unknown"
    precision = row_precision(facts, constraint.factor)
    if precision > 0:
        text += f" ± {precision:.{field.digits}f}"
    elif states(facts, constraint.factor):
        return f"{field.alias} {text} {field.unit}".rstrip(" -") + " as stated"
    elif field.positional and facts["coord_precision_km"] > COARSE_KM:
        text += f" at a position known to ± {facts['coord_precision_km']:g} km"
    if np.isnan(float(facts[constraint.factor])) and isinstance(facts.get(field.why), str):
        why = f" ({facts[field.why]})"
    return f"{field.alias} {text} {field.unit}".rstrip(" -") + why


def _format_figure(facts: pd.Series, field: Field) -> str | None:
    """Format the fact, or the bounds between which it lies; None where nothing is known."""
    fact, lower, upper = (
        float(facts[name]) if name in facts.index else np.nan
        for name in (field.name, field.lower, field.upper)
    )
    if not np.isnan(fact):
        return f"{fact:.{field.digits}f}"
    if np.isnan(lower):
        return None
    if np.isnan(upper):
        return f"at least {lower:.{field.digits}f}"
    return f"between {lower:.{field.digits}f} and {upper:.{field.digits}f}"


def describe_limits(constraint: Constraint) -> str:
    """Describe a constraint's limits, with the unit.

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
    limits = []
    if constraint.minimum is not None:
        limits.append(f"at least {constraint.minimum:g}{unit}")
    if constraint.maximum is not None:
        limits.append(f"at most {constraint.maximum:g}{unit}")
    return " and ".join(limits)
