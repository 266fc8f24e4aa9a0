"""The allow-list of vector files: what GDAL may open, by the ending of the name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from screening.errors import format_known
from screening.readers.archive_checks import open_archive
from screening.readers.file_checks import UnreadableError
from screening.readers.formats.binary_files import (
    flatgeobuf_source,
    geodatabase_source,
    geopackage_source,
)
from screening.readers.formats.json_files import json_source
from screening.readers.formats.shapefiles import shapefile_source
from screening.readers.formats.source import Source
from screening.readers.formats.xml_files import gml_source, kml_sources

JSON_SUFFIXES = (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson")
_FINDERS: Mapping[str, Callable[[Path, Path], Source]] = {
    **dict.fromkeys(JSON_SUFFIXES, json_source),
    ".gpkg": geopackage_source,
    ".shp": shapefile_source,
    ".fgb": flatgeobuf_source,
    ".gdb": geodatabase_source,
    ".gml": gml_source,
}
_KML = (".kml", ".kmz")
_ZIPPED = (".shp", ".gpkg", *JSON_SUFFIXES, ".kml", ".fgb", ".gml")
"""Formats that are read inside a zip."""
SOURCE_SUFFIXES = (*_FINDERS, *_KML, ".zip")
"""Endings of the files that GDAL reads."""
_BLOCK = 1 << 20


def find_sources(path: Path, folder: Path) -> list[Source]:
    """Find what GDAL may open of a file.

    Parameters
    ----------
    path : Path, with an ending of ``SOURCE_SUFFIXES``
    folder : Path, an empty folder for copies, needed until the sources are read

    Returns
    -------
    list of Source

    Raises
    ------
    UnreadableError
        For a file that is not what its ending says, or is cut.
    """
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return find_sources(_unpack(path, folder), folder)
    if suffix in _KML:
        return kml_sources(path, folder)
    return [_FINDERS[suffix](path, folder)]


def _unpack(path: Path, folder: Path) -> Path:
    """Unpack the only vector file of a zip, with its parts, and give its place."""
    with open_archive(path, "a zip") as archive:
        names = archive.namelist()
        found = [name for name in names if _is_vector(name)]
        database = [name for name in names if ".gdb/" in name.lower()]
        if database and not found:
            return _copy_geodatabase(archive, database, folder)
        if len(found) != 1:
            raise UnreadableError(
                f"expected a zip with one of {', '.join(_ZIPPED)}, got {len(found)}; "
                f"known: {format_known(names)}; zip one of these alone (a shapefile with its "
                "parts), or unpack it and name the file"
            )
        (main,) = found
        parts = [name for name in names if _stem(name) == _stem(main)]
        for part in parts if main.lower().endswith(".shp") else [main]:
            _copy_member(archive, part, folder)
    return folder / _flat_name(main)


def _is_vector(name: str) -> bool:
    """Return whether a member is a vector file; not what macOS adds, nor a mere extension."""
    place = PurePosixPath(name)
    added_by_macos = name.startswith("__MACOSX") or place.name.startswith("._")
    return place.suffix.lower() in _ZIPPED and not name.endswith("/") and not added_by_macos


def _copy_member(archive: zipfile.ZipFile, name: str, folder: Path) -> None:
    """Copy a member under its last name alone, so that none lands outside the folder."""
    with archive.open(name) as source, (folder / _flat_name(name)).open("wb") as target:
        while block := source.read(_BLOCK):
            target.write(block)


def _copy_geodatabase(archive: zipfile.ZipFile, names: Sequence[str], folder: Path) -> Path:
    """Copy the files of a geodatabase into one folder."""
    parents = {name[: name.lower().rindex(".gdb/")] for name in names}
    if len(parents) != 1:
        raise UnreadableError(
            f"expected a zip with one file geodatabase, got {len(parents)}; zip one alone"
        )
    place = folder / "unpacked.gdb"
    place.mkdir()
    for name in names:
        if not name.endswith("/"):
            _copy_member(archive, name, place)
    return place


def _flat_name(name: str) -> str:
    place = PurePosixPath(name.replace("\\", "/"))
    return place.stem + place.suffix.lower()


def _stem(name: str) -> str:
    return str(PurePosixPath(name.replace("\\", "/")).with_suffix(""))
