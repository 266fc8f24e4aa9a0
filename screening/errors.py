"""Errors that a user can fix.

::

    ScreeningError           exit code 2, reported without a traceback
    ├── ConfigError          the TOML file, or an option of the command line
    ├── SitesError           the table of sites
    ├── LayerError           a layer's file or its metadata
    ├── RegionError          an unknown region, or one that no layer covers
    ├── InputError           an argument of a public function
    ├── OutputError          the folder of a run: not writable, or not a run
    └── OptionalOutputError  an optional output file: reported as a note, the run goes on

Each carries *all* problems of its kind, one sentence each, in the form
*where: expected X, got Y; known: …; do Z.*
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable


class ScreeningError(Exception):
    """Base class of the errors that a user can fix.

    Parameters
    ----------
    *problems : str
        One sentence per problem, *where: expected X, got Y; known: …; do Z.*
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems: tuple[str, ...] = problems

    def __reduce__(self) -> tuple[type[ScreeningError], tuple[str, ...]]:
        """Pickle with all problems: worker processes return errors this way."""
        return type(self), self.problems


class ConfigError(ScreeningError):
    """The config file or an option has a value that cannot be run."""


class SitesError(ScreeningError):
    """The table of sites has rows or columns that cannot be screened.

    Attributes
    ----------
    numeric_columns : frozenset of str or None, those that the table will have once it is
        corrected; None where it could not be read
    """

    numeric_columns: frozenset[str] | None = None


class LayerError(ScreeningError):
    """A layer cannot be read, or lacks a column that its kind requires."""


class RegionError(ScreeningError):
    """A region is unknown, is empty, or no layer covers it."""


class InputError(ScreeningError):
    """An argument of a public function has a wrong shape, unit or name."""


class OutputError(ScreeningError):
    """A run's folder is not writable, or is not the folder of a run."""


class OptionalOutputError(ScreeningError):
    """An optional output file could not be written; the run goes on."""


def format_known(names: Iterable[str], *, max_count: int = 12) -> str:
    """Join names for the *known: …* part of a message, long lists shortened.

    Parameters
    ----------
    names : iterable of str
    max_count : int, number of names listed

    Returns
    -------
    str

    Examples
    --------
    >>> format_known(["b", "a"])
    'a, b'
    >>> format_known("abcd", max_count=2)
    'a, b and 2 more'
    """
    ordered = sorted(names)
    if len(ordered) <= max_count:
        return ", ".join(ordered) or "none"
    return f"{', '.join(ordered[:max_count])} and {len(ordered) - max_count} more"


def did_you_mean(name: str, names: Collection[str]) -> str:
    """Suggest a known name that is similar to an unknown one.

    Parameters
    ----------
    name : str
    names : collection of str

    Returns
    -------
    str, empty or ``"did you mean 'x'; "``

    Examples
    --------
    >>> did_you_mean("voltage", ["VOLTAGE", "OWNER"])
    "did you mean 'VOLTAGE'; "
    """
    similar = find_similar(name, names)
    return "" if similar is None else f"did you mean {similar!r}; "


def find_similar(name: str, names: Collection[str]) -> str | None:
    """Find the known name that is most similar to an unknown one.

    Parameters
    ----------
    name : str
    names : collection of str

    Returns
    -------
    str, or None where none is similar

    Examples
    --------
    >>> find_similar("fibre_routes", ["fiber_routes", "substations"])
    'fiber_routes'
    """
    by_key = {candidate.casefold(): candidate for candidate in names}
    close = difflib.get_close_matches(name.casefold(), list(by_key), n=1, cutoff=0.6)
    return by_key[close[0]] if close else None
