"""``report.html``: the portfolio, the method and one page per site, ready to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.writers.report.report_page import render

if TYPE_CHECKING:
    from pathlib import Path

    from screening.model import ScreeningResult

__all__ = ["render", "write"]


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the report.

    The file is self-contained: no script, and no font or image from another address. It
    prints on A4 and on Letter.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write; the same screening gives the same bytes
    """
    path.write_text(render(screening), encoding="utf-8", newline="\n")
