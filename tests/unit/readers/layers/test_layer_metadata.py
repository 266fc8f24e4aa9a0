"""What a layer says of itself, in the config or beside the file."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box

from screening.errors import LayerError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer

LINE = LineString([(-97, 31), (-97.5, 31.5), (-98, 32)])


def points(n: int) -> list[Point]:
    return [Point(-97 - i / 10, 31) for i in range(n)]


SOURCES = """
["grid/subs.geojson"]
kind = "substations"
title = "Substations"
precision_km = 0.7
licence = "public domain"
source = "HIFLD"
retrieved = 2026-11-22
covers = "{covers}"
complete_min_kv = 345
complete_beyond_km = 0
note = "rounded to 0.01°"
"""


@pytest.fixture
def stated(tmp_path, texas):
    """Read a layer two folders below a SOURCES.toml."""

    def read(text, **spec):
        folder = tmp_path / "layers" / "grid"
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / "layers" / "SOURCES.toml").write_text(text, encoding="utf-8")
        frame = gpd.GeoDataFrame({"voltage_kv": [345.0, 138.0]}, geometry=points(2), crs=CRS)
        frame.to_file(folder / "subs.geojson")
        return read_layer(LayerSpec("s", "substations", folder / "subs.geojson", **spec), texas)

    return read


def test_sources_toml_speaks_where_the_config_does_not(stated, texas):
    info = stated(SOURCES.format(covers="Texas"), licence="mine").info
    assert (info.precision_km, info.licence, info.source) == (0.7, "mine", "HIFLD")
    assert (info.retrieved, info.complete_min_kv, info.complete_beyond_km) == ("2026-11-22", 345, 0)
    assert info.note == "rounded to 0.01°"
    assert info.coverage.equals(texas.geometry.iloc[0])
    assert info.coverage_stated
    assert info.notes == ()
    assert len(info.sha256) == 64


def test_a_former_key_in_sources_toml_is_read_and_reported(stated):
    text = SOURCES.format(covers="Texas")
    text = text.replace("complete_min_kv", "complete_from_kv")
    text = text.replace("complete_beyond_km", "reach_km")
    info = stated(text).info
    assert (info.complete_min_kv, info.complete_beyond_km) == (345, 0)
    assert info.notes == (
        "SOURCES.toml: complete_from_kv is now complete_min_kv; use the new name",
        "SOURCES.toml: reach_km is now complete_beyond_km; use the new name",
    )


def test_a_present_key_goes_before_its_former_name(stated):
    info = stated(SOURCES.format(covers="Texas") + "complete_from_kv = 100\n").info
    assert info.complete_min_kv == 345
    assert [note for note in info.notes if "'complete_from_kv' is not a known key" in note]


def test_a_key_that_is_not_read_is_reported(stated):
    text = SOURCES.format(covers="Texas").replace("complete_min_kv", "complete_min_kvv")
    (note,) = stated(text).info.notes
    assert note.startswith(
        "SOURCES.toml: 'complete_min_kvv' is not a known key and has no effect; "
        "did you mean 'complete_min_kv'; known: complete_beyond_km, "
    )


def test_an_unstated_layer_says_so(layer):
    info = layer("fiber_routes", {"name": ["a"]}, [LINE]).info
    assert math.isnan(info.precision_km)
    assert info.complete_min_kv == 0
    assert math.isinf(info.complete_beyond_km)
    assert info.coverage.equals(box(-98, 31, -97, 32))
    assert info.notes == (
        "states no precision_km; its distances are taken as exact",
        "states no covers; its answers are known within its bounding box, and no farther than its "
        "edge",
    )
    assert not info.coverage_stated


def test_covers_may_be_a_box_or_a_file_beside(stated, tmp_path, texas):
    assert stated(SOURCES.format(covers="-98,30,-97,32")).info.coverage.bounds == (-98, 30, -97, 32)
    texas.to_file(tmp_path / "layers" / "area.geojson")
    assert stated(SOURCES.format(covers="area.geojson")).info.coverage.equals_exact(
        texas.geometry.iloc[0], 1e-9
    )
    texas.to_file(tmp_path / "layers" / "grid" / "own.geojson")
    assert not stated(SOURCES.format(covers="x"), covers="own.geojson").info.coverage.is_empty


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SOURCES.format(covers="Atlantis"), "covers: region 'Atlantis': not a known place"),
        (SOURCES.format(covers="gone.geojson"), "covers: region: expected a polygon file, got"),
        ('["grid/subs.geojson"]\nprecision_km = "2 km"', "precision_km: expected a number of 0 or"),
        ('["grid/subs.geojson"]\nprecision_km = inf', "precision_km: expected a number of 0 or"),
        ('["grid/subs.geojson"]\nlicence = 3', "licence: expected text, got 3; put it in quotes"),
        ('["grid/subs.geojson"', "SOURCES.toml: expected TOML, got an error ("),
    ],
)
def test_statements_that_make_no_sense(stated, text, said):
    with pytest.raises(LayerError) as caught:
        stated(text)
    (told,) = caught.value.problems
    assert said in told


def test_a_statement_of_another_kind_is_noted(stated):
    text = SOURCES.format(covers="Texas").replace('"substations"', '"points_of_presence"')
    assert stated(text).info.notes == (
        "is of kind points_of_presence by its SOURCES.toml, read as substations",
    )


def test_digest_of_a_shapefile_covers_its_table(layer):
    one = layer("substations", {"kv": [345]}, points(1), name="a.shp").info
    two = layer("substations", {"kv": [138]}, points(1), name="b.shp").info
    assert one.sha256 != two.sha256
