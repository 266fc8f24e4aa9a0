"""Station years as plain arrays, as the cache stores them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from screening.array_file import StoredArrays
from screening.climate import TypicalYear

COLUMNS = ("longitude", "latitude", "elevation_m", "dry_bulb_c", "dew_point_c", "pressure_pa")
"""Attributes of a year that are numbers, in the order of the arrays."""


def pack_years(
    files: Sequence[int], years: Sequence[TypicalYear], problems: Sequence[str]
) -> StoredArrays:
    """Lay out years as arrays.

    Parameters
    ----------
    files : sequence of int, index of the file of each year
    years : sequence of TypicalYear
    problems : sequence of str, of the files that are no years

    Returns
    -------
    StoredArrays
    """
    content = {
        "files": list(files),
        "names": [year.name for year in years],
        "filled_counts": [int(year.filled_count) for year in years],
        "notes": [list(year.notes) for year in years],
        "problems": list(problems),
    }
    arrays = [
        np.array([getattr(year, name) for year in years], dtype=np.float64) for name in COLUMNS
    ]
    return StoredArrays(content, tuple(arrays))


def unpack_years(stored: StoredArrays) -> tuple[list[int], list[TypicalYear], list[str]]:
    """Restore years from their arrays.

    Parameters
    ----------
    stored : StoredArrays, from :func:`pack_years`

    Returns
    -------
    files : list of int
    years : list of TypicalYear
    problems : list of str
    """
    content = stored.content
    longitude, latitude, elevation_m, dry_bulb_c, dew_point_c, pressure_pa = stored.arrays
    years = [
        TypicalYear(
            name,
            float(longitude[row]),
            float(latitude[row]),
            float(elevation_m[row]),
            dry_bulb_c[row],
            dew_point_c[row],
            pressure_pa[row],
            filled_count=content["filled_counts"][row],
            notes=tuple(content["notes"][row]),
        )
        for row, name in enumerate(content["names"])
    ]
    return list(content["files"]), years, list(content["problems"])
