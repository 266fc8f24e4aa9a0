"""Tables of a back-test: a row a predictor, by cohort, by rule, by date, by class."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from screening.workflows.backtest import metrics
from screening.workflows.backtest.outcomes import RULES, conversion_outcomes

PRECISION_AT = (5, 10)
FIRST_FRACTION_EDGES = (0.0, 0.001, 0.01, 0.1, 1.0)
"""Class edges of ``first_fraction``."""


def measure_predictor(
    cohort: str, name: str, predictor: pd.Series, sites: pd.DataFrame, rule: str, seed: int
) -> dict[str, object]:
    """Compare a predictor with the outcomes.

    Parameters
    ----------
    cohort, name : str, for the row's first columns
    predictor : Series, (n_sites,), larger is more likely to convert; NaN where unknown
    sites : DataFrame, with the columns of ``backtest.outcomes``
    rule : str, as for :func:`conversion_outcomes`
    seed : int

    Returns
    -------
    dict, a row of ``Backtest.measured``; only sites with an outcome and a known predictor count
    """
    outcomes = conversion_outcomes(sites, rule)
    known = outcomes.notna() & predictor.notna()
    x, y = predictor[known].to_numpy(dtype=float), outcomes[known].to_numpy(dtype=bool)
    low, high = metrics.auc_interval(x, y, list(sites.loc[known, "operator"]), seed=seed)
    base_rate = y.mean() if len(y) else float("nan")
    precision = {f"precision_at_{k}": metrics.precision_at(x, y, k) for k in PRECISION_AT}
    lift = precision["precision_at_5"] / base_rate if base_rate > 0 else float("nan")
    return {
        "cohort": cohort,
        "figure": name,
        "sites_count": len(y),
        "converted_count": int(y.sum()),
        "auc": metrics.auc(x, y),
        "auc_low": low,
        "auc_high": high,
        "p": metrics.permutation_p(x, y, seed=seed),
        **precision,
        "lift_at_5": lift,
    }


Cohort = tuple[str, pd.Series, pd.DataFrame]
"""Name, predictor, sites."""


def _cohorts(scored: pd.DataFrame, all_sites: pd.DataFrame) -> Iterator[Cohort]:
    yield "score", scored["_score"], scored
    yield "MW alone", scored["_MW alone"], scored
    yield "MW alone, every site", all_sites["grid_mw"], all_sites


def rules_table(scored: pd.DataFrame, all_sites: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Measure under each rule for mining sites with an announcement and no works.

    Parameters
    ----------
    scored : DataFrame, sites with a score or an exclusion, with ``_score`` and ``_MW alone``
    all_sites : DataFrame, every site of the table
    seed : int

    Returns
    -------
    DataFrame, ``rule figure sites_count converted_count auc p``
    """
    rows = [
        {"rule": rule} | measure_predictor("", name, predictor, sites, rule, seed)
        for rule in RULES
        for name, predictor, sites in _cohorts(scored, all_sites)
    ]
    return pd.DataFrame(rows)[["rule", "figure", "sites_count", "converted_count", "auc", "p"]]


def dates_table(
    scored: pd.DataFrame, all_sites: pd.DataFrame, rule: str, seed: int
) -> pd.DataFrame:
    """Split the converted sites at their median date of announcement.

    Parameters
    ----------
    scored, all_sites, seed : as for :func:`rules_table`
    rule : str, as for :func:`conversion_outcomes`

    Returns
    -------
    DataFrame, ``figure announced until sites_count converted_count auc p``; each half of the
        converted sites is compared with all sites still mining, which have no date
    """
    rows = []
    for name, predictor, sites in _cohorts(scored, all_sites):
        outcomes = conversion_outcomes(sites, rule)
        dates = _announcement_dates(sites["ai_announced_on"])
        converted = outcomes.eq(True)
        median = dates[converted].median()
        for half, chosen in (("earlier", dates <= median), ("later", dates > median)):
            compared = sites[outcomes.notna() & (~converted | chosen)]
            row = measure_predictor("", name, predictor[compared.index], compared, rule, seed)
            rows.append({"announced": half, "until": median} | row)
    columns = ["figure", "announced", "until", "sites_count", "converted_count", "auc", "p"]
    return pd.DataFrame(rows)[columns]


def _announcement_dates(texts: pd.Series) -> pd.Series:
    """Parse dates; a year alone is taken as its middle, a month as its 15th."""
    full = texts.astype("string").str.replace(r"^(\d{4})$", r"\1-07-01", regex=True)
    full = full.str.replace(r"^(\d{4}-\d{2})$", r"\1-15", regex=True)
    return pd.to_datetime(full, errors="coerce")


def calibration_table(first_fraction: pd.Series, converted: pd.Series) -> pd.DataFrame:
    """Compare ``first_fraction`` with the share of sites that converted, by class.

    Parameters
    ----------
    first_fraction : Series, (n_sites,), 0..1; NaN counts as 0
    converted : Series of bool, (n_sites,)

    Returns
    -------
    DataFrame, ``first_fraction sites_count mean_first_fraction converted_fraction``
    """
    classes = pd.cut(first_fraction.fillna(0.0), FIRST_FRACTION_EDGES, include_lowest=True)
    rows = [
        {
            # pandas lowers the first edge a little to include it
            "first_fraction": f"{100 * each.left:g}–{100 * each.right:g} %".replace("-0.1–", "0–"),
            "sites_count": int((classes == each).sum()),
            "mean_first_fraction": float(first_fraction[classes == each].mean()),
            "converted_fraction": float(converted[classes == each].mean()),
        }
        for each in classes.cat.categories
    ]
    return pd.DataFrame(rows)
