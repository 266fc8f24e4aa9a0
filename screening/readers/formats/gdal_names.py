"""The name under which GDAL opens a file, and no other."""

from __future__ import annotations

from pathlib import Path

from pyogrio.util import vsi_path

from screening.readers.file_checks import UnreadableError

_VIRTUAL = "/vsi"
"""Begins the names that GDAL takes for files in archives or on the web."""


def gdal_name(path: Path, folder: Path) -> str:
    """Give a name of a file that pyogrio and GDAL pass on as it is.

    pyogrio takes a path for a URL: of ``grid!b.gpkg`` it opens ``b.gpkg`` in the working
    folder, of ``grid.gpkg;b.gpkg`` the file ``grid.gpkg``. Such a file gets a link of another name.

    Parameters
    ----------
    path : Path, with its parts (the files of the same stem) beside it
    folder : Path, for the links; needed as long as the file is read

    Returns
    -------
    str

    Raises
    ------
    UnreadableError
        If no link can be made.
    """
    name = str(path.absolute())
    if vsi_path(name) == name and not name.startswith(_VIRTUAL):
        return name
    place = folder / "linked"
    try:
        place.mkdir()
        for part in path.absolute().parent.iterdir():
            if part.stem == path.stem:
                (place / f"linked{part.suffix}").symlink_to(part)
    except OSError as error:
        raise UnreadableError(
            f"expected a path without !, ; and line breaks, got {name!r}; rename the file or folder"
        ) from error
    return str(place / f"linked{path.suffix}")
