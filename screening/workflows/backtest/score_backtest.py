"""Scores against what really happened: which mines converted, and which still mine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import scoring
from screening.catalog.fields import get_field
from screening.errors import SitesError
from screening.readers import read_sites
from screening.scoring.ranked_sites import evaluate, evaluate_criteria
from screening.workflows.backtest import metrics
from screening.workflows.backtest.outcomes import COLUMNS, conversion_outcomes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.config.settings import Config

PRECISION_AT = (5, 10)
FIRST_BINS = (0.0, 0.001, 0.01, 0.1, 1.0)
"""Edges of the classes of first_fraction."""
MIN_FIT_SITES = 5
"""Sites of each outcome with every value known that a fit asks for."""


@dataclass(frozen=True)
class Backtest:
    """What a back-test found.

    Attributes
    ----------
    measured : DataFrame, a row a figure and cohort: ``cohort figure sites_count
        converted_count auc auc_low auc_high p precision_at_5 precision_at_10 lift_at_5``
    rules : DataFrame, the score's AUC by the rule for sites with an announcement and no works
    dates : DataFrame, the AUC of sites announced earlier and later against those still mining
    calibration : DataFrame, ``first_fraction`` against what converted
    weights : DataFrame, ``factor stated fitted``; empty where too few sites are known
    fit : str, what the fit rests on, or why there is none
    curves : mapping of figure to (looked_at, found), the first cohort's
    notes : tuple of str, what this cannot tell
    """

    measured: pd.DataFrame
    rules: pd.DataFrame
    dates: pd.DataFrame
    calibration: pd.DataFrame
    weights: pd.DataFrame
    fit: str
    curves: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    notes: tuple[str, ...]


def backtest(config: Config, facts: pd.DataFrame, *, rule: str = "exclude") -> Backtest:
    """Hold a config's score against known outcomes.

    Parameters
    ----------
    config : Config, whose sites have the columns of ``backtest.outcomes``
    facts : DataFrame, of these sites, from :func:`screening.pipeline.facts_of`
    rule : ``"exclude"``, ``"mining"`` or ``"converted"``: what becomes of mining sites with an
        announcement and no works

    Returns
    -------
    Backtest
        Nothing in it is tuned on the outcomes but ``weights.fitted``, which no score uses.

    Raises
    ------
    ScreeningError
    """
    missing = [name for name in COLUMNS if name not in facts]
    if missing:
        raise SitesError(
            f"{config.sites_path}: expected the columns {', '.join(COLUMNS)} to know outcomes, "
            f"got none called {', '.join(missing)}; add them"
        )
    ranked = evaluate(facts, config.profile, config.draws).sites
    figures = _figures(ranked)
    inside = pd.concat([ranked, figures.add_prefix("_")], axis=1)
    inside = inside[inside["_score"].notna()]
    whole = _all_sites(config)
    seed = config.seed
    cohort = f"{len(inside)} sites ranked or excluded"
    names = [str(name) for name in figures]
    rows = [_measured(cohort, name, inside["_" + name], inside, rule, seed) for name in names]
    rows.append(
        _measured("every site of the table", "MW alone", whole["grid_mw"], whole, rule, seed)
    )
    fitted, told, fit_row = _fit(facts.loc[inside.index], config, rule, cohort, seed)
    kept = inside[conversion_outcomes(inside, rule).notna()]
    happened = conversion_outcomes(kept, rule).astype(bool)
    return Backtest(
        pd.DataFrame([*rows, *fit_row]),
        _by_rule(inside, whole, seed),
        _by_date(inside, whole, rule, seed),
        _calibration(kept["first_fraction"], happened),
        fitted,
        told,
        {
            name: metrics.cumulative_gains(kept.loc[known, "_" + name], happened[known])
            for name in names
            for known in [kept["_" + name].notna()]
        },
        (_comparison_with_mw(kept, happened, seed), *_limits(ranked, inside, whole, rule)),
    )


def _figures(ranked: pd.DataFrame) -> pd.DataFrame:
    """Gather what is held against the outcomes: the score and the baselines, more is better.

    A site that a constraint excludes comes after all others, as in the ranking.
    """
    excluded = ranked["excluded_by"] != ""
    figures = pd.DataFrame({"score": ranked["score"].where(~excluded, -1.0)})
    figures["MW alone"] = ranked["grid_mw"].astype(float)
    if "hub_distance_km" in ranked:
        figures["distance to metro"] = -ranked["hub_distance_km"].astype(float)
    figures["random"] = 0.0
    return figures


def _all_sites(config: Config) -> pd.DataFrame:
    """Read every site of the table with an outcome, wherever it lies."""
    sites = read_sites(config.sites_path, columns=config.sites_columns, where=config.sites_where)
    return pd.DataFrame(sites.frame.drop(columns="geometry"))


def _measured(
    cohort: str, name: str, figure: pd.Series, sites: pd.DataFrame, rule: str, seed: int
) -> dict[str, object]:
    happened = conversion_outcomes(sites, rule)
    known = happened.notna() & figure.notna()
    x, y = figure[known].to_numpy(dtype=float), happened[known].to_numpy(dtype=bool)
    low, high = metrics.auc_interval(x, y, list(sites.loc[known, "operator"]), seed=seed)
    rate = y.mean() if len(y) else float("nan")
    at = {f"precision_at_{k}": metrics.precision_at(x, y, k) for k in PRECISION_AT}
    return {
        "cohort": cohort,
        "figure": name,
        "sites_count": len(y),
        "converted_count": int(y.sum()),
        "auc": metrics.auc(x, y),
        "auc_low": low,
        "auc_high": high,
        "p": metrics.permutation_p(x, y, seed=seed),
        **at,
        "lift_at_5": at["precision_at_5"] / rate if rate > 0 else float("nan"),
    }


def _fit(
    facts: pd.DataFrame, config: Config, rule: str, cohort: str, seed: int
) -> tuple[pd.DataFrame, str, list[dict[str, object]]]:
    """Fit weights to the outcomes, of sites of which every value is known."""
    profile = config.profile
    happened = conversion_outcomes(facts, rule)
    judged = evaluate_criteria(facts, profile)
    whole = ~np.isnan(judged.matrix).any(axis=1) & happened.notna().to_numpy()
    x, y = judged.matrix[whole], happened[whole].to_numpy(dtype=bool)
    if min(y.sum(), (~y).sum()) < MIN_FIT_SITES:
        told = f"no fit: {int(y.sum())} converted and {int((~y).sum())} mining sites with every "
        return pd.DataFrame(), f"{told}value known; {MIN_FIT_SITES} of each are asked for", []
    beta, _ = metrics.logistic(metrics.standardize(x), y)
    helps = np.maximum(beta / np.where(x.std(axis=0) > 0, x.std(axis=0), np.inf), 0.0)
    table = pd.DataFrame(
        {
            "factor": [criterion.factor for criterion in profile.criteria],
            "stated": judged.weights,
            "fitted": scoring.normalised_weights(helps) if helps.sum() > 0 else helps,
            "coefficient": beta,
        }
    )
    sites = facts[whole]
    predicted = metrics.leave_one_group_out(x, y, list(sites["operator"]))
    figure = pd.Series(predicted, index=sites.index)
    row = _measured(cohort, "fitted, operator left out", figure, sites, rule, seed)
    told = (
        f"logistic, ridge {metrics.RIDGE:g} on standardised values, {len(y)} sites with every "
        f"value known ({int(y.sum())} converted); negative coefficients get no weight"
    )
    return table, told, [row]


def _by_rule(inside: pd.DataFrame, whole: pd.DataFrame, seed: int) -> pd.DataFrame:
    rows = []
    for rule in ("exclude", "mining", "converted"):
        for name, figure, sites in (
            ("score", inside["_score"], inside),
            ("MW alone", inside["_MW alone"], inside),
            ("MW alone, every site", whole["grid_mw"], whole),
        ):
            rows.append({"rule": rule} | _measured("", name, figure, sites, rule, seed))
    return pd.DataFrame(rows)[["rule", "figure", "sites_count", "converted_count", "auc", "p"]]


def _by_date(inside: pd.DataFrame, whole: pd.DataFrame, rule: str, seed: int) -> pd.DataFrame:
    """Split the converted sites at the middle of their dates; a year alone is its middle."""
    rows = []
    for name, figure, sites in (
        ("score", inside["_score"], inside),
        ("MW alone", inside["_MW alone"], inside),
        ("MW alone, every site", whole["grid_mw"], whole),
    ):
        happened = conversion_outcomes(sites, rule)
        dates = _dates(sites["ai_announced_on"])
        converted = happened.eq(True)
        middle = dates[converted].median()
        for half, chosen in (("earlier", dates <= middle), ("later", dates > middle)):
            kept = sites[happened.notna() & (~converted | chosen)]
            row = _measured("", name, figure[kept.index], kept, rule, seed)
            rows.append({"announced": half, "until": middle} | row)
    columns = ["figure", "announced", "until", "sites_count", "converted_count", "auc", "p"]
    return pd.DataFrame(rows)[columns]


def _dates(said: pd.Series) -> pd.Series:
    full = said.astype("string").str.replace(r"^(\d{4})$", r"\1-07-01", regex=True)
    full = full.str.replace(r"^(\d{4}-\d{2})$", r"\1-15", regex=True)
    return pd.to_datetime(full, errors="coerce")


def _calibration(first: pd.Series, happened: pd.Series) -> pd.DataFrame:
    classes = pd.cut(first.fillna(0.0), FIRST_BINS, include_lowest=True)
    rows = [
        {
            "first_fraction": f"{100 * each.left:g}–{100 * each.right:g} %".replace("-0.1–", "0–"),
            "sites_count": int((classes == each).sum()),
            "mean_first_fraction": float(first[classes == each].mean()),
            "converted_fraction": float(happened[classes == each].mean()),
        }
        for each in classes.cat.categories
    ]
    return pd.DataFrame(rows)


def _comparison_with_mw(kept: pd.DataFrame, happened: pd.Series, seed: int) -> str:
    """Say whether the score tells more than megawatts alone do."""
    known = kept["_score"].notna() & kept["_MW alone"].notna()
    sites = kept[known]
    gain, low, high = metrics.auc_difference(
        sites["_score"], sites["_MW alone"], happened[known], list(sites["operator"]), seed=seed
    )
    told = "more than" if low > 0 else "less than" if high < 0 else "not provably more or less than"
    return (
        f"the score tells {told} megawatts alone: AUC {gain:+.2f} (95 %: {low:+.2f} to {high:+.2f})"
    )


def _limits(
    ranked: pd.DataFrame, inside: pd.DataFrame, whole: pd.DataFrame, rule: str
) -> tuple[str, ...]:
    announced = int(
        (
            conversion_outcomes(whole, "exclude").isna()
            & conversion_outcomes(whole, "mining").notna()
        ).sum()
    )
    unscored = len(ranked) - len(inside)
    return (
        f"the score is known for {len(inside)} of the {len(whole)} sites of the table: the layers "
        f"cover no more, and {unscored} of the region's {len(ranked)} sites have neither a score "
        "nor an exclusion",
        "'mining' may mean 'not yet announced': the outcomes of the coming years are unknown",
        "announcements follow megawatts and financing, so that a score that weighs megawatts "
        "finds them again: hold it against 'MW alone', not against 'random'",
        "grid_mw and the layers are as of today, not as they stood when a conversion was decided",
        f"{announced} mining sites with an announcement and no works are by the rule {rule!r}; "
        "campuses built for AI and cancelled ones are left out",
        "'distance to metro' is the distance to the nearest major exchange or carrier hotel",
        f"{get_field('first_fraction').alias.lower()} sums to 1 over the sites: it is no chance of "
        "converting, and its calibration says only whether higher means more often",
    )
