"""``python -m benchmarks.page``: the map in Chromium, beside the usual ways of drawing it.

Loading ends when the ranking is there and two frames have been drawn. Ranking anew is
what the page does between a slider's event and the finished table and map, layout
included, painting not; "painted" ends with the frame after it; "CPU" is all that the page's
main thread worked for one such turn. Panning is a drag of 300
pixels in 60 moves: the longest wait between two frames meanwhile, and after letting go.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import folium
import numpy as np

from benchmarks.measuring import print_table
from screening import scoring
from screening.model import ScreeningResult
from screening.writers import webmap
from screening.writers.webmap.assets import leaflet_script, leaflet_style

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from fixtures.large import grown

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SETTLED_MS = 500
SIZE = {"width": 1440, "height": 900}
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
RERANK = """async () => {
    const slider = document.querySelector("#weight-0");
    const taken = [];
    for (let turn = 0; turn < 15; turn += 1) {
        slider.value = Number(slider.max) * (0.1 + 0.05 * turn);
        const before = performance.now();
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const done = await new Promise((told) => requestAnimationFrame(() => {
            document.querySelector("#rows").getBoundingClientRect();
            const written = performance.now();
            setTimeout(() => told([written, performance.now()]));
        }));
        taken.push(done.map((each) => each - before));
        await new Promise((rest) => setTimeout(rest, 200));
    }
    return taken;
}"""
WATCH = """() => {
    window.gaps = [];
    let last = performance.now();
    const next = (now) => {
        window.gaps.push(now - last);
        last = now;
        requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
}"""


def main() -> None:
    """Measure and print."""
    options = _options()
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium")
    if executable is None:
        sys.exit("benchmarks.page: expected chromium on the path, found none; install it")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, no GPU")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        print(f"Chromium {browser.version}")
        _ours(browser, Path(folder), options.sites)
        _others(browser, Path(folder), options.beside)
        browser.close()


def _ours(browser: Any, folder: Path, counts: list[int]) -> None:
    rows = []
    for count in counts:
        made = grown(count)
        path = folder / "map.html"
        begin = time.perf_counter()
        webmap.write(made, path)
        wrote = time.perf_counter() - begin
        page, load = _opened(browser, path, "#ranking tr.site")
        page.click("#open-weights")
        page.wait_for_timeout(300)
        thread = _ThreadTime(page)
        taken = np.array(page.evaluate(RERANK))
        cpu_ms = thread.since_ms() / len(taken)
        page.click("#open-weights")
        dragged, settled = _panned(page)
        page.close()
        python = _python_seconds(made)
        rows.append(
            (
                f"{count:,} sites",
                f"{path.stat().st_size / 1e6:.1f}",
                f"{wrote:.1f}",
                f"{load:.2f}",
                f"{median(taken[:, 0]):.0f}",
                f"{median(taken[:, 1]):.0f}",
                f"{cpu_ms:.0f}",
                f"{1000 * python:.0f}",
                f"{dragged:.0f}",
                f"{settled:.0f}",
            )
        )
    head = ("", "MB", "written s", "loaded s", "ranked anew ms", "painted ms")
    print_table(
        "The page", (*head, "CPU ms", "Python ms", "pan, longest frame ms", "after it ms"), rows
    )


class _ThreadTime:
    """CPU time of the page's main thread, which other processes do not lengthen."""

    def __init__(self, page: Any) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._before = self._now()

    def _now(self) -> float:
        found = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in found if each["name"] == "TaskDuration"))

    def since_ms(self) -> float:
        return 1000 * (self._now() - self._before)


def _python_seconds(made: ScreeningResult) -> float:
    """How long Python takes to score and rank the same sites."""
    own = made.profile_results[0]
    matrix = own.sites.filter(like="value_").to_numpy(dtype=float)
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        score = scoring.scores(matrix, own.criteria["weight"], missing=own.missing)
        scoring.ranks(score, (own.sites["excluded_by"] == "").to_numpy())
        taken.append(time.perf_counter() - begin)
    return median(taken)


def _opened(browser: Any, path: Path, ready: str) -> tuple[Any, float]:
    page = browser.new_page(viewport=SIZE, reduced_motion="reduce", offline=True)
    begin = time.perf_counter()
    page.goto(path.as_uri(), timeout=300_000)
    page.locator(ready).first.wait_for(state="attached", timeout=300_000)
    page.evaluate(FRAMES)
    return page, time.perf_counter() - begin


def _panned(page: Any) -> tuple[float, float]:
    page.mouse.move(500, 450)
    page.wait_for_timeout(SETTLED_MS)
    page.evaluate(WATCH)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(500 - 5 * step, 450 + step)
    dragged = page.evaluate("window.gaps.splice(0)")
    page.mouse.up()
    page.wait_for_timeout(SETTLED_MS)
    return max(dragged[1:], default=0.0), max(page.evaluate("window.gaps"))


def _others(browser: Any, folder: Path, count: int) -> None:
    """Load the same points drawn as folium draws them, Leaflet in the page for all."""
    made = grown(count)
    path = folder / "map.html"
    webmap.write(made, path)
    seconds = {"this page, ranking and all": _load(browser, path, "#ranking tr.site")}
    for name, draw in WAYS.items():
        plain = folium.Map((31, -99), zoom_start=6, tiles=None)
        draw(made, plain)
        text = plain.get_root().render()
        inline = f"<style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
        text = text.replace("<head>", f"<head>{inline}", 1)
        path.write_text(text, encoding="utf-8")
        seconds[name] = _load(browser, path, "path, canvas")
    ours = next(iter(seconds.values()))
    rows = [(name, f"{each:.2f}", f"{each / ours:.1f}") for name, each in seconds.items()]
    print_table(f"Loading {count:,} sites", ("", "s", "times ours"), rows)


def _load(browser: Any, path: Path, ready: str) -> float:
    taken = []
    for _ in range(3):
        page, load = _opened(browser, path, ready)
        page.close()
        taken.append(load)
    return median(taken)


def _circles(made: ScreeningResult, drawn: folium.Map) -> None:
    sites = made.sites
    for y, x, name in zip(sites["latitude"], sites["longitude"], sites["name"], strict=True):
        folium.CircleMarker((y, x), radius=3, tooltip=name).add_to(drawn)


def _geojson(made: ScreeningResult, drawn: folium.Map) -> None:
    shown = made.sites[["name", "score", "geometry"]]
    folium.GeoJson(shown, marker=folium.CircleMarker(radius=3)).add_to(drawn)


WAYS: dict[str, Callable[[ScreeningResult, folium.Map], None]] = {
    "folium.CircleMarker, points alone": _circles,
    "folium.GeoJson, points alone": _geojson,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--sites", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--beside", type=int, default=10_000, help="sites of the second table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
