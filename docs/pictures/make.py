"""Make the pictures of the documentation: `make pictures`, after `make run`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
MAP = HERE.parent.parent / "outputs" / "texas" / "map.html"
COLOURS = 256
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    """Open the map as a visitor would, and keep what is seen."""
    chromium = shutil.which("chromium")
    if chromium is None or not MAP.is_file():
        sys.exit(f"pictures: expected Chromium and {MAP}; install chromium, do `make run` first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 840})
        page.goto(MAP.as_uri())
        page.wait_for_selector("button.open")
        page.screenshot(path=HERE / "map.png")
        browser.close()
    Image.open(HERE / "map.png").convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(
        HERE / "map.png", optimize=True
    )


if __name__ == "__main__":
    main()
