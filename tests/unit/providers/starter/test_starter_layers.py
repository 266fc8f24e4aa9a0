"""The recipes build the committed layers from the tables, and report every mistake in them."""

from __future__ import annotations

import doctest
import importlib
import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

from screening.providers.starter.__main__ import main
from screening.providers.starter.starter_layers import build_layers
from screening.providers.starter.us_atlas import build_boundaries

MADE = (
    "texas/substations_345kv.geojson",
    "texas/substations_138kv.geojson",
    "texas/transmission_lines_345kv.geojson",
    "texas/transmission_lines_138kv.geojson",
    "texas/mine_surroundings.geojson",
    "texas/grid_345kv_known.geojson",
    "texas/fiber_routes.geojson",
    "texas/points_of_presence.geojson",
)
BOUNDARIES = ("usa/states.geojson", "texas/counties.geojson")
CLIMATE = "texas/climate_normals.tif"
MODULES = (
    "__main__", "climate_raster", "climate_stations", "fiber_tables", "geojson_text",
    "power_tables", "starter_layers", "table_rows", "us_atlas",
)  # fmt: skip
MOST_BYTES = 3_000_000
BY_HAND = ("north_america/mining_sites.csv", "usa/water_stress_states.csv")
KINDS = {
    "sites", "substations", "transmission_lines", "fiber_routes", "points_of_presence",
    "climate_normals", "water_stress", "boundaries", "coverage",
}  # fmt: skip


@pytest.fixture(scope="module")
def layers(repository: Path) -> Path:
    return repository / "layers"


@pytest.fixture
def copied(layers: Path, tmp_path: Path) -> Path:
    """Copy the tables and boundaries alone, without what is built from them."""
    root = tmp_path / "layers"
    keep = shutil.ignore_patterns(*(Path(path).name for path in (*MADE, CLIMATE)), ".*")
    shutil.copytree(layers, root, ignore=keep)
    return root


@pytest.fixture(scope="module")
def rebuilt(layers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rebuilt") / "layers"
    shutil.copytree(layers, root, ignore=shutil.ignore_patterns(*(Path(p).name for p in MADE)))
    assert main(["--layers", str(root)]) == 0
    return root


def change(path: Path, edit: Callable[[list[str]], list[str]]) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")


@pytest.mark.parametrize("path", MADE)
def test_a_build_gives_the_committed_bytes(path: str, layers: Path, rebuilt: Path) -> None:
    assert (rebuilt / path).read_bytes() == (layers / path).read_bytes()


def test_a_build_gives_the_committed_climate(layers: Path, rebuilt: Path) -> None:
    with rasterio.open(layers / CLIMATE) as ours, rasterio.open(rebuilt / CLIMATE) as made:
        assert ours.transform == made.transform
        assert ours.descriptions == made.descriptions
        # a last digit may turn with another linear algebra library: 0.1 K, 1 m
        assert np.abs(ours.read().astype(int) - made.read().astype(int)).max() <= 1


def test_nothing_is_left_behind(copied: Path) -> None:
    before = {path for path in copied.rglob("*") if path.is_file()}
    build_layers(copied, None, lambda _: None)
    after = {path.relative_to(copied).as_posix() for path in copied.rglob("*") if path.is_file()}
    assert after - {path.relative_to(copied).as_posix() for path in before} == {*MADE, CLIMATE}


@pytest.mark.parametrize("path", [*MADE, *BOUNDARIES])
def test_layers_are_plain_geojson(path: str, layers: Path) -> None:
    text = (layers / path).read_text(encoding="utf-8")
    content = json.loads(text)
    assert set(content) == {"type", "features"}
    assert len(text.splitlines()) == len(content["features"]) + 2
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in content["features"]]
    assert all(shapely.is_valid(shapes))
    rings = [p.exterior for s in shapes for p in shapely.get_parts(s) if p.geom_type == "Polygon"]
    assert all(shapely.is_ccw(rings))


def test_the_counts_that_were_promised(layers: Path) -> None:
    count = {path: len(gpd.read_file(layers / path)) for path in (*MADE, *BOUNDARIES)}
    assert count["texas/substations_345kv.geojson"] == 428
    assert count["texas/substations_138kv.geojson"] == 490
    assert count["texas/transmission_lines_345kv.geojson"] == 525
    assert count["texas/transmission_lines_138kv.geojson"] == 359
    assert count["texas/counties.geojson"] == 254
    assert count["usa/states.geojson"] == 56
    sites = (layers / "north_america/mining_sites.csv").read_text(encoding="utf-8").splitlines()
    assert len({line.split(",")[0] for line in sites[1:]}) == 137


def test_voltages_are_numbers_and_apart(layers: Path) -> None:
    for kind in ("substations", "transmission_lines"):
        high = gpd.read_file(layers / f"texas/{kind}_345kv.geojson")["voltage_kv"]
        middle = gpd.read_file(layers / f"texas/{kind}_138kv.geojson")["voltage_kv"]
        assert high.min() == 345
        assert middle.min() == 138
        assert middle.max() == 230


def test_lines_end_at_the_substations_they_name(layers: Path) -> None:
    places = {
        row.name_: row.geometry.coords[0]
        for kv in (345, 138)
        for row in gpd.read_file(layers / f"texas/substations_{kv}kv.geojson")
        .rename(columns={"name": "name_"})
        .itertuples()
    }
    lines = gpd.read_file(layers / "texas/transmission_lines_345kv.geojson")
    named = 0
    for name, line in zip(lines["name"], lines.geometry, strict=True):
        for end, corner in zip(name.split(" – "), (line.coords[0], line.coords[-1]), strict=True):
            if end in places:
                named += 1
                assert places[end] == corner, name
    assert named > 900


def test_counties_make_up_texas(layers: Path) -> None:
    counties = gpd.read_file(layers / "texas/counties.geojson")
    states = gpd.read_file(layers / "usa/states.geojson")
    assert "fips" not in states.columns
    texas = states.loc[states["state"] == "TX", "geometry"].iloc[0]
    joined = shapely.union_all(counties.geometry.to_numpy())
    assert shapely.area(shapely.symmetric_difference(texas, joined)) < 1e-9
    assert shapely.coverage_is_valid(counties.geometry.to_numpy())
    assert shapely.coverage_is_valid(states.geometry.to_numpy())


def test_surroundings_hold_every_texas_mine(layers: Path) -> None:
    area = gpd.read_file(layers / "texas/mine_surroundings.geojson").geometry.union_all()
    sites = gpd.read_file(layers / "north_america/mining_sites.csv")
    texan = sites[sites["state"] == "TX"]
    points = shapely.points(texan[["longitude", "latitude"]].astype(float).to_numpy())
    assert len(points) == 43
    known = gpd.read_file(layers / "texas/grid_345kv_known.geojson").geometry.union_all()
    # all but those of the far west, whose newer lines and stations the records lack
    assert shapely.covers(known, points).sum() == 36
    assert (shapely.covers(area, points) == shapely.covers(known, points)).all()


def test_every_layer_states_its_source(layers: Path) -> None:
    stated = tomllib.loads((layers / "SOURCES.toml").read_text(encoding="utf-8"))
    assert set(stated) == {*MADE, *BOUNDARIES, CLIMATE, *BY_HAND}
    for path, entry in stated.items():
        assert entry["kind"] in KINDS, path
        assert entry["precision_km"] > 0, path
        assert {"title", "licence", "source", "retrieved", "note"} <= set(entry), path


def test_the_layers_stay_small(layers: Path) -> None:
    files = [p for p in layers.rglob("*") if p.is_file() and "cache" not in str(p.parent)]
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


def test_all_mistakes_are_told_at_once_and_nothing_is_written(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = copied / "texas/tables"
    change(tables / "substations.csv", lambda lines: [*lines, lines[1]])
    change(tables / "substations.csv", lambda lines: [*lines, "s-x,Nowhere,-970.6,30.1,345,x"])
    change(
        tables / "lines.csv",
        lambda lines: [
            *lines,
            "l-1,AJ Swop,Alibates,345,,AJ Swop|Alibates,x",
            "l-2,Alibates,Zenith,345,,AJ Swope|Zenith,x",
            "l-3,tap,tap,high,,-97.0 91.0|-97.1 30.0,x",
            "l-4,tap,tap,345,,-97.0 30.0|-97.0 30.0,x",
        ],
    )
    change(tables / "cities.csv", lambda lines: ["town" + lines[0][4:], *lines[1:]])
    (tables / "points_of_presence.csv").unlink()
    assert main(["--layers", str(copied)]) == 2
    told = capsys.readouterr().err
    for part in (
        "expected every id once, got 'sub-300002', which is also on substations.csv line 2",
        "expected every name once, got 'Cedar Valley'",
        "expected longitude within -180..180, got '-970.6'",
        "got 'AJ Swop'; known: AJ Swope",
        "expected from_name to be the end of points, 'AJ Swope', got 'Alibates'",
        "expected a bend 'longitude latitude' in degrees, got '-97.0 91.0'",
        "expected voltage_kv within 138..1200, got 'high'",
        "expected points at two different positions",
        "cities.csv: expected the columns name, longitude, latitude, got none called name",
        "points_of_presence.csv: expected a table",
    ):
        assert part in told
    assert "substations.csv line 920" in told
    assert not (copied / MADE[0]).exists()
    assert not (copied / CLIMATE).exists()


def test_a_faulty_climate_table_leaves_the_layers_alone(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = copied / "texas/tables/climate_stations.csv"
    change(table, lambda lines: [*lines[:-1], lines[-1].replace(",", ",x", 4)])
    assert main(["--layers", str(copied)]) == 2
    assert "climate_stations.csv" in capsys.readouterr().err
    assert not any((copied / path).exists() for path in (*MADE, CLIMATE))


def neighbours() -> dict[str, object]:
    """Two counties of Texas that share a jagged edge, and an islet that is only a line."""
    shared = [[100, 0], *([[3, 20], [-3, 20]] * 5)]
    west = [[100, 200], [-100, 0], [0, -200], [100, 0]]
    east = [[100, 0], [100, 0], [0, 200], [-100, 0]]
    flat = [[0, 0], [1, 1], [-1, -1]]

    def county(fips: str, name: str, arcs: list[list[list[int]]]) -> dict[str, object]:
        return {"type": "MultiPolygon", "id": fips, "properties": {"name": name}, "arcs": arcs}

    return {
        "transform": {"scale": [0.01, 0.01], "translate": [-100.0, 30.0]},
        "arcs": [shared, west, east, flat],
        "objects": {
            "counties": {
                "geometries": [
                    county("48003", "East", [[[2, -1]]]),
                    county("48001", "West", [[[0, 1]], [[3]]]),
                ]
            },
            "states": {"geometries": [county("48", "Texas", [[[1, 2]]])]},
        },
    }


def test_boundaries_keep_one_edge_between_neighbours(tmp_path: Path) -> None:
    (tmp_path / "counties-10m.json").write_text(json.dumps(neighbours()), encoding="utf-8")
    states, counties = build_boundaries(tmp_path, "TX")
    west, east = (feature.geometry for feature in counties)
    assert [dict(feature.properties) for feature in counties] == [
        {"name": "West", "state": "TX", "fips": "48001"},
        {"name": "East", "state": "TX", "fips": "48003"},
    ]
    assert [dict(feature.properties) for feature in states] == [{"name": "Texas", "state": "TX"}]
    assert shapely.intersection(west, east).length == pytest.approx(2.0, abs=0.05)
    assert west.area + east.area == pytest.approx(4.0)
    assert states[0].geometry.equals(shapely.box(-100, 30, -98, 32))


def test_boundaries_from_the_wrong_folder_are_refused(
    copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--layers", str(copied), "--boundaries", str(tmp_path)]
    assert main(arguments) == 2
    assert "which lacks counties-10m.json; run `npm pack us-atlas`" in capsys.readouterr().err


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(f"screening.providers.starter.{name}")
    assert doctest.testmod(module).failed == 0


def test_a_folder_without_layers_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--layers", str(tmp_path)]) == 2
    assert "usa/states.geojson: expected the boundaries in" in capsys.readouterr().err


def test_the_far_west_is_not_claimed_to_be_known(layers: Path) -> None:
    known = gpd.read_file(layers / "texas/grid_345kv_known.geojson").geometry.union_all()
    dallas, pecos, andrews = shapely.points([(-96.8, 32.8), (-103.5, 31.4), (-102.6, 32.3)])
    assert [known.contains(p) for p in (dallas, pecos, andrews)] == [True, False, True]
