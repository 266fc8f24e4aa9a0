"""Site ids: from the file, else from the name, else from the row number."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.tables.file_table import FileTable


_MAX_CHARACTERS = 60
"""Length of an id built from a name, without the number that makes it unique."""


def slug(name: str) -> str:
    """Build an id from a name.

    Parameters
    ----------
    name : str

    Returns
    -------
    str of lower-case letters, digits and hyphens, truncated at a hyphen; empty if the name
    has neither letters nor digits

    Examples
    --------
    >>> slug("Söhne & Co. (Odessa)")
    'sohne-co-odessa'
    """
    plain = unicodedata.normalize("NFKD", name)
    ascii_like = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", "-", ascii_like.casefold()).strip("-")
    if len(words) <= _MAX_CHARACTERS:
        return words
    return words[: _MAX_CHARACTERS + 1].rpartition("-")[0] or words[:_MAX_CHARACTERS]


def assign_ids(
    file_ids: NDArray[np.object_], names: NDArray[np.object_], table: FileTable
) -> pd.Index:
    """Keep the ids of the file, and build an id for each row without one.

    Parameters
    ----------
    file_ids : ndarray of str or ``None``, (n,), those that are not ``None`` unique
    names : ndarray of str or ``None``, (n,)
    table : FileTable

    Returns
    -------
    Index of str, (n,), unique, named ``site_id``; the second "Odessa" is ``odessa-2``
    """
    taken = {site_id for site_id in file_ids if site_id is not None}
    ids = []
    for index, (site_id, name) in enumerate(zip(file_ids, names, strict=True)):
        if site_id is None:
            base = slug(name or "") or f"{table.unit}-{table.numbers[index]}"
            site_id, count = base, 1
            while site_id in taken:
                count += 1
                site_id = f"{base}-{count}"
            taken.add(site_id)
        ids.append(site_id)
    site_ids: pd.Index = pd.Index(ids, name="site_id", dtype=object)
    return site_ids
