"""``report.pdf``: the report, printed by a Chromium on the PATH."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from screening.errors import OptionalOutputError
from screening.writers.report.report_page import render

if TYPE_CHECKING:
    from screening.model import ScreeningResult

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PAPER = "letter"
"""The usual paper size in North America; ``report.html`` prints on A4 as well."""

MAX_SECONDS = 60.0
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
)
_DATES = re.compile(rb"/(?:CreationDate|ModDate) \(D:(\d{14})")
_NODES = re.compile(rb"\(node(\d{8})\)")
_FIXED_DATE = b"20000101000000"
"""The date of every output file, so that the same screening gives the same bytes."""


def write(screening: ScreeningResult, path: Path) -> None:
    """Print the report.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write

    Raises
    ------
    OptionalOutputError
        No Chromium is on the PATH, or it did not print within ``MAX_SECONDS``.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise OptionalOutputError(
            f"{path.name}: expected Chromium on the PATH, got none; known: {', '.join(BROWSERS)}; "
            "install it, or print report.html from a browser"
        )
    with tempfile.TemporaryDirectory(prefix="screening-", ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "report.html"
        page.write_text(render(screening, paper=PAPER), encoding="utf-8")
        pdf = Path(folder) / "report.pdf"
        _print(browser, page, pdf, Path(folder) / "profile")
        data = pdf.read_bytes() if pdf.is_file() else b""
    if not data.startswith(b"%PDF"):
        raise OptionalOutputError(
            f"{path.name}: expected {browser} to print within {MAX_SECONDS:g} s, got no file; "
            "print report.html from a browser"
        )
    path.write_bytes(_renumber_nodes(_DATES.sub(_replace_date, data)))


def _replace_date(match: re.Match[bytes]) -> bytes:
    """Replace a date by one of the same length, because a PDF stores byte offsets."""
    return match.group().replace(match.group(1), _FIXED_DATE)


def _renumber_nodes(data: bytes) -> bytes:
    """Renumber the nodes of the page from 0, because Chromium's first number varies.

    >>> _renumber_nodes(b"/ID (node00000121) [(node00000123)]")
    b'/ID (node00000000) [(node00000002)]'
    """
    first = min(map(int, _NODES.findall(data)), default=0)
    return _NODES.sub(lambda match: b"(node%08d)" % (int(match.group(1)) - first), data)


def _print(browser: str, page: Path, pdf: Path, profile: Path) -> None:
    """Run the browser, and kill its process group on timeout."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    command = [
        browser,
        *FLAGS,
        *(["--no-sandbox"] if is_root else []),  # Chromium has no sandbox for root
        f"--user-data-dir={profile}",
        f"--print-to-pdf={pdf}",
        page.as_uri(),
    ]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError:
        return
    try:
        process.wait(MAX_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
