"""Differences between two runs: rank, score, and the criterion that changed each site most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.catalog.declared_measures import declare_config
from screening.catalog.fields import OUTCOME_PREFIX, VALUE_PREFIX, get_field
from screening.frame_rows import get_row
from screening.reporting.value_formatting import TERMINAL, format_value

if TYPE_CHECKING:
    from screening.model import ScreeningResult

COLUMNS = (
    *("site_id", "name", "rank_a", "rank_b", "score_a", "score_b", "score_change"),
    *("factor", "factor_change", "why", "outcome_changes"),
)
MIN_POINTS = 0.005
"""Smaller changes of a criterion's points count as none [points]."""


def compare(a: ScreeningResult, b: ScreeningResult) -> pd.DataFrame:
    """Compare two runs site by site.

    Parameters
    ----------
    a, b : ScreeningResult

    Returns
    -------
    DataFrame, a row a site of either run, b's order first: :data:`COLUMNS`
        ``factor`` is the criterion whose points changed most and ``factor_change`` by how
        many [points of the score; under another method than ``wsm``, 100 × weight × value].
        ``why`` describes the cause: the criterion, an exclusion, or the other sites.
        ``outcome_changes`` lists constraints of both runs with another outcome.
    """
    names = [*b.sites.index, *(site for site in a.sites.index if site not in b.sites.index)]
    points_a, points_b = score_contributions(a), score_contributions(b)
    return pd.DataFrame(
        [_row(str(site), a, b, points_a, points_b) for site in names], columns=list(COLUMNS)
    )


def score_contributions(screening: ScreeningResult) -> pd.DataFrame:
    """Divide each score among the criteria.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    DataFrame, a row a site, a column a factor: 100 × weight × value, weights renormalised over
    the values a site has; 0 where the value is unknown. Under ``wsm`` rows sum to the score.
    """
    factors = list(screening.criteria["factor"])
    weights = screening.criteria["weight_fraction"].to_numpy(dtype=float)
    values = screening.sites[[VALUE_PREFIX + name for name in factors]].to_numpy(dtype=float)
    known_weight = (~np.isnan(values) @ weights)[:, None]
    products = 100 * np.nan_to_num(values) * weights
    points = np.divide(products, known_weight, out=np.zeros(values.shape), where=known_weight > 0)
    return pd.DataFrame(points, index=screening.sites.index, columns=factors)


def _row(
    site: str,
    a: ScreeningResult,
    b: ScreeningResult,
    points_a: pd.DataFrame,
    points_b: pd.DataFrame,
) -> tuple[object, ...]:
    before = get_row(a.sites, site) if site in a.sites.index else None
    after = get_row(b.sites, site) if site in b.sites.index else None
    current = after if after is not None else before
    assert current is not None
    ranks = [pd.NA if row is None else row["rank"] for row in (before, after)]
    scores = [np.nan if row is None else float(row["score"]) for row in (before, after)]
    factor, change, outcome_changes = "", np.nan, ""
    if before is None or after is None:
        why = "only in the second run" if before is None else "only in the first run"
    else:
        changes = get_row(points_b, site).sub(get_row(points_a, site), fill_value=0.0)
        if not np.isnan(scores).any() and changes.abs().max() > MIN_POINTS:
            factor = str(changes.abs().idxmax())
            change = float(changes[factor])
        why = _describe_cause(before, after, factor, change, (a, b))
        outcome_changes = _describe_outcome_changes(before, after)
    change_of_score = scores[1] - scores[0]
    causes = (factor, change, why, outcome_changes)
    return (site, current["name"], *ranks, *scores, change_of_score, *causes)


def _describe_outcome_changes(before: pd.Series, after: pd.Series) -> str:
    """Describe the constraints of both runs with another outcome; empty where there are none."""
    return "; ".join(
        f"{column.removeprefix(OUTCOME_PREFIX)}: {before[column]} → {after[column]}"
        for column in map(str, after.index)
        if column.startswith(OUTCOME_PREFIX)
        and column in before.index
        and before[column] != after[column]
    )


def _describe_cause(
    before: pd.Series,
    after: pd.Series,
    factor: str,
    change: float,
    runs: tuple[ScreeningResult, ...],
) -> str:
    """Describe why a site's rank or score changed; empty where neither did."""
    excluded_before, excluded_after = bool(before["excluded_by"]), bool(after["excluded_by"])
    if excluded_after and not excluded_before:
        return f"now excluded: {after['excluded_by']}"
    if excluded_before and not excluded_after:
        return f"no longer excluded: {before['excluded_by']}"
    if pd.isna(before["score"]) != pd.isna(after["score"]):
        return "now has a score" if pd.isna(before["score"]) else "no longer has a score"
    if not factor:
        same = pd.isna(before["rank"]) or before["rank"] == after["rank"]
        return "" if same else "only other sites changed"
    cause = _describe_criterion_change(before, after, factor, runs)
    has_factor = [run for run in runs if factor in set(run.criteria["factor"])]
    declare_config(has_factor[-1].metadata.config)
    return f"{get_field(factor).alias} {cause} ({change:+z.1f} points)"


def _describe_criterion_change(
    before: pd.Series, after: pd.Series, factor: str, runs: tuple[ScreeningResult, ...]
) -> str:
    """Describe what changed about a criterion: the fact, the anchors, or the weight."""
    facts = [_format_fact(row, factor, run) for row, run in zip((before, after), runs, strict=True)]
    rows = [run.criteria[run.criteria["factor"] == factor] for run in runs]
    if any(row.empty for row in rows):
        return "a criterion only in the second run" if rows[0].empty else "no longer a criterion"
    if facts[0] != facts[1]:
        return f"{facts[0]} → {facts[1]}"
    old, new = (row.iloc[0] for row in rows)
    if (old["worst"], old["best"]) != (new["worst"], new["best"]):
        return (
            f"{facts[1]} on {old['worst']:g}→{old['best']:g}, now {new['worst']:g}→{new['best']:g}"
        )
    if abs(old["weight_fraction"] - new["weight_fraction"]) > 1e-9:
        return f"{facts[1]}, weight {old['weight_fraction']:.3f} → {new['weight_fraction']:.3f}"
    return f"{facts[1]}, as other facts became known or unknown"


def _format_fact(row: pd.Series, factor: str, run: ScreeningResult) -> str:
    """Write a fact as its run has it: two runs may measure one name in different units."""
    declare_config(run.metadata.config)
    return format_value(row, factor, style=TERMINAL) if factor in row.index else "not computed"
