"""Make the pictures of the documentation: `make pictures`, after `make run`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
MAP = HERE.parent.parent / "outputs" / "texas" / "map.html"
COLOURS = 256
SETTLED_MS = 500
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


VIEW = {"width": 1400, "height": 840}


def as_it_opens(page: Page) -> None:
    """Change nothing."""


def a_card(page: Page) -> None:
    """Select the second site."""
    page.locator("button.open").nth(1).click()


def other_weights(page: Page) -> None:
    """Count megawatts for less, on dark ground."""
    page.click("#theme")
    page.click("#open-weights")
    page.locator("#weight-0").fill("6")


def side_by_side(page: Page) -> None:
    """Compare three sites."""
    for row in (0, 1, 3):
        page.locator(".pick").nth(row).check()
    page.click("#open-compare")


PICTURES: dict[str, Callable[[Page], None]] = {
    "map.png": as_it_opens,
    "map-card.png": a_card,
    "map-weights.png": other_weights,
    "map-compare.png": side_by_side,
}


def main() -> None:
    """Open the map as a visitor would, and keep what is seen."""
    chromium = shutil.which("chromium")
    if chromium is None or not MAP.is_file():
        sys.exit(f"pictures: expected Chromium and {MAP}; install chromium, do `make run` first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, bring in PICTURES.items():
            page = browser.new_page(viewport=VIEW, reduced_motion="reduce")
            page.goto(MAP.as_uri())
            page.wait_for_selector("button.open")
            bring(page)
            page.wait_for_timeout(SETTLED_MS)
            page.screenshot(path=HERE / name)
            page.close()
            _fewer_colours(HERE / name)
        browser.close()


def _fewer_colours(path: Path) -> None:
    picture = Image.open(path).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    main()
