"""Everything a user can fix, as exceptions.

::

    ScreeningError           exit code 2, told without a traceback
    ├── ConfigError          the TOML file, or an option of the command line
    ├── SitesError           the table of sites
    ├── LayerError           a layer's file, or what it says of itself
    ├── RegionError          a region that is not known, or that no layer covers
    ├── InputError           an argument of a public function
    ├── OutputError          the folder of a run: cannot be written, or is not a run
    └── UnwrittenError       one file that a run can do without: told as a note

Each carries *all* problems found, one sentence each, in the form
*where: expected X, got Y; known: …; do Z.*
"""

from __future__ import annotations

from collections.abc import Iterable


class ScreeningError(Exception):
    """Root of what a user can fix.

    Parameters
    ----------
    *problems : str
        One sentence a problem, *where: expected X, got Y; known: …; do Z.*
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems: tuple[str, ...] = problems

    def __reduce__(self) -> tuple[type[ScreeningError], tuple[str, ...]]:
        """Pickle with every problem kept (workers send errors back)."""
        return type(self), self.problems


class ConfigError(ScreeningError):
    """The config file, or an option, says something that cannot be run."""


class SitesError(ScreeningError):
    """The table of sites has rows or columns that cannot be screened."""


class LayerError(ScreeningError):
    """A layer cannot be read, or lacks what its kind needs."""


class RegionError(ScreeningError):
    """A region is not known, is empty, or no layer covers it."""


class InputError(ScreeningError):
    """An argument of a public function has a wrong shape, unit or name."""


class OutputError(ScreeningError):
    """A run's folder cannot be written, or is not the folder of a run."""


class OptionalOutputError(ScreeningError):
    """A file that a run can do without could not be written; the run goes on."""


def format_known(names: Iterable[str], *, most: int = 12) -> str:
    """Join names for the *known: …* part of a message, the longest lists cut.

    Parameters
    ----------
    names : iterable of str
    most : int, how many to show

    Returns
    -------
    str

    Examples
    --------
    >>> format_known(["b", "a"])
    'a, b'
    >>> format_known("abcd", most=2)
    'a, b and 2 more'
    """
    ordered = sorted(names)
    if len(ordered) <= most:
        return ", ".join(ordered) or "none"
    return f"{', '.join(ordered[:most])} and {len(ordered) - most} more"
