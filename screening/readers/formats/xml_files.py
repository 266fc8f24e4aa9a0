"""KML, KMZ and GML: decoded, checked to be whole, and copied for GDAL without links."""

from __future__ import annotations

import contextlib
import posixpath
import re
import xml.parsers.expat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from screening.errors import format_known
from screening.readers.archive_checks import open_archive
from screening.readers.file_checks import UnreadableError
from screening.readers.formats.content import wrong_content
from screening.readers.formats.source import Source, cut_note
from screening.readers.text_encoding import WINDOWS_NOTE, decode_text

_DECLARATION = re.compile(r"\A\s*<\?xml\b([^>]*)\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_PROLOG = '<?xml version="1.0" encoding="UTF-8"?>'
_SCHEMA_LOCATION = re.compile(r"\s\w+:(?:noNamespaceS|s)chemaLocation\s*=\s*(\"[^\"]*\"|'[^']*')")
_FEATURES = ("Placemark", "Folder", "Document")
_FIELD_TYPE = re.compile(r"(<(?:\w+:)?SimpleField\b[^>]*?\btype\s*=\s*)(\"[^\"]*\"|'[^']*')")
"""Declares the type of a field: of ``1,200`` in a field of numbers, GDAL reads 1."""
_START = re.compile(r"<((?:\w+:)?)kml\b[^>]*>")
_END = re.compile(r"</((?:\w+:)?)kml\s*>\s*\Z")
_HEAD = 8192
"""Characters that tell a format."""
_MAX_LISTED = 4


class _Outline:
    """The root of an XML text, its placemarks and top features, and where its links lead."""

    def __init__(self, text: str) -> None:
        self.root = ""
        self.root_attributes: dict[str, str] = {}
        self.placemarks_count = 0
        self.top_count = 0
        self.links: list[str] = []
        self._path: list[str] = []
        parser = xml.parsers.expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda _: self._path.pop()
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(text.encode(), True)
        except xml.parsers.expat.ExpatError as error:
            raise UnreadableError(
                f"expected whole XML, got an error ({error}); the file is cut or damaged: "
                "export it again"
            ) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not self.root:
            self.root, self.root_attributes = name, attributes
        self.placemarks_count += name == "Placemark"
        self.top_count += len(self._path) == 1 and name in _FEATURES
        self._path.append(name)
        if name == "href" and "NetworkLink" in self._path:
            self.links.append("")

    def _text(self, text: str) -> None:
        if self._path[-1] == "href" and "NetworkLink" in self._path:
            self.links[-1] += text.strip()

    @staticmethod
    def _refuse(*_: object) -> None:
        raise UnreadableError("expected XML without a DOCTYPE, got one; export it again")


def decode_xml(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode XML by its byte order mark, its declaration, or else as any other text.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    text : str, which declares UTF-8
    notes : tuple of str, warnings

    Raises
    ------
    UnreadableError
    """
    declaration = _DECLARATION.match(content[:200].decode("latin-1"))
    encoding = _ENCODING.search(declaration[1]) if declaration else None
    stated = encoding[1] if encoding else ""
    is_unicode = stated.casefold() in ("", "utf-8", "utf-16") or b"\x00" in content
    if not is_unicode and not _is_utf8(content):
        # text that is valid UTF-8 is hardly ever anything else, whatever it declares
        with contextlib.suppress(LookupError, UnicodeError):
            return _with_prolog(content.decode(stated)), ()
    text, notes = decode_text(content, advice="save it as UTF-8")
    if notes and stated:
        notes = (f"{WINDOWS_NOTE}; it declares {stated}",)
    return _with_prolog(text), notes


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _with_prolog(text: str) -> str:
    """Replace the declaration of an encoding by that of the copy."""
    return _PROLOG + _DECLARATION.sub("", text, count=1)


def kml_sources(path: Path, folder: Path) -> list[Source]:
    """Find the documents of a KML or KMZ.

    Parameters
    ----------
    path : Path
    folder : Path, for the copies that GDAL reads

    Returns
    -------
    list of Source, a KMZ's ``doc.kml`` first

    Raises
    ------
    UnreadableError
    """
    documents = dict(_kml_documents(path))
    if not documents:
        raise UnreadableError("expected a KMZ with a KML in it, got none; export it again")
    outside: list[str] = []
    sources = []
    for number, (name, content) in enumerate(documents.items()):
        if content.startswith(b"PK"):
            raise wrong_content(path, "KML", content[:_HEAD])
        text, notes = decode_xml(content)
        _check_markup(path, "KML", text)
        outline = _Outline(text)
        if outline.root != "kml":
            raise _wrong_markup(path, "KML", text)
        outside += [link for link in outline.links if not _is_inside(link, name, documents)]
        copy = folder / f"{number}.kml"
        text = _FIELD_TYPE.sub(r'\1"string"', text)
        copy.write_text(_wrap(text) if outline.top_count > 1 else text, encoding="utf-8")
        sources.append(
            Source(
                dataset=str(copy),
                drivers=("LIBKML", "KML"),
                stem=path.stem,
                notes=notes,
                features_count=outline.placemarks_count,
                reads_all_layers=True,
            )
        )
    notes = _link_notes(outside)
    with_features = [source for source in sources if source.features_count]
    if not with_features:
        told = f"; {notes[0]}" if notes else ""
        raise UnreadableError(
            f"expected a KML with placemarks, got none{told}; export it again with its features"
        )
    first, *others = with_features
    return [replace(first, notes=(*first.notes, *notes)), *others]


def _wrap(text: str) -> str:
    """Put the features of a KML into one document: GDAL reads only the last of several."""
    opened = _START.sub(r"\g<0><\1Document>", text, count=1)
    return _END.sub(r"</\1Document>\g<0>", opened)


def _check_markup(path: Path, what: str, text: str) -> None:
    if not text.removeprefix(_PROLOG).lstrip().startswith("<"):
        raise _wrong_markup(path, what, text)


def _wrong_markup(path: Path, what: str, text: str) -> UnreadableError:
    return wrong_content(path, what, text.removeprefix(_PROLOG).lstrip()[:_HEAD].encode())


def _kml_documents(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix.lower() == ".kml":
        yield path.name, path.read_bytes()
        return
    with open_archive(path, "a KMZ") as archive:
        names = [
            name
            for name in archive.namelist()
            if name.lower().endswith(".kml") and not name.startswith("__MACOSX")
        ]
        for name in sorted(names, key=lambda each: each.lower() != "doc.kml"):
            yield name, archive.read(name)


def _is_inside(link: str, document: str, documents: dict[str, bytes]) -> bool:
    place = link.partition("#")[0].replace("\\", "/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(document), place)) in documents


def _link_notes(links: Sequence[str]) -> tuple[str, ...]:
    if not links:
        return ()
    return (
        f"did not follow {len(links)} network links that lead out of the file "
        f"({format_known(links, max_count=_MAX_LISTED)}); what they show is not read",
    )


def gml_source(path: Path, folder: Path) -> Source:
    """Check a GML file, and copy it without the schemas that it links.

    Parameters
    ----------
    path : Path
    folder : Path, for the copy that GDAL reads; it writes a file beside it

    Returns
    -------
    Source

    Raises
    ------
    UnreadableError
    """
    content = path.read_bytes()
    text, notes = decode_xml(content)
    _check_markup(path, "GML", text)
    sign = _more_pages(_Outline(text).root_attributes)
    if sign:
        notes = (cut_note(sign), *notes)
    if "http://www.opengis.net/gml" not in text[:_HEAD]:
        raise _wrong_markup(path, "GML", text)
    copy = folder / "utf8.gml"
    copy.write_text(_SCHEMA_LOCATION.sub("", text), encoding="utf-8")
    return Source(
        dataset=str(copy), drivers=("GML",), stem=path.stem, notes=notes, is_cut=bool(sign)
    )


def _more_pages(attributes: dict[str, str]) -> str:
    """Say how the answer of a WFS tells that it is one page; empty where it is whole."""
    matched, returned = (attributes.get(key, "") for key in ("numberMatched", "numberReturned"))
    if matched.isdecimal() and returned.isdecimal() and int(matched) > int(returned):
        return f"numberMatched {matched}, {returned} in it"
    return "a link to the next page" if "next" in attributes else ""
