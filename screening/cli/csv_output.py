"""A table that a command writes beside what it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def check_csv(path: Path | None) -> None:
    """Refuse a file that cannot be written, before anything is worked out.

    Parameters
    ----------
    path : Path or None

    Raises
    ------
    OutputError
    """
    if path is None:
        return
    if path.is_dir():
        raise OutputError(f"--csv: expected a file, got the folder {path}; name another")
    if not path.parent.is_dir():
        raise OutputError(
            f"--csv: expected a file in a folder that is there, got {path}; make {path.parent}, "
            "or name another"
        )


def write_csv(table: pd.DataFrame, path: Path, *, index: bool) -> None:
    """Write a table.

    Parameters
    ----------
    table : DataFrame
    path : Path
    index : bool, its index too

    Raises
    ------
    OutputError
    """
    try:
        table.to_csv(path, index=index, encoding="utf-8", lineterminator="\n")
    except OSError as error:
        raise OutputError(
            f"--csv: expected to write {path}, got an error ({error.strerror}); name another"
        ) from error
