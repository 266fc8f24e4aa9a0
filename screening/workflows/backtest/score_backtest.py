"""The score against known outcomes: which mines converted, and which still mine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from screening.catalog.fields import get_field
from screening.errors import SitesError
from screening.readers import read_sites
from screening.scoring.power_criteria import without_power
from screening.scoring.ranked_sites import evaluate
from screening.workflows.backtest import metrics
from screening.workflows.backtest.fitted_weights import fit_weights
from screening.workflows.backtest.outcome_tables import (
    calibration_table,
    dates_table,
    measure_predictor,
    rules_table,
)
from screening.workflows.backtest.outcomes import COLUMNS, conversion_outcomes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from screening.config.settings import Config


@dataclass(frozen=True)
class Backtest:
    """Results of a back-test.

    Attributes
    ----------
    measured : DataFrame, a row a predictor and cohort: ``cohort figure sites_count
        converted_count auc auc_low auc_high p precision_at_5 precision_at_10 lift_at_5``
    rules : DataFrame, the AUC under each rule for sites with an announcement and no works
    dates : DataFrame, the AUC of sites announced earlier and later against those still mining
    calibration : DataFrame, ``first_fraction`` against the share that converted
    weights : DataFrame, ``factor stated fitted coefficient``; empty where too few sites have
        complete data
    fit : str, what the fit rests on, or why there is none
    curves : mapping of predictor to (sites_fraction, converted_fraction), of the scored sites
    notes : tuple of str, comparison with megawatts alone, and limitations
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
    """Compare a config's score with known outcomes.

    Parameters
    ----------
    config : Config, whose sites have the columns of ``backtest.outcomes``
    facts : DataFrame, of these sites, from :func:`screening.pipeline.compute_facts`
    rule : ``"exclude"``, ``"mining"`` or ``"converted"``: how mining sites with an announcement
        and no works are counted

    Returns
    -------
    Backtest
        Only ``weights.fitted`` is tuned on the outcomes, and no score uses it.

    Raises
    ------
    ScreeningError
    """
    missing = [name for name in COLUMNS if name not in facts]
    if missing:
        raise SitesError(
            f"{config.sites_path}: expected the columns {', '.join(COLUMNS)}, which hold the "
            f"outcomes, got none called {', '.join(missing)}; add them"
        )
    seed, config = config.seed, replace(config, profile=without_power(config.profile, facts))
    ranked = evaluate(facts, config.profile, config.draws).sites
    predictors = _predictors(ranked)
    scored = pd.concat([ranked, predictors.add_prefix("_")], axis=1)
    scored = scored[scored["_score"].notna()]
    all_sites = _read_all_sites(config)
    fit = fit_weights(facts.loc[scored.index], config.profile, rule)
    with_outcome = scored[conversion_outcomes(scored, rule).notna()]
    converted = conversion_outcomes(with_outcome, rule).astype(bool)
    cohort = f"{len(scored)} sites ranked or excluded"
    names = [str(name) for name in predictors]
    rows: list[tuple[str, str, pd.Series, pd.DataFrame]] = [
        *((cohort, name, scored["_" + name], scored) for name in names),
        ("every site of the table", "MW alone", all_sites["grid_mw"], all_sites),
    ]
    if len(fit.predicted):
        fitted_sites = facts.loc[fit.predicted.index]
        rows.append((cohort, "fitted, operator left out", fit.predicted, fitted_sites))
    return Backtest(
        pd.DataFrame([measure_predictor(*row, rule, seed) for row in rows]),
        rules_table(scored, all_sites, seed),
        dates_table(scored, all_sites, rule, seed),
        calibration_table(with_outcome["first_fraction"], converted),
        fit.table,
        fit.description,
        _gains(with_outcome, converted, names),
        (
            _comparison_with_mw(with_outcome, converted, seed),
            *_limitations(ranked, scored, all_sites, rule),
        ),
    )


def _predictors(ranked: pd.DataFrame) -> pd.DataFrame:
    """Collect the score and its baselines; larger is more likely to convert.

    A site that a constraint excludes comes after all others, as in the ranking.
    """
    excluded = ranked["excluded_by"] != ""
    predictors = pd.DataFrame({"score": ranked["score"].where(~excluded, -1.0)})
    predictors["MW alone"] = ranked["grid_mw"].astype(float)
    if "hub_distance_km" in ranked:
        predictors["distance to metro"] = -ranked["hub_distance_km"].astype(float)
    predictors["random"] = 0.0
    return predictors


def _read_all_sites(config: Config) -> pd.DataFrame:
    """Read every site of the table, in the region or not: megawatts need no layer."""
    sites = read_sites(config.sites_path, columns=config.sites_columns, where=config.sites_where)
    return pd.DataFrame(sites.frame.drop(columns="geometry"))


def _gains(
    sites: pd.DataFrame, converted: pd.Series, names: list[str]
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    curves = {}
    for name in names:
        known = sites["_" + name].notna()
        curves[name] = metrics.cumulative_gains(sites.loc[known, "_" + name], converted[known])
    return curves


def _comparison_with_mw(sites: pd.DataFrame, converted: pd.Series, seed: int) -> str:
    """Whether the score predicts conversions better than megawatts alone."""
    known = sites["_score"].notna() & sites["_MW alone"].notna()
    compared = sites[known]
    difference, low, high = metrics.auc_difference(
        compared["_score"],
        compared["_MW alone"],
        converted[known],
        list(compared["operator"]),
        seed=seed,
    )
    if low > 0:
        finding = "significantly better"
    else:
        finding = "significantly worse" if high < 0 else "not significantly better or worse"
    return (
        f"the score is {finding} than megawatts alone: AUC {difference:+.2f} "
        f"(95 %: {low:+.2f} to {high:+.2f})"
    )


def _limitations(
    ranked: pd.DataFrame, scored: pd.DataFrame, all_sites: pd.DataFrame, rule: str
) -> tuple[str, ...]:
    """List what the back-test cannot show, with the counts that limit it."""
    by_rule_only = (
        conversion_outcomes(all_sites, "exclude").isna()
        & conversion_outcomes(all_sites, "mining").notna()
    )
    first_fraction = get_field("first_fraction").alias.lower()
    return (
        f"the score is known for {len(scored)} of the {len(all_sites)} sites of the table: the "
        f"layers cover no more, and {len(ranked) - len(scored)} of the region's {len(ranked)} "
        "sites have neither a score nor an exclusion",
        "'mining' may mean 'not yet announced': the outcomes of the coming years are unknown",
        "announcements follow megawatts and financing, so that a score that weights megawatts "
        "rediscovers them: compare it with 'MW alone', not with 'random'",
        "grid_mw and the layers are as of today, not as of the decision to convert",
        f"{int(by_rule_only.sum())} mining sites with an announcement and no works are counted by "
        f"the rule {rule!r}; campuses built for AI and cancelled ones are excluded",
        "'distance to metro' is the distance to the nearest major exchange or carrier hotel",
        f"{first_fraction} sums to 1 over the sites: it is not a probability of conversion, and "
        "its calibration shows only whether a larger share goes with more conversions",
    )
