"""Numeric columns that the sites table itself contains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from screening.model import Sites


def site_column(sites: Sites, name: str) -> pd.Series:
    """Read a column of the sites table as numbers.

    Parameters
    ----------
    sites : Sites
    name : str

    Returns
    -------
    Series of float, indexed like the sites; NaN where the table has no value
    """
    if name not in sites.frame:
        return pd.Series(np.nan, index=sites.frame.index)
    return pd.to_numeric(sites.frame[name], errors="coerce").astype(float)


def stated_or(sites: Sites, name: str, derived: pd.Series) -> pd.Series:
    """Take a fact as the sites table states it, else as derived.

    Parameters
    ----------
    sites : Sites, of a factor that gives the column ``name``
    name : str
    derived : Series of float, indexed like the sites

    Returns
    -------
    Series of float
    """
    return derived if name not in sites.frame else site_column(sites, name).fillna(derived)
