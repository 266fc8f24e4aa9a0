"""The option ``--csv``: a table written to a file besides being printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def check_csv(path: Path | None) -> None:
    """Reject a file that cannot be written, before anything is computed.

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
            f"--csv: expected a file in an existing folder, got {path}; create {path.parent}, "
            "or name another"
        )


def write_csv(table: pd.DataFrame, path: Path, *, index: bool) -> None:
    """Write a table as comma-separated UTF-8 text.

    Parameters
    ----------
    table : DataFrame
    path : Path
    index : bool, whether to write the index too

    Raises
    ------
    OutputError
    """
    try:
        table.to_csv(path, index=index, encoding="utf-8", lineterminator="\n")
    except OSError as error:
        raise OutputError(
            f"--csv: expected a writable file, got {path} ({error.strerror}); name another"
        ) from error
