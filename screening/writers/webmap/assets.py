"""Scripts, styles and images inside the page, and its content security policy."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.writers.webmap.symbology import TILES

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLES = (
    "theme.css",
    "page.css",
    "panel.css",
    "drawers.css",
    "card.css",
    "legend.css",
    "tools.css",
    "compare.css",
)

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<circle cx="8" cy="8" r="6" fill="#21918c" stroke="#1f2933"/></svg>'
)


def own(name: str) -> str:
    """Read a file of ``webmap/static``.

    Parameters
    ----------
    name : str, name of the file

    Returns
    -------
    str
    """
    return (resources.files(__package__) / "static" / name).read_text(encoding="utf-8")


def data_uri(content: bytes, mime: str) -> str:
    """Encode bytes as a data URI.

    Examples
    --------
    >>> data_uri(b"a", "text/plain")
    'data:text/plain;base64,YQ=='
    """
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"


@cache
def leaflet_script() -> str:
    """Read Leaflet, without the reference to its source map."""
    text = (_leaflet() / "leaflet.js").read_text(encoding="utf-8")
    return in_script(re.sub(r"\n?//# sourceMappingURL=.*", "", text))


@cache
def leaflet_style() -> str:
    """Read Leaflet's style sheet, with its images as data URIs."""
    text = (_leaflet() / "leaflet.css").read_text(encoding="utf-8")
    text = re.sub(r"[^;{}]*behavior:\s*url\(#default#VML\);", "", text)

    def inline_image(match: re.Match[str]) -> str:
        return f"url({_image(Path(match[1]).name)})"

    return re.sub(r"url\((images/[^)]+)\)", inline_image, text)


@cache
def marker_images() -> Mapping[str, str]:
    """Return the images of Leaflet's default marker as data URIs."""
    return {
        "iconUrl": _image("marker-icon.png"),
        "iconRetinaUrl": _image("marker-icon-2x.png"),
        "shadowUrl": _image("marker-shadow.png"),
    }


def in_script(text: str) -> str:
    r"""Escape a script for a ``<script>`` element.

    Examples
    --------
    >>> in_script('"</script>"')
    '"<\\/script>"'
    """
    return re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", r"<\!--")


def in_json(value: Any) -> str:
    r"""Write JSON that is safe inside HTML.

    Parameters
    ----------
    value : a JSON value; NaN raises ValueError

    Returns
    -------
    str

    Examples
    --------
    >>> in_json(["</script>", None])
    '["\\u003c/script\\u003e",null]'
    """
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def with_policy(page: str) -> str:
    """Add a content security policy to a page: its own scripts and online tiles only.

    Parameters
    ----------
    page : str, HTML whose scripts are all inline

    Returns
    -------
    str
    """
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    hosts = " ".join(dict.fromkeys(re.match(r"https://[^/]+", t.url)[0] for t in TILES))  # type: ignore[index]
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        f"img-src data: blob: {hosts}; base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">'
    return page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{meta}', 1)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def _leaflet() -> Path:
    from xstatic.pkg import leaflet

    return Path(leaflet.BASE_DIR)


def _image(name: str) -> str:
    return data_uri((_leaflet() / "images" / name).read_bytes(), "image/png")
