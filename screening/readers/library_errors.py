"""The boundary between the readers and the libraries that they call."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from screening.readers.file_checks import UnreadableError
from screening.readers.formats.numeric_cells import refuse_cells

FOLDER_PREFIX = "screening-"
"""Begins the name of the folder of the copies that libraries read."""
_COPY = re.compile(rf"[^\s'\"]*{FOLDER_PREFIX}\w+[/\\]")
"""Path of such a folder, which means nothing to a user."""
_INCOMPLETE = re.compile(
    r"Value '(?P<text>.*)' of field (?:.*\.)?(?P<column>.*) parsed incompletely to "
)
_MAX_LENGTH = 200
_MAX_WARNINGS = 3


@contextmanager
def library_calls(notes: list[str], what: str = "a file that GDAL reads") -> Iterator[None]:
    """Turn any error of a library into :class:`UnreadableError`, its warnings into notes.

    Only calls of libraries belong inside, so that faults of our own code stay visible.

    Parameters
    ----------
    notes : list of str, to which warnings are added
    what : str, what the library expects

    Raises
    ------
    UnreadableError
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        except UnreadableError:
            raise
        except Exception as error:
            message = " ".join(str(error).split()).partition(".; It might help")[0]
            message = _COPY.sub("", message)
            raise UnreadableError(
                f"expected {what}, got an error ({message[:_MAX_LENGTH] or type(error).__name__}); "
                "export it again"
            ) from error
    unique = dict.fromkeys(" ".join(str(warning.message).split()) for warning in caught)
    _refuse_incomplete(unique)
    told = [f"GDAL warns: {message[:_MAX_LENGTH]}" for message in list(unique)[:_MAX_WARNINGS]]
    notes += [note for note in told if note not in notes]


def _refuse_incomplete(messages: Iterable[str]) -> None:
    """Refuse cells of which GDAL has read the beginning only."""
    cells: dict[str, list[str]] = {}
    for found in filter(None, map(_INCOMPLETE.match, messages)):
        cells.setdefault(found["column"], []).append(found["text"])
    refuse_cells(cells)
