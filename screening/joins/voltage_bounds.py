"""What is known of the voltage of assets: exact, within a range, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from screening.model import VectorLayer

    Floats = NDArray[np.float64]


def voltage_bounds(frame: pd.DataFrame) -> tuple[Floats, Floats]:
    """Bound the voltage of each asset.

    Parameters
    ----------
    frame : DataFrame with ``voltage_kv``, the lower bound, and ``voltage_max_kv``, the upper
        one [kV]; NaN where there is none. Without ``voltage_max_kv``, a known voltage is exact.

    Returns
    -------
    low, high : ndarray, (n,) [kV]; −inf and inf where there is no bound

    Examples
    --------
    >>> import pandas as pd
    >>> exact, unknown, class_, above = [345, 345], [None, None], [100, 161], [765, None]
    >>> columns = ["voltage_kv", "voltage_max_kv"]
    >>> voltage_bounds(pd.DataFrame([exact, unknown, class_, above], columns=columns))
    (array([345., -inf, 100., 765.]), array([345.,  inf, 161.,  inf]))
    """
    low = frame["voltage_kv"].to_numpy(dtype=float)
    stated = frame["voltage_max_kv"] if "voltage_max_kv" in frame else frame["voltage_kv"]
    high = stated.to_numpy(dtype=float)
    return np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)


def possible_classes(layers: Sequence[VectorLayer], at_least_kv: Sequence[float]) -> Floats:
    """Class the assets that may have at least some voltage, but not certainly.

    Parameters
    ----------
    layers : sequence of VectorLayer, of one kind
    at_least_kv : sequence of float [kV]

    Returns
    -------
    ndarray, (n,) [kV]
        The highest voltage that an asset may have; NaN for those of which every voltage of
        ``at_least_kv`` is certain or excluded.
    """
    low, high = layer_voltage_bounds(layers)
    may_be = np.zeros(len(low), dtype=bool)
    for kv in at_least_kv:
        may_be |= is_possible(low, high, kv)
    return np.where(may_be, high, np.nan)


def layer_voltage_bounds(layers: Sequence[VectorLayer]) -> tuple[Floats, Floats]:
    """Bound the voltage of each asset of layers, in their order.

    Parameters
    ----------
    layers : sequence of VectorLayer, of one kind; those without ``voltage_kv`` have no bounds

    Returns
    -------
    low, high : ndarray, (n,) [kV], as of :func:`voltage_bounds`
    """
    none = np.zeros(0)
    bounds = [
        voltage_bounds(layer.frame.reindex(columns=["voltage_kv"]))
        if "voltage_kv" not in layer.frame
        else voltage_bounds(layer.frame)
        for layer in layers
    ]
    low, high = (np.concatenate([none, *(pair[end] for pair in bounds)]) for end in (0, 1))
    return low, high


def is_possible(low: Floats, high: Floats, at_least_kv: float) -> NDArray[np.bool_]:
    """Tell which assets may have at least a voltage, but not certainly.

    Parameters
    ----------
    low, high : ndarray, (n,) [kV], from :func:`voltage_bounds`
    at_least_kv : float [kV]

    Returns
    -------
    ndarray of bool, (n,)
    """
    return np.asarray((low < at_least_kv) & (high >= at_least_kv))


def describe_voltage(low: float, high: float) -> str:
    """Describe what is known of a voltage.

    Parameters
    ----------
    low, high : float [kV], of :func:`voltage_bounds`

    Returns
    -------
    str

    Examples
    --------
    >>> describe_voltage(-np.inf, np.inf), describe_voltage(100.0, 161.0)
    ('unknown voltage', '100–161 kV')
    >>> describe_voltage(-np.inf, 100.0), describe_voltage(735.0, np.inf)
    ('at most 100 kV', '735 kV or more')
    """
    if np.isinf(low):
        return "unknown voltage" if np.isinf(high) else f"at most {high:g} kV"
    return f"{low:g} kV or more" if np.isinf(high) else f"{low:g}–{high:g} kV"
