"""Numbers that the table of sites itself gives."""

from __future__ import annotations

import numpy as np
import pandas as pd

from screening.model import Sites


def site_column(sites: Sites, name: str) -> pd.Series:
    """Give a column of the sites table as numbers.

    Parameters
    ----------
    sites : Sites
    name : str

    Returns
    -------
    Series of float, indexed like the sites; NaN where the table does not say
    """
    if name not in sites.frame:
        return pd.Series(np.nan, index=sites.frame.index)
    return pd.to_numeric(sites.frame[name], errors="coerce").astype(float)
