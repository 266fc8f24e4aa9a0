"""Features in a file are features read or told; a cut file is a fault. Sites and layers."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
from dataclasses import replace

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from screening.errors import LayerError, RegionError, SitesError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer, read_sites
from screening.readers.regions import parse_region
from screening.readers.vector import read_vector

NAMES = ["Peñasco", "Söhne", "Plain"]


def feature(number, name="A"):
    return {
        "type": "Feature",
        "properties": {"name": name, "voltage_kv": 345},
        "geometry": {"type": "Point", "coordinates": [-97.0 - number / 10, 31.0]},
    }


def collection(names=NAMES, **members):
    features = [feature(number, name) for number, name in enumerate(names)]
    return {"type": "FeatureCollection", **members, "features": features}


def placemark(name, longitude, identifier=""):
    return (
        f"<Placemark{identifier}><name>{name}</name><ExtendedData><Data name='voltage_kv'>"
        f"<value>345</value></Data></ExtendedData><Point><coordinates>{longitude},31"
        "</coordinates></Point></Placemark>"
    )


def kml(body):
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'


@pytest.fixture(params=["sites", "layer"])
def read(request, tmp_path, texas):
    """Write a file and read it as sites or a layer; give its names and notes."""

    def of(name, content):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        if request.param == "sites":
            sites = read_sites(path)
            return sites.frame["name"].tolist(), sites.notes
        layer = read_layer(LayerSpec("mine", "substations", path), texas)
        return layer.frame["name"].tolist(), layer.info.notes

    return of


FAULTS = (SitesError, LayerError)
WINDOWS = "read as Windows-1252, as it is not UTF-8; check accented characters"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("name", ["x.geojson", "x.json", "x.ndjson", "x.geojsonl", "x.zip"])
def test_encodings_of_json(read, encoding, name):
    lines = [json.dumps(feature(n, each), ensure_ascii=False) for n, each in enumerate(NAMES)]
    whole = json.dumps(collection(), ensure_ascii=False)
    content = ("\n".join(lines) if name in ("x.ndjson", "x.geojsonl") else whole).encode(encoding)
    if name == "x.zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("inside/x.geojson", content)
        content = packed.getvalue()
    names, notes = read(name, content)
    assert names == NAMES
    assert (WINDOWS in notes) == (encoding == "cp1252")


@pytest.mark.parametrize("declared", ["", "UTF-8", "UTF-16", "windows-1252", "ISO-8859-1"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("name", ["x.kml", "x.kmz"])
def test_encodings_of_kml(read, declared, encoding, name):
    body = "".join(placemark(each, -97 - n / 10) for n, each in enumerate(NAMES))
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    content = (prolog + kml(body)).encode(encoding)
    if name == "x.kmz":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("doc.kml", content)
        content = packed.getvalue()
    names, notes = read(name, content)
    assert names == NAMES
    told = [note for note in notes if WINDOWS in note]
    assert bool(told) == (encoding == "cp1252" and declared in ("", "UTF-8", "UTF-16"))


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\n\n", "\n\x1e", "\x1e"])
@pytest.mark.parametrize("name", ["x.geojson", "x.json", "x.ndjson", "x.geojsonl", "x.geojsons"])
def test_features_one_a_line(read, separator, name):
    text = separator.join(json.dumps(feature(n, each)) for n, each in enumerate(NAMES))
    assert read(name, ("\x1e" if "\x1e" in separator else "") + text)[0] == NAMES


@pytest.mark.parametrize("fraction", [0.02, 0.3, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    "name", ["x.geojson", "x.ndjson", "x.gpkg", "x.fgb", "x.parquet", "x.kml", "x.gml", "x.xlsx"]
)
def test_a_cut_file_is_a_fault(read, write, tmp_path, name, fraction):
    frame = gpd.GeoDataFrame(
        {"name": [f"Name {n}" for n in range(40)], "voltage_kv": 345.0},
        geometry=[Point(-97 - n / 100, 31) for n in range(40)],
        crs=CRS,
    )
    if name == "x.ndjson":
        text = "\n".join(json.dumps(feature(n, str(n))) for n in range(40))
        content = text.encode()
    elif name == "x.kml":
        content = kml("".join(placemark(f"Name {n}", -97 - n / 100) for n in range(40))).encode()
    else:
        content = write(frame, f"whole.{name[2:]}").read_bytes()
    assert len(read(name, content)[0]) == 40
    length = int(len(content) * fraction)
    if name == "x.ndjson":  # a file cut at a line's end is whole to anyone who reads it
        length += content[length - 1 : length] == b"\n"
    with pytest.raises(FAULTS, match=r"expected .*got"):
        read(name, content[:length])


@pytest.mark.parametrize("part", ["shp", "shx", "dbf"])
@pytest.mark.parametrize("fraction", [0.0, 0.02, 0.5, 0.99])
def test_a_cut_or_missing_part_of_a_shapefile_is_a_fault(read, write, tmp_path, part, fraction):
    frame = gpd.GeoDataFrame(
        {"name": ["A", "B", "C"], "voltage_kv": 345.0},
        geometry=[Point(-97, 31), Point(-98, 32), Point(-99, 33)],
        crs=CRS,
    )
    write(frame, "x.shp")
    assert read("x.shp", None)[0] == ["A", "B", "C"]
    path = tmp_path / f"x.{part}"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * fraction)])
    with pytest.raises(FAULTS, match="expected"):
        read("x.shp", None)
    path.unlink()
    with pytest.raises(FAULTS, match="expected a"):
        read("x.shp", None)


def test_a_dbf_of_another_shapefile_is_a_fault(read, write, tmp_path):
    for name, count in (("x.shp", 3), ("other.shp", 2)):
        frame = gpd.GeoDataFrame(
            {"name": ["A"] * count, "voltage_kv": 345.0}, geometry=[Point(-97, 31)] * count, crs=CRS
        )
        write(frame, name)
    shutil.copy(tmp_path / "other.dbf", tmp_path / "x.dbf")
    with pytest.raises(FAULTS, match=r"expected as many rows in the \.dbf .* got 2 and 3"):
        read("x.shp", None)


@pytest.mark.parametrize("cpg", [None, "UTF-8", "1252", "ANSI 1252", "ISO-8859-1", "65001", "x"])
@pytest.mark.parametrize("language", [0x00, 0x03, 0x57])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_encodings_of_shapefiles(read, write, tmp_path, cpg, language, encoding):
    frame = gpd.GeoDataFrame(
        {"name": NAMES, "voltage_kv": 345.0},
        geometry=[Point(-97, 31), Point(-98, 32), Point(-99, 33)],
        crs=CRS,
    )
    path = tmp_path / "x.shp"
    frame.to_file(path, encoding=encoding)
    (tmp_path / "x.cpg").unlink(missing_ok=True)
    if cpg is not None:
        (tmp_path / "x.cpg").write_text(cpg, encoding="ascii")
    dbf = bytearray((tmp_path / "x.dbf").read_bytes())
    dbf[29] = language
    (tmp_path / "x.dbf").write_bytes(dbf)
    names, notes = read("x.shp", None)
    assert names == NAMES
    declares_utf8 = cpg in ("UTF-8", "65001")
    declares = declares_utf8 or cpg in ("1252", "ANSI 1252", "ISO-8859-1") or language != 0
    told = [note for note in notes if note.startswith("read as ")]
    if encoding == "utf-8":
        assert bool(told) == (declares and not declares_utf8)
    else:
        assert bool(told) == (declares_utf8 or not declares)


def packed_kmz(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def link(href):
    return f"<NetworkLink><name>l</name><Link><href>{href}</href></Link></NetworkLink>"


def test_all_documents_of_a_kmz_are_read(read):
    content = packed_kmz(
        {
            "files/more.kml": kml(placemark("B", -98)),
            "doc.kml": kml(placemark("A", -97) + link("files/more.kml") + link("third.kml#x")),
            "third.kml": kml(f"<Folder><Folder>{placemark('C', -99)}</Folder></Folder>"),
            "icon.png": b"\x89PNG",
        }
    )
    names, notes = read("x.kmz", content)
    assert names == ["A", "B", "C"]
    assert not [note for note in notes if "link" in note]


def test_links_that_lead_out_are_counted_and_told(read, tmp_path):
    (tmp_path / "beside.kml").write_text(kml(placemark("Beside", -96)), encoding="utf-8")
    url = "https://example.org/a.kml"
    content = kml(placemark("A", -97) + link("beside.kml") + link(url))
    names, notes = read("x.kml", content)
    assert names == ["A"]
    told = f"did not follow 2 network links that lead out of the file (beside.kml, {url})"
    assert any(note.startswith(told) for note in notes)
    with pytest.raises(FAULTS, match="got none; did not follow 1 network links"):
        read("x.kml", kml(link(url)))


def test_placemark_ids_that_repeat_are_no_ids(read):
    folder = "<Folder>{}</Folder>".format
    body = folder(placemark("A", -97, " id='ID_0'")) + folder(placemark("B", -98, " id='ID_0'"))
    names, notes = read("x.kml", kml(body))
    assert names == ["A", "B"]
    assert "read no ids, as placemarks share them: ID_0" in notes


def test_features_beside_each_other_below_the_root_of_a_kml(read):
    text = kml("").replace("<Document></Document>", placemark("A", -97) + placemark("B", -98))
    assert read("x.kml", text)[0] == ["A", "B"]


def test_a_file_geodatabase_and_its_zip(read, tmp_path):
    frame = gpd.GeoDataFrame(
        {"name": NAMES, "voltage_kv": 345.0},
        geometry=[Point(-97, 31), Point(-98, 32), Point(-99, 33)],
        crs=CRS,
    )
    frame.to_file(tmp_path / "x.gdb", driver="OpenFileGDB")
    assert read("x.gdb", None)[0] == NAMES
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for part in (tmp_path / "x.gdb").iterdir():
            archive.write(part, f"folder/mine.gdb/{part.name}")
    assert read("x.zip", None)[0] == NAMES


ESRI = {
    "geometryType": "esriGeometryPoint",
    "spatialReference": {"wkid": 4326},
    "fields": [
        {"name": "NAME", "type": "esriFieldTypeString"},
        {"name": "VOLTAGE", "type": "esriFieldTypeDouble"},
    ],
    "features": [
        {"attributes": {"NAME": "A", "VOLTAGE": 345}, "geometry": {"x": -97, "y": 31}},
    ],
}


@pytest.mark.parametrize(
    "document",
    [
        {**ESRI, "exceededTransferLimit": True},
        {**collection(["A"]), "exceededTransferLimit": True},
        collection(["A"], properties={"exceededTransferLimit": True}),
        collection(["A"], properties={"exceededTransferLimit": "true"}),
        collection(["A"], numberMatched=2, numberReturned=1),
        collection(["A"], totalFeatures=1000, numberReturned=1),
        collection(["A"], links=[{"rel": "next", "href": "https://example.org/items?offset=1"}]),
    ],
)
@pytest.mark.parametrize("name", ["x.json", "x.geojson"])
def test_one_page_of_a_server_is_told(read, tmp_path, texas, document, name):
    names, notes = read(name, json.dumps(document))
    assert names == ["A"]
    assert any(note.startswith("the file says that features are missing") for note in notes)
    with pytest.raises(RegionError, match="the file says that features are missing"):
        parse_region(str(tmp_path / name), texas)


@pytest.mark.parametrize("value", [False, None, "false"])
def test_a_whole_page_is_not_told(read, value):
    _, notes = read("x.json", json.dumps({**ESRI, "exceededTransferLimit": value}))
    assert not [note for note in notes if "missing" in note]


def test_all_features_of_a_server_are_not_told(read):
    links = [{"rel": "self", "href": "https://example.org/items"}]
    document = collection(["A"], numberMatched=1, totalFeatures=1, links=links, attributes={})
    names, notes = read("x.geojson", json.dumps(document))
    assert names == ["A"]
    assert not [note for note in notes if "missing" in note]


@pytest.mark.parametrize(
    ("attributes", "is_told"),
    [
        ('numberMatched="100" numberReturned="3"', True),
        ('numberMatched="unknown" numberReturned="3" next="http://127.0.0.1:9/wfs"', True),
        ('numberMatched="3" numberReturned="3"', False),
        ("", False),
    ],
)
def test_one_page_of_a_wfs_is_told(read, write, tmp_path, texas, attributes, is_told):
    frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(-97, 31)], crs=CRS)
    content = write(frame.assign(voltage_kv=345.0), "x.gml").read_text(encoding="utf-8")
    paged = content.replace("<ogr:FeatureCollection", f"<ogr:FeatureCollection {attributes}", 1)
    _, notes = read("x.gml", paged)
    assert bool([note for note in notes if "the file says that features are missing" in note]) == (
        is_told
    )


@pytest.mark.parametrize("declared", ["undefined", "idna", "hex", "rot13", "no-such-one"])
@pytest.mark.parametrize("name", ["x.kml", "x.shp"])
def test_a_declared_encoding_that_is_none(read, write, tmp_path, declared, name):
    if name == "x.kml":
        text = f'<?xml version="1.0" encoding="{declared}"?>{kml(placemark("Cité", -97))}'
        names, notes = read(name, text.encode("cp1252"))
        assert names == ["Cité"]
    else:
        frame = gpd.GeoDataFrame({"name": ["Cité"]}, geometry=[Point(-97, 31)], crs=CRS)
        frame.assign(voltage_kv=345.0).to_file(tmp_path / name, encoding="cp1252")
        (tmp_path / "x.cpg").write_text(declared)
        names, notes = read(name, None)
        assert names == ["Cité"]
    assert any("Windows-1252" in note for note in notes)


def test_an_accent_at_the_end_of_a_cell_is_no_cut_utf8(read, tmp_path):
    frame = gpd.GeoDataFrame({"name": ["Choceň"]}, geometry=[Point(-97, 31)], crs=CRS)
    frame.assign(voltage_kv=345.0).to_file(tmp_path / "x.shp", encoding="cp1250")
    (tmp_path / "x.cpg").write_text("1250")
    assert read("x.shp", None)[0] == ["Choceň"]


def test_a_pipe_is_refused_instead_of_waited_for(read, tmp_path):
    for name in ("x.csv", "x.geojson", "x.gpkg", "x.parquet", "x.kml"):
        os.mkfifo(tmp_path / name)
        with pytest.raises(FAULTS, match="got a pipe or device"):
            read(name, None)


def test_entries_that_are_no_features_are_counted(read):
    document = collection(["A", "B"])
    document["features"] += [None, {"type": "Other"}]
    names, notes = read("x.geojson", json.dumps(document))
    assert names == ["A", "B"]
    told = re.compile("left out 2 of 4 (entries|features) that GDAL does not read as features")
    assert any(map(told.fullmatch, notes))


def test_what_is_left_out_is_counted_by_its_reason(tmp_path):
    document = collection(["A", "B"])
    document["features"].append(None)
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    features = read_vector(path, prefer="x")
    assert len(features.columns) + sum(features.left_out.values()) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"error": {"code": 400, "message": "Invalid query"}}', "server (Invalid query)"),
        ('{"hello": 1}', "got other JSON (hello)"),
        ("[]", "got other JSON (a list)"),
        ('callback({"type": "FeatureCollection"})', "expected JSON, as the name ends in"),
        ('{"type": "FeatureCollection", "features": [}', "expected whole JSON"),
        ("[" * 100_000, "expected whole JSON"),
        (json.dumps(collection()) + json.dumps(collection()), "got 2 texts of FeatureCollection"),
        (json.dumps(collection(crs={"type": "link", "properties": {"href": "x"}})), "got a link"),
        (
            json.dumps(collection(crs={"type": "name", "properties": {"name": "EPSG:999999"}})),
            "expected a CRS that is known, got 'EPSG:999999'",
        ),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "a pointer of Git LFS"),
        ("<html><body>404</body></html>", "got a page of HTML"),
    ],
)
def test_faults_of_json(read, text, expected):
    with pytest.raises(FAULTS) as caught:
        read("x.geojson", text)
    (problem,) = caught.value.problems
    assert expected in problem


@pytest.mark.parametrize(
    "name",
    ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "CRS84", "WGS84"],
)
def test_a_crs_by_name_is_read(read, name):
    text = json.dumps(collection(crs={"type": "name", "properties": {"name": name}}))
    assert read("x.geojson", text)[0] == NAMES


@pytest.mark.parametrize("name", ["EPSG:3857", "EPSG: 3857", "urn:ogc:def:crs:EPSG::102100"])
def test_a_projected_crs_by_name_is_transformed(read, tmp_path, texas, name):
    document = collection(["A"], crs={"type": "name", "properties": {"name": name}})
    document["features"][0]["geometry"]["coordinates"] = [-10_797_990.6, 3_632_749.1]
    assert read("x.geojson", json.dumps(document))[0] == ["A"]
    layer = read_layer(LayerSpec("mine", "substations", tmp_path / "x.geojson"), texas)
    assert layer.frame.geometry.x.round(3).tolist() == [-97.0]
    assert layer.frame.geometry.y.round(3).tolist() == [31.0]


def test_several_layers_are_told(read, write, tmp_path):
    for layer in ("sites", "substations", "third"):
        frame = gpd.GeoDataFrame(
            {"name": ["A"], "voltage_kv": [345.0]}, geometry=[Point(-97, 31)], crs=CRS
        )
        frame.to_file(tmp_path / "x.gpkg", layer=layer)
    names, notes = read("x.gpkg", None)
    assert names == ["A"]
    assert any(note.startswith("read layer ") and "third" in note for note in notes)


@pytest.mark.parametrize(
    ("name", "members", "expected"),
    [
        ("x.zip", {}, "expected a zip with files, got an empty one"),
        ("x.zip", {"a.txt": "a"}, "expected a zip with one of"),
        ("x.zip", {"a.geojson": "{}", "b.geojson": "{}"}, "got 2; known: a.geojson, b.geojson"),
        ("x.kmz", {"a.txt": "a"}, "expected a KMZ with a KML in it, got none"),
        ("x.kmz", {"doc.kml": "<kml>"}, "expected whole XML"),
        ("x.kmz", {"doc.kml": "<gpx/>"}, "expected KML, as the name ends in .kmz, got XML"),
        ("x.kmz", {"doc.kml": "name,lon"}, "expected KML, as the name ends in .kmz, got text"),
        ("x.kmz", {"doc.kml": kml("")}, "expected a KML with placemarks, got none"),
    ],
)
def test_faults_of_zips(read, name, members, expected):
    with pytest.raises(FAULTS) as caught:
        read(name, packed_kmz(members))
    (problem,) = caught.value.problems
    assert expected in problem


def test_a_zip_with_a_password_is_named(read):
    content = bytearray(packed_kmz({"a.geojson": json.dumps(collection())}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    with pytest.raises(FAULTS, match="expected a zip without password"):
        read("x.zip", bytes(content))


def test_a_member_that_is_damaged_is_named(read):
    content = bytearray(packed_kmz({"a.geojson": json.dumps(collection())}))
    content[60] ^= 0xFF
    with pytest.raises(FAULTS, match=r"expected a zip, got an error \(Bad CRC-32"):
        read("x.zip", bytes(content))


def test_a_zip_of_more_than_the_limit_is_refused(read, monkeypatch):
    monkeypatch.setattr("screening.readers.archive_checks.MAX_BYTES", 100)
    with pytest.raises(FAULTS, match="expected a zip with at most"):
        read("x.zip", packed_kmz({"a.geojson": json.dumps(collection())}))


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".geojson", ".csv", ".xlsx", ".gdb"])
def test_a_folder_with_a_file_s_ending(read, tmp_path, ending):
    (tmp_path / f"x{ending}").mkdir()
    with pytest.raises(FAULTS, match="expected a file"):
        read(f"x{ending}", None)


def test_gml(read, write, tmp_path):
    frame = gpd.GeoDataFrame(
        {"name": NAMES, "voltage_kv": 345.0},
        geometry=[Point(-97, 31), Point(-98, 32), Point(-99, 33)],
        crs=CRS,
    )
    write(frame, "x.gml")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert read("x.gml", None)[0] == NAMES
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_line_of_features_without_geometry_in_a_layer_of_lines(tmp_path, texas):
    frame = gpd.GeoDataFrame(
        {"name": ["A", "B"], "voltage_kv": 345.0},
        geometry=[LineString([(-97, 31), (-98, 32)]), None],
        crs=CRS,
    )
    path = tmp_path / "x.geojson"
    frame.to_file(path)
    layer = read_layer(LayerSpec("mine", "transmission_lines", path), texas)
    assert layer.frame["name"].tolist() == ["A"]
    assert "left out 1 of 2 features without geometry" in layer.info.notes


@pytest.mark.parametrize("name", ["x.gpkg", "x.fgb", "x.parquet"])
def test_text_of_another_encoding_than_the_format_s(read, tmp_path, name):
    frame = gpd.GeoDataFrame(
        {"name": ["Pexasco", "Plain"], "voltage_kv": 345.0},
        geometry=[Point(-97, 31), Point(-98, 32)],
        crs=CRS,
    )
    path = tmp_path / name
    if name == "x.parquet":
        frame.to_parquet(path, compression="none", use_dictionary=False)
    else:
        frame.to_file(path)
    path.write_bytes(path.read_bytes().replace(b"Pexasco", "Peñasco".encode("cp1252")))
    names, notes = read(name, None)
    assert names == ["Peñasco", "Plain"]
    told = "read the text of name as Windows-1252 where it is not UTF-8; check accented characters"
    assert told in notes


def test_a_name_that_a_dbf_cuts_within_a_character(read, write, tmp_path):
    frame = gpd.GeoDataFrame(
        {"name": ["Peñasx", "Plain"], "voltage_kv": 345.0},
        geometry=[Point(-97, 31), Point(-98, 32)],
        crs=CRS,
    )
    write(frame, "x.shp")
    path = tmp_path / "x.dbf"
    cut = "Peñasñ".encode()[:-1]
    path.write_bytes(path.read_bytes().replace("Peñasx".encode(), cut))
    assert read("x.shp", None)[0] == ["Peñas", "Plain"]


@pytest.mark.parametrize("name", ["x.geojson.gz", "x.csv.gz", "x.tar", "x.7z"])
def test_a_packed_file_is_to_be_unpacked(read, name):
    with pytest.raises(FAULTS, match=r"expected a supported format, got .*unpack it"):
        read(name, b"\x1f\x8b\x08")


@pytest.mark.parametrize("kind", ["substations", "transmission_lines"])
@pytest.mark.parametrize("lowest", [230, 138])
def test_a_grid_that_begins_at_a_high_voltage_is_told(tmp_path, texas, kind, lowest):
    points = [(-97 - n / 10, 31) for n in range(30)]
    shapes = [LineString([p, (p[0], 32)]) if kind == "transmission_lines" else Point(p)
              for p in points]  # fmt: skip
    frame = gpd.GeoDataFrame({"voltage_kv": [lowest, *[345] * 29]}, geometry=shapes, crs=CRS)
    frame.to_file(tmp_path / "x.gpkg")
    spec = LayerSpec("mine", kind, tmp_path / "x.gpkg")
    notes = read_layer(spec, texas).info.notes
    told = "has no asset below 230 kV and states no complete_min_kv"
    assert any(note.startswith(told) for note in notes) == (lowest == 230)
    stated = read_layer(replace(spec, complete_min_kv=230), texas).info.notes
    assert not [note for note in stated if "complete_min_kv" in note]


def test_links_to_nothing_and_names_that_cannot_be(read, tmp_path):
    (tmp_path / "x.geojson").symlink_to(tmp_path / "gone.geojson")
    with pytest.raises(FAULTS, match=r"got a link to .*gone\.geojson, which is not there"):
        read("x.geojson", None)
    with pytest.raises(FAULTS, match="expected a file, got an error"):
        read("n" * 300 + ".geojson", None)


def test_members_that_are_no_files_of_the_zip_s_author(read):
    document = json.dumps(collection(["A"]))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("folder/._x.geojson", b"\x00\x05\x16\x07")
        archive.writestr("__MACOSX/._x.geojson", b"\x00\x05\x16\x07")
        archive.writestr("other.geojson/", b"")
        archive.writestr("folder/x.geojson", document)
    assert read("x.zip", content.getvalue())[0] == ["A"]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(".geojson", document)
    with pytest.raises(FAULTS, match=r"got 0; known: \.geojson; zip one of these alone"):
        read("x.zip", content.getvalue())


def test_a_member_that_begins_before_the_file_is_named(read):
    """A damaged offset in the directory of a zip makes zipfile seek to a negative place."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("x.geojson", json.dumps(collection(["A"])))
    data = bytearray(content.getvalue())
    at = data.rindex(b"PK\x05\x06") + 16  # where the directory begins, by the end record
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") + 9).to_bytes(4, "little")
    with pytest.raises(FAULTS, match=r"expected a zip.*got"):
        read("x.zip", bytes(data))
