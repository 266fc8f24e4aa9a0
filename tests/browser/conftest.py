"""Chromium with the network cut: what a page asks for is written down, then refused."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from screening.writers.webmap import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from screening.model import ScreeningResult

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = (1440, 900)
PATIENCE_MS = 10_000
REQUIRED = "SCREENING_REQUIRE_BROWSER"


def _missing(what: str) -> None:
    """Skip without a browser, but fail where one is required."""
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{what} is missing, and {REQUIRED}=1 asks for it")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright")
    executable = shutil.which("chromium")
    if executable is None:
        _missing("chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe() -> Any:
    """axe-core, which looks for what keeps people out of a page."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        _missing("axe-playwright-python")
    return Axe()


@dataclass
class Visit:
    """A page that is open, and everything it did that it should not."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def js(self, expression: str, argument: Any = None) -> Any:
        """Evaluate in the page."""
        return self.page.evaluate(expression, argument)

    def until(self, expression: str) -> None:
        """Wait until an expression holds (the page's policy forbids Playwright's own way)."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while not self.js(expression):
            assert time.monotonic() < deadline, f"never came true: {expression}"
            self.page.wait_for_timeout(30)

    def names(self) -> list[str]:
        """Names of the table's rows, from the top."""
        return self.page.locator("#ranking tbody button.open").all_inner_texts()

    def open_row(self, name: str) -> None:
        """Click the row of a site and wait for its card."""
        self.page.locator("#ranking button.open").filter(has_text=name).first.click()
        self.page.locator(".site-card").wait_for()

    def open_branch(self, name: str) -> None:
        """Unfold a branch of the layer tree, or a kind within one."""
        fold = f".branch-{name}, .kind-{name}"
        self.js("(fold) => { document.querySelector(fold).open = true; }", fold)

    def close_card(self) -> None:
        """Close the card by its button."""
        self.page.locator("#card .close").click()

    def card(self) -> str:
        """Text of the open card."""
        return self.page.locator(".site-card").inner_text()

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place of the map is on the page."""
        x, y = self.js(
            """([longitude, latitude]) => {
                const frame = map_screening.getContainer().getBoundingClientRect();
                const point = map_screening.latLngToContainerPoint([latitude, longitude]);
                return [frame.left + point.x, frame.top + point.y];
            }""",
            [longitude, latitude],
        )
        return x, y

    def click_map(
        self, longitude: float, latitude: float, *, by: tuple[float, float] = (0, 0)
    ) -> None:
        """Click the map at a place, or some pixels beside it."""
        x, y = self.pixel(longitude, latitude)
        self.page.mouse.click(x + by[0], y + by[1])


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """Open the map of a screening (or any HTML text) in a window of its own."""
    contexts = []

    def opened(
        shown: ScreeningResult | str, size: tuple[int, int] = DESK, hash_: str = "", **options: Any
    ) -> Visit:
        path = tmp_path / f"map{len(contexts)}.html"
        if isinstance(shown, str):
            path.write_text(shown, encoding="utf-8")
        else:
            write(shown, path)
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.route(
            "**/*",
            lambda route: (
                route.continue_() if route.request.url == path.as_uri() else route.abort()
            ),
        )
        context.set_default_timeout(PATIENCE_MS)
        found = Visit(context.new_page())
        _watch(found, path.as_uri())
        found.page.goto(path.as_uri() + hash_)
        found.page.locator("#ranking tbody tr.site").first.wait_for()
        return found

    yield opened
    for context in contexts:
        context.close()


def _watch(visit: Visit, itself: str) -> None:
    page = visit.page

    def asked(url: str) -> None:
        if url != itself and not url.startswith(("data:", "blob:")):
            visit.requests.append(url)

    def said(kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            visit.complaints.append(f"{kind}: {text}")

    def asked_the_reader(message: str) -> None:
        visit.complaints.append(f"dialog: {message}")

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: visit.complaints.append(f"page error: {error}"))
    page.on("dialog", lambda dialog: (asked_the_reader(dialog.message), dialog.dismiss()))
