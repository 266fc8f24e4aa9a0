"""``where``, ``constants`` and ``columns`` of a layer, in every format."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point

from screening.catalog.kinds import KINDS
from screening.config.layer_table import LayerTable
from screening.config.loader import json_schema
from screening.errors import LayerError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer

DATA = {
    "NAME": ["a", "b", "c", "d"],
    "OWNER": ["Oncor", "oncor ", "AEP", None],
    "MAX_VOLT": [345.0, 138.0, 345.0, 69.0],
    "GRADE": ["x", "y", "x", "x"],
}
PLACES = [(-97.0 - i / 10, 31.0) for i in range(4)]
FORMATS = ["l.csv", "l.tsv", "l.gpkg", "l.geojson", "l.shp", "l.parquet"]


@pytest.fixture
def read(tmp_path, texas):
    """Write the substations in a format and read them."""

    def of(name="l.gpkg", kind="substations", data=DATA, **spec):
        path = tmp_path / name
        if path.suffix in (".csv", ".tsv"):
            table = pd.DataFrame(data)
            table[["lon", "lat"]] = PLACES
            table.to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ",")
        else:
            frame = gpd.GeoDataFrame(data, geometry=[Point(*each) for each in PLACES], crs=CRS)
            frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
        return read_layer(LayerSpec("mine", kind, path, **spec), texas)

    return of


@pytest.mark.parametrize("name", FORMATS)
def test_where_keeps_rows_with_one_of_the_values(read, name):
    found = read(name, where={"OWNER": ["ONCOR"]})
    assert found.frame["name"].tolist() == ["a", "b"]
    assert found.info.left_out == {"by OWNER: 1 AEP, 1 (none)": 2}
    assert "left out 2 of 4 features by OWNER: 1 AEP, 1 (none)" in found.info.notes


def test_where_takes_names_of_the_file_and_ours_and_columns_that_are_not_read(read):
    assert read(where={"voltage_kv": ["345"]}).frame["name"].tolist() == ["a", "c"]
    assert read(where={"max_volt": ["345"]}).frame["name"].tolist() == ["a", "c"]
    both = read(where={"grade": ["x"], "owner": ["oncor", ""]})
    assert both.frame["name"].tolist() == ["a", "d"]
    assert sum(both.info.left_out.values()) == 2


def test_faults_of_where(read):
    with pytest.raises(LayerError) as caught:
        read(where={"OWNR": ["Oncor"], "GRADE": ["z"]})
    one, two = caught.value.problems
    assert "where.OWNR: expected a column of the file, got 'OWNR'; did you mean 'OWNER'" in one
    assert "known: GRADE, MAX_VOLT, NAME, OWNER" in one
    assert "where.GRADE: expected values that rows have, got 'z'" in two
    with pytest.raises(LayerError, match="where: expected features that match all columns"):
        read(where={"GRADE": ["y"], "OWNER": ["AEP"]})
    told = read(where={"GRADE": ["x", "z"]}).info.notes
    assert any("where.GRADE: expected values that rows have, got 'z'" in note for note in told)


@pytest.mark.parametrize("name", FORMATS)
def test_constants_are_what_every_feature_has(read, name):
    constants = {"kind": "Carrier hotel", "networks_count": 30, "source": "ours"}
    found = read(name, "points_of_presence", constants=constants)
    assert found.frame["kind"].tolist() == ["carrier_hotel"] * 4
    assert found.frame["networks_count"].tolist() == [30] * 4
    assert found.frame["source"].tolist() == ["ours"] * 4


def test_a_constant_beats_the_file_and_stands_for_a_required_column(read):
    assert read(constants={"voltage_kv": 230}).frame["voltage_kv"].tolist() == [230] * 4
    bare = read(data={"NAME": list("abcd")}, constants={"voltage_kv": "138 kV"})
    assert bare.frame["voltage_kv"].tolist() == [138] * 4


@pytest.mark.parametrize(
    ("kind", "constants", "said"),
    [
        ("points_of_presence", {"kind": "carrier hotle"}, "got 'carrier hotle'; did you mean"),
        ("points_of_presence", {"networks_count": "many"}, "constants.networks_count: expected"),
        ("substations", {"voltage_kv": -5}, "constants.voltage_kv: expected a value of voltage_kv"),
        ("substations", {"kilovolt": 5}, "constants: expected a column of substations, got 'kilov"),
        ("substations", {"id": "1"}, "constants: expected a column of substations, got 'id'"),
    ],
)
def test_constants_that_are_none(read, kind, constants, said):
    with pytest.raises(LayerError, match=said):
        read(kind=kind, constants=constants)


def test_a_column_is_mapped_or_constant(read):
    with pytest.raises(LayerError, match=r"constants\.name: expected a column that is not mapped"):
        read(constants={"name": "x"}, columns={"name": "OWNER"})


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.parquet"])
def test_columns_name_the_coordinates_of_a_table(tmp_path, texas, name):
    table = pd.DataFrame({"kv": [345], "east": [-97.5], "north": [31.25], "lon": [0.0]})
    path = tmp_path / name
    if path.suffix == ".parquet":
        table.to_parquet(path)
    else:
        table.to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ",")
    spec = LayerSpec("t", "substations", path)
    with pytest.raises(LayerError, match=r"write columns = \{longitude = .…., latitude"):
        read_layer(spec, texas)
    mapped = LayerSpec("t", "substations", path, columns={"longitude": "east", "latitude": "north"})
    found = read_layer(mapped, texas)
    np.testing.assert_allclose(shapely.get_coordinates(found.frame.geometry), [(-97.5, 31.25)])
    wrong = LayerSpec("t", "substations", path, columns={"longitude": "est", "latitude": "north"})
    with pytest.raises(LayerError, match=r"columns.longitude: .* did you mean 'east'"):
        read_layer(wrong, texas)


def test_a_table_of_states_takes_them_too(tmp_path, texas):
    path = tmp_path / "states.csv"
    path.write_text("state,bws_score,year\nTX,2,2020\nTX,3,2030\nElbonia,1,2020\n")
    spec = LayerSpec("w", "water_stress", path, where={"year": ["2030"]}, constants={"source": "s"})
    found = read_layer(spec, texas)
    assert found.frame["water_stress_score"].tolist() == [3]
    assert found.frame["source"].tolist() == ["s"]
    assert found.info.left_out == {"that name no state: elbonia": 1, "by year: 1 2020": 1}


def test_the_schema_describes_the_options():
    described = json_schema()["$defs"]["LayerTable"]["properties"]
    for name in ("where", "constants", "include", "facilities", "columns"):
        assert described[name]["description"].endswith("."), name
    text = described["include"]["description"]
    for name in ("planned", "under construction", "dc", "traction", "taps"):
        assert name in text


def test_the_config_knows_the_classes_of_each_kind():
    for kind in KINDS.values():
        for name in kind.include_names:
            assert LayerTable(kind=kind.name, path="x", include=[name]).include == [name]
    with pytest.raises(ValueError, match="got 'taps'; known: abandoned"):
        LayerTable(kind="transmission_lines", path="x", include=["taps"])
    with pytest.raises(ValueError, match="expected a layer of features for where, got climate_n"):
        LayerTable(kind="climate_normals", path="x", where={"a": ["b"]})


def test_where_takes_numbers_without_quotes():
    table = LayerTable.model_validate(
        {"kind": "substations", "path": "s.gpkg", "where": {"MAX_VOLT": [345, 138.0, 34.5, "69"]}}
    )
    assert table.where == {"MAX_VOLT": ["345", "138", "34.5", "69"]}


@pytest.mark.parametrize("value", [True, None, ["345"]])
def test_where_takes_nothing_else(value):
    table = {"kind": "substations", "path": "s.gpkg", "where": {"MAX_VOLT": [value]}}
    with pytest.raises(ValueError, match="valid string"):
        LayerTable.model_validate(table)
