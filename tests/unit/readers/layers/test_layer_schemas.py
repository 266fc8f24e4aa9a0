"""Layers in the schemas of their providers."""

from __future__ import annotations

import json
import warnings

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, Point, Polygon

from screening.errors import LayerError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer

LINE = LineString([(-97, 31), (-97.5, 31.5), (-98, 32)])
SQUARE = Polygon([(-97, 31), (-96.9, 31), (-96.9, 31.1), (-97, 31.1)])


def points(n: int) -> list[Point]:
    return [Point(-97 - i / 10, 31) for i in range(n)]


def test_starter_schema_of_every_vector_kind(layer):
    one = layer(
        "substations",
        {"id": ["s"], "name": ["S"], "voltage_kv": [345.0], "capacity_mva": [600.0]},
        points(1),
        name="a.geojson",
    )
    assert one.frame.drop(columns="geometry").to_dict("records") == [
        {"id": "s", "name": "S", "voltage_kv": 345.0, "voltage_max_kv": 345.0}
        | {"capacity_mva": 600.0, "source": None}
    ]
    two = layer(
        "transmission_lines",
        {"id": ["l"], "name": ["L"], "voltage_kv": [345], "owner": ["O"], "circuits": [2]},
        [LINE],
        name="b.geojson",
        source="HIFLD",
    )
    assert two.frame.drop(columns="geometry").to_dict("records") == [
        {"id": "l", "name": "L", "voltage_kv": 345.0, "voltage_max_kv": 345.0}
        | {"owner": "O", "circuits": 2.0}
        | {"source": "HIFLD"}
    ]
    three = layer(
        "fiber_routes",
        {"name": ["I-35", "I-10"], "provider": ["Zayo;AT&T ; zayo", None]}
        | {"kind": ["Long Haul", "odd"], "source": ["FCC", None]},
        [LINE, LINE],
        name="c.geojson",
        source="own",
    )
    assert three.frame.drop(columns="geometry").to_dict("records") == [
        {"id": "1", "name": "I-35", "provider": "Zayo; AT&T", "kind": "long-haul", "source": "FCC"},
        {"id": "2", "name": "I-10", "provider": "", "kind": "", "source": "own"},
    ]
    assert "left the kinds odd empty, as none is known" in three.info.notes
    four = layer(
        "points_of_presence",
        {"name": ["Infomart", "X"], "kind": ["Carrier Hotel", "IX"], "networks_count": [200, None]},
        points(2),
        name="d.geojson",
    )
    assert four.frame["kind"].tolist() == ["carrier_hotel", "ixp"]
    np.testing.assert_allclose(four.frame["networks_count"], [200, np.nan])


def test_hifld_substations(layer):
    found = layer(
        "substations",
        {"ID": ["1", "2", "3"], "NAME": ["A", "NOT AVAILABLE", "C"], "MAX_VOLT": [345, -999999, 0]}
        | {"MIN_VOLT": [138.0, 69.0, -999999.0]},
        points(3),
    )
    np.testing.assert_allclose(found.frame["voltage_kv"], [345, 69, np.nan])
    assert found.frame["name"].tolist() == ["A", None, "C"]
    assert "1 of 3 features state no voltage" in found.info.notes


def test_hifld_lines_take_the_exact_voltage_else_the_lowest_of_the_class(layer):
    classes = ["345", "220-287", "735 AND ABOVE", "UNDER 100", "DC", "NOT AVAILABLE", "100-161"]
    n = len(classes)
    columns = {
        "ID": [str(i) for i in range(n)],
        "VOLTAGE": [345.0] + [-999999.0] * (n - 2) + [138.0],
        "VOLT_CLASS": classes,
        "OWNER": ["ONCOR", "NOT AVAILABLE"] + ["X"] * (n - 2),
        "SUB_1": ["SANDOW", "NOT AVAILABLE"] + ["A"] * (n - 2),
        "SUB_2": ["TEMPLE"] + ["B"] * (n - 1),
    }
    frame = layer("transmission_lines", columns, [LINE] * n, include=["dc"]).frame
    np.testing.assert_allclose(frame["voltage_kv"], [345, 230, 765, np.nan, np.nan, np.nan, 138])
    assert frame["name"].tolist()[:3] == ["SANDOW–TEMPLE", None, "A–B"]
    assert frame["owner"].tolist()[:3] == ["ONCOR", None, "X"]


def test_a_mapped_column_is_the_only_one_read(layer):
    found = layer(
        "transmission_lines",
        {"VOLTAGE": [138.0, 345.0], "VOLT_CLASS": ["100-161", "NOT AVAILABLE"]},
        [LINE, LINE],
        columns={"voltage_kv": "VOLT_CLASS"},
    )
    np.testing.assert_allclose(found.frame["voltage_kv"], [100, np.nan])


def test_openstreetmap_is_in_volts_and_holds_other_things(layer):
    data = {
        "@id": ["way/1", "way/2", "node/3", "way/4", "way/5"],
        "power": ["line", "minor_line", "tower", "line", None],
        "voltage": ["345000;138000", "400", "345000", "medium", "345000"],
        "operator": ["Oncor"] * 5,
        "circuits": ["2", "x", "1", None, "1"],
    }
    found = layer("transmission_lines", data, [LINE, LINE, points(1)[0], LINE, LINE])
    assert found.frame["id"].tolist() == ["way/1", "way/2", "way/4"]
    np.testing.assert_allclose(found.frame["voltage_kv"], [345, 0.4, np.nan])
    np.testing.assert_allclose(found.frame["circuits"], [2, np.nan, np.nan])
    assert found.frame["owner"].tolist() == ["Oncor"] * 3
    assert found.info.notes[:4] == (
        "left out 1 of 5 features that are not lines",
        "left out 1 of 5 features by their 'power'",
        "read the numbers of 'voltage' as volts",
        "1 of 3 features state no voltage",
    )


def test_openstreetmap_with_a_column_of_kilovolts_beside(layer):
    data = {"power": ["substation"], "voltage": ["345000"], "voltage_kv": [345.0]}
    assert layer("substations", data, [SQUARE]).frame["voltage_kv"].tolist() == [345]


@pytest.mark.parametrize("name", ["o.geojson", "o.parquet"])
def test_overture(layer, name):
    data = {
        "id": ["x", "y"],
        "names": [{"primary": "Sandow Switch"}, None],
        "subtype": ["power", "power"],
        "class": ["substation", "power_tower"],
        "source_tags": [{"voltage": "345000;138000", "operator": "Oncor"}, {"voltage": "1"}],
    }
    frame = layer("substations", data, points(2), name=name).frame
    assert frame["name"].tolist() == ["Sandow Switch"]
    assert frame["voltage_kv"].tolist() == [345]


def test_overture_map_columns_are_pairs(tmp_path, texas):
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = gpd.GeoDataFrame({"id": ["x"]}, geometry=points(1), crs=CRS)
    table = pa.table(frame.to_arrow())
    tags = pa.array([[("voltage", "230000")]], type=pa.map_(pa.string(), pa.string()))
    frame.to_parquet(tmp_path / "plain.parquet")
    metadata = pq.read_schema(tmp_path / "plain.parquet").metadata
    table = pq.read_table(tmp_path / "plain.parquet").append_column("source_tags", tags)
    pq.write_table(table.replace_schema_metadata(metadata), tmp_path / "o.parquet")
    found = read_layer(LayerSpec("o", "substations", tmp_path / "o.parquet"), texas)
    assert found.frame["voltage_kv"].tolist() == [230]


@pytest.mark.parametrize("name", ["o.geojson", "o.gpkg", "o.parquet"])
@pytest.mark.parametrize(
    ("field", "nest"),
    [
        ("other_tags", lambda tags: ",".join(f'"{key}"=>"{tags[key]}"' for key in tags)),
        ("all_tags", json.dumps),
        ("tags", json.dumps),
    ],
)
def test_openstreetmap_tags_that_gdal_nests(layer, field, nest, name):
    # ogr2ogr keeps in other_tags what is no column, osmtogeojson everything in tags
    tags = [
        {"power": "line", "voltage": "345000;138000", "operator": "Oncor"},
        {"power": "line", "voltage": "500000", "frequency": "0"},
        {"power": "line", "voltage": "345000", "disused": "yes"},
        {"disused:power": "line", "voltage": "345000"},
    ]
    found = layer(
        "transmission_lines", {field: [nest(each) for each in tags]}, [LINE] * 4, name=name
    )
    assert found.frame["voltage_kv"].tolist() == [345]
    assert found.frame["owner"].tolist() == ["Oncor"]
    assert found.info.left_out == {"that are disused": 2, "that are DC": 1}


def test_routes_whose_tags_say_that_they_are_abandoned(layer):
    data = {"name": ["A", "B"], "other_tags": [None, '"abandoned:communication"=>"line"']}
    found = layer("fiber_routes", data, [LINE, LINE], name="o.geojson")
    assert found.frame["name"].tolist() == ["A"]


def test_names_in_braces_are_no_json(layer):
    data = {"names": ["{Alpha, Beta}", "{"], "kv": [345, 345]}
    found = layer("substations", data, points(2), name="o.geojson")
    assert found.frame["name"].tolist() == ["{Alpha, Beta}", "{"]


def peeringdb(entries):
    return json.dumps({"data": entries, "meta": {}})


def test_peeringdb_facilities(tmp_path, texas):
    entries = [
        {"id": 1, "name": "Infomart", "net_count": 200, "latitude": 32.8, "longitude": -96.82},
        {"id": 2, "name": "Nowhere", "net_count": 3, "latitude": None, "longitude": None},
    ]
    path = tmp_path / "fac.json"
    path.write_text(peeringdb(entries))
    found = read_layer(LayerSpec("fac", "points_of_presence", path), texas)
    assert found.frame["kind"].tolist() == ["carrier_hotel"]
    assert found.frame["networks_count"].tolist() == [200]
    assert found.frame.geometry.iloc[0].coords[0] == (-96.82, 32.8)
    assert "left out 1 of 2 features without geometry" in found.info.notes


def test_peeringdb_exchanges_need_positions(tmp_path, texas):
    entry = {"id": 1, "name": "Equinix Dallas", "city": "Dallas", "net_count": 150, "media": "E"}
    path = tmp_path / "ix.json"
    path.write_text(peeringdb([entry]))
    with pytest.raises(
        LayerError, match="got ix entries, which have no positions in PeeringDB; use"
    ):
        read_layer(LayerSpec("ix", "points_of_presence", path), texas)
    path.write_text(peeringdb([entry | {"longitude": -96.8, "latitude": 32.8}]))
    found = read_layer(LayerSpec("ix", "points_of_presence", path), texas)
    assert found.frame["kind"].tolist() == ["ixp"]
    for text in (peeringdb([]), '{"data": [', '{"meta": {}}'):
        path.write_text(text)
        with pytest.raises(LayerError, match="of PeeringDB, got"):
            read_layer(LayerSpec("ix", "points_of_presence", path), texas)


def test_planned_routes_are_no_routes(layer):
    found = layer(
        "fiber_routes",
        {"name": ["A", "B", "C"], "status": ["in service", "Under construction", None]},
        [LINE] * 3,
    )
    assert found.frame["name"].tolist() == ["A", "C"]
    assert "left out 1 of 3 features that are under construction" in found.info.notes
    said = "expected fiber routes in service, got none: 1 that are planned; choose another file, "
    with pytest.raises(LayerError, match=said + r'or write include = \["planned"\]'):
        layer("fiber_routes", {"status": ["planned"]}, [LINE], name="p.gpkg")


def test_headroom_is_read_where_a_file_states_it(layer):
    found = layer("substations", {"kv": [345.0, 138.0], "headroom": [120.0, None]}, points(2))
    np.testing.assert_allclose(found.frame["headroom_mw"], [120.0, np.nan])


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        ("points_of_presence", {"networks_count": [7, 8]}, {"networks_count": [7, 8]}),
        ("points_of_presence", {"coord_precision_km": [5, 6]}, {"coord_precision_km": [5, 6]}),
        ("substations", {"voltage_class": ["345", "138"]}, {"voltage_kv": [345, 138]}),
        ("substations", {"kv": [69, 69], "capacity_mva": [1, 2]}, {"capacity_mva": [1, 2]}),
        ("substations", {"kv": [69, 69], "headroom_mw": [1, 2]}, {"headroom_mw": [1, 2]}),
    ],
)
def test_names_that_a_shapefile_cuts(layer, kind, columns, expected):
    with warnings.catch_warnings():  # names are shortened, and it says so
        warnings.simplefilter("ignore")
        found = layer(kind, columns, points(2), name="s.shp")
    for name, values in expected.items():
        assert found.frame[name].tolist() == values


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("operational_status", "Planned", "that are planned"),
        ("construction_status", "proposed", "that are proposed"),
        ("route_status", "retired", "that are retired"),
        ("project_status", "Under construction", "that are under construction"),
        ("voltage_class", "DC", "that are DC"),
        ("current_type", "DC", "that are DC"),
    ],
)
def test_exclusions_by_names_that_a_shapefile_cuts(layer, column, value, reason):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = {"kv": [345, 345], column: [value, None]}
        found = layer("transmission_lines", data, [LINE, LINE], name="s.shp")
    assert found.info.left_out == {reason: 1}
