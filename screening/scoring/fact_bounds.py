"""Bounds of facts that are known only to lie between two values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.fields import get_field

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def bounded_facts(
    facts: pd.DataFrame, column: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bound a fact at every site.

    Parameters
    ----------
    facts : DataFrame, a row a site
    column : str

    Returns
    -------
    low, high : ndarray, (n_sites,), both the fact itself where it is known; else its bounds,
        ``high`` infinite where there is none above; NaN where nothing is known

    Examples
    --------
    >>> import pandas as pd
    >>> nan = float("nan")
    >>> facts = pd.DataFrame({"rtt_ms": [3.0, nan, nan, nan], "rtt_min_ms": [3.0, 1.0, 2.0, nan],
    ...                       "rtt_max_ms": [3.0, 5.0, nan, nan]})
    >>> bounded_facts(facts, "rtt_ms")
    (array([ 3.,  1.,  2., nan]), array([ 3.,  5., inf, nan]))
    """
    field = get_field(column)
    fact = facts[column].to_numpy(dtype=float)
    if not field.lower or field.lower not in facts or field.upper not in facts:
        return fact, fact
    low, high = (facts[name].to_numpy(dtype=float) for name in (field.lower, field.upper))
    high = np.where(np.isnan(high) & ~np.isnan(low), np.inf, high)
    unknown = np.isnan(fact)
    return np.where(unknown, low, fact), np.where(unknown, high, fact)
