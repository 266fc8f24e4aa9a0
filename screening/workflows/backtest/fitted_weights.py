"""Weights fitted to the outcomes, beside the stated ones; no score uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import scoring
from screening.scoring.ranked_sites import evaluate_criteria
from screening.workflows.backtest.logistic_regression import (
    RIDGE,
    leave_one_group_out,
    logistic,
    standardize,
)
from screening.workflows.backtest.outcomes import conversion_outcomes

if TYPE_CHECKING:
    from screening.model import Profile

MIN_FIT_SITES = 5
"""Sites of each outcome with every value known, below which nothing is fitted."""


@dataclass(frozen=True)
class FittedWeights:
    """A fit of the criteria's weights to the outcomes.

    Attributes
    ----------
    table : DataFrame, ``factor stated fitted coefficient``; empty where nothing was fitted
    description : str, what the fit rests on, or why there is none
    predicted : Series, log-odds by the fit without the site's operator; empty where none
    """

    table: pd.DataFrame
    description: str
    predicted: pd.Series


def fit_weights(facts: pd.DataFrame, profile: Profile, rule: str) -> FittedWeights:
    """Fit weights to the outcomes of sites with every value known.

    Parameters
    ----------
    facts : DataFrame, a row a site, with the columns of ``backtest.outcomes``
    profile : Profile
    rule : str, as for :func:`conversion_outcomes`

    Returns
    -------
    FittedWeights
    """
    outcomes = conversion_outcomes(facts, rule)
    evaluation = evaluate_criteria(facts, profile)
    complete = ~np.isnan(evaluation.matrix).any(axis=1) & outcomes.notna().to_numpy()
    x, y = evaluation.matrix[complete], outcomes[complete].to_numpy(dtype=bool)
    converted, mining = int(y.sum()), int((~y).sum())
    if min(converted, mining) < MIN_FIT_SITES:
        refusal = (
            f"no fit: {converted} converted and {mining} mining sites with every value known; "
            f"at least {MIN_FIT_SITES} of each are required"
        )
        return FittedWeights(pd.DataFrame(), refusal, pd.Series(dtype=float))
    beta, _ = logistic(standardize(x), y)
    # per unit of value; a criterion that lowers the odds gets no weight
    slopes = np.maximum(beta / np.where(x.std(axis=0) > 0, x.std(axis=0), np.inf), 0.0)
    table = pd.DataFrame(
        {
            "factor": [criterion.factor for criterion in profile.criteria],
            "stated": evaluation.weights,
            "fitted": scoring.normalised_weights(slopes) if slopes.sum() > 0 else slopes,
            "coefficient": beta,
        }
    )
    sites = facts[complete]
    predicted = leave_one_group_out(x, y, list(sites["operator"]))
    description = (
        f"logistic, ridge {RIDGE:g} on standardised values, {len(y)} sites with every "
        f"value known ({converted} converted); negative coefficients get no weight"
    )
    return FittedWeights(table, description, pd.Series(predicted, index=sites.index))
