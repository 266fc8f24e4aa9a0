"""The map's file: complete, closed to the network, safe, and the same each time."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
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
from fixtures.full import rich_screening
from fixtures.layer_kinds import POWER_PLANTS, with_power_plants
from fixtures.minimal import HOSTILE, tiny_screening

from screening.catalog.kinds import KINDS
from screening.catalog.kinds.climate_normals import CLIMATE_NORMALS
from screening.catalog.output_kinds import CONNECTIONS, FIBER_PATHS
from screening.model import CRS, RunMetadata, ScreeningResult
from screening.writers.styles.classification import class_indices
from screening.writers.styles.web_style import style_payload
from screening.writers.webmap import geometry_encoding, to_map, write
from screening.writers.webmap.assets import with_policy
from screening.writers.webmap.javascript import load_modules
from screening.writers.webmap.map_strings import STRINGS
from screening.writers.webmap.payload import payload
from screening.writers.webmap.site_card import SECTIONS
from screening.writers.webmap.symbology import TILES, symbols

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


def written(screening: ScreeningResult, folder: Path) -> str:
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


def named(name: str) -> ScreeningResult:
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
    text = written(
        replace(screening, region=region, metadata=RunMetadata(warnings=("<b>&",))), tmp_path
    )
    hostile = parts_of(text)
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in parts.tags]
    assert "<img src=x>" in hostile.text
    assert data_of(text)["run"]["notes"] == ["<b>&"]


def test_every_site_is_there_in_rank_order(page: str) -> None:
    sites = data_of(page)["sites"]
    assert sites["id"] == ["a", "b", "hostile", "out", "dark"]
    assert unpacked(data_of(page)["judgements"][0]["rank"]) == [1, 2, 3, None, None]
    assert unpacked(sites["columns"]["grid_mw"]) == [700, 650, 207, 10, None]


def test_unknown_stays_null(page: str) -> None:
    data = data_of(page)
    columns, judged = data["sites"]["columns"], data["judgements"][0]
    assert unpacked(judged["score"])[-1] is None
    assert unpacked(judged["unverified"])[0] is None
    assert unpacked(columns["it_mw"])[-1] is None
    assert unpacked(columns["operator"])[3] is None
    assert "NaN" not in json.dumps(data)


def test_numbers_are_rounded_as_the_terminal_rounds_them(page: str) -> None:
    data = data_of(page)
    assert unpacked(data["judgements"][0]["score"])[0] == float(f"{81.25:.1f}")
    assert unpacked(data["sites"]["columns"]["longitude"])[0] == -97.06


def values_of(judged: dict[str, Any]) -> np.ndarray[Any, Any]:
    return np.frombuffer(base64.b64decode(judged["values"]), "<f8").reshape(
        -1, len(judged["criteria"])
    )


def test_values_are_there_to_the_last_bit_in_the_order_of_the_sites(page: str) -> None:
    screening = tiny_screening()
    for judged, python in zip(data_of(page)["judgements"], screening.profile_results, strict=True):
        names = ["value_" + factor for factor in python.criteria["factor"]]
        expected = python.sites.loc[screening.sites.index, names].to_numpy(dtype=float)
        np.testing.assert_array_equal(values_of(judged), expected)
        assert [c["weight"] for c in judged["criteria"]] == list(python.criteria["weight"])


def test_a_judgement_in_another_order_is_put_into_that_of_the_sites() -> None:
    screening = tiny_screening()
    own = screening.profile_results[0]
    turned = replace(own, sites=own.sites.iloc[::-1])
    data = payload(replace(screening, profile_results=(turned,)))
    assert unpacked(data["judgements"][0]["rank"]) == [1, 2, 3, None, None]


def test_without_judgements_the_run_is_shown_but_not_weighed_anew() -> None:
    screening = replace(tiny_screening(), profile_results=())
    (only,) = payload(screening)["judgements"]
    assert only["profile"] == "training"
    assert not only["reranked"]
    assert unpacked(only["rank"]) == [1, 2, 3, None, None]


def test_a_method_that_compares_sites_is_not_weighed_anew() -> None:
    screening = tiny_screening()
    relative = replace(screening.profile_results[0], method="topsis")
    data = payload(replace(screening, profile_results=(relative,)))
    assert not data["judgements"][0]["reranked"]
    assert data["judgements"][0]["method_name"].startswith("TOPSIS (relative")


def test_a_raster_is_a_picture_of_steps_between_its_ends() -> None:
    pictures = payload(tiny_screening())["rasters"]
    assert [picture["low"] for picture in pictures] == [32, -4, 16]
    july = pictures[0]
    assert (july["high"], july["unit"]) == (38, "°C")
    steps = np.frombuffer(base64.b64decode(july["steps"]), np.uint8)
    grid = steps.reshape(july["rows"], july["columns"])
    assert (grid[:, 0] == 255).all()  # not known in the west
    assert (grid[0, 1:] == 0).all()  # 32 °C in the north
    assert (grid[-1, 1:] == 254).all()
    assert (np.diff(grid[:, 1].astype(int)) >= 0).all()
    np.testing.assert_allclose(july["bounds"], [-106.5, 25.5, -93.5, 36.5], atol=0.2)


def test_the_card_names_each_column_once() -> None:
    told = [name for section in SECTIONS for name in section.columns]
    for parts in (s.ranges | s.losses for s in SECTIONS):
        told += [name for names in parts.values() for name in names]
    assert len(told) == len(set(told))
    assert all(section.title in STRINGS for section in SECTIONS if section.title)


def test_every_word_the_scripts_ask_for_is_there() -> None:
    asked = set()
    for module in load_modules(("main",)):
        asked |= set(re.findall(r'\bgetText\(\s*"(\w+)"', module.body))
    assert asked <= STRINGS.keys()


def test_no_script_says_words_of_its_own() -> None:
    said = re.compile(r'el\(\s*"\w+",\s*\{[^{}]*\},\s*"([A-Za-z ]{2,})"')
    for module in load_modules(("main",)):
        assert not said.findall(module.body), module.name


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
    assert unpacked(layers["transmission_lines"]["cells"]["voltage_kv"]) == [345, 138]
    assert len(layers["fiber_routes"]["shape"]) == 1
    assert layers["points_of_presence"]["x"] == [-968200]
    assert layers["points_of_presence"]["y"] == [328000]


def test_layers_come_in_the_drawing_order_with_their_style_and_classes(page: str) -> None:
    data = data_of(page)
    assert list(data["layers"]) == [
        *("points_of_presence", "substations", "fiber_routes", "transmission_lines")
    ]
    for name, layer in data["layers"].items():
        kind = KINDS[name]
        assert layer.items() >= style_payload(kind).items()
        frame = tiny_screening().layers[name]
        assert layer["class"] == class_indices(kind.style, frame).tolist()
        assert layer["cells"].keys() <= {column.name for column in kind.columns} - {"id"}
    assert data["layer_groups"] == ["Connectivity", "Power", "Climate", "Water"]


def test_a_kind_that_is_added_to_the_catalogue_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, POWER_PLANTS.name, POWER_PLANTS)
    data = payload(with_power_plants())
    layer = data["layers"]["power_plants"]
    assert layer.items() >= style_payload(POWER_PLANTS).items()
    assert {name: unpacked(cells) for name, cells in layer["cells"].items()} == {
        "name": ["Bison", "Heron"],
        "fuel": ["gas", None],
        "capacity_mw": [812.5, None],
    }
    assert layer["class"] == [0, 1]
    assert (layer["x"], layer["y"]) == ([-990000, -980000], [290000, 285000])
    assert data["layer_groups"][-1] == "Generation"
    assert data["symbols"]["on_dark"].keys() >= {"#5b2a86"}


def test_layers_without_a_kind_are_left_out() -> None:
    assert "power_plants" not in payload(with_power_plants())["layers"]


def test_weather_stations_are_points() -> None:
    stations = gpd.GeoDataFrame(
        {"name": ["Waco"], "elevation_m": [155.0]},
        geometry=gpd.points_from_xy([-97.2], [31.6]),
        crs=CRS,
    )
    layer = payload(replace(tiny_screening(), layers={"climate_hourly": stations}))["layers"]
    assert layer["climate_hourly"]["x"] == [-972000]
    assert layer["climate_hourly"]["geometry"] == "point"
    assert layer["climate_hourly"]["cells"] == {"name": ["Waco"], "elevation_m": [155]}


def test_marks_and_lines_read_on_a_dark_ground() -> None:
    drawn = symbols()
    assert drawn["on_dark"]["#6a1452"] != "#6a1452"  # the darkest voltage class
    assert "#c9a36a" not in drawn["on_dark"]  # light enough as it is
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in drawn["on_dark"].values())


def test_lines_of_sites_are_drawn_as_the_catalogue_has_them() -> None:
    drawn = symbols()
    assert list(drawn["connections"]) == ["substation", "line", "fiber", "hub"]
    for kind, classes in ((CONNECTIONS, "connections"), (FIBER_PATHS, "paths")):
        for each in kind.style.classes:
            symbol = drawn[classes][each.values[0]]
            assert (symbol["title"], symbol["colour"]) == (each.title, each.symbol.colour)
            assert symbol["size"] == each.symbol.size


def test_rasters_are_those_that_the_catalogue_pictures() -> None:
    for picture in payload(tiny_screening())["rasters"]:
        assert picture["group"] == CLIMATE_NORMALS.group
        assert CLIMATE_NORMALS.ramp is not None
        assert picture["colours"] == list(CLIMATE_NORMALS.ramp.colours)
        assert picture["label"] in {band.title for band in CLIMATE_NORMALS.columns if band.pictured}


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
        metadata=RunMetadata(),
    )
    data = data_of(written(bare, tmp_path))
    assert unpacked(data["judgements"][0]["rank"]) == [None]
    assert data["base"]["counties"] == []


@pytest.mark.parametrize("screening", [tiny_screening(), rich_screening()], ids=["tiny", "rich"])
def test_the_folium_map_of_a_notebook_is_the_page_that_is_written(
    tmp_path: Path, screening: ScreeningResult
) -> None:
    assert with_policy(to_map(screening).get_root().render()) == written(screening, tmp_path)


def test_folium_is_loaded_only_where_a_map_is_written(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from fixtures.minimal import tiny_screening
from screening import api
from screening.writers import select_writers, write_outputs
folder = Path({str(tmp_path / "run")!r})
write_outputs(tiny_screening(), folder, select_writers(skip=["map"]))
sys.exit("folium" in sys.modules)
"""
    tests = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tests)


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
    encoded = geometry_encoding.lines(shapely.linestrings(starts + turns), 0.0005)
    assert len(json.dumps(encoded, separators=(",", ":"))) < 500_000


def test_encoded_lines_decode_to_the_same_places() -> None:
    line = shapely.LineString([(-97.06, 30.5601), (-97.4, 31.1), (-97.41, 31.3)])
    (steps,) = geometry_encoding.lines([line], 0.0)[0]
    decoded = np.cumsum(np.reshape(steps, (-1, 2)), axis=0) / geometry_encoding.STEPS_PER_DEGREE
    np.testing.assert_allclose(decoded, shapely.get_coordinates(line), atol=1e-9)


def test_polygons_and_collections_are_taken_apart() -> None:
    holed = shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 2, 2)
    mixed = shapely.GeometryCollection([shapely.Point(9, 9), shapely.box(5, 5, 6, 6)])
    encoded = geometry_encoding.lines([holed, shapely.Point(0, 0), mixed, None], 0.0)
    assert [len(found) for found in encoded] == [2, 0, 1, 0]
