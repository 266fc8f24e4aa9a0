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

    The file's own content policy forbids every request but tiles of the online base
    maps, which are off until someone chooses them, and every script but the file's.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write; two writes of one screening are identical
    """
    text = with_policy(to_map(screening).get_root().render())
    path.write_text(text, encoding="utf-8", newline="\n")
