"""The starter folder: a commented config and the embedded layers, to begin from."""

from __future__ import annotations

import shutil
from pathlib import Path

from screening.errors import OutputError

_PACKAGE = Path(__file__).resolve().parents[1]


def starter_folder() -> Path:
    """Find the embedded config and layers: inside an installed package, or in a checkout.

    Returns
    -------
    Path, a folder with ``config.toml`` and ``layers/``
    """
    inside = _PACKAGE / "_starter"
    return inside if inside.is_dir() else _PACKAGE.parent


def create_project(folder: Path) -> list[Path]:
    """Begin a new screening folder.

    Parameters
    ----------
    folder : Path, new or empty

    Returns
    -------
    list of Path, what was made

    Raises
    ------
    OutputError
        Where there is something in it already, or it cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(
                f"{folder}: expected a new or empty folder, got one with files in it; name another"
            )
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(starter_folder() / "config.toml", folder)
        shutil.copytree(
            starter_folder() / "layers",
            folder / "layers",
            ignore=shutil.ignore_patterns("tables"),
        )
    except OSError as error:
        raise OutputError(f"{folder}: expected a folder to write in, got {error}") from error
    return sorted(folder.iterdir())
