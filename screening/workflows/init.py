"""A new project folder with a commented config and the starter layers."""

from __future__ import annotations

import shutil
from pathlib import Path

from screening.errors import OutputError

_PACKAGE = Path(__file__).resolve().parents[1]


def starter_folder() -> Path:
    """Locate the starter config and layers.

    Returns
    -------
    Path, a folder with ``config.toml`` and ``layers/``: inside an installed package, or the
    root of a checkout
    """
    installed = _PACKAGE / "_starter"
    return installed if installed.is_dir() else _PACKAGE.parent


def create_project(folder: Path) -> list[Path]:
    """Create a project folder.

    Parameters
    ----------
    folder : Path, missing or empty

    Returns
    -------
    list of Path, the files and folders created

    Raises
    ------
    OutputError
        Where the folder is not empty, or cannot be written.
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
        raise OutputError(f"{folder}: expected a writable folder, got {error}") from error
    return sorted(folder.iterdir())
