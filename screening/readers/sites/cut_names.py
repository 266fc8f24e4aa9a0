"""Names of site columns that a shapefile has cut to ten characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.readers.column_matching import DBF_WIDTH


def find_cut(name: str, file: Sequence[str], ours: Iterable[str]) -> list[str]:
    """Find the column of a file that is a site column's name, cut as a shapefile does.

    The cut must show, within a word or after an underscore: ``generators`` may be a word of its
    own, rather than ``generators_mw``, and ``Elevation`` is not ``elevation_m``.

    Parameters
    ----------
    name : str, a site column
    file : sequence of str, the file's columns
    ours : iterable of str, all columns that could be meant

    Returns
    -------
    list of str, empty where there is none, or where it could be another site column too

    Examples
    --------
    >>> ours = ("elevation_m", "transformers_count", "transformers_mva")
    >>> [find_cut(ours[0], [column], ours) for column in ("ELEVATION_", "Elevation")]
    [['ELEVATION_'], []]
    >>> find_cut(ours[1], ["transforme"], ours)
    []
    """
    if not _may_be_cut(file) or not _shows(name) or len(_meanings(name[:DBF_WIDTH], ours)) > 1:
        return []
    return [column for column in file if column.casefold() == name[:DBF_WIDTH]]


def cut_hints(carried: Iterable[str], file: Sequence[str], ours: Sequence[str]) -> list[str]:
    """Name the carried columns that are the cut name of one site column or of several.

    Parameters
    ----------
    carried : iterable of str, columns of the file
    file : sequence of str, all of them
    ours : sequence of str, all site columns

    Returns
    -------
    list of str, one sentence each

    Examples
    --------
    >>> cut_hints(["generators"], ["lon", "lat", "generators"], ("generators_mw",))[0][:54]
    "column 'generators' may be generators_mw, cut to 10 ch"
    """
    if not _may_be_cut(file):
        return []
    found = ((column, _meanings(column.casefold(), ours)) for column in carried)
    return [
        f"column {column!r} may be {' or '.join(names)}, cut to {DBF_WIDTH} characters, but is "
        f'carried only; say so under [sites]: columns = {{ {names[0]} = "{column}" }}'
        for column, names in found
        if names
    ]


def _may_be_cut(file: Sequence[str]) -> bool:
    return all(len(column) <= DBF_WIDTH for column in file)


def _shows(name: str) -> bool:
    return len(name) > DBF_WIDTH and name[DBF_WIDTH] != "_"


def _meanings(short: str, ours: Iterable[str]) -> list[str]:
    """Name the site columns that are cut to a name."""
    if len(short) != DBF_WIDTH:
        return []
    return [name for name in ours if len(name) > DBF_WIDTH and name[:DBF_WIDTH] == short]
