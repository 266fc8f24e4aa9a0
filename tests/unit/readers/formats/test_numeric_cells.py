"""Text in a column that a file declares as numeric is never read as another number."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from screening.errors import LayerError, SitesError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer, read_sites

NUMBERS = [1200.0, 12.5]


def _frame() -> gpd.GeoDataFrame:
    points = [Point(-97, 31), Point(-98, 32)]
    return gpd.GeoDataFrame({"name": ["A", "B"], "kv": NUMBERS}, geometry=points, crs=CRS)


def write_gpkg(folder: Path, text: str) -> Path:
    path = folder / "t.gpkg"
    _frame().to_file(path)
    with closing(sqlite3.connect(path)) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE t SET kv = ? WHERE name = 'A'", [text])
        database.commit()
    return path


def write_shp(folder: Path, text: str) -> Path:
    path = folder / "t.shp"
    _frame().to_file(path)
    dbf = path.with_suffix(".dbf")
    content = dbf.read_bytes()
    number = b"1200.000000000000000"
    assert number in content
    dbf.write_bytes(content.replace(number, text.encode().rjust(len(number))))
    return path


def write_esri(folder: Path, cell: object, kind: str = "Double") -> Path:
    fields = [
        {"name": "name", "type": "esriFieldTypeString"},
        {"name": "kv", "type": f"esriFieldType{kind}"},
    ]
    features = [
        {"attributes": {"name": "A", "kv": cell}, "geometry": {"x": -97, "y": 31}},
        {"attributes": {"name": "B", "kv": 12}, "geometry": {"x": -98, "y": 32}},
    ]
    text = {"geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326}}
    path = folder / "t.json"
    path.write_text(json.dumps({**text, "fields": fields, "features": features}))
    return path


WRITERS: dict[str, Callable[[Path, str], Path]] = {
    "gpkg": write_gpkg,
    "shp": write_shp,
    "esri": write_esri,
}


@pytest.mark.parametrize("text", ["1,200", "~80", "50-100"])
@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("as_layer", [False, True])
def test_it_is_refused(tmp_path, texas, name, text, as_layer):
    path = WRITERS[name](tmp_path, text)
    spec = LayerSpec("mine", "substations", path, columns={"voltage_kv": "kv"})
    read = partial(read_layer, spec, texas) if as_layer else partial(read_sites, path)
    with pytest.raises((SitesError, LayerError)) as caught:
        read()
    assert (
        f"expected numbers of the type that the file declares, got {text!r} in kv; "
        "correct them, or store the column as text"
    ) in caught.value.problems[0]


@pytest.mark.parametrize(("cell", "kind"), [(100.7, "Integer"), ("80", "Single"), (True, "Double")])
def test_esri_json_of_another_type_than_declared_is_refused(tmp_path, cell, kind):
    with pytest.raises(SitesError, match="expected numbers of the type that the file declares"):
        read_sites(write_esri(tmp_path, cell, kind))


@pytest.mark.parametrize(
    ("cell", "kind", "kv"),
    [
        (100.7, "Double", 100.7),
        (138, "Integer", 138),
        (138.0, "Integer", 138),
        (345, "Single", 345),
    ],
)
def test_esri_json_of_its_type_is_read(tmp_path, cell, kind, kv):
    assert read_sites(write_esri(tmp_path, cell, kind)).frame["interconnect_kv"].tolist() == [
        kv,
        12.0,
    ]


@pytest.mark.parametrize("kind", ["int", "float", "double"])
def test_typed_fields_of_a_kml_are_read_by_the_rule_of_numbers(tmp_path, kind):
    def mark(name: str, lon: int, text: str) -> str:
        data = f'<SimpleData name="MW">{text}</SimpleData>'
        return (
            f"<Placemark><name>{name}</name><ExtendedData><SchemaData schemaUrl='#s'>{data}"
            f"</SchemaData></ExtendedData><Point><coordinates>{lon},31</coordinates></Point>"
            "</Placemark>"
        )

    schema = f'<Schema name="s" id="s"><SimpleField name="MW" type="{kind}"/></Schema>'
    body = schema + mark("A", -97, "1,200") + mark("B", -98, "100.5")
    head = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    path = tmp_path / "t.kml"
    path.write_text(f"{head}{body}</Document></kml>")
    assert read_sites(path).frame["grid_mw"].tolist() == [1200.0, 100.5]
    path.write_text(f"{head}{body}{mark('C', -99, '~80')}</Document></kml>")
    with pytest.raises(SitesError, match=r"feature 3 \(C\): expected grid_mw to be a number"):
        read_sites(path)
