"""Constraints: pass, caution, fail or unknown; only a failed one excludes a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.fields import get_field
from screening.catalog.stated_facts import fact_precision, is_stated, row_precision, states
from screening.model.fact_bounds import bounded_facts
from screening.reporting.limits_text import describe_comfort, describe_limits

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

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
    outcomes : ndarray of str, (n_sites, n_constraints), of ``screening.catalog.labels.OUTCOMES``
    excluded_by : list of str, (n_sites,), failed constraints with fact and limit; "" for none
    unverified : list of str, (n_sites,), undetermined constraints likewise
    cautions : list of str, (n_sites,), cautions likewise, with the comfort value
    """

    outcomes: NDArray[np.str_]
    excluded_by: list[str]
    unverified: list[str]
    cautions: list[str]


def apply_constraints(facts: pd.DataFrame, constraints: Sequence[Constraint]) -> ConstraintResults:
    """Apply every constraint to every site.

    A constraint *fails* only where the fact is outside the limits over its whole uncertainty
    and, where the fact depends on the site's position, only at an accuracy of ``COARSE_KM`` or
    better; a fact that the sites table states does not depend on it. It *passes* where the fact
    is within the comfort values, or within the limits where there are none, over its whole
    uncertainty. It is a *caution* where the fact is within the limits over its whole uncertainty,
    and does not pass. All else is *unknown*. Of a fact that is known only to lie between two
    bounds, all between them is its uncertainty, too.

    Parameters
    ----------
    facts : DataFrame, a row a site, with each constraint's factor, its precision
        column if it has one, its bounds if it has any, and ``coord_precision_km``
    constraints : sequence of Constraint

    Returns
    -------
    ConstraintResults
    """
    shape = (len(facts), len(constraints))
    outcomes, uncomfortable = np.full(shape, "unknown", dtype="<U7"), np.zeros(shape, dtype=bool)
    for column, constraint in enumerate(constraints):
        outcomes[:, column], uncomfortable[:, column] = _outcome(facts, constraint)
    comfort = np.array([_comfort(c) for c in constraints], dtype=object)
    return ConstraintResults(
        outcomes,
        _describe(facts, constraints, outcomes == "fail", [_requirement(c) for c in constraints]),
        _describe(facts, constraints, outcomes == "unknown", [_question(c) for c in constraints]),
        _describe(
            facts,
            constraints,
            outcomes == "caution",
            np.where(uncomfortable, comfort, comfort + ", undecided"),
        ),
    )


def _outcome(
    facts: pd.DataFrame, constraint: Constraint
) -> tuple[NDArray[np.str_], NDArray[np.bool_]]:
    """Decide a constraint, and tell where the fact certainly misses the comfort values."""
    field = get_field(constraint.factor)
    least, most = bounded_facts(facts, constraint.factor)
    margin = np.nan_to_num(fact_precision(facts, field))
    least, most = least - margin, most + margin
    low, high = _or_unbounded(constraint.minimum, constraint.maximum)
    comfort_low, comfort_high = _or_unbounded(
        constraint.comfortable_minimum, constraint.comfortable_maximum
    )
    comfort_low, comfort_high = max(low, comfort_low), min(high, comfort_high)
    outside = (most < low) | (least > high)
    uncomfortable = (most < comfort_low) | (least > comfort_high)
    if field.positional:
        coarse = facts["coord_precision_km"].to_numpy(dtype=float) > COARSE_KM
        reliable = ~coarse | is_stated(facts, constraint.factor)
        outside, uncomfortable = outside & reliable, uncomfortable & reliable
    within = (least >= low) & (most <= high)
    comfortable = (least >= comfort_low) & (most <= comfort_high)
    cases = {"pass": comfortable, "caution": within, "fail": outside}
    return np.select(list(cases.values()), list(cases), "unknown"), uncomfortable


def _or_unbounded(low: float | None, high: float | None) -> tuple[float, float]:
    return -np.inf if low is None else low, np.inf if high is None else high


def _describe(
    facts: pd.DataFrame,
    constraints: Sequence[Constraint],
    chosen: NDArray[np.bool_],
    wording: ArrayLike,
) -> list[str]:
    """Describe the chosen constraints of every site: name, fact and wording, (n_constraints,)."""
    words = np.broadcast_to(np.asarray(wording, dtype=object), chosen.shape)
    texts = [""] * len(facts)
    for i in np.flatnonzero(chosen.any(axis=1)).tolist():
        row = facts.iloc[i]
        texts[i] = "; ".join(
            f"{constraints[j].name}: {_format_fact(row, constraints[j])}, {words[i, j]}"
            for j in np.flatnonzero(chosen[i]).tolist()
        )
    return texts


def _requirement(constraint: Constraint) -> str:
    limits = describe_limits(constraint, get_field(constraint.factor).unit)
    return limits + (f" ({constraint.reason})" if constraint.reason else "")


def _question(constraint: Constraint) -> str:
    limits = describe_limits(constraint, get_field(constraint.factor).unit)
    return ", ".join(filter(None, (limits, _comfort(constraint))))


def _comfort(constraint: Constraint) -> str:
    text = describe_comfort(constraint, get_field(constraint.factor).unit)
    return text and f"{text} for comfort"


def _format_fact(facts: pd.Series, constraint: Constraint) -> str:
    field = get_field(constraint.factor)
    text, suffix = _format_figure(facts, field), ""
    if text is None:
        return f"{field.alias} unknown"
    precision = row_precision(facts, constraint.factor)
    if precision > 0:
        text += f" ± {precision:.{field.digits}f}"
    elif states(facts, constraint.factor):
        return f"{field.alias} {text} {field.unit}".rstrip(" -") + " as stated"
    elif field.positional and facts["coord_precision_km"] > COARSE_KM:
        suffix = f" at a position known to ± {facts['coord_precision_km']:g} km"
    if np.isnan(float(facts[constraint.factor])) and isinstance(facts.get(field.why), str):
        suffix += f" ({facts[field.why]})"
    return f"{field.alias} {text} {field.unit}".rstrip(" -") + suffix


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
