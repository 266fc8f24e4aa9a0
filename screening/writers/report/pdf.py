"""``report.pdf``: the report, printed by the Chromium of this machine where there is one."""

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
"""What North American printers hold; ``report.html`` prints on A4 as well."""

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
_DATED = b"20000101000000"
"""As every other file of a run: two writes of one screening are the same bytes."""


def write(screening: ScreeningResult, path: Path) -> None:
    """Print the report.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write

    Raises
    ------
    OptionalOutputError
        Where no Chromium is on the path, or it does not print in time.
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
        printed = Path(folder) / "report.pdf"
        _print(browser, page, printed, Path(folder) / "profile")
        data = printed.read_bytes() if printed.is_file() else b""
    if not data.startswith(b"%PDF"):
        raise OptionalOutputError(
            f"{path.name}: expected {browser} to print within {MAX_SECONDS:g} s, got no file; "
            "print report.html from a browser"
        )
    path.write_bytes(_renumbered(_DATES.sub(_undated, data)))


def _undated(found: re.Match[bytes]) -> bytes:
    """Put another date in the place of one, of the same length: a PDF counts its bytes."""
    return found.group().replace(found.group(1), _DATED)


def _renumbered(data: bytes) -> bytes:
    """Count the nodes of the page from 0: Chromium begins now with one number, now another.

    >>> _renumbered(b"/ID (node00000121) [(node00000123)]")
    b'/ID (node00000000) [(node00000002)]'
    """
    first = min(map(int, _NODES.findall(data)), default=0)
    return _NODES.sub(lambda found: b"(node%08d)" % (int(found.group(1)) - first), data)


def _print(browser: str, page: Path, printed: Path, profile: Path) -> None:
    """Run the browser, and end it with all that it started when the time is over."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    command = [
        browser,
        *FLAGS,
        *(["--no-sandbox"] if root else []),  # Chromium refuses root its sandbox
        f"--user-data-dir={profile}",
        f"--print-to-pdf={printed}",
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
