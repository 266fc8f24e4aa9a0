"""``map.html``: the ranking beside a map, in one file that needs no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.writers.webmap.assets import with_policy
from screening.writers.webmap.page import render

if TYPE_CHECKING:
    from pathlib import Path

    import folium

    from screening.model import ScreeningResult

__all__ = ["to_map", "write"]


def to_map(screening: ScreeningResult) -> folium.Map:
    """Draw a screening as a folium map, to which more may be added.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    folium.Map
        Rendering its root twice gives the same text, as long as only this is on it.
    """
    from screening.writers.webmap import notebook  # folium takes a fifth of a second to load

    return notebook.to_map(screening)


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the offline map.

    The file's own content policy forbids every request but tiles of the online base
    maps, which are off until someone chooses them, and every script but the file's.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write; two writes of one screening are identical
    """
    text = with_policy(render(screening))
    path.write_text(text, encoding="utf-8", newline="\n")
