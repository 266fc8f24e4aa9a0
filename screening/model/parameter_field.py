"""The declaration of a parameter: default, description, unit and bounds in one place.

The config builds its tables from these declarations and validates against them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

METADATA_KEY = "parameter"
MAX_NUMBER = 1e9
"""Upper bound of positive parameters that have no narrower one; rejects absurd entries."""


@dataclasses.dataclass(frozen=True)
class ParameterInfo:
    """What a parameter is, besides its name, type and default.

    Attributes
    ----------
    description : str
    unit : str, ``"-"`` for dimensionless numbers, empty for what is no number
    bounds : mapping of ``gt ge le lt`` to number
    """

    description: str
    unit: str = ""
    bounds: Mapping[str, float] = dataclasses.field(default_factory=dict)


def parameter(default: Any, description: str, unit: str = "", **bounds: float) -> Any:
    """Declare a parameter as the field of a dataclass.

    Parameters
    ----------
    default : value
    description : str
    unit : str
    **bounds : float, any of ``gt`` (greater than), ``ge`` (at least), ``le`` (at most) and
        ``lt`` (less than)

    Returns
    -------
    dataclasses.Field

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Radio:
    ...     mast_m: float = parameter(30.0, "Height of the mast.", "m", gt=0, le=300)
    >>> Radio().mast_m, parameter_info(dataclasses.fields(Radio)[0]).bounds
    (30.0, {'gt': 0, 'le': 300})
    """
    info = ParameterInfo(description, unit, bounds)
    return dataclasses.field(default=default, metadata={METADATA_KEY: info})


def parameter_info(field: dataclasses.Field[Any]) -> ParameterInfo:
    """Look up the declaration of a parameter.

    Parameters
    ----------
    field : dataclasses.Field, made by :func:`parameter`

    Returns
    -------
    ParameterInfo

    Raises
    ------
    KeyError
        Where the field was not declared by :func:`parameter`.
    """
    info: ParameterInfo = field.metadata[METADATA_KEY]
    return info
