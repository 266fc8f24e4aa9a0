"""Decode text files: UTF-8, UTF-16, or Windows-1252 (which contains the texts of Latin-1)."""

from __future__ import annotations

import codecs

from screening.readers.file_checks import UnreadableError

WINDOWS_NOTE = "read as Windows-1252, as it is not UTF-8; check accented characters"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
"""Bytes that decide on UTF-16 without a byte order mark."""
_ZERO_FRACTION = 0.4
"""Share of zero bytes in one half of the byte pairs from which a text is UTF-16."""


def decode_text(content: bytes, *, advice: str) -> tuple[str, tuple[str, ...]]:
    r"""Decode a text by its byte order mark, else as UTF-16, UTF-8 or Windows-1252.

    Parameters
    ----------
    content : bytes
    advice : str, ends the messages, such as ``save it as CSV UTF-8``

    Returns
    -------
    text : str, without a byte order mark
    notes : tuple of str, warnings

    Raises
    ------
    UnreadableError
        For binary data, and bytes of another encoding.

    Examples
    --------
    >>> decode_text("é".encode("utf-16-le") + "km".encode("utf-16-le"), advice="")
    ('ékm', ())
    >>> decode_text(b"\xe9km", advice="")[0]
    'ékm'
    """
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableError("expected text, got a zip or Excel file; name it .zip or .xlsx")
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    encoding = encoding or _guess_utf16(content)
    if encoding is None and b"\x00" in content:
        raise UnreadableError(f"expected text in UTF-8 or Windows-1252, got binary data; {advice}")
    try:
        return content.decode(encoding or "utf-8").removeprefix("\ufeff"), ()
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise UnreadableError(
                f"expected text in {encoding.upper().removesuffix('-SIG')}, as its first bytes "
                f"say, got others at byte {error.start}; {advice}"
            ) from error
    try:
        return content.decode("cp1252"), (WINDOWS_NOTE,)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            "expected text in UTF-8 or Windows-1252, got a byte that is neither "
            f"(0x{content[error.start]:02X} in line {line}); {advice}"
        ) from error


def _guess_utf16(content: bytes) -> str | None:
    """Recognise UTF-16 without a mark: most characters of a table or of JSON are ASCII."""
    sample = content[:_SAMPLE]
    if len(content) % 2 or not sample:
        return None
    half = len(sample) / 2
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if even == 0.0 and odd >= _ZERO_FRACTION:
        return "utf-16-le"
    return "utf-16-be" if odd == 0.0 and even >= _ZERO_FRACTION else None
