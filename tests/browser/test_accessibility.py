"""axe-core finds no serious fault in any state of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from fixtures.minimal import tiny_screening

if TYPE_CHECKING:
    from conftest import Visit, Visitor

pytestmark = pytest.mark.browser

DESK, PHONE = (1440, 900), (390, 844)
GRAVE = {"serious", "critical"}


def everything(seen: Visit) -> None:
    """Open the card, the sliders and every branch of the tree."""
    seen.open_row("Too small")
    seen.js("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    seen.page.locator("#open-weights").dispatch_event("click")
    seen.js("document.querySelector('[data-act=explain]').click()")


def compared(seen: Visit) -> None:
    for i in (0, 1):
        seen.page.locator(".pick").nth(i).check()
    seen.page.locator("#open-compare").click()


def filtered(seen: Visit) -> None:
    seen.page.locator("#open-filters").click()
    seen.page.locator("#search").fill("a")
    seen.page.locator("#found li").first.wait_for()


def told(seen: Visit) -> None:
    seen.page.locator("#tab-method").click()


STATES: dict[str, tuple[Callable[[Visit], None], tuple[int, int], str]] = {
    "everything": (everything, DESK, "light"),
    "everything, dark": (everything, DESK, "dark"),
    "everything, phone": (everything, PHONE, "light"),
    "comparison": (compared, DESK, "light"),
    "comparison, dark": (compared, DESK, "dark"),
    "filters and search": (filtered, DESK, "light"),
    "method": (told, DESK, "dark"),
}


@pytest.mark.parametrize("state", STATES)
def test_no_grave_fault(visit: Visitor, axe: Any, state: str) -> None:
    bring, size, scheme = STATES[state]
    seen = visit(tiny_screening(), size=size, color_scheme=scheme)
    bring(seen)
    faults = axe.run(seen.page).response["violations"]
    grave = [(f["id"], f["nodes"][0]["html"][:200]) for f in faults if f["impact"] in GRAVE]
    assert grave == []


def test_a_grave_fault_would_be_found(visit: Visitor, axe: Any) -> None:
    seen = visit(tiny_screening())
    seen.js("document.querySelector('#filter').removeAttribute('aria-label')")
    seen.js("document.querySelector('#filter').removeAttribute('placeholder')")
    faults = axe.run(seen.page).response["violations"]
    assert "label" in {fault["id"] for fault in faults if fault["impact"] in GRAVE}
