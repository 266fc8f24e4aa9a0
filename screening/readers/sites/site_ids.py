"""Ids of sites: the file's own, else made of the name, else of the row."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.sites.site_table import SiteTable


_LONGEST = 60
"""Signs of an id that is made of a name, without the number that sets it apart."""


def slug(name: str) -> str:
    """Make an id of a name.

    Parameters
    ----------
    name : str

    Returns
    -------
    str, of lower-case letters, digits and hyphens, cut at a hyphen where it is long;
    empty where the name has none

    Examples
    --------
    >>> slug("Söhne & Co. (Odessa)")
    'sohne-co-odessa'
    """
    plain = unicodedata.normalize("NFKD", name)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    whole = re.sub(r"[\W_]+", "-", bare.casefold()).strip("-")
    if len(whole) <= _LONGEST:
        return whole
    return whole[: _LONGEST + 1].rpartition("-")[0] or whole[:_LONGEST]


def assign_ids(
    given: NDArray[np.object_], names: NDArray[np.object_], table: SiteTable
) -> pd.Index:
    """Keep the ids of the file, and make one for each row that has none.

    Parameters
    ----------
    given : ndarray of str or ``None``, (n,), unique where they are
    names : ndarray of str or ``None``, (n,)
    table : SiteTable

    Returns
    -------
    Index of str, (n,), unique, called ``site_id``; the second "Odessa" is ``odessa-2``
    """
    taken = {each for each in given if each is not None}
    ids = []
    for index, (own, name) in enumerate(zip(given, names, strict=True)):
        if own is None:
            base = slug(name or "") or f"{table.word}-{table.numbers[index]}"
            own, count = base, 1
            while own in taken:
                count += 1
                own = f"{base}-{count}"
            taken.add(own)
        ids.append(own)
    named: pd.Index = pd.Index(ids, name="site_id", dtype=object)
    return named
