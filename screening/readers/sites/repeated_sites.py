"""Find rows of a site table that repeat the id, or the name and position, of an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.readers.sites.site_validation import RowError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.tables.file_table import FileTable

_COORDINATE_DECIMALS = 6
"""Positions that agree to so many decimals are the same [0.1 m]."""


def duplicate_errors(
    frame: pd.DataFrame, table: FileTable, among: NDArray[np.bool_]
) -> list[RowError]:
    """Find rows that repeat the id, or the name and position, of an earlier row.

    Parameters
    ----------
    frame : DataFrame, (n,), ``site_id name operator longitude latitude``
        As in the file: ``site_id`` is missing where the file has none.
    table : FileTable
    among : ndarray of bool, (n,), rows that are compared with each other

    Returns
    -------
    list of RowError
    """
    ids = frame["site_id"]
    rows = pd.Series(np.arange(len(frame)))
    first_by_id = rows[among].groupby(ids[among]).transform("min").reindex(rows.index)
    same_id = (first_by_id < rows).to_numpy(dtype=bool)
    first_by_site = rows.to_numpy().copy()
    first_by_site[among] = first_by_site[among][_first_rows(frame[among].reset_index(drop=True))]
    same_site = (first_by_site != rows.to_numpy()) & ~same_id

    def id_message(i: int) -> str:
        return (
            f"expected a unique site_id, got {ids[i]!r}, the same as in "
            f"{table.row_label(int(first_by_id[i]))}; rename one, or drop the row"
        )

    unnamed = (frame["name"].isna() & ids.isna()).to_numpy()

    def site_message(i: int) -> str:
        first = table.row_label(int(first_by_site[i]))
        if unnamed[i]:
            return (
                f"expected each site once, got the same position as {first}, and no name to tell "
                "them apart; give a name or site_id, or name the column: "
                'columns = {name = "…"}'
            )
        return (
            f"expected each site once, got the same name and position as {first}; drop one, or "
            "give them different names"
        )

    return [RowError(same_id, id_message), RowError(same_site, site_message)]


def _first_rows(frame: pd.DataFrame) -> NDArray[np.intp]:
    """Find for each row the first row with the same name, operator and position."""
    first = np.arange(len(frame))
    keys = pd.DataFrame(
        {
            "name": _casefold(frame["name"].where(frame["name"].notna(), frame["site_id"])),
            "position": coordinate_key(frame),
            "operator": _casefold(frame["operator"]),
        }
    )
    candidates = keys.duplicated(["name", "position"], keep=False) & frame["longitude"].notna()
    keys = keys[candidates]
    # an unstated operator could be any: operators distinguish sites only if all state one
    stated = (keys["operator"] != "").groupby([keys["name"], keys["position"]]).transform("all")
    keys = keys.assign(operator=keys["operator"].where(stated, ""), row=keys.index)
    first[candidates] = keys.groupby(["name", "position", "operator"])["row"].transform("min")
    return first


def _casefold(texts: pd.Series) -> pd.Series:
    return texts.fillna("").astype(str).str.casefold()


def coordinate_key(frame: pd.DataFrame) -> pd.Series:
    """Build a text key for each position, equal for equal positions.

    Parameters
    ----------
    frame : DataFrame, ``longitude latitude``

    Returns
    -------
    Series of str
    """
    rounded = frame[["longitude", "latitude"]].round(_COORDINATE_DECIMALS)
    return rounded["longitude"].astype(str) + "," + rounded["latitude"].astype(str)
