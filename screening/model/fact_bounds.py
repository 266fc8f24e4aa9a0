"""Bounds of facts that are known only to lie between two values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.fields import get_field

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def combine_bounds(
    fact: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bound a fact by itself where it is known, else by its bounds.

    Parameters
    ----------
    fact, lower, upper : ndarray, (n_sites,), NaN where unknown; ``upper`` also where the fact
        has no upper bound

    Returns
    -------
    low, high : ndarray, (n_sites,), ``high`` infinite where there is no bound above; NaN where
        nothing is known
    """
    unknown = np.isnan(fact)
    upper = np.where(np.isnan(upper) & ~np.isnan(lower), np.inf, upper)
    return np.where(unknown, lower, fact), np.where(unknown, upper, fact)


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
    low, high : ndarray, (n_sites,), as of :func:`combine_bounds`

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
    lower, upper = (facts[name].to_numpy(dtype=float) for name in (field.lower, field.upper))
    return combine_bounds(fact, lower, upper)


def align_bounds(facts: pd.DataFrame) -> pd.DataFrame:
    """Set the bounds of every known fact to the fact, whoever states it.

    Parameters
    ----------
    facts : DataFrame, a row a site

    Returns
    -------
    DataFrame, with the same columns; bounds of facts that are not known stay as they are

    Examples
    --------
    >>> import pandas as pd
    >>> stated = {"rtt_ms": [3.0], "rtt_min_ms": [1.0], "rtt_max_ms": [float("nan")]}
    >>> align_bounds(pd.DataFrame(stated)).iloc[0].tolist()
    [3.0, 3.0, 3.0]
    """
    changes: dict[str, pd.Series] = {}
    for name in facts.columns:
        field = get_field(str(name))
        if not field.why or field.lower not in facts:
            continue
        known = facts[name].notna()
        for bound in (field.lower, field.upper):
            changes[bound] = facts[bound].where(~known, facts[name])
        if field.name.startswith(field.why.removesuffix("_why")):  # not that of another fact
            changes[field.why] = facts[field.why].where(~known, None)
    return facts.assign(**changes)
