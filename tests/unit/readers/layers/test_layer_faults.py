"""Each fault of a layer is told with what to do, and all of them at once."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from screening.errors import LayerError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer, read_layers

LINE = LineString([(-97, 31), (-97.5, 31.5), (-98, 32)])


def points(n: int) -> list[Point]:
    return [Point(-97 - i / 10, 31) for i in range(n)]


@pytest.mark.parametrize(
    ("kind", "data", "geometry", "options", "said"),
    [
        (
            "substations",
            {"NAME": ["A"], "Spannung": [345]},
            points(1),
            {},
            "expected a column voltage_kv, got none that is recognised; known: NAME, Spannung; "
            'write columns = {voltage_kv = "…"}',
        ),
        (
            "substations",
            {"kvolts": [345]},
            points(1),
            {"columns": {"voltage_kv": "KVOLT"}},
            "columns.voltage_kv: expected a column of the file, got 'KVOLT'; did you mean "
            "'kvolts'; known: kvolts; name one of these",
        ),
        (
            "substations",
            {"kv": [345]},
            points(1),
            {"columns": {"kilovolt": "kv"}},
            "columns: expected a column of substations, got 'kilovolt'; known: capacity_mva, "
            "headroom_mw, id, name, source, voltage_kv, voltage_max_kv; name one of these",
        ),
        (
            "transmission_lines",
            {"kv": [345]},
            points(1),
            {},
            "expected lines, got point; choose another file",
        ),
        (
            "fiber_routes",
            {"name": ["A"]},
            [None],
            {},
            "expected features, got none with geometry; export it again",
        ),
        (
            "fiber_routes",
            {"name": ["A"]},
            [LINE],
            {"crs": None},
            "expected geometry in a declared CRS, got none; declare the one it is in (a .prj "
            "beside a shapefile, or in QGIS: Layer > Set CRS, then export)",
        ),
        (
            "fiber_routes",
            {"name": ["A"]},
            [LineString([(500000, 3e6), (600000, 3e6)])],
            {},
            "expected positions within -180,-90,180,90 once in longitude, latitude, got "
            "500000,3e+06,600000,3e+06; the declared CRS is not the one it is in: declare the true "
            "one",
        ),
        (
            "fiber_routes",
            {"name": ["A"]},
            [LINE],
            {"covers": "Texaz"},
            "covers: region 'Texaz': not a known place; nearest names: Texas",
        ),
        (
            "fibre_routes",
            {"name": ["A"]},
            [LINE],
            {},
            "expected a kind that is read, got 'fibre_routes'; did you mean 'fiber_routes'; known: "
            "climate_deltas, climate_hourly, climate_normals, fiber_routes, points_of_presence, "
            "substations, transmission_lines, water_stress; name one of these",
        ),
    ],
)
def test_faults_are_told_with_what_to_do(problems, kind, data, geometry, options, said):
    (told,) = problems(kind, data, geometry, **options)
    assert told.startswith(f"layer mine (layer.gpkg): {said}")


def test_several_problems_of_one_layer(problems):
    told = problems(
        "substations",
        {"name": ["A"]},
        points(1),
        precision_km=-1.0,
        columns={"name": "NAMEN", "capacity_mva": "x"},
    )
    assert len(told) == 4
    assert told[0] == "mine: precision_km: expected a number of 0 or more, got -1.0; write it " + (
        "without unit"
    )


def test_all_problems_of_all_layers_at_once(tmp_path, texas):
    specs = [
        LayerSpec("one", "substations", tmp_path / "one.gpkg"),
        LayerSpec("two", "climate_hourly", tmp_path / "two.zip"),
        LayerSpec("three", "climate_normals", tmp_path / "three.tif"),
    ]
    with pytest.raises(LayerError) as caught:
        read_layers(specs, texas)
    said = [problem.partition(" (")[0] for problem in caught.value.problems]
    assert said == ["layer one", "layer two", "layer three"]


def test_layers_come_by_kind_in_the_order_of_the_config(write, texas):
    frame = gpd.GeoDataFrame({"kv": [1.0]}, geometry=points(1), crs=CRS)
    specs = [LayerSpec(n, "substations", write(frame, f"{n}.geojson")) for n in ("b", "a")]
    layers = read_layers(specs, texas)
    assert [layer.info.name for layer in layers["substations"]] == ["b", "a"]
    assert list(layers) == ["substations"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.gpkg", None, "expected a file, got none of that name; nearest names"),
        ("empty.geojson", b"", "expected a file with rows, got an empty file; export it again"),
        ("bad.gpkg", b"no", "expected a GeoPackage, as the name ends in .gpkg, got text; export"),
        ("plain.csv", b"name,kv\nA,345\n", "expected geometry, got a table without; save it in a"),
        (
            "none.geojson",
            b'{"type": "FeatureCollection", "features": []}',
            "expected features, got none",
        ),
    ],
)
def test_files_that_cannot_be_read(tmp_path, texas, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LayerError) as caught:
        read_layer(LayerSpec("mine", "substations", path), texas)
    (told,) = caught.value.problems
    assert told.startswith(f"layer mine ({path}): {said}")


def test_a_zip_of_two_layers_is_refused(tmp_path, texas):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.shp", "")
        archive.writestr("b.shp", "")
    with pytest.raises(
        LayerError, match=r"expected a zip with one of .*, got 2; known: a.shp, b.s"
    ):
        read_layer(LayerSpec("mine", "substations", path), texas)
