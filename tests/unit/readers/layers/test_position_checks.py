"""Positions that are exchanged, or lost their minus, are refused in every format and kind."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box

from screening.errors import LayerError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer

VIRGINIA = gpd.GeoDataFrame(
    {"name": ["Virginia"], "level": ["state"], "state": ["VA"]},
    geometry=[box(-83.7, 36.5, -75.2, 39.5)],
    crs=CRS,
)
RIGHT = np.array([(-77.5, 39.0), (-78.2, 38.6), (-79.0, 37.5)])
FAULTS = {
    "longitude and latitude exchanged": RIGHT[:, ::-1],
    "the other sign of longitude": RIGHT * (-1, 1),
    "the other sign of latitude": RIGHT * (1, -1),
}


def write(folder, name, places):
    """Write points of presence at places, in the format of a name."""
    path = folder / name
    table = pd.DataFrame({"name": [f"p{i}" for i in range(len(places))], "kind": "ixp"})
    table[["lon", "lat"]] = places
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    elif path.suffix == ".tsv":
        table.to_csv(path, index=False, sep="\t")
    elif path.suffix == ".kml":
        marks = "".join(
            f"<Placemark><name>p</name><Point><coordinates>{lon},{lat}</coordinates></Point>"
            "</Placemark>"
            for lon, lat in places
        )
        opening = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        path.write_text(f"{opening}{marks}</Document></kml>")
    elif path.suffix == ".json":
        entries = table.rename(columns={"lon": "longitude", "lat": "latitude"})
        path.write_text(json.dumps({"data": entries.to_dict("records")}))
    else:
        shapes = gpd.points_from_xy(places[:, 0], places[:, 1])
        frame = gpd.GeoDataFrame(table[["name", "kind"]], geometry=shapes, crs=CRS)
        frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path


def read(path, **spec):
    return read_layer(LayerSpec("p", "points_of_presence", path, **spec), VIRGINIA)


FORMATS = ["p.csv", "p.tsv", "p.json", "p.geojson", "p.gpkg", "p.shp", "p.parquet", "p.kml"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("fault", FAULTS)
def test_positions_outside_what_a_layer_covers_are_refused(tmp_path, name, fault):
    path = write(tmp_path, name, FAULTS[fault])
    with pytest.raises(LayerError) as caught:
        read(path, covers="Virginia")
    (told,) = caught.value.problems
    assert "expected features within what it covers, got 3 of 3 features that lie outside" in told
    assert fault in told


@pytest.mark.parametrize("name", FORMATS)
def test_right_positions_are_read(tmp_path, name):
    found = read(write(tmp_path, name, RIGHT), covers="Virginia")
    assert found.info.feature_count == 3


def test_the_remedy_that_is_told_works(tmp_path):
    path = write(tmp_path, "p.csv", RIGHT[:, ::-1])
    found = read(path, covers="Virginia", columns={"longitude": "lat", "latitude": "lon"})
    np.testing.assert_allclose(shapely.get_coordinates(found.frame.geometry), RIGHT)


@pytest.mark.parametrize("name", FORMATS)
def test_a_layer_without_covers_is_refused_where_nobody_lives(tmp_path, name):
    path = write(tmp_path, name, FAULTS["longitude and latitude exchanged"])
    with pytest.raises(LayerError, match="3 of 3 features that are probably exchanged"):
        read(path)


def test_the_region_of_the_sites_tells_too(tmp_path):
    path = write(tmp_path, "p.csv", FAULTS["the other sign of longitude"])
    assert read(path).info.feature_count == 3  # in China, for all that the file says
    with pytest.raises(LayerError, match="expected features within the region of the sites, got 3"):
        read(path, near=box(-83.7, 36.5, -75.2, 39.5))


def test_few_wrong_ones_are_told_and_a_tenth_is_refused(tmp_path):
    rng = np.random.default_rng(1)
    many = np.column_stack([rng.uniform(-83, -76, 40), rng.uniform(37, 39, 40)])
    many[:3] *= (-1, 1)
    found = read(write(tmp_path, "few.gpkg", many), covers="Virginia")
    assert any(
        note.startswith("has 3 of 40 features that lie outside it, but inside with the other sign")
        for note in found.info.notes
    )
    many[3] *= (-1, 1)
    with pytest.raises(LayerError, match="got 4 of 40 features that lie outside it"):
        read(write(tmp_path, "tenth.gpkg", many), covers="Virginia")


def test_features_beyond_the_border_are_normal(tmp_path):
    beyond = np.array([(-77.5, 39.0), (-74.0, 40.7), (-84.0, 33.7)])
    found = read(write(tmp_path, "p.gpkg", beyond), covers="Virginia")
    assert found.info.feature_count == 3
    assert not any("outside" in note for note in found.info.notes)


def test_none_anywhere_near_is_refused(tmp_path):
    path = write(tmp_path, "p.gpkg", np.array([(-118.0, 34.0), (-122.0, 37.0)]))
    with pytest.raises(LayerError, match=r"none within 200 km of it: all lie within -122,34,-118"):
        read(path, covers="Virginia")
    near = write(tmp_path, "near.gpkg", np.array([(-75.0, 40.0)]))
    assert read(near, covers="Virginia").info.feature_count == 1


@pytest.mark.parametrize(
    ("kind", "shape", "column"),
    [
        ("transmission_lines", LineString([(39.0, -77.6), (38.6, -78.3)]), "kv"),
        ("fiber_routes", LineString([(39.0, -77.6), (38.6, -78.3)]), "provider"),
        ("substations", Point(39.0, -77.6), "kv"),
        ("water_stress", Polygon([(39.0, -77.6), (38.0, -77.6), (38.5, -78.6)]), "bws_score"),
    ],
)
def test_every_kind_is_checked(tmp_path, kind, shape, column):
    path = tmp_path / "l.gpkg"
    gpd.GeoDataFrame({column: [3.0]}, geometry=[shape], crs=CRS).to_file(path)
    with pytest.raises(LayerError, match="with longitude and latitude exchanged"):
        read_layer(LayerSpec("l", kind, path, covers="Virginia"), VIRGINIA)
    # a file with a spatial index, of which only what is near the region would be read
    with pytest.raises(LayerError, match="with longitude and latitude exchanged"):
        read_layer(
            LayerSpec("l", kind, path, covers="Virginia", near=VIRGINIA.geometry.iloc[0]), VIRGINIA
        )


def test_impossible_latitudes_say_that_they_are_exchanged(tmp_path):
    path = write(tmp_path, "p.csv", np.array([(31.0, -97.0), (30.0, -96.0)]))
    with pytest.raises(LayerError, match="expected longitudes before latitudes within -180"):
        read(path)


@pytest.mark.parametrize("name", FORMATS)
def test_zero_zero_is_no_position(tmp_path, name):
    places = np.vstack([RIGHT, [(0.0, 0.0)]])
    found = read(write(tmp_path, name, places), covers="Virginia")
    assert found.info.left_out == {"at longitude 0, latitude 0": 1}


@pytest.mark.parametrize("wrong", [(38.0, -77.5), (77.5, 39.0), (-77.5, -39.0)])
@pytest.mark.parametrize("name", ["p.csv", "p.gpkg", "p.json"])
def test_few_wrong_ones_without_covers_are_told_and_stretch_no_coverage(tmp_path, name, wrong):
    places = np.vstack([np.repeat(RIGHT, 10, axis=0) + np.arange(30)[:, None] / 100, [wrong]])
    found = read(write(tmp_path, name, places), near=VIRGINIA.geometry.iloc[0])
    assert any(note.startswith("has 1 of 31 features that lie far") for note in found.info.notes)
    assert found.info.feature_count == 31
    assert found.info.coverage.bounds[2] < -76
    assert found.info.coverage.bounds[1] > 36


def test_neighbours_across_greenwich_are_no_mistake(tmp_path):
    kent = box(-1, 51, 1.4, 52)
    places = np.array([(-0.5, 51.5), (1.0, 51.4), (-1.2, 51.5), (-1.3, 51.6)])
    found = read(write(tmp_path, "p.csv", places), near=kent)
    assert not any("lie far" in note for note in found.info.notes)
    assert found.info.coverage.bounds[0] == -1.3


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [((38.0, -97.0), ", which fits with longitude and latitude exchanged"), ((-9999, -9999), "")],
)
def test_one_impossible_position_does_not_blame_the_crs(tmp_path, wrong, reason):
    path = write(tmp_path, "p.csv", np.vstack([RIGHT, [wrong]]))
    with pytest.raises(LayerError) as caught:
        read(path)
    assert (
        "expected positions within -180,-90,180,90, got 1 of 4 features beyond (such as "
        f"{wrong[0]:g}, {wrong[1]:g}){reason}; correct or remove them"
    ) in caught.value.problems[0]
