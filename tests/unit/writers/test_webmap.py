"""The map's file: complete, closed to the network, safe, and the same each time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from tiny import HOSTILE, tiny_screening

from screening.model import CRS, Screening
from screening.writers.webmap import shapes, to_map, write
from screening.writers.webmap.payload import payload
from screening.writers.webmap.symbols import TILES

FETCHING = {"src", "srcset", "poster", "action", "formaction", "background", "ping", "data"}


class Parts(HTMLParser):
    """Every tag, the text of each script and style, and everything else that is text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: dict[str, list[str]] = {"script": [], "style": []}
        self.text = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in self.blocks else ""
        if self._inside:
            self.blocks[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.blocks[self._inside][-1] += data
        else:
            self.text += data


def parts_of(text: str) -> Parts:
    parts = Parts()
    parts.feed(text)
    return parts


def written(screening: Screening, folder: Path) -> str:
    path = folder / "map.html"
    write(screening, path)
    return path.read_text(encoding="utf-8")


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def unpacked(column: Any) -> list[Any]:
    return column if isinstance(column, list) else [column["of"][i] for i in column["at"]]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tiny_screening(), tmp_path_factory.mktemp("map"))


@pytest.fixture(scope="module")
def parts(page: str) -> Parts:
    return parts_of(page)


def named(name: str) -> Screening:
    """The tiny screening with its first site renamed."""
    screening = tiny_screening()
    return replace(screening, sites=screening.sites.assign(name=[name, *"bcde"]))


def test_no_tag_fetches_anything(parts: Parts) -> None:
    for tag, attributes in parts.tags:
        for name in FETCHING & attributes.keys():
            pytest.fail(f"<{tag} {name}={attributes[name]!r}>")
        address = attributes.get("href") or ""
        assert tag == "a" or address.startswith("data:") or not address, (tag, address)
    assert not {tag for tag, _ in parts.tags} & {"iframe", "object", "embed", "base", "form", "img"}


def test_styles_hold_their_images(parts: Parts) -> None:
    style = "\n".join(parts.blocks["style"])
    assert "@import" not in style
    addresses = re.findall(r"url\(([^)]*)\)", style)
    assert addresses
    assert all(address.startswith("data:") for address in addresses)


def test_scripts_name_only_known_addresses(parts: Parts) -> None:
    addresses = set()
    for script in parts.blocks["script"]:
        addresses |= set(re.findall(r"(?:https?:)?//[a-z0-9{][\w.{}-]*\.[a-z]{2,}", script))
    allowed = {"https://leafletjs.com", "http://www.w3.org"}
    for tiles in TILES:
        allowed |= set(re.findall(r"https://[\w.]+", tiles.url + tiles.attribution))
    assert addresses <= allowed


def test_libraries_that_folium_would_load_are_absent(page: str) -> None:
    for name in ("jquery", "bootstrap", "awesome", "glyphicon", "cdn.", "sourceMappingURL"):
        assert name not in page.lower(), name


def test_policy_allows_each_script_by_its_hash_and_nothing_else(parts: Parts) -> None:
    policies = [
        attributes["content"] or ""
        for tag, attributes in parts.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
    assert rules["default-src"] == "'none'"
    assert "connect-src" not in rules
    scripts = [attributes for tag, attributes in parts.tags if tag == "script"]
    assert len(rules["script-src"].split()) == len(scripts) - 1  # all but the data
    assert "unsafe" not in rules["script-src"]


def test_two_writes_are_identical(tmp_path: Path, page: str) -> None:
    assert written(tiny_screening(), tmp_path) == page


def test_rendering_one_map_twice_is_identical() -> None:
    root = to_map(tiny_screening()).get_root()
    assert root.render() == root.render()


@pytest.mark.parametrize(
    "name",
    [
        HOSTILE,
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "</textarea><img src=x onerror=alert(1)>",
        "{{ 7 * 7 }} {% endraw %} {# note #}",
        "line\u2028and\u2029paragraph",
        "\u202eright-to-left\u202c 😀 \x00",
        "x" * 500,
    ],
)
def test_names_arrive_whole_and_never_as_markup(tmp_path: Path, name: str, parts: Parts) -> None:
    text = written(named(name), tmp_path)
    assert data_of(text)["sites"]["columns"]["name"][0] == name.strip()
    hostile = parts_of(text)
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in parts.tags]
    assert len(hostile.blocks["script"]) == len(parts.blocks["script"])


def test_region_and_notes_are_text_too(tmp_path: Path, parts: Parts) -> None:
    screening = tiny_screening()
    region = screening.region.assign(name=["<img src=x>"])
    text = written(replace(screening, region=region, record={"warnings": ["<b>&"]}), tmp_path)
    hostile = parts_of(text)
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in parts.tags]
    assert "<img src=x>" in hostile.text
    assert data_of(text)["run"]["notes"] == ["<b>&"]


def test_every_site_is_there_in_rank_order(page: str) -> None:
    sites = data_of(page)["sites"]
    assert sites["id"] == ["a", "b", "hostile", "out", "dark"]
    assert sites["state"] == ["ranked", "ranked", "ranked", "excluded", "unscored"]
    assert unpacked(sites["columns"]["rank"]) == [1, 2, 3, None, None]
    assert unpacked(sites["columns"]["grid_mw"]) == [700, 650, 207, 10, None]


def test_unknown_stays_null(page: str) -> None:
    columns = data_of(page)["sites"]["columns"]
    assert unpacked(columns["score"])[-1] is None
    assert unpacked(columns["it_mw"])[-1] is None
    assert unpacked(columns["operator"])[3] is None
    assert unpacked(columns["unverified"])[0] is None
    assert "NaN" not in json.dumps(columns)


def test_numbers_are_rounded_as_the_terminal_rounds_them(page: str) -> None:
    columns = data_of(page)["sites"]["columns"]
    assert unpacked(columns["score"])[0] == float(f"{81.25:.1f}")
    assert unpacked(columns["value_fiber_distance_km"])[0] == 0.8255
    assert unpacked(columns["longitude"])[0] == -97.06


def test_every_column_is_described(page: str) -> None:
    data = data_of(page)
    assert data["sites"]["columns"].keys() <= data["fields"].keys()
    assert data["fields"]["fiber_distance_km"]["unit"] == "km"
    assert data["fields"]["fiber_distance_km"]["precision"] in data["fields"]
    assert data["fields"]["utility"]["group"] == "From the sites table"


def test_connections_lead_back_to_their_sites(page: str) -> None:
    data = data_of(page)
    ties = data["connections"]
    assert sorted(ties["site"]) == sorted(4 * list(range(5)))
    for site, shape in zip(ties["site"], ties["shape"], strict=True):
        assert shape[0][:2] == [data["sites"]["x"][site], data["sites"]["y"][site]]


def test_connections_of_sites_that_are_not_there_are_left_out() -> None:
    screening = tiny_screening()
    fewer = replace(screening, sites=screening.sites.drop(index="a"))
    assert len(payload(fewer)["connections"]["site"]) == 16


def test_every_layer_is_drawn(page: str) -> None:
    layers = data_of(page)["layers"]
    assert unpacked(layers["transmission_lines"]["columns"]["voltage_kv"]) == [345, 138]
    assert len(layers["fiber_routes"]["shape"]) == 1
    assert layers["points_of_presence"]["x"] == [-968200]
    assert layers["points_of_presence"]["y"] == [328000]


def test_cities_are_the_metros_among_the_points_of_presence() -> None:
    screening = tiny_screening()
    points = gpd.GeoDataFrame(
        {"name": ["Infomart", "Dallas"], "kind": ["carrier_hotel", "metro"]},
        geometry=gpd.points_from_xy([-96.82, -96.8], [32.8, 32.78]),
        crs=CRS,
    )
    data = payload(replace(screening, layers={"points_of_presence": points}))
    assert data["base"]["labels"]["city"] == {"text": ["Dallas"], "x": [-968000], "y": [327800]}


def test_a_screening_of_almost_nothing_is_written(tmp_path: Path) -> None:
    screening = tiny_screening()
    bare = replace(
        screening,
        sites=screening.sites.iloc[[4]],
        connections=screening.connections.iloc[:0],
        layers={},
        boundaries=screening.boundaries.iloc[:0],
        build_list=pd.DataFrame(columns=screening.build_list.columns),
        constraints=screening.constraints.iloc[:0],
        record={},
    )
    data = data_of(written(bare, tmp_path))
    assert data["sites"]["state"] == ["unscored"]
    assert data["base"]["counties"] == []


def test_it_is_a_folium_map_that_takes_more() -> None:
    drawn = to_map(tiny_screening())
    folium.Marker((31.0, -98.0), popup="here").add_to(drawn)
    text = drawn.get_root().render()
    assert isinstance(drawn, folium.Map)
    assert text.index("map_screening = L.map") < text.index("L.marker(")


def test_a_whole_state_stays_small() -> None:
    rng = np.random.default_rng(0)
    turns = np.cumsum(rng.normal(0, 0.01, (3000, 12, 2)), axis=1)
    starts = rng.uniform((-106, 26), (-94, 36), (3000, 1, 2))
    encoded = shapes.lines(shapely.linestrings(starts + turns), 0.0005)
    assert len(json.dumps(encoded, separators=(",", ":"))) < 500_000


def test_encoded_lines_decode_to_the_same_places() -> None:
    line = shapely.LineString([(-97.06, 30.5601), (-97.4, 31.1), (-97.41, 31.3)])
    (steps,) = shapes.lines([line], 0.0)[0]
    decoded = np.cumsum(np.reshape(steps, (-1, 2)), axis=0) / shapes.STEPS_PER_DEGREE
    np.testing.assert_allclose(decoded, shapely.get_coordinates(line), atol=1e-9)


def test_polygons_and_collections_are_taken_apart() -> None:
    holed = shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 2, 2)
    mixed = shapely.GeometryCollection([shapely.Point(9, 9), shapely.box(5, 5, 6, 6)])
    encoded = shapes.lines([holed, shapely.Point(0, 0), mixed, None], 0.0)
    assert [len(found) for found in encoded] == [2, 0, 1, 0]
