"""Limits and comfort values of a constraint in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.model import Constraint


def describe_limits(item: Constraint | Any, unit: str) -> str:
    """Describe the limits beyond which a site is excluded.

    Parameters
    ----------
    item : Constraint, or a row of the table of constraints
    unit : str, of the fact

    Returns
    -------
    str, empty where there are none

    Examples
    --------
    >>> from screening.model import Constraint
    >>> describe_limits(Constraint("power", "grid_mw", minimum=20), "MW")
    'at least 20 MW'
    """
    return _describe_range(item.minimum, item.maximum, unit)


def describe_comfort(item: Constraint | Any, unit: str) -> str:
    """Describe the comfort values beyond which a site is cautioned.

    Parameters
    ----------
    item : Constraint, or a row of the table of constraints
    unit : str, of the fact

    Returns
    -------
    str, empty where there are none

    Examples
    --------
    >>> from screening.model import Constraint
    >>> power = Constraint("power", "grid_mw", minimum=20, comfortable_minimum=100)
    >>> describe_comfort(power, "MW")
    'at least 100 MW'
    """
    return _describe_range(item.comfortable_minimum, item.comfortable_maximum, unit)


def _describe_range(low: float | None, high: float | None, unit: str) -> str:
    suffix = "" if unit in ("", "-") else f" {unit}"
    ends = (("at least", low), ("at most", high))
    return " and ".join(
        f"{words} {end:g}{suffix}" for words, end in ends if end is not None and end == end
    )
