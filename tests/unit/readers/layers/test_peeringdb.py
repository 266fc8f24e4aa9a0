"""PeeringDB: facilities by their networks; exchanges at their facilities, or their city's."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from screening.errors import LayerError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer

FACILITIES = [
    {"id": 1, "name": "Infomart", "city": "Dallas", "state": "TX", "country": "US"}
    | {"latitude": 32.80, "longitude": -96.82, "net_count": 200, "status": "ok"},
    {"id": 2, "name": "Bryan St", "city": "dallas", "state": "TX", "country": "US"}
    | {"latitude": 32.79, "longitude": -96.79, "net_count": 20, "status": "ok"},
    {"id": 3, "name": "Gone", "city": "Dallas", "state": "TX", "country": "US"}
    | {"latitude": 33.40, "longitude": -96.79, "net_count": 999, "status": "deleted"},
    {"id": 4, "name": "Pittock", "city": "Portland", "state": "OR", "country": "US"}
    | {"latitude": 45.52, "longitude": -122.68, "net_count": 80, "status": "ok"},
    {"id": 5, "name": "Maine", "city": "Portland", "state": "ME", "country": "US"}
    | {"latitude": 43.66, "longitude": -70.26, "net_count": 4, "status": "ok"},
    {"id": 6, "name": "Paris", "city": "Paris", "state": "", "country": "FR"}
    | {"latitude": 48.85, "longitude": 2.35, "net_count": 90, "status": "ok"},
    {"id": 7, "name": "Edge", "city": "Dallas", "state": "TX", "country": "US"}
    | {"latitude": None, "longitude": None, "net_count": 19, "status": "ok"},
]


def exchange(number, city, **more):
    return {"id": number, "name": f"ix{number}", "city": city, "country": "US", "media": "E"} | more


@pytest.fixture
def read(tmp_path, texas):
    """Write documents as JSON and read the first as a layer."""

    def of(entries, facilities=None, **spec):
        path = tmp_path / "layer.json"
        path.write_text(json.dumps(entries if isinstance(entries, dict) else {"data": entries}))
        if facilities is not None:
            spec["facilities"] = tmp_path / "fac.json"
            spec["facilities"].write_text(json.dumps(facilities))
        return read_layer(LayerSpec("p", "points_of_presence", path, **spec), texas)

    return of


def test_facilities_of_many_networks_are_carrier_hotels(read):
    found = read(FACILITIES)
    kinds = dict(zip(found.frame["name"], found.frame["kind"], strict=True))
    assert kinds == {
        **dict.fromkeys(("Infomart", "Bryan St", "Pittock", "Paris"), "carrier_hotel"),
        "Maine": "data_center",
    }
    assert found.info.left_out == {"without geometry": 1, "that are deleted": 1}
    assert any("those of 20 networks or more, as carrier hotels" in n for n in found.info.notes)
    stated = read(FACILITIES, constants={"kind": "data_center"})
    assert set(stated.frame["kind"]) == {"data_center"}
    assert not any("carrier hotels" in note for note in stated.info.notes)


def test_exchanges_by_the_facilities_of_their_city(read):
    entries = [
        exchange(1, "Dallas", net_count=150),
        exchange(2, "Portland"),
        exchange(3, "Portland, ME"),
        exchange(4, "Nowhere"),
        exchange(5, "Paris"),
    ]
    found = read(entries, {"data": FACILITIES}, precision_km=0.1)
    frame = found.frame.set_index("name")
    assert list(frame.index) == ["ix1", "ix3"]
    assert frame.geometry["ix1"] == Point(-96.82, 32.80)  # the facility of the most networks
    assert frame.geometry["ix3"] == Point(-70.26, 43.66)
    assert set(frame["kind"]) == {"ixp"}
    assert found.info.left_out == {"that no facility places": 3}
    assert found.info.precision_km == 0.1
    assert frame["coord_precision_km"].tolist() == [10, 10]  # a city's, whatever is stated
    said = "placed 0 exchanges by their facilities and 2 by those of their city, to within 10.0 km"
    assert said in found.info.notes


def test_exchanges_by_their_own_facilities(read):
    linked = [exchange(1, "Elsewhere"), exchange(2, "Dallas", fac_set=[4])]
    whole = exchange(3, "Elsewhere", fac_set=[FACILITIES[0], FACILITIES[1]])
    dump = {
        "fac": {"data": FACILITIES},
        "ix": {"data": [*linked, whole]},
        "ixfac": {"data": [{"id": 1, "ix_id": 1, "fac_id": 2}]},
    }
    found = read(dump)
    frame = found.frame.set_index("name")
    assert frame.geometry["ix1"] == Point(-96.79, 32.79)
    assert frame.geometry["ix2"] == Point(-122.68, 45.52)
    assert frame.geometry["ix3"] == Point(-96.82, 32.80)
    own_km = frame["coord_precision_km"]
    assert own_km["ix3"] == pytest.approx(3.0, abs=0.1)  # the two in Dallas
    assert own_km["ix1"] == 0
    assert np.isnan(own_km["Pittock"])  # as precise as the layer
    assert frame["kind"].value_counts().to_dict() == {
        "carrier_hotel": 4,
        "ixp": 3,
        "data_center": 1,
    }
    total = found.info.feature_count + sum(found.info.left_out.values())
    assert total == len(FACILITIES) + 3
    depth_two = read([whole])
    assert depth_two.frame.geometry.iloc[0] == Point(-96.82, 32.80)


def test_facilities_too_far_apart_place_nothing(read):
    spread = [FACILITIES[0], FACILITIES[1] | {"latitude": 34.0}]
    with pytest.raises(
        LayerError, match="expected exchanges in cities of the facilities, got none"
    ):
        read([exchange(1, "Dallas")], {"data": spread})


@pytest.mark.parametrize("name", ["f.csv", "f.geojson", "f.gpkg"])
def test_any_file_of_places_with_cities(tmp_path, texas, name):
    path = tmp_path / name
    table = pd.DataFrame({"city": ["Dallas"], "networks_count": [200]})
    if path.suffix == ".csv":
        table.assign(lon=-96.82, lat=32.8).to_csv(path, index=False)
    else:
        gpd.GeoDataFrame(table, geometry=[Point(-96.82, 32.8)], crs=CRS).to_file(path)
    layer = tmp_path / "ix.json"
    layer.write_text(json.dumps({"data": [exchange(1, "Dallas"), exchange(2, "Austin")]}))
    spec = LayerSpec("p", "points_of_presence", layer, facilities=path)
    found = read_layer(spec, texas)
    assert found.frame["coord_precision_km"].tolist() == [10]
    layer.write_text(
        json.dumps({"data": [exchange(1, "Dallas"), exchange(2, "Paris") | {"country": "FR"}]})
    )
    with pytest.raises(LayerError, match="expected a column country, as the exchanges are of 2"):
        read_layer(spec, texas)


def test_faults_of_facilities(read, tmp_path):
    with pytest.raises(LayerError, match=r'write facilities = "…"'):
        read([exchange(1, "Dallas")])
    with pytest.raises(
        LayerError, match=r"facilities \(.*fac.json\): expected fac entries, got ix"
    ):
        read([exchange(1, "Dallas")], {"data": [exchange(2, "Dallas")]})
    with pytest.raises(LayerError, match=r"facilities \(.*gone.json\): expected a file, got none"):
        read_gone(tmp_path)


def read_gone(tmp_path):
    path = tmp_path / "ix.json"
    path.write_text(json.dumps({"data": [exchange(1, "Dallas")]}))
    spec = LayerSpec("p", "points_of_presence", path, facilities=tmp_path / "gone.json")
    return read_layer(spec, gpd.GeoDataFrame(geometry=[], crs=CRS))


def test_exchanges_that_lack_a_field_of_the_others(read):
    # in a table, the state and country of the second are NaN
    bare = {"id": 2, "name": "ix2", "city": "Dallas", "media": "E"}
    found = read([exchange(1, "Dallas", state="TX"), bare], {"data": FACILITIES})
    assert found.frame["id"].tolist() == ["1", "2"]
