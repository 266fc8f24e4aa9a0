"""Facts that the sites table states itself, under the name of a column that a run computes.

A known cell of such a column is *stated*: it replaces the derived fact of that site, and it does
not depend on the site's position. The column :data:`STATED_FACTS` lists them, site by site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.catalog.fields import COMPUTED, STATED_FACTS, Field, get_field, is_named_by_config

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEPARATOR = "; "

ASSETS: Mapping[str, tuple[str, ...]] = {
    "substation_distance_km": ("substation_name", "substation_kv"),
    "line_distance_km": ("line_kv",),
    "fiber_distance_km": ("fiber_provider",),
    "hub_distance_km": ("hub_name",),
}
"""Distance to an asset to the columns that describe the same asset: where the distance is stated,
those of the derived asset do not apply."""

_BOUNDS = frozenset(
    bound for field in COMPUTED.values() for bound in (field.lower, field.upper) if bound
)
"""Columns of a bound of a fact: a site states the fact, not where it may lie."""


def _companions() -> dict[str, tuple[str, ...]]:
    """Map each companion to the facts that it belongs to."""
    pairs = [(name, fact) for fact, names in ASSETS.items() for name in names]
    pairs += [
        (field.precision, field.name)
        for field in COMPUTED.values()
        if field.precision and field.name not in _BOUNDS
    ]
    # substation_kv and line_kv are facts in their own right
    names = [name for name, fact in pairs if not COMPUTED[name].unit or name not in _described()]
    return {name: tuple(fact for other, fact in pairs if other == name) for name in names}


def _described() -> set[str]:
    return {name for names in ASSETS.values() for name in names}


COMPANIONS: Mapping[str, tuple[str, ...]] = _companions()
"""Column to the facts beside which it may be stated: the name of an asset, an uncertainty. A cell
without a stated fact beside it says nothing."""

FACTS: tuple[str, ...] = tuple(
    name
    for name, field in COMPUTED.items()
    if field.unit and name not in COMPANIONS and name not in _BOUNDS
)
"""Computed columns of numbers that the sites table may state."""


def is_fact(column: str) -> bool:
    """Tell whether a column is a fact that the sites table may state.

    Parameters
    ----------
    column : str

    Returns
    -------
    bool

    Examples
    --------
    >>> is_fact("fiber_distance_km"), is_fact("fiber_precision_km"), is_fact("rtt_to_dallas_ms")
    (True, False, True)
    """
    return (column in COMPUTED and column in FACTS) or is_named_by_config(column)


def mark_stated(sites: pd.DataFrame) -> pd.DataFrame:
    """Add the column ``stated_facts`` to a table of sites that states any.

    Parameters
    ----------
    sites : DataFrame, as read, before any fact is computed

    Returns
    -------
    DataFrame, the same where it states no fact or is marked already

    Examples
    --------
    >>> sites = pd.DataFrame({"rtt_ms": [4.0, None], "rtt_precision_ms": [0.5, 0.5]})
    >>> mark_stated(sites)["stated_facts"].tolist()
    ['rtt_ms; rtt_precision_ms', '']
    """
    facts = [str(name) for name in sites.columns if is_fact(str(name))]
    known = {name: sites[name].notna().to_numpy() for name in facts}
    if STATED_FACTS in sites or not any(mask.any() for mask in known.values()):
        return sites
    for name, of in COMPANIONS.items():
        masks = [known[fact] for fact in of if fact in known]
        if name in sites and masks:
            known[name] = sites[name].notna().to_numpy() & np.any(masks, axis=0)
    texts = [SEPARATOR.join(name for name in known if known[name][i]) for i in range(len(sites))]
    return sites.assign(**{STATED_FACTS: pd.Series(texts, index=sites.index, dtype=object)})


def is_stated(facts: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    """Tell where a column is stated.

    Parameters
    ----------
    facts : DataFrame, a row a site
    column : str

    Returns
    -------
    ndarray of bool, (n_sites,)
    """
    if STATED_FACTS not in facts:
        return np.zeros(len(facts), dtype=bool)
    return np.array([column in stated_names(text) for text in facts[STATED_FACTS]], dtype=bool)


def states(row: pd.Series | Mapping[str, Any], column: str) -> bool:
    """Tell whether one site states a column.

    Parameters
    ----------
    row : Series or mapping, the site's facts
    column : str

    Returns
    -------
    bool
    """
    return column in stated_names(row.get(STATED_FACTS))


def stated_names(text: object) -> list[str]:
    """Split a cell of ``stated_facts``.

    Parameters
    ----------
    text : str, or missing

    Returns
    -------
    list of str
    """
    return text.split(SEPARATOR) if isinstance(text, str) and text else []


def without_names(texts: pd.Series, names: Iterable[str]) -> pd.Series:
    """Remove names from every cell of ``stated_facts``, such as those that a scenario replaced.

    Parameters
    ----------
    texts : Series of str
    names : iterable of str

    Returns
    -------
    Series of str
    """
    dropped = set(names)
    return texts.map(
        lambda text: SEPARATOR.join(name for name in stated_names(text) if name not in dropped)
    )


def fact_precision(facts: pd.DataFrame, field: Field) -> NDArray[np.float64]:
    """Give the uncertainty of a fact at every site.

    Several facts may share one column of their uncertainty; a stated fact is exact unless the
    table states its uncertainty too.

    Parameters
    ----------
    facts : DataFrame, a row a site
    field : Field, of the fact

    Returns
    -------
    ndarray, (n_sites,), in the unit of the fact; NaN where it is unknown
    """
    if field.precision not in facts:
        return np.full(len(facts), np.nan)
    precision = facts[field.precision].to_numpy(dtype=float)
    exact = is_stated(facts, field.name) & ~is_stated(facts, field.precision)
    return np.where(exact, 0.0, precision)


def row_precision(row: pd.Series | Mapping[str, Any], column: str) -> float:
    """Give the uncertainty of a fact of one site, as :func:`fact_precision` does.

    Parameters
    ----------
    row : Series or mapping, the site's facts
    column : str, the fact

    Returns
    -------
    float, NaN where it is unknown
    """
    name = get_field(column).precision
    if not name or name not in row:
        return np.nan
    if states(row, column) and not states(row, name):
        return 0.0
    value: Any = row[name]
    return np.nan if pd.isna(value) else float(value)
