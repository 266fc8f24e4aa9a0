"""Match column names of a file regardless of case, punctuation and units."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

_POSITION = ("longitude", "latitude")
_PAIRS = (
    ("longitude", "latitude"),
    *((lon, lat) for lat in ("lat", "latitude") for lon in ("lon", "lng", "long", "longitude")),
    ("x", "y"),
)
"""Names of longitude and latitude that go together, the likeliest first."""
_QUALIFIERS = frozenset(
    (
        *("deg", "degree", "degrees", "dd", "decimal", "wgs84", "wgs", "84", "4326", "epsg"),
        *("gps", "geo", "site", "coord", "coords", "coordinate", "point"),
    )
)


DBF_WIDTH = 10
"""Characters that a shapefile keeps of a column's name."""


def normalize_name(column: str) -> str:
    """Reduce a column name to its letters and digits, in lower case.

    Parameters
    ----------
    column : str

    Returns
    -------
    str

    Examples
    --------
    >>> normalize_name("Capacity (MW)"), normalize_name("MAX_VOLT"), normalize_name("Land [ha]")
    ('capacitymw', 'maxvolt', 'landha')
    """
    return re.sub(r"[^0-9a-z]+", "", column.casefold().replace("²", "2"))


def find_column(names: Sequence[str], file: Collection[str]) -> str | None:
    """Find the column of a file that matches the first possible name.

    Parameters
    ----------
    names : sequence of str, the likeliest first
    file : collection of str, the file's columns

    Returns
    -------
    str, or None if no column matches

    Examples
    --------
    >>> find_column(["grid_mw", "mw"], ["Site", "MW"])
    'MW'
    """
    found = find_columns(names, file)
    return found[0] if found else None


def find_columns(names: Sequence[str], file: Collection[str]) -> list[str]:
    """Find the columns of a file that match any of the names.

    Parameters
    ----------
    names : sequence of str, the likeliest first
    file : collection of str, the file's columns

    Returns
    -------
    list of str, in the order of ``names``
    """
    by_key: dict[str, str] = {}
    for column in (*(name for name in names if name in file), *file):
        by_key.setdefault(normalize_name(column), column)
    keys = dict.fromkeys(normalize_name(name) for name in names)
    return [by_key[key] for key in keys if key in by_key]


def shortened_columns(names: Sequence[str], file: Collection[str]) -> list[str]:
    """Find the columns of a file that a shapefile's width has cut from any of the names.

    Names that are cut within their first word are left alone: they may be words of their own.

    Parameters
    ----------
    names : sequence of str, in lower case, the likeliest first
    file : collection of str, the file's columns

    Returns
    -------
    list of str, in the order of ``names``

    Examples
    --------
    >>> shortened_columns(["networks_count", "substation_name"], ["NETWORKS_C", "substation"])
    ['NETWORKS_C']
    """
    by_key = {column.casefold(): column for column in file}
    cut = dict.fromkeys(name[:DBF_WIDTH] for name in names if len(name) > DBF_WIDTH)
    return [by_key[key] for key in cut if "_" in key and key in by_key]


def coordinate_columns(
    file: Collection[str], known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Find the coordinate columns of a file: the likeliest pair of longitude and latitude.

    Parameters
    ----------
    file : collection of str, the file's columns
    known : mapping of ``longitude`` or ``latitude`` to a column that is already known

    Returns
    -------
    dict of ``longitude`` and ``latitude`` to columns, without those in ``known``; empty if
    there is no pair

    Examples
    --------
    >>> coordinate_columns(["Longitude (deg)", "LAT", "x"])
    {'longitude': 'Longitude (deg)', 'latitude': 'LAT'}
    """
    known = known or {}
    by_word: dict[str, str] = {}
    for column in file:
        by_word.setdefault(_strip_qualifiers(column), column)
    missing = [name for name in _POSITION if name not in known]
    for pair in _PAIRS:
        words = dict(zip(_POSITION, pair, strict=True))
        if all(words[name] in by_word for name in missing):
            return {name: by_word[words[name]] for name in missing}
    return {}


def _strip_qualifiers(column: str) -> str:
    """Strip units, datums and other qualifiers from the name of a coordinate column.

    >>> columns = ("Longitude (deg)", "LONG_DD", "decimalLatitude", "x_coord")
    >>> [_strip_qualifiers(name) for name in columns]
    ['longitude', 'long', 'latitude', 'x']
    """
    words = re.sub(r"[^0-9a-z]+", " ", column.casefold())
    words = re.sub(
        r"(?<=[a-z])(deg|dd|coord|wgs84)\b|\b(decimal|coord|point|gps)(?=[a-z])", " ", words
    )
    return " ".join(word for word in words.split() if word not in _QUALIFIERS)
