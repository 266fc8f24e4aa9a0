"""Text restricted to the characters that XML allows."""

from __future__ import annotations

_ILLEGAL = {
    code: None
    for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if code not in (0x09, 0x0A, 0x0D)
}
"""Control characters, surrogates and non-characters (XML 1.0, section 2.2)."""


def strip_illegal_xml(text: str) -> str:
    r"""Remove characters that make a document ill-formed XML.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> strip_illegal_xml("a\x00b\x1b[31m\ttab")
    'ab[31m\ttab'
    """
    # printable text has none of them, and is recognised many times faster than translated
    return text if text.isprintable() else text.translate(_ILLEGAL)
