"""``map.html``: the ranking beside a map, in one file that needs no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.writers.webmap.assets import with_policy
from screening.writers.webmap.page import to_map

if TYPE_CHECKING:
    from pathlib import Path

    from screening.model import ScreeningResult

__all__ = ["to_map", "write"]


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the offline map.

    The file's content security policy allows only its own scripts, and only requests for
    tiles of the online base maps, which are off by default.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write; the same screening gives the same bytes
    """
    text = with_policy(to_map(screening).get_root().render())
    path.write_text(text, encoding="utf-8", newline="\n")
