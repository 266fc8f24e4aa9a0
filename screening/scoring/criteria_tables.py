"""A profile's criteria and constraints as tables of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.catalog.fields import get_field

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
    outcomes : (n_sites, n_constraints), ``pass fail unknown``

    Returns
    -------
    DataFrame, ``name factor minimum maximum unit reason pass_count fail_count unknown_count``
    """
    rows = [
        {
            "name": c.name,
            "factor": c.factor,
            "minimum": np.nan if c.minimum is None else c.minimum,
            "maximum": np.nan if c.maximum is None else c.maximum,
            "unit": get_field(c.factor).unit,
            "reason": c.reason,
            **{f"{o}_count": int((outcomes[:, i] == o).sum()) for o in ("pass", "fail", "unknown")},
        }
        for i, c in enumerate(profile.constraints)
    ]
    columns = [
        *("name", "factor", "minimum", "maximum", "unit", "reason"),
        *("pass_count", "fail_count", "unknown_count"),
    ]
    return pd.DataFrame(rows, columns=columns)
