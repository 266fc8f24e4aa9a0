"""The page's pure functions, held against Python's own and against independent libraries."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import pytest

from screening import scoring
from screening.catalog.palette import SCORE, score_class
from screening.writers.tables import escape_formula
from screening.writers.webmap.javascript import join_modules, load_modules

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PURE = ("score", "declutter", "geodesic", "numbers", "csv_format")
"""Modules that need nothing but their arguments."""

Js = Callable[..., Any]


@pytest.fixture(scope="module")
def js(browser: Browser) -> Iterator[Js]:
    """Evaluate with the page's functions in scope; NaN goes in and out as null."""
    page = browser.new_page()
    functions = join_modules(*PURE)
    for module in load_modules(PURE):
        functions += f"\nconst {{ {', '.join(module.exports)} }} = {module.name}_js;"

    def evaluated(expression: str, argument: Any = None) -> Any:
        return page.evaluate(f"(given) => {{ {functions}\n return {expression}; }}", argument)

    yield evaluated
    page.close()


def as_json(values: np.ndarray[Any, Any]) -> list[float | None]:
    return [None if math.isnan(v) else v for v in values.ravel().tolist()]


def as_numbers(cells: list[float | None]) -> np.ndarray[Any, Any]:
    return np.array([np.nan if v is None else v for v in cells])


SCORED = """(() => {
    const values = Float64Array.from(given.values, (v) => v ?? NaN);
    const { score, coverage } = scoreSites(values, normaliseWeights(given.weights), given.rule);
    const { rank, order } = rankSites(score, given.excluded, (a, b) => a - b);
    const plain = (list) => Array.from(list, (v) => (Number.isNaN(v) ? null : v));
    return [score, coverage, rank, order].map(plain);
})()"""


@pytest.mark.parametrize("method", ["wsm", "wpm"])
@pytest.mark.parametrize("missing", ["unknown", "renormalise"])
@pytest.mark.parametrize("count", [1, 7, 8, 12, 21])
def test_scores_and_ranks_are_pythons(js: Js, method: str, missing: Any, count: int) -> None:
    rng = np.random.default_rng(count)
    values = rng.choice([0.0, 0.25, 0.5, 1.0, np.nan], (400, count), p=[0.2, 0.2, 0.2, 0.3, 0.1])
    values = np.where(rng.random(values.shape) < 0.5, values, rng.random(values.shape))
    values[300:] = values[:100]  # equal rows must share a rank
    weights = rng.choice([0.0, 0.1, 2.5, 7.0], count, p=[0.1, 0.3, 0.3, 0.3])
    weights[0] = 3.3
    excluded = rng.random(400) < 0.1
    rule = {"method": method, "missing": missing, "min_coverage_fraction": 0.8}
    given = {"values": as_json(values), "weights": weights.tolist(), "rule": rule}
    score, coverage, rank, order = js(SCORED, given | {"excluded": excluded.tolist()})
    expected = scoring.scores(values, weights, method=method, missing=missing, least_coverage=0.8)
    if method == "wsm":
        np.testing.assert_array_equal(as_numbers(score), expected)
    else:  # powers may differ in the last bit from one machine's library to another's
        np.testing.assert_allclose(as_numbers(score), expected, rtol=1e-14)
    np.testing.assert_allclose(as_numbers(coverage), scoring.coverage(values, weights), rtol=1e-14)
    np.testing.assert_array_equal(as_numbers(rank), scoring.ranks(expected, ~excluded))
    assert sorted(order) == list(range(400))


@pytest.mark.parametrize("score", [0, 19.9, 20, 50, 79.99, 80, 100])
def test_a_score_has_the_colour_that_python_gives_its_class(js: Js, score: float) -> None:
    given = {"score": score, "colours": list(SCORE)}
    colour = js("given.colours[findScoreClass(given.score, given.colours.length)]", given)
    assert colour == SCORE[score_class(score)]


def test_weights_that_count_for_nothing_are_refused(js: Js) -> None:
    assert js("normaliseWeights([0, 0])") is None


def test_numbers_are_rounded_as_python_rounds_them(js: Js) -> None:
    rng = np.random.default_rng(1)
    ties = [0.5, 1.5, 2.5, -0.5, 0.25, 0.75, 81.25, 0.125, -0.375, 1e9 + 0.5, 0.15, 2.675, 0.0]
    values = [
        *ties,
        *rng.uniform(-1e4, 1e4, 300).tolist(),
        *(rng.integers(0, 800, 300) / 8).tolist(),
    ]
    for digits in range(4):
        found = js("given[0].map((v) => roundHalfEven(v, given[1]))", [values, digits])
        assert [float(text) for text in found] == [round(v, digits) for v in values]
        assert [t.lstrip("-") for t in found] == [f"{v:.{digits}f}".lstrip("-") for v in values]


def test_distances_are_those_of_the_ellipsoid(js: Js) -> None:
    rng = np.random.default_rng(2)
    ends = rng.uniform((-60, -170, -60, -170), (70, 170, 70, 170), (200, 4))
    ends[:50, 2:] = ends[:50, :2] + rng.uniform(-0.5, 0.5, (50, 2))
    found = js("given.map(([a, b, c, d]) => computeDistance([a, b], [c, d]))", ends.tolist())
    lat1, lon1, lat2, lon2 = ends.T
    _, _, expected = pyproj.Geod(ellps="WGS84").inv(lon1, lat1, lon2, lat2)
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert js("computeDistance([31, -97], [31, -97])") == 0


def test_where_marks_crowd_the_first_of_each_spot_is_kept(js: Js) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 1000, (2, 5000))
    given = {"x": x.tolist(), "y": y.tolist(), "order": list(range(5000))}
    ask = "declutter(given.order, given.x, given.y, {}, 10, (site) => site === 0)"
    view = "{ left: 200, top: 100, width: 500, height: 400 }"
    kept = js(ask.format(view), given)
    inside = (x >= 200) & (x <= 700) & (y >= 100) & (y <= 500)
    inside[0] = False
    cells = np.stack([x // 10, y // 10], axis=1)
    _, first = np.unique(cells[inside], axis=0, return_index=True)
    assert kept == np.flatnonzero(inside)[np.sort(first)].tolist()
    moved = js(ask.format("{ left: 230, top: 130, width: 440, height: 340 }"), given)
    assert set(moved) <= set(kept)  # panning brings no mark and takes none of those in view


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "a\r\nb", "Rhodium", "＝1", "'=1", ""]
)
def test_what_a_spreadsheet_would_run_is_neutralised_as_in_sites_csv(js: Js, text: str) -> None:
    assert js("escapeFormula(given)", text) == escape_formula(text)
