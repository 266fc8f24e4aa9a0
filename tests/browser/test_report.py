"""The report in Chromium: silent, and printed on both papers with a page a site."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fixtures.full import HOSTILE_NAMES, rich_screening
from fixtures.minimal import tiny_screening
from pypdf import PdfReader

from screening.writers.report import pdf, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from screening.model import ScreeningResult

pytestmark = pytest.mark.browser

PAPERS = {"A4": (210, 297), "Letter": (216, 279)}


def _opened(browser: Browser, screening: ScreeningResult) -> tuple[Page, list[str]]:
    """Open the report with the network cut; give the page and all that it did."""
    page = browser.new_context(offline=True).new_page()
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.set_content(render(screening))
    return page, told


def _hostile() -> ScreeningResult:
    full = rich_screening()
    sites = full.sites.assign(name=HOSTILE_NAMES, operator=HOSTILE_NAMES, verdict=HOSTILE_NAMES)
    return replace(full, sites=sites)


@pytest.mark.parametrize("make", [tiny_screening, rich_screening, _hostile])
def test_it_opens_without_a_request_or_a_complaint(make: object, browser: Browser) -> None:
    page, told = _opened(browser, make())  # type: ignore[operator]
    assert told == []
    assert page.locator("section.page").count() == 4 + 3  # four sections, three sites
    wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()
    assert wide


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("make", [tiny_screening, rich_screening, _hostile])
def test_it_prints_a_page_a_site(make: object, paper: str, browser: Browser) -> None:
    screening = make()  # type: ignore[operator]
    page, _ = _opened(browser, screening)
    printed = PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=True)))
    page.context.close()
    width, height = (float(side) * 25.4 / 72 for side in printed.pages[0].mediabox[2:])
    assert (round(width), round(height)) == PAPERS[paper]
    texts = [sheet.extract_text() for sheet in printed.pages]
    assert len(texts) == 4 + 3
    first = [place for place, text in enumerate(texts) if "Values in the" in text]
    assert first == [4, 5, 6]


def test_the_pdf_is_the_report(tmp_path: Path, browser: Browser) -> None:
    assert browser.is_connected()  # skips where there is none
    pdf.write(tiny_screening(), tmp_path / "report.pdf")
    printed = PdfReader(tmp_path / "report.pdf")
    assert len(printed.pages) == 4 + 3
    assert "Which mines can become AI data centers" in printed.pages[0].extract_text()
    assert printed.metadata is not None
    assert str(printed.metadata.get("/CreationDate")).startswith("D:20000101")


def test_a_browser_that_hangs_is_ended_and_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = tmp_path / "chromium"
    hangs.write_text("#!/bin/sh\nsleep 60 & sleep 60\n")
    hangs.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.3)
    with pytest.raises(pdf.OptionalOutputError, match=r"print within 0\.3 s"):
        pdf.write(tiny_screening(), tmp_path / "report.pdf")
    assert not (tmp_path / "report.pdf").exists()
