"""The map's own tools: tree, rasters, search, measure, picture, colours, comparison, filters."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyproj
import pytest
from fixtures.large import grown
from fixtures.layer_kinds import POWER_PLANTS, with_power_plants
from fixtures.minimal import HOSTILE, tiny_screening
from shapely.geometry import LineString

from screening.catalog.kinds import KINDS
from screening.catalog.layer_kind import Column, LayerKind
from screening.catalog.palette import SCORE, score_class
from screening.model import CRS, ScreeningResult

if TYPE_CHECKING:
    from conftest import Visit, Visitor

pytestmark = pytest.mark.browser


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def css(score: float) -> str:
    """The colour of a score's class as a browser gives it."""
    return "rgb({}, {}, {})".format(*rgb(SCORE[score_class(score)]))


def drawn(seen: Visit) -> int:
    return int(seen.js("Object.keys(map_screening._layers).length"))


def test_a_branch_switches_all_its_layers(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    whole = seen.page.locator("#all-group-power")
    assert whole.is_checked()
    before = drawn(seen)
    seen.page.locator("#layer-transmission_lines-1").uncheck()
    assert seen.js("document.getElementById('all-group-power').indeterminate")
    whole.check()
    assert drawn(seen) == before
    whole.uncheck()
    assert not seen.page.locator("#layer-substations-1").is_checked()
    assert drawn(seen) < before


def test_fiber_goes_when_all_its_providers_are_switched_off(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.js("document.querySelector('.twig').open = true")
    before = drawn(seen)
    labels = seen.page.locator(".twig .choice").all_inner_texts()
    assert [text.split()[0] for text in labels] == ["AT&T", "Zayo"]
    seen.page.locator("#layer-fiber_routes-provider-0").uncheck()
    assert drawn(seen) == before  # Zayo is on the same route
    seen.page.locator("#layer-fiber_routes-provider-1").uncheck()
    assert drawn(seen) == before - 1
    seen.page.locator("#layer-fiber_routes-provider-0").check()
    assert drawn(seen) == before


def test_a_climate_raster_lies_on_the_map_with_its_own_legend(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_branch("group-climate")
    assert seen.page.locator(".raster-legend").is_hidden()
    seen.page.locator("#layer-raster-0").check()
    legend = seen.page.inner_text(".raster-legend").replace("\u00a0", " ")
    assert "July, mean daily maximum" in legend
    assert "32.0 °C" in legend
    assert "38.0 °C" in legend
    address = seen.page.locator("img.raster").get_attribute("src") or ""
    assert address.startswith("data:image/png")
    x, y = seen.pixel(-97.5, 25.9)
    seen.page.mouse.move(x, y)
    seen.until("document.querySelector('.raster-legend .figure').textContent === '38.0\u00a0°C'")
    seen.page.locator("#layer-none-group-climate").check()
    assert seen.page.locator("img.raster").count() == 0
    assert seen.requests == []
    assert seen.complaints == []


def test_layers_of_other_kinds_are_offered_and_off(
    visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = Column("name", "Name", "Name of the river.")
    kind = LayerKind("rivers", "Rivers", "Rivers.", "Open water", ("line",), (name,), visible=False)
    monkeypatch.setitem(KINDS, "rivers", kind)
    made = tiny_screening()
    rivers = made.layers["transmission_lines"][["name", "geometry"]]
    seen = visit(replace(made, layers={**made.layers, "rivers": rivers}))
    seen.open_branch("group-open-water")
    assert not seen.page.locator("#layer-rivers-0").is_checked()
    before = drawn(seen)
    seen.page.locator("#layer-rivers-0").check()
    assert drawn(seen) == before + 3  # two lines and their group


def test_a_kind_that_is_added_has_switches_and_popups(
    visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, POWER_PLANTS.name, POWER_PLANTS)
    seen = visit(with_power_plants())
    seen.open_branch("group-generation")
    seen.open_branch("power_plants")
    rows = seen.page.locator(".kind-power_plants .choice").all_inner_texts()
    assert [" ".join(row.split()) for row in rows] == ["Gas 1", "Other plants 1"]
    assert not seen.page.locator("#layer-power_plants-0").is_checked()
    seen.click_map(-99.0, 29.0)
    assert seen.page.locator(".feature-card").count() == 0
    seen.page.locator("#all-power_plants").check()
    x, y = seen.pixel(-99.0, 29.0)
    seen.page.mouse.move(x, y)
    tip = seen.page.locator(".leaflet-tooltip .tip")
    assert tip.inner_text().replace("\u00a0", " ") == "Bison · Natural gas · 812.5 MW"
    seen.page.mouse.click(x, y)
    card = seen.page.locator(".feature-card").inner_text().replace("\u00a0", " ")
    assert [line for line in card.split("\n") if line] == [
        "Bison",
        "Power plants",
        "Fuel",
        "Natural gas",
        "Capacity",
        "812.5 MW",
    ]
    seen.click_map(-98.0, 28.5)
    heron = seen.page.locator(".feature-card").filter(has_text="Heron")
    heron.wait_for()
    assert heron.locator(".fact.unknown dt").all_inner_texts() == ["Fuel", "Capacity"]
    assert seen.requests == []
    assert seen.complaints == []


def test_a_score_has_the_colour_of_its_class_everywhere(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    bars = "[...document.querySelectorAll('.c-score .bar i')]"
    colours = seen.js(f"{bars}.map((bar) => getComputedStyle(bar).backgroundColor)")
    assert colours == [css(81.25), css(64.4), css(40.0)]
    steps = seen.page.locator(".steps .step").all_inner_texts()
    assert steps == ["0–20", "20–40", "40–60", "60–80", "80–100"]
    blocks = "[...document.querySelectorAll('.steps .step i')]"
    legend = seen.js(f"{blocks}.map((block) => getComputedStyle(block).backgroundColor)")
    assert legend == [css(score) for score in (0, 20, 40, 60, 80)]


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("sand", "Sandow", (30.56, -97.06)),
        ("infomart", "Infomart Dallas", (32.8, -96.82)),
        ("milam", "Milam", None),
        ("31.5, -98.25", "31.5, -98.25", (31.5, -98.25)),
    ],
)
def test_search_finds_places(
    visit: Visitor, text: str, said: str, place: tuple[float, float] | None
) -> None:
    seen = visit(tiny_screening())
    seen.page.locator("#search").fill(text)
    assert said in seen.page.locator("#found li").first.inner_text()
    seen.page.keyboard.press("ArrowDown")
    assert seen.page.locator("#search").get_attribute("aria-activedescendant") == "found-0"
    seen.page.keyboard.press("Enter")
    assert seen.page.locator("#found").is_hidden()
    assert said in seen.page.locator("#told").inner_text()
    if place:
        center = seen.js("(({lat, lng}) => [lat, lng])(map_screening.getCenter())")
        assert center == pytest.approx(place, abs=0.01)


def test_search_opens_the_card_of_a_site(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.page.locator("#search").fill("<script>")
    seen.page.keyboard.press("Enter")
    assert seen.page.locator(".site-card h2").inner_text() == HOSTILE
    seen.page.locator("#search").fill("nowhere like it")
    assert "Nothing found" in seen.page.inner_text("#found")


def test_measuring_follows_the_ellipsoid(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.page.locator("#measure").click()
    assert "Click along the map" in seen.page.inner_text("#measured")
    ends = [(-99.0, 29.0), (-95.5, 33.0)]
    for longitude, latitude in ends:
        seen.click_map(longitude, latitude)
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(*ends[0], *ends[1])
    found = float(seen.page.inner_text("#measured").split("\u00a0km")[0])
    pixel_km = 2.5  # clicks land on whole pixels
    assert found == pytest.approx(metres / 1000, abs=2 * pixel_km)
    seen.click_map(-97.06, 30.57)  # a site, which must not open meanwhile
    assert seen.page.locator("#card").is_hidden()
    seen.page.keyboard.press("Escape")
    assert seen.page.locator("#measured").is_hidden()


def test_the_picture_shows_what_the_map_shows(visit: Visitor) -> None:
    image = pytest.importorskip("PIL.Image")
    seen = visit(tiny_screening())
    seen.open_row("Alpha")
    size = seen.js("(({x, y}) => [x, y])(map_screening.getSize())")
    x, y = seen.pixel(-97.06, 30.57)
    with seen.page.expect_download() as download:
        seen.page.locator("#picture").click()
    picture = image.open(io.BytesIO(Path(download.value.path()).read_bytes())).convert("RGB")
    assert picture.size == (2 * size[0], 2 * (size[1] + 60))
    assert download.value.suggested_filename == "tiny-training.png"
    red, green, blue = picture.getpixel((round(2 * x) - 12, round(2 * y)))
    expected = rgb(SCORE[score_class(81.25)])
    assert (red, green, blue) == pytest.approx(expected, abs=25)  # not wholly opaque
    colours = {colour for _, colour in picture.getcolors(1 << 24)}
    assert (140, 45, 4) in colours  # the connection to the substation
    assert seen.complaints == []


def test_dark_and_light(visit: Visitor) -> None:
    seen = visit(tiny_screening(), color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert seen.js(paper) == "rgb(21, 27, 33)"
    seen.page.locator("#theme").click()
    assert seen.js(paper) == "rgb(255, 255, 255)"
    assert seen.js("map_screening.getContainer().style.background") == "rgb(234, 240, 243)"
    seen.until("location.hash.includes('d=0')")
    assert seen.complaints == []


def test_sites_stand_side_by_side(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    button = seen.page.locator("#open-compare")
    assert button.is_disabled()
    for i in range(5):
        seen.page.locator(".pick").nth(i).click()
    assert seen.page.locator(".pick:checked").count() == 4  # no more than four
    assert "Four sites at most" in seen.page.locator("#told").inner_text()
    button.click()
    dialog = seen.page.locator("#compare")
    heads = dialog.locator("thead th").all_inner_texts()
    assert heads == ["Fact", "Alpha", "Beta", HOSTILE, "No MW known"]
    best = dialog.locator("tr", has_text="IT power ×").locator("td.lead")
    assert best.all_inner_texts() == ["493\u00a0MW"]
    assert "unknown" in dialog.locator("tr", has_text="IT power ×").inner_text()
    seen.page.keyboard.press("Escape")
    assert dialog.is_hidden()
    assert seen.js("document.activeElement.id") == "open-compare"


def test_filters_narrow_by_operator_megawatts_and_score(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.page.locator("#open-filters").click()
    seen.page.locator("#filter-operator").select_option("Op 1")
    assert seen.names() == ["Alpha", "Beta"]
    seen.page.locator("#filter-least-mw").fill("660")
    seen.until("document.querySelectorAll('tr.site').length === 1")
    assert seen.names() == ["Alpha"]
    seen.page.locator("#filters button").click()
    seen.until("document.querySelectorAll('tr.site').length === 5")
    seen.page.locator("#filter-least-score").fill("50")
    seen.until("document.querySelectorAll('tr.site').length === 2")
    seen.page.locator("#filter-least-score").fill("")
    seen.page.locator("#filter-verified").check()
    seen.until("document.querySelectorAll('tr.site').length === 3")
    assert seen.names() == ["Alpha", "Beta", "Too small"]  # what is unknown is not verified


def later_columns(made: ScreeningResult) -> ScreeningResult:
    """The tiny screening with intervals, waterfall, costs, a verdict and fiber paths."""
    nothing = [None, None, None]
    sites = made.sites.assign(
        rank_low=[1.0, 1.0, 2.0, None, 2.0],
        rank_high=[2.0, 3.0, 3.0, None, 4.0],
        first_fraction=[0.7, 0.25, 0.05, None, None],
        dominated_by_count=[0.0, 2.0, None, None, None],
        firm_mw=[600.0, 500.0, None, 9.0, None],
        facility_mw=[590.0, 480.0, None, 8.7, None],
        it_mw_n20=[540.0, 430.0, None, 8.0, None],
        lost_curtailable_mw=[100.0, 150.0, None, 1.0, None],
        conversion_p50_musd=[4200.0, 3900.5, *nothing],
        conversion_p10_musd=[3000.0, 2900.0, *nothing],
        conversion_p90_musd=[5500.0, 5100.0, *nothing],
        months_p50=[24.0, 27.0, *nothing],
        verdict=["Not ready for training: one fiber route.", "", "", "", ""],
        workload=["training", "either", "neither", "neither", ""],
        fiber_summary=["3.2 ms to Austin over 277 route-km", None, *nothing],
    )
    ways = {
        "primary": [(-97.06, 30.57), (-97.4, 30.4), (-97.7, 30.3)],
        "cut": [(-97.06, 30.57), (-97.2, 30.5)],
    }
    paths = gpd.GeoDataFrame(
        {"site_id": "a", "kind": list(ways), "name": ["Austin", "one junction"]}
        | {"route_km": [84.2, 20.0]},
        geometry=[LineString(way) for way in ways.values()],
        crs=CRS,
    )
    return replace(made, sites=sites, layers=made.layers | {"fiber_paths": paths})


def test_what_a_fuller_run_has_is_shown(visit: Visitor) -> None:
    seen = visit(later_columns(tiny_screening()))
    rows = seen.page.locator("#ranking tbody tr.site").all_inner_texts()
    assert "1–2" in rows[0]
    assert "4200" in rows[0].replace("\u202f", "")
    lines = seen.page.locator(".leaflet-links-pane path")
    seen.open_row("Beta")
    without = lines.count()
    assert "Not ready" not in seen.card()
    assert "Dominated by 2 sites" in seen.card()
    seen.open_row("Alpha")
    assert lines.count() == without + 5  # two ways over halos, and the ring of the cut
    card = seen.card().replace("\u00a0", " ").replace("\u202f", " ")
    assert "Rank 1 to 2." in card
    assert "90 %: interval of the ranks in 90 % of" in card
    assert "First in 70 % of the Monte Carlo samples." in card
    assert "On the Pareto front" in card
    assert "Not ready for training: one fiber route." in card
    assert re.search(r"\(P10 3000(\.0)? to P90 5500(\.0)?\)", card)
    assert "3.2 ms to Austin over 277 route-km" in card
    assert re.search(r"Shortest path Austin\s+84 km", card)
    falls = seen.page.locator(".fall li").all_inner_texts()
    assert len(falls) == 5
    assert "−100" in falls[1]
    seen.open_row("No MW known")
    assert "would rank 2–4 among the ranked sites" in seen.card()
    assert not re.search(r"\b(NaN|null|undefined)\b", seen.page.inner_text("body"))
    assert seen.complaints == []


def test_a_fact_is_explained_with_its_source(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("Alpha")
    about = seen.page.locator(".facts .about").first
    assert about.is_hidden()
    seen.page.locator("[data-act=explain]").click()
    assert "geodesic on WGS84" in seen.card()
    assert seen.js("document.activeElement.dataset.act") == "explain"


def test_a_crowded_map_says_that_it_draws_only_some(visit: Visitor) -> None:
    seen = visit(grown(10_000))
    note = seen.page.inner_text("#thinned")
    assert "10\u202f000 sites in view drawn" in note
    seen.js("map_screening.setView([31, -99], 11, { animate: false })")
    assert seen.page.locator("#thinned").is_hidden()
    seen.page.locator("#filter").fill("Site 77")
    found = sum("77" in str(i) for i in range(10_000))
    seen.until(f"document.querySelector('#shown').textContent.startsWith('{found} of')")
    assert seen.complaints == []


@pytest.mark.parametrize(
    "name",
    [
        "</textarea><img src=x onerror=alert(1)>",
        "\u202eright-to-left\u202c مرحبا 😀",
        "x" * 500,
        "{facts} {{ 7 * 7 }} ${1}",
    ],
)
def test_hostile_names_are_text_in_every_part(visit: Visitor, name: str) -> None:
    made = tiny_screening()
    sites = made.sites.assign(name=[name, *"bcde"], operator=name)
    layers = {kind: frame.assign(name=name) for kind, frame in made.layers.items()}
    layers["fiber_routes"] = layers["fiber_routes"].assign(provider=f"{name}; other")
    criteria = made.criteria.assign(why=name)
    builds = made.build_list.assign(package=name, source=name)
    build_list = pd.DataFrame(builds)
    region = made.region.assign(name=name)
    parts = {"layers": layers, "criteria": criteria, "build_list": build_list, "region": region}
    seen = visit(replace(made, sites=sites, unavailable_profiles={name: name}, **parts))
    seen.page.locator("tr[data-site='0'] button.open").click()
    assert name.strip() in seen.card().replace("\n", " ") or len(name) == 500
    for i in (0, 1):
        seen.page.locator(".pick").nth(i).check()
    seen.page.locator("#open-compare").click()
    seen.page.keyboard.press("Escape")
    seen.page.locator("#open-filters").click()
    seen.page.locator("#search").fill(name[:20])
    seen.page.locator("#found li").first.wait_for()
    seen.page.keyboard.press("Escape")
    seen.click_map(-97.06, 30.57, by=(0, 0))
    seen.js("document.querySelector('.twig').open = true")
    made_markup = (
        "document.querySelectorAll('img:not(.raster):not(.leaflet-tile), [onerror]').length"
    )
    assert seen.js(made_markup) == 0
    assert seen.js("document.documentElement.scrollWidth <= innerWidth")
    assert seen.requests == []
    assert seen.complaints == []
