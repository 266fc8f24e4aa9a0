"""What moved between two runs, and which factor moved each site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.frame_rows import get_row
from screening.reporting.explain import format_value

if TYPE_CHECKING:
    from screening.model import ScreeningResult

COLUMNS = (
    *("site_id", "name", "rank_a", "rank_b", "score_a", "score_b", "score_change"),
    *("factor", "factor_change", "why"),
)
STILL = 0.005
"""A change of the score under this is none [points]."""
ADDITIVE = "wsm"
"""The method whose score is a sum of points, criterion by criterion."""


def compare(a: ScreeningResult, b: ScreeningResult) -> pd.DataFrame:
    """Hold two runs side by side, site by site.

    Parameters
    ----------
    a, b : ScreeningResult

    Returns
    -------
    DataFrame, a row a site of either run, b's order first: :data:`COLUMNS`
        ``factor`` is the criterion whose points changed most and ``factor_change`` by how
        many [points of the score; under another method than ``wsm``, 100 × weight × value].
        ``why`` says it in words, or that only others moved, or what excludes the site.
    """
    names = [*b.sites.index, *(site for site in a.sites.index if site not in b.sites.index)]
    points_a, points_b = score_contributions(a), score_contributions(b)
    return pd.DataFrame(
        [_row(str(site), a, b, points_a, points_b) for site in names], columns=list(COLUMNS)
    )


def score_contributions(screening: ScreeningResult) -> pd.DataFrame:
    """Share a score out over the criteria.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    DataFrame, a row a site, a column a factor: 100 × weight × value, weights spread over the
    values a site has; 0 where the value is unknown. Under ``wsm`` rows sum to the score.
    """
    factors = list(screening.criteria["factor"])
    weights = screening.criteria["weight_fraction"].to_numpy(dtype=float)
    values = screening.sites[[VALUE_PREFIX + name for name in factors]].to_numpy(dtype=float)
    held = ~np.isnan(values) @ weights
    shared = 100 * np.nan_to_num(values) * weights
    parts = np.divide(shared, held[:, None], out=np.zeros(values.shape), where=held[:, None] > 0)
    return pd.DataFrame(parts, index=screening.sites.index, columns=factors)


def _row(
    site: str,
    a: ScreeningResult,
    b: ScreeningResult,
    points_a: pd.DataFrame,
    points_b: pd.DataFrame,
) -> tuple[object, ...]:
    before = get_row(a.sites, site) if site in a.sites.index else None
    after = get_row(b.sites, site) if site in b.sites.index else None
    here = after if after is not None else before
    assert here is not None
    ranks = [pd.NA if row is None else row["rank"] for row in (before, after)]
    scores = [np.nan if row is None else float(row["score"]) for row in (before, after)]
    factor, change, why = "", np.nan, ""
    if before is None or after is None:
        why = "only in the second run" if before is None else "only in the first run"
    else:
        parts = get_row(points_b, site).sub(get_row(points_a, site), fill_value=0.0)
        if not np.isnan(scores).any() and parts.abs().max() > STILL:
            factor = str(parts.abs().idxmax())
            change = float(parts[factor])
        why = _why(before, after, factor, change, (a, b))
    return (site, here["name"], *ranks, *scores, scores[1] - scores[0], factor, change, why)


def _why(
    before: pd.Series,
    after: pd.Series,
    factor: str,
    change: float,
    runs: tuple[ScreeningResult, ...],
) -> str:
    out, still_out = bool(before["excluded_by"]), bool(after["excluded_by"])
    if still_out and not out:
        return f"now excluded: {after['excluded_by']}"
    if out and not still_out:
        return f"no longer excluded: {before['excluded_by']}"
    if pd.isna(before["score"]) != pd.isna(after["score"]):
        return "now has a score" if pd.isna(before["score"]) else "no longer has a score"
    if not factor:
        same = pd.isna(before["rank"]) or before["rank"] == after["rank"]
        return "" if same else "only others moved"
    moved = _rank_changes(before, after, factor, runs)
    return f"{get_field(factor).alias} {moved} ({change:+z.1f} points)"


def _rank_changes(
    before: pd.Series, after: pd.Series, factor: str, runs: tuple[ScreeningResult, ...]
) -> str:
    """Say what of a criterion changed: the fact, its weight, or what it is held against."""
    facts = [
        format_value(row, factor) if factor in row.index else "not asked" for row in (before, after)
    ]
    rows = [run.criteria[run.criteria["factor"] == factor] for run in runs]
    if any(row.empty for row in rows):
        return "counts only in the second run" if rows[0].empty else "no longer counts"
    if facts[0] != facts[1]:
        return f"{facts[0]} → {facts[1]}"
    old, new = (row.iloc[0] for row in rows)
    if (old["worst"], old["best"]) != (new["worst"], new["best"]):
        return (
            f"{facts[1]} in {old['worst']:g}→{old['best']:g}, now {new['worst']:g}→{new['best']:g}"
        )
    if abs(old["weight_fraction"] - new["weight_fraction"]) > 1e-9:
        return f"{facts[1]}, weight {old['weight_fraction']:.3f} → {new['weight_fraction']:.3f}"
    return f"{facts[1]}, as other facts became known or unknown"
