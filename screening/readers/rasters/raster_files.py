"""Open a GeoTIFF, and nothing else: no driver that refers to other files."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from screening.catalog.custom_measures import RASTER_SUFFIXES
from screening.readers.file_checks import UnreadableError
from screening.readers.formats.content import check_magic

_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
"""TIFF and BigTIFF, of either byte order."""
_REFERENCE = re.compile(rb"OVERVIEW_FILE|/vsi|SourceFilename|<VRT", re.IGNORECASE)
"""Marks of another file in a side file."""
_OFFLINE = {"CPL_VSIL_CURL_ALLOWED_FILENAME": "none"}
_LIBRARIES = ("rasterio", "pyproj")


@contextmanager
def open_raster(path: Path) -> Iterator[Any]:
    """Open a GeoTIFF for reading.

    Parameters
    ----------
    path : Path

    Yields
    ------
    open rasterio dataset

    Raises
    ------
    UnreadableError
        For another format, side files that refer elsewhere, and whatever the library
        raises, also while the dataset is read.
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning

    if path.suffix.lower() not in RASTER_SUFFIXES:
        raise UnreadableError(
            f"expected a GeoTIFF ({', '.join(RASTER_SUFFIXES)}), got "
            f"{path.suffix or 'no extension'}; export it as one"
        )
    check_magic(path, _TIFF, "a GeoTIFF")
    _check_side_files(path)
    try:
        with warnings.catch_warnings(), rasterio.Env(**_OFFLINE):
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path.absolute(), driver="GTiff") as raster:
                if raster.tags(ns="OVERVIEWS"):
                    raise UnreadableError(
                        "expected a GeoTIFF of its own, got one that names another file for its "
                        "overviews; export it again"
                    )
                yield raster
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _LIBRARIES:
            raise
        raise UnreadableError(
            f"expected a raster that GDAL reads, got an error ({error}); export it again"
        ) from error


def _check_side_files(path: Path) -> None:
    """Refuse overviews and masks beside a raster that are no TIFF, and metadata that refer on."""
    for suffix in (".ovr", ".msk", ".OVR", ".MSK"):
        side = path.with_name(path.name + suffix)
        if side.is_file():
            with side.open("rb") as file:
                if not file.read(4).startswith(_TIFF):
                    raise UnreadableError(
                        f"expected a TIFF in {side.name}, got another file; delete it"
                    )
    metadata = path.with_name(path.name + ".aux.xml")
    if metadata.is_file() and _REFERENCE.search(metadata.read_bytes()):
        raise UnreadableError(
            f"expected metadata in {metadata.name}, got a reference to another file; delete it"
        )
