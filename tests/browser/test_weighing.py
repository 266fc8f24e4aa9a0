"""Sliders and profiles: what the page ranks anew is what Python would have ranked."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from fixtures.large import grown
from fixtures.minimal import tiny_screening

import screening
from screening import scoring
from screening.writers.webmap import to_map, write

if TYPE_CHECKING:
    from conftest import Visit, Visitor

    from screening.model import ProfileResult, ScreeningResult

pytestmark = pytest.mark.browser

CONFIG = Path(__file__).parents[2] / "config.toml"


def saved_csv(seen: Visit) -> pd.DataFrame:
    """The table behind the CSV button, by site."""
    with seen.page.expect_download() as download:
        seen.page.locator("#csv").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    return pd.DataFrame(rows[1:], columns=rows[0]).set_index("site_id")


def set_weights(seen: Visit, weights: list[float]) -> None:
    """Move the sliders, all at once, and wait until the page has followed."""
    if seen.page.locator("#weights").is_hidden():
        seen.page.locator("#open-weights").click()
    seen.js(
        """(weights) => {
            weights.forEach((weight, j) => {
                const slider = document.getElementById(`weight-${j}`);
                slider.value = weight;
                slider.dispatchEvent(new Event("input", { bubbles: true }));
            });
            return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }""",
        weights,
    )


def weights_of(seen: Visit) -> list[float]:
    """What the sliders stand at."""
    sliders = "[...document.querySelectorAll('#weights input')].map((input) => Number(input.value))"
    return [float(weight) for weight in seen.js(sliders)]


def assert_as_python(seen: Visit, judged: ProfileResult, weights: list[float]) -> None:
    """Hold the page's scores and ranks against Python's under the same weights."""
    names = ["value_" + factor for factor in judged.criteria["factor"]]
    score = scoring.scores(
        judged.sites[names].to_numpy(dtype=float),
        weights,
        method=judged.method,
        missing=judged.missing,
        least_coverage=judged.min_coverage_fraction,
    )
    rank = scoring.ranks(score, (judged.sites["excluded_by"] == "").to_numpy())
    shown = saved_csv(seen).loc[judged.sites.index]
    np.testing.assert_array_equal(pd.to_numeric(shown["rank"]).to_numpy(dtype=float), rank)
    expected = [np.nan if np.isnan(v) else round(float(v), 1) for v in score]
    np.testing.assert_array_equal(pd.to_numeric(shown["score"]).to_numpy(dtype=float), expected)


@pytest.fixture(scope="module")
def texas() -> ScreeningResult:
    return screening.run(CONFIG)


def test_texas_fits_into_two_megabytes(texas: ScreeningResult, tmp_path: Path) -> None:
    write(texas, tmp_path / "map.html")
    assert (tmp_path / "map.html").stat().st_size <= 2_000_000


def test_texas_is_ranked_anew_as_python_ranks_it(visit: Visitor, texas: ScreeningResult) -> None:
    seen = visit(texas)
    own = texas.profile_results[0]
    for weights in ([4.0, 8.0, 6.0, 22.0, 4.0, 6.0, 30.0], [28.0, 0, 0, 2.0, 4.0, 40.0, 4.0]):
        set_weights(seen, weights[: len(own.criteria)])
        assert_as_python(seen, own, weights_of(seen))
    assert seen.requests == []
    assert seen.complaints == []


def test_the_other_profile_is_as_a_run_of_it(visit: Visitor, texas: ScreeningResult) -> None:
    seen = visit(texas)
    seen.page.locator("#profile").select_option(label="inference")
    shown = saved_csv(seen)
    run = screening.run(CONFIG, profile="inference").sites
    assert list(shown.index) == list(run.index)
    ranks = run["rank"].astype("float").to_numpy()
    np.testing.assert_array_equal(pd.to_numeric(shown["rank"]).to_numpy(dtype=float), ranks)
    assert list(shown["excluded_by"]) == list(run["excluded_by"])
    assert list(shown["unverified"]) == list(run["unverified"])
    assert list(shown["cautions"]) == list(run["cautions"])


@pytest.mark.parametrize("method", ["wsm", "wpm"])
def test_ten_thousand_sites_are_ranked_anew_as_python_ranks_them(
    visit: Visitor, method: str
) -> None:
    made = grown(10_000, criteria=9, method=method)
    seen = visit(made)
    set_weights(seen, [1.0, 0.5, 3.0, 0, 2.0, 1.0, 0.25, 1.0, 0.75])
    assert_as_python(seen, made.profile_results[0], weights_of(seen))


def test_a_slider_ranks_anew_and_reset_brings_the_run_back(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    before = seen.names()
    set_weights(seen, [0.0, 3.0])
    assert seen.names()[:3] == ["Beta", before[2], "Alpha"]
    assert seen.page.locator("tr[data-site='0'] .gain.down").inner_text() == "▼2"
    seen.open_row("Beta")
    assert "with custom weights" in seen.card()
    assert "× 100 %" in seen.card().replace("\u202f", " ")
    seen.page.locator("#reset").click()
    assert seen.names() == before
    assert seen.page.locator(".gain").count() == 0
    assert "Score 64.4" in seen.card()  # as Python wrote it


def test_sliders_move_by_keyboard(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.page.locator("#open-weights").press("Enter")
    seen.page.locator("#weight-0").focus()
    for _ in range(3):
        seen.page.keyboard.press("PageDown")
    seen.until("document.querySelector('.slider.moved') !== null")
    assert seen.page.locator("#weight-0").get_attribute("aria-valuetext") != "75\u202f%"
    seen.page.keyboard.press("Home")


def test_weights_of_nothing_change_nothing(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    set_weights(seen, [0.0, 0.0])
    assert seen.names()[0] == "Alpha"
    assert "above 0" in seen.page.locator("#told").inner_text()


def test_excluded_sites_stay_out_whatever_the_weights(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    set_weights(seen, [0.0, 3.0])
    row = seen.page.locator("tr.excluded")
    assert row.locator("button.open").inner_text() == "Too small"
    seen.page.locator("#profile").select_option(label="inference")  # which excludes nobody
    assert seen.page.locator("tr.excluded").count() == 0
    assert seen.names()[:4] == ["Beta", "Alpha", seen.names()[2], "Too small"]
    greyed = seen.page.locator("#profile option[disabled]").inner_text()
    assert greyed == "colocation (run it: its facts take other parameters)"


def test_a_relative_method_says_that_the_page_cannot_weigh_anew(visit: Visitor) -> None:
    made = tiny_screening()
    judged = replace(made.profile_results[0], method="topsis")
    seen = visit(replace(made, method="topsis", profile_results=(judged,)))
    seen.page.locator("#open-weights").click()
    assert "cannot re-rank by TOPSIS" in seen.page.inner_text("#weights")
    assert seen.page.locator("#weights input:enabled").count() == 0
    assert seen.names()[0] == "Alpha"


def test_a_link_brings_back_what_was_seen(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    set_weights(seen, [0.0, 3.0])
    seen.page.locator("#filter").fill("op")
    seen.page.locator("thead .c-name button").click()
    seen.page.locator(".pick").nth(0).check()
    seen.page.locator(".pick").nth(1).check()
    seen.open_row("Beta")
    seen.until("location.hash.includes('s=b') && location.hash.includes('w=0,3')")
    hash_, names, card = seen.js("location.hash"), seen.names(), seen.card()
    again = visit(tiny_screening(), hash_=hash_)
    again.page.locator(".site-card").wait_for()
    assert (again.names(), again.card()) == (names, card)
    assert again.page.locator(".pick:checked").count() == 2
    assert again.page.locator("#filter").input_value() == "op"
    zooms = [each.js("map_screening.getZoom()") for each in (seen, again)]
    assert zooms[0] == zooms[1]
    assert again.complaints == []


AS_RUN = list(tiny_screening().sites["name"].iloc[[0, 1, 2, 4, 3]])
BROKEN = (
    *(
        "#w=1",
        "#w=a,b",
        "#w=0,0",
        "#w=-1,2",
        "#s=nobody&f={",
        "#o=evil,1&v=x",
        "#p=%E0",
        "#s=%25E0",
    ),
    *('#f={"text":5,"leastMw":"x","__proto__":1}', "#v=1e9,0,99", "#c=nobody&d=7"),
)


def test_a_broken_link_opens_the_run(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    for hash_ in BROKEN:
        seen.js("(hash) => { location.hash = hash; }", hash_)
        seen.page.wait_for_timeout(50)
        assert seen.names() == AS_RUN, hash_
    seen.page.reload()
    assert seen.names() == AS_RUN
    assert seen.complaints == []


def test_the_skip_link_leads_to_the_ranking_and_changes_nothing(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    set_weights(seen, [0.0, 3.0])
    seen.page.locator(".skip").press("Enter")
    assert seen.js("document.activeElement.id") == "tab-ranking"
    assert seen.names()[0] == "Beta"


def test_in_a_notebooks_frame_there_is_no_address_to_keep(visit: Visitor) -> None:
    inner = to_map(tiny_screening()).get_root().render()
    seen = visit(
        f'<table id="ranking"><tbody><tr class="site"><td>here</td></tr></tbody></table>'
        f'<iframe width="1200" height="700" srcdoc="{escape(inner)}"></iframe>'
    )
    frame = seen.page.frame_locator("iframe")
    frame.locator("button.open").nth(1).click()
    frame.locator(".site-card").wait_for()
    seen.page.wait_for_timeout(300)
    assert seen.complaints == []


def test_csv_holds_what_is_shown_and_nothing_that_runs(visit: Visitor) -> None:
    made = tiny_screening()
    sites = made.sites.assign(operator=["=1+1", "-2", '@x, "y"', "+z", "plain"])
    seen = visit(replace(made, sites=sites))
    seen.page.locator("thead .c-name button").click()
    shown = saved_csv(seen)
    assert list(shown.index) == ["hostile", "a", "b", "dark", "out"]
    assert list(shown["operator"]) == ['\'@x, "y"', "'=1+1", "'-2", "plain", "'+z"]
    assert shown.loc["dark", "score"] == ""
    assert shown.loc["a", "score"] == "81.2"
    assert shown.loc["a", "longitude"] == "-97.06"
    assert set(shown["weights"]) == {"it_mw 3; fiber_distance_km 1"}
    seen.page.locator("#filter").fill("alpha")
    assert list(saved_csv(seen).index) == ["a"]
