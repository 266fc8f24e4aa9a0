"""The map as people use it: in Chromium, with no network, by mouse, keyboard and phone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from fixtures.minimal import HOSTILE, tiny_screening

from screening.model import CRS, RunMetadata, ScreeningResult
from screening.writers.webmap import to_map

if TYPE_CHECKING:
    from conftest import Visit, Visitor

pytestmark = pytest.mark.browser

PHONE = (390, 844)
RANKED = ["Alpha", "Beta", HOSTILE]
ALL = [*RANKED, "No MW known", "Too small"]
LAYERS = (
    *("transmission_lines-1", "transmission_lines-3", "substations-1"),
    *("fiber_routes-1", "points_of_presence-1", "states"),
)
WRONG_WORDS = re.compile(r"\b(NaN|null|undefined|None|\[object)\b")


def silent(visit: Visit) -> bool:
    """Say whether the page asked for nothing and complained of nothing."""
    assert visit.requests == []
    assert visit.complaints == []
    return True


def many(count: int) -> ScreeningResult:
    """A screening of many ranked sites."""
    screening = tiny_screening()
    rng = np.random.default_rng(0)
    rows = screening.sites.iloc[np.zeros(count, dtype=int)].reset_index(drop=True)
    rows = rows.assign(
        name=[f"Site {i + 1}" for i in range(count)],
        rank=pd.array(range(1, count + 1), dtype="Int64"),
        score=np.linspace(99, 1, count),
        grid_mw=rng.uniform(20, 900, count),
        longitude=rng.uniform(-104, -95, count),
        latitude=rng.uniform(27, 35, count),
    )
    points = gpd.points_from_xy(rows["longitude"], rows["latitude"], crs=CRS)
    sites = gpd.GeoDataFrame(rows, geometry=points, crs=CRS)
    sites.index = pd.Index([f"s{i}" for i in range(count)], name="site_id")
    return replace(screening, sites=sites, connections=screening.connections.iloc[:0])


def together() -> ScreeningResult:
    """The tiny screening with Beta at the very place of Alpha."""
    screening = tiny_screening()
    sites = screening.sites.copy()
    sites.loc["b", ["longitude", "latitude"]] = sites.loc["a", ["longitude", "latitude"]].to_numpy()
    points = gpd.points_from_xy(sites["longitude"], sites["latitude"], crs=CRS)
    return replace(screening, sites=sites.set_geometry(points))


def test_opens_without_a_request_or_a_complaint(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    assert silent(seen)
    assert seen.page.title() == "Which mines can become AI data centers · Texas"
    assert seen.page.inner_text(".described").startswith("Texas · profile")
    assert seen.page.locator("#profile option:checked").inner_text() == "training"
    assert seen.page.inner_text("#method") == "weighted sum"


def test_rows_stand_in_rank_order_with_reasons_below(visit: Visitor) -> None:
    seen = visit(tiny_screening(), size=(1920, 1080))
    assert seen.names() == ALL
    rows = seen.page.locator("#ranking tbody tr.site").all_inner_texts()
    assert re.search(r"^\s*1\s+1–2\s+Alpha\s+Op 1\s+mining\s+700\s+5200\s+81.2\s+100", rows[0])
    assert "Unknown: IT power" in rows[3]
    assert "power: 10 MW is below 20 MW" in rows[4]
    struck = seen.page.locator("tr.excluded button.open")
    assert "line-through" in struck.evaluate("(button) => getComputedStyle(button).textDecoration")


def test_a_row_opens_the_card_of_its_site(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("Beta")
    assert seen.page.locator(".site-card h2").inner_text() == "Beta"
    assert "Rank 2 of 3" in seen.card()
    assert seen.page.locator("tr.selected button.open").inner_text() == "Beta"
    center = seen.js(
        "[map_screening.getBounds().contains([34.38, -100.06]), map_screening.getZoom()]"
    )
    assert center[0]
    assert center[1] > 7
    assert seen.page.locator(".leaflet-links-pane path").count() == 3 * 4  # halo, line, end
    assert silent(seen)


def test_the_card_shows_rank_uncertainty(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("Alpha")
    for words in ("90 %: 1–2", "First in 80", "On the Pareto front"):
        assert words in seen.card()
    seen.open_row("No MW known")
    assert "would rank 2–4" in seen.card()


def test_closing_the_card_takes_its_connections_away(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("Beta")
    seen.close_card()
    assert seen.page.locator(".leaflet-links-pane path").count() == 0
    assert seen.page.locator("tr.selected").count() == 0
    assert silent(seen)


def test_the_card_draws_ways_and_the_fall_of_power(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("Alpha")
    card = seen.card().replace("\u00a0", " ")
    titles = ("Shortest path", "Diverse path", "Single point of failure")
    for told in (*titles, "84 km", "340 km"):
        assert told in card
    assert "3.2 ms to Austin over 277 route-km along corridors" in card
    steps = [
        text.replace("\u00a0", " ") for text in seen.page.locator(".fall li").all_inner_texts()
    ]
    assert re.search(r"^Grid power\s+700 MW", steps[0])
    assert re.search(r"^IT power, 20-year extreme\s+481 MW\s+−12 MW", steps[4])
    bars = "[...document.querySelectorAll('.fall .bar > i:first-child')]"
    widths = seen.js(f"{bars}.map((bar) => parseFloat(bar.style.width))")
    assert widths == pytest.approx([100 * mw / 700 for mw in (700, 665, 587, 493, 481)], abs=0.05)
    lost = seen.page.locator(".fall li").nth(2).get_attribute("title") or ""
    assert re.search(r"reserve 66 MW", lost.replace("\u00a0", " ")), lost
    lines = "[...document.querySelectorAll('.leaflet-links-pane path')]"
    drawn = seen.js(f"{lines}.map((line) => line.getAttribute('stroke'))")
    assert {"#0072b2", "#009e73", "#e69f00", "#d55e00"} <= set(drawn)
    assert drawn[-1] == "#d55e00"  # no connection lies over the ways, the cut on top of all
    assert silent(seen)


def test_a_site_without_ways_or_power_says_so(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("No MW known")
    steps = seen.page.locator(".fall li").all_inner_texts()
    assert len(steps) == 5
    assert all("unknown" in step for step in steps)
    assert seen.page.locator(".fall .bar:not(.none)").count() == 0
    assert "Shortest path" not in seen.card()
    assert silent(seen)


def test_the_card_tells_facts_with_units_and_precision(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("Alpha")
    card = seen.card().replace("\u00a0", " ").replace("\u202f", " ")
    for text in ("8.7 ± 3.5 km", "493 MW", "× 75 %", "4700 h/yr", "AT&T; Zayo", "Sandow", "Oncor"):
        assert text in card
    assert re.search(r"Position\s+30\.5700, −97\.0600 ± 0\.5 km", card)
    assert re.search(r"fiber lateral\s+11\.3 route-km\s+\$0\.37–1\.00 M · 4–11 months", card)


def test_the_card_tells_the_conversion(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("Alpha")
    card = seen.card().replace("\u00a0", " ").replace("\u202f", " ")
    assert "Not ready for training: 1 of 2 diverse fiber routes." in card
    assert re.search(r"Cost, P50\s+5200\.0 MUSD \(P10 4400\.0 to P90 6200\.0\)", card)
    assert re.search(r"NPV\s+−120\.0 MUSD \(P10 −900\.0 to P90 800\.0\)", card)
    assert "Millions of USD 2025" in card
    assert re.search(r"grid expansion\s+no gap", card)
    seen.open_row("Beta")
    card = seen.card().replace("\u00a0", " ")
    assert re.search(r"fiber lateral\s+1\.4 route-km\s+\$0\.00–0\.13 M · 0–9 months · verify", card)


def test_unknown_is_a_word_and_never_a_zero(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("No MW known")
    card = seen.card()
    assert "Not scored" in card
    assert "Score unknown" in card
    assert re.search(r"Substation distance\s+unknown", card)
    assert not re.search(r"Grid power\s+0", card)
    assert not WRONG_WORDS.search(seen.page.inner_text("body"))


def test_a_fact_between_two_bounds_is_a_range_with_its_reason(visit: Visitor) -> None:
    shown = tiny_screening()
    ends = {"substation_distance_km": [float("nan")] * 2 + [12.5, 3.3, float("nan")]}
    ends["substation_distance_min_km"] = [0.8, 40.0, 12.5, 3.3, float("nan")]
    ends["substation_distance_max_km"] = [40.0, float("nan"), 12.5, 3.3, float("nan")]
    why = ["a substation of unknown voltage at 0.8 km", "grid ends", None, None, None]
    sites = shown.sites.assign(**ends, substation_distance_why=why)
    seen = visit(replace(shown, sites=sites))
    for name, text in (
        ("Alpha", "0.8–40.0 ± 1.2 km (a substation of unknown voltage at 0.8 km)"),
        ("Beta", "at least 40.0 ± 1.2 km (grid ends)"),
        ("No MW known", "unknown"),
    ):
        seen.open_row(name)
        card = seen.card().replace("\u00a0", " ")
        assert re.search(rf"Substation distance\s+{re.escape(text)}", card)
        assert "at most" not in card
        seen.close_card()


def test_an_excluded_site_says_why(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_row("Too small")
    assert "Excluded by" in seen.card()
    assert "power: 10 MW is below 20 MW" in seen.card()
    assert "No rank" in seen.card()


def test_a_caution_is_told_in_card_and_table_and_excludes_nobody(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    flags = seen.page.locator("#rows tr", has_text="Beta").locator(".flag")
    assert flags.all_inner_texts() == ["!"]
    assert flags.get_attribute("title") == "Caution: power: 650 MW, comfort 700 MW"
    seen.open_row("Beta")
    box = seen.page.locator(".warnings .verdict.doubt").all_inner_texts()
    assert [re.sub(r"\s+", " ", text) for text in box] == ["Caution power: 650 MW, comfort 700 MW"]
    assert "Excluded by" not in seen.card()


def test_a_click_on_the_map_finds_the_site_and_its_row(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.click_map(-102.33, 31.84)
    seen.page.locator(".site-card").wait_for()
    assert seen.page.locator(".site-card h2").inner_text() == HOSTILE
    assert seen.page.locator("tr.selected").get_attribute("data-site") == "2"
    assert silent(seen)


def test_hovering_a_row_rings_its_site(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    assert seen.page.locator(".leaflet-ring-pane path").count() == 0
    seen.page.locator("#ranking tr.site").nth(1).hover()
    assert seen.page.locator(".leaflet-ring-pane path").count() == 1


def test_sites_at_one_place_are_both_reachable(visit: Visitor) -> None:
    seen = visit(together())
    seen.open_row("Alpha")
    assert "2 sites at this location" in seen.card()
    seen.page.locator(".switcher button").filter(has_text="Beta").click()
    assert seen.page.locator(".site-card h2").inner_text() == "Beta"
    assert seen.page.locator("tr.selected button.open").inner_text() == "Beta"
    seen.close_card()
    for beside, name in ((16, "Alpha"), (-16, "Beta")):
        seen.click_map(-97.06, 30.57, by=(beside, 0))
        seen.page.locator(".site-card h2").filter(has_text=name).wait_for()
    assert silent(seen)


def test_headers_sort_and_keep_the_excluded_below(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    head = seen.page.locator("thead th.c-grid_mw")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert seen.names() == ALL
    head.locator("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert seen.names() == [*reversed(RANKED), "No MW known", "Too small"]
    assert seen.js("document.activeElement.closest('th').className") == "c-grid_mw"
    seen.page.locator("thead th.c-name button").click()
    assert seen.page.locator("thead th[aria-sort]").count() == 1
    assert seen.names() == [HOSTILE, "Alpha", "Beta", "No MW known", "Too small"]


def test_the_filter_narrows_table_and_map(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.page.locator("#filter").fill("op 1 converting")
    assert seen.names() == ["Beta"]
    assert seen.page.inner_text("#shown") == "1 of 5 sites"
    seen.click_map(-97.06, 30.57)
    assert seen.page.locator(".site-card").count() == 0
    seen.page.locator("#filter").fill("nothing like it")
    assert "No site matches" in seen.page.inner_text("#ranking")
    seen.page.locator("#filter").fill("")
    assert seen.names() == ALL
    assert silent(seen)


def drawn(seen: Visit) -> int:
    """Count the layers on the map."""
    return int(seen.js("Object.keys(map_screening._layers).length"))


def test_layers_can_be_switched_off_and_on(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    for name in ("points_of_presence", "substations", "boundaries"):
        seen.open_branch(name)
    before = drawn(seen)
    for key in LAYERS:
        seen.page.locator(f"#layer-{key}").uncheck()
        assert drawn(seen) < before, key
        seen.page.locator(f"#layer-{key}").check()
        assert drawn(seen) == before, key
    assert silent(seen)


def test_all_connections_are_off_until_asked_for(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_branch("connections")
    box = seen.page.locator("#layer-connections")
    assert not box.is_checked()
    before = drawn(seen)
    box.check()
    assert drawn(seen) > before


def test_states_of_sites_can_be_hidden(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.page.locator("#layer-excluded").uncheck()
    assert "Too small" not in seen.names()
    seen.page.locator("#layer-excluded").check()
    assert seen.names() == ALL


def test_only_an_online_base_map_asks_the_network(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.open_branch("base")
    assert seen.requests == []
    seen.page.locator("#layer-tiles-1").check()
    seen.until("document.querySelectorAll('.leaflet-tile').length > 0")
    assert seen.requests
    assert all(url.startswith("https://server.arcgisonline.com/") for url in seen.requests)
    assert "Esri" in seen.page.inner_text(".leaflet-control-attribution")
    seen.page.locator("#layer-plain").check()
    assert seen.page.locator(".leaflet-tile").count() == 0


def test_hostile_text_is_shown_as_text(visit: Visitor) -> None:
    screening = tiny_screening()
    markup = "<img src=x onerror=alert(1)><svg onload=alert(2)>"
    sites = screening.sites.assign(
        operator=markup, utility=markup, excluded_by=["", "", "", markup, ""]
    )
    layers = {name: frame.assign(name=markup) for name, frame in screening.layers.items()}
    ties = screening.connections.assign(name=markup)
    seen = visit(
        replace(
            screening,
            sites=sites,
            layers=layers,
            connections=ties,
            metadata=RunMetadata(warnings=(markup,)),
        )
    )
    assert HOSTILE in seen.names()
    for name in ("Alpha", "alert('x')", "Too small"):
        seen.open_row(name)
        assert markup in seen.card()
    seen.click_map(-97.06, 30.56)
    seen.page.locator("#tab-notes").click()
    assert markup in seen.page.inner_text("#pane-notes")
    made = "document.querySelectorAll('img:not(.leaflet-tile), [onerror], [onload]').length"
    assert seen.js(made) == 0
    assert silent(seen)


def test_features_of_a_layer_say_what_they_are(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    seen.click_map(-96.82, 32.8)
    card = seen.page.locator(".feature-card")
    card.wait_for()
    assert "Infomart Dallas" in card.inner_text()
    assert "200" in card.inner_text()


def test_everything_works_by_keyboard(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    page = seen.page
    page.locator("#filter").focus()
    page.keyboard.press("Shift+Tab")
    assert seen.js("document.activeElement.id") == "tab-ranking"
    page.keyboard.press("ArrowRight")
    assert page.locator("#pane-method").is_visible()
    page.keyboard.press("ArrowLeft")
    page.locator("thead th.c-coverage_fraction button").focus()
    page.keyboard.press("Tab")
    assert seen.js("document.activeElement.className") == "pick"
    page.keyboard.press("Tab")
    assert seen.js("document.activeElement.textContent") == "Alpha"
    page.keyboard.press("ArrowDown")
    assert seen.js("document.activeElement.textContent") == "Beta"
    page.keyboard.press("Enter")
    page.locator(".site-card").wait_for()
    assert seen.js("document.activeElement.tagName") == "H2"
    page.keyboard.press("Escape")
    page.locator(".site-card").wait_for(state="detached")
    assert seen.js("document.activeElement.textContent") == "Beta"
    page.locator("tbody tr", has_text="Beta").locator("td").last.click()
    page.locator(".site-card").wait_for()
    page.keyboard.press("Escape")
    page.locator(".site-card").wait_for(state="detached")
    assert seen.js("document.activeElement.textContent") == "Beta"
    page.keyboard.press("End")
    assert seen.js("document.activeElement.textContent") == "Too small"
    assert silent(seen)


def test_tabs_tell_method_sources_and_notes(visit: Visitor) -> None:
    seen = visit(tiny_screening())
    texts = {}
    for name in ("method", "sources", "notes"):
        seen.page.locator(f"#tab-{name}").click()
        texts[name] = seen.page.inner_text(f"#pane-{name}").replace("\u00a0", " ")
    assert "10 → 300 MW" in texts["method"]
    assert "at most 32 km" in texts["method"]
    assert "at least 20 MW; comfort: at least 700 MW" in texts["method"]
    assert "1 pass · 2 caution · 1 fail · 1 unknown" in texts["method"]
    assert "public domain" in texts["sources"]
    assert "positional accuracy ± 0.7 km" in texts["sources"]
    assert "one note" in texts["notes"]
    assert not WRONG_WORDS.search("".join(texts.values()))


def test_a_phone_shows_map_and_table_one_above_the_other(visit: Visitor) -> None:
    seen = visit(tiny_screening(), size=PHONE)
    assert seen.js("document.documentElement.scrollWidth <= innerWidth")
    frame, panel = (seen.page.locator(each).bounding_box() for each in (".map-frame", ".panel"))
    assert frame
    assert panel
    assert frame["y"] + frame["height"] <= panel["y"] + 1
    seen.open_row("Alpha")
    card = seen.page.locator("#card").bounding_box()
    assert card
    assert card["y"] >= frame["y"] + frame["height"] - 1  # the map stays in view
    assert card["y"] + card["height"] <= PHONE[1] + 1
    assert seen.js("document.documentElement.scrollWidth <= innerWidth")
    assert silent(seen)


def test_long_tables_draw_only_what_is_in_view(visit: Visitor) -> None:
    seen = visit(many(3000))
    assert len(seen.names()) < 200
    seen.page.locator("#ranking button.open").first.focus()
    seen.page.keyboard.press("End")
    assert seen.js("document.activeElement.textContent") == "Site 3000"
    assert len(seen.names()) < 200
    seen.page.keyboard.press("Home")
    assert seen.js("document.activeElement.textContent") == "Site 1"
    assert silent(seen)


def test_what_folium_adds_to_the_map_works_too(visit: Visitor) -> None:
    drawn_map = to_map(tiny_screening())
    folium.Marker((28.0, -99.0), popup="added here").add_to(drawn_map)
    seen = visit(drawn_map.get_root().render())
    seen.page.locator(".leaflet-marker-icon:not(.area-anchor)").click()
    seen.page.get_by_text("added here").wait_for()
    assert silent(seen)
