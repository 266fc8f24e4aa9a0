"""How a site's facts become values, points and a score, and which constraints it meets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog.fields import OUTCOME_PREFIX, VALUE_PREFIX, get_field
from screening.catalog.labels import UNKNOWN
from screening.frame_rows import iterate_rows
from screening.reporting.limits_text import describe_comfort, describe_limits
from screening.reporting.value_formatting import TERMINAL, format_reason, format_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.model import ScreeningResult


def method_description(screening: ScreeningResult) -> str:
    """Name the method and the weighting, and mark those that depend on the other sites.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    str
    """
    metadata = screening.metadata
    text = f"method {screening.method}"
    text += "" if metadata.weighting == "given" else f", {metadata.weighting} weights"
    text += left_out_description(metadata.left_out_criteria)
    return f"{text} (relative: scores depend on the other sites)" if metadata.relative else text


def left_out_description(criteria: Sequence[str]) -> str:
    """Say that power was left out of the score, to be appended to the name of the method.

    Parameters
    ----------
    criteria : sequence of str, those that were left out

    Returns
    -------
    str, empty where none was

    Examples
    --------
    >>> left_out_description(["it_mw"])
    ', power left out as no site states grid_mw (without IT power)'
    """
    if not criteria:
        return ""
    names = ", ".join(get_field(factor).alias for factor in criteria)
    return f", power left out as no site states grid_mw (without {names})"


def format_missing_criteria(screening: ScreeningResult, row: pd.Series) -> str:
    """List the criteria for which a site has no value.

    Parameters
    ----------
    screening : ScreeningResult
    row : Series, the site's facts

    Returns
    -------
    str
    """
    return ", ".join(
        get_field(factor).alias
        for factor in screening.criteria["factor"]
        if pd.isna(row[VALUE_PREFIX + factor])
    )


def value_lines(screening: ScreeningResult, row: pd.Series) -> list[str]:
    """Show for each criterion how the fact becomes a value and its share of the score.

    Parameters
    ----------
    screening : ScreeningResult
    row : Series, the site's facts

    Returns
    -------
    list of str, a line a criterion and one for the score
    """
    criteria = iterate_rows(screening.criteria)
    lines = [
        f"  {get_field(item.factor).alias:<28} {_value_text(item, row, screening.method)}"
        for item in criteria
    ]
    return [*lines, f"  {'Score':<28} {_score_text(row)}"]


def _value_text(item: Any, row: pd.Series, method: str) -> str:
    fact, value = row[item.factor], row[VALUE_PREFIX + item.factor]
    weight = f"weight {item.weight_fraction:.3f}"
    fact_text = format_value(row, item.factor, style=TERMINAL)
    if pd.isna(value):
        if not pd.isna(fact):
            fact_text += ": uncertainty too large to score"
        elif fact_text != UNKNOWN:
            fact_text += ": undecided"
        return f"{fact_text} ({weight})"
    if not pd.isna(fact):
        unit = "" if item.unit == "-" else f" {item.unit}"
        fact_text = f"{fact:.6g}{unit}"
    if method == "wpm":  # the score is a product of powers, not a sum of points
        share = f"^ {weight} = {value**item.weight_fraction:.4f}"
    else:
        share = f"× {weight} = {100 * value * item.weight_fraction:5.2f} points"
    return f"{fact_text} on {item.worst:g}→{item.best:g} → {value:.4f} {share}"


def _score_text(row: pd.Series) -> str:
    if pd.isna(row["score"]):
        return "not scored: too little of the weight has data"
    coverage = row["coverage_fraction"]
    scaled = f", weights renormalised over the {100 * coverage:.1f} % that has data"
    return f"{row['score']:.2f} of 100" + (scaled if coverage < 1 else "")


def constraint_lines(screening: ScreeningResult, row: pd.Series) -> list[str]:
    """Show the outcome of each constraint, the fact, its limits and its comfort values.

    Parameters
    ----------
    screening : ScreeningResult
    row : Series, the site's facts

    Returns
    -------
    list of str
    """
    return [
        f"  {row[OUTCOME_PREFIX + item.name]:<8} {item.name}: {get_field(item.factor).alias} "
        f"{format_value(row, item.factor, style=TERMINAL)}{format_reason(row, item.factor)}; "
        f"{_format_limits(item)}" + (f" ({item.reason})" if item.reason else "")
        for item in iterate_rows(screening.constraints)
    ]


def _format_limits(item: Any) -> str:
    texts = {
        "limit": describe_limits(item, item.unit),
        "comfort": describe_comfort(item, item.unit),
    }
    return "; ".join(f"{name}: {text}" for name, text in texts.items() if text)
