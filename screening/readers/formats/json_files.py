"""GeoJSON, newline-delimited GeoJSON, ESRI JSON and TopoJSON: what they are, before GDAL."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyproj
import pyproj.exceptions

from screening.errors import format_known
from screening.readers.file_checks import UnreadableError
from screening.readers.formats.content import wrong_content
from screening.readers.formats.numeric_cells import MAX_QUOTED, check_esri_cells
from screening.readers.formats.source import Source, cut_note
from screening.readers.text_encoding import decode_text

_SEPARATORS = " \t\r\n\x1e"
"""Between the texts of a sequence; U+001E by RFC 8142."""
_LIMIT = "exceededTransferLimit"
_TOTALS = ("numberMatched", "totalFeatures")
"""Members in which servers state how many features there are on all pages."""
_GEOMETRIES = frozenset(
    (
        *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
        "GeometryCollection",
    )
)
_CRS_NAME = re.compile(
    r"(urn:(ogc:def|x-ogc:def):crs:|EPSG:|OGC:|ESRI:|https?://www\.opengis\.net/def/crs/)[\w:./-]+",
    re.IGNORECASE,
)
"""Names of a CRS that need neither the network nor a file."""
_ALSO_KNOWN = frozenset(
    ("crs84", "wgs84", "wgs 84", "urn:ogc:def:crs:epsg::102100", "urn:ogc:def:crs:epsg::900913")
)
"""Other names that GDAL reads as what they mean: WGS 84, and Web Mercator."""
_MAX_LISTED = 6


class _Survey:
    """Keeps the outline of JSON as it is parsed: attributes and coordinates are dropped."""

    def __init__(self) -> None:
        self.is_cut = False
        self.is_linked = False
        self.odd: dict[str, list[Any]] = {}
        """Some attributes of ESRI JSON that are no whole numbers, by name."""

    def __call__(self, item: dict[str, Any]) -> dict[str, Any]:
        self.is_cut |= str(item.get(_LIMIT)).casefold() == "true"
        crs = item.get("crs")
        self.is_linked |= isinstance(crs, Mapping) and crs.get("type") in ("link", "url")
        if item.get("type") == "Feature":
            return {"type": "Feature"}
        if "features" in item:
            return item
        if "attributes" in item:
            self._keep_odd(item["attributes"])
            return {}
        if "coordinates" in item:
            return {name: item[name] for name in ("type", "crs") if name in item}
        return item

    def _keep_odd(self, attributes: Any) -> None:
        for name, cell in attributes.items() if isinstance(attributes, dict) else ():
            is_whole = cell is None or type(cell) is int or (type(cell) is float and cell % 1 == 0)
            if not is_whole:
                kept = self.odd.setdefault(name, [])
                is_decimal = type(cell) is float
                if sum((type(other) is float) == is_decimal for other in kept) < MAX_QUOTED:
                    kept.append(cell)


def json_source(path: Path, folder: Path) -> Source:
    """Find out which JSON a file is, and whether it is whole.

    Parameters
    ----------
    path : Path
    folder : Path, for a copy in UTF-8 where the file is in another encoding

    Returns
    -------
    Source

    Raises
    ------
    UnreadableError
        For JSON that is cut or of no known kind, and a CRS that is linked or unknown.
    """
    content = path.read_bytes()
    text, notes = decode_text(content, advice="save it as UTF-8")
    if text.lstrip(_SEPARATORS)[:1] not in ("{", "["):
        raise wrong_content(path, "JSON", text[:512].encode())
    survey = _Survey()
    documents = _parse_documents(text, survey)
    driver, count = _select_driver(documents)
    _check_crs(documents, survey)
    if driver == "ESRIJSON":
        check_esri_cells(documents[0].get("fields"), survey.odd)
    sign = _LIMIT if survey.is_cut else _more_pages(documents[0], count or 0)
    if sign:
        notes = (cut_note(sign), *notes)
    encoded = text.encode()
    if encoded != content:
        path = folder / "utf8.json"
        path.write_bytes(encoded)
    return Source(
        dataset=f"{driver}:{path.absolute()}",
        drivers=(driver,),
        stem=path.stem,
        notes=notes,
        features_count=count,
        is_cut=bool(sign),
    )


def _parse_documents(text: str, survey: _Survey) -> list[Any]:
    """Parse one JSON text, or several after each other."""
    decoder = json.JSONDecoder(object_hook=survey)
    documents: list[Any] = []
    position = 0
    try:
        while True:
            while position < len(text) and text[position] in _SEPARATORS:
                position += 1
            if position == len(text):
                return documents
            document, position = decoder.raw_decode(text, position)
            documents.append(document)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            f"expected whole JSON, got an error ({error}); the file is cut or damaged: "
            "download or export it again"
        ) from error


def _select_driver(documents: Sequence[Any]) -> tuple[str, int | None]:
    """Select GDAL's driver, and count the features."""
    types = {document.get("type") if isinstance(document, dict) else None for document in documents}
    if len(documents) > 1:
        if types <= {"Feature", *_GEOMETRIES}:
            return "GeoJSONSeq", len(documents)
        known = ", ".join(sorted(map(str, types)))
        raise UnreadableError(
            f"expected one GeoJSON text, or a feature in each line, got {len(documents)} texts of "
            f"{known}; join them to one"
        )
    (document,) = documents
    if isinstance(document, dict):
        features = document.get("features")
        if document.get("type") == "FeatureCollection" and isinstance(features, list):
            return "GeoJSON", len(features)
        if document.get("type") in {"Feature", *_GEOMETRIES}:
            return "GeoJSON", 1
        if document.get("type") == "Topology":
            return "TopoJSON", None
        if isinstance(features, list) and "type" not in document:
            return "ESRIJSON", len(features)
        error = document.get("error")
        if isinstance(error, dict):
            message = str(error.get("message", error))[:100]
            raise UnreadableError(
                f"expected features, got an error of the server ({message}); download it again"
            )
    got = format_known(document, max_count=_MAX_LISTED) if isinstance(document, dict) else "a list"
    raise UnreadableError(
        f"expected GeoJSON, ESRI JSON or TopoJSON, got other JSON "
        f"({got or 'empty'}); export it again"
    )


def _more_pages(document: Any, count: int) -> str:
    """Say how a GeoJSON of a server (WFS, OGC API) tells that it is one page; else empty."""
    if not isinstance(document, dict):
        return ""
    for key in _TOTALS:
        total = document.get(key)
        if isinstance(total, int) and total > count:
            return f"{key} {total}, {count} in it"
    links = document.get("links")
    links = links if isinstance(links, list) else []
    is_page = any(isinstance(link, dict) and link.get("rel") == "next" for link in links)
    return "a link to the next page" if is_page else ""


def _check_crs(documents: Sequence[Any], survey: _Survey) -> None:
    """Refuse a CRS that is linked, which GDAL fetches, or unknown, which it takes for WGS 84."""
    advice = "write its EPSG code, or export it in WGS 84"
    if survey.is_linked:
        raise UnreadableError(
            f"expected a CRS by name, got a link, which is never followed; {advice}"
        )
    for document in documents:
        crs = document.get("crs") if isinstance(document, dict) else None
        if not isinstance(crs, dict):
            continue
        properties = crs.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        values = (properties.get(key) for key in ("name", "urn", "code"))
        name = str(next((value for value in values if value is not None), ""))
        name = f"EPSG:{name}" if name.isdigit() else name.strip().replace(": ", ":")
        if not _is_known_crs(name):
            raise UnreadableError(f"expected a CRS that is known, got {name[:100]!r}; {advice}")


def _is_known_crs(name: str) -> bool:
    if name.casefold() in _ALSO_KNOWN:
        return True
    if not _CRS_NAME.fullmatch(name):
        return False
    try:
        pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        return False
    return True
