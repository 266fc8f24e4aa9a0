"""A profile's criteria and constraints as tables of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.catalog.fields import get_field
from screening.catalog.labels import OUTCOMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import Profile


def criteria_table(profile: Profile, weights: NDArray[np.float64]) -> pd.DataFrame:
    """List a profile's criteria.

    Parameters
    ----------
    profile : Profile
    weights : (n_criteria,), sum 1

    Returns
    -------
    DataFrame, ``factor weight weight_fraction worst best unit why``
    """
    frame = pd.DataFrame([vars(criterion) for criterion in profile.criteria])
    frame = frame.rename(columns={"rationale": "why"})
    if profile.weighting != "given":
        frame["weight"] = weights
    frame.insert(2, "weight_fraction", weights)
    frame.insert(5, "unit", [get_field(name).unit for name in frame["factor"]])
    return frame


def constraints_table(profile: Profile, outcomes: NDArray[np.str_]) -> pd.DataFrame:
    """List a profile's constraints, with the number of sites by outcome.

    Parameters
    ----------
    profile : Profile
    outcomes : (n_sites, n_constraints), of ``screening.catalog.labels.OUTCOMES``

    Returns
    -------
    DataFrame, ``name factor minimum maximum comfortable_minimum comfortable_maximum unit reason``,
        and ``pass_count`` and so on of each outcome
    """
    ends = ("minimum", "maximum", "comfortable_minimum", "comfortable_maximum")
    rows = [
        {
            "name": c.name,
            "factor": c.factor,
            **{end: np.nan if getattr(c, end) is None else getattr(c, end) for end in ends},
            "unit": get_field(c.factor).unit,
            "reason": c.reason,
            **{f"{o}_count": int((outcomes[:, i] == o).sum()) for o in OUTCOMES},
        }
        for i, c in enumerate(profile.constraints)
    ]
    counts = [f"{outcome}_count" for outcome in OUTCOMES]
    return pd.DataFrame(rows, columns=["name", "factor", *ends, "unit", "reason", *counts])
