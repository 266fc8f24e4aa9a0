"""No file makes a reader open another, or a socket: a listener on loopback, and a canary."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import threading
import zipfile
from contextlib import suppress

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import Point, box

from screening.catalog.kinds import KINDS
from screening.errors import ScreeningError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer, read_sites
from screening.readers.regions import parse_region, read_boundaries
from screening.readers.sites.site_reader import FORMATS

CANARY = "CANARY-7f3a"
PORT = "PORT"
"""Stands for the listener's port in the texts of files."""
KML = "http://www.opengis.net/kml/2.2"


class Listener:
    """Counts the connections to a port of this computer."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(50)
        self.port = self.socket.getsockname()[1]
        self.requests = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.requests.append(connection)
                connection.close()


@pytest.fixture
def listener():
    """Give a listener, and see that nothing has connected to it."""
    opened = Listener()
    yield opened
    requests = len(opened.requests)
    opened.socket.close()
    assert requests == 0


@pytest.fixture
def canary(tmp_path):
    """Write the file that nobody may read: points and polygons with the canary's name."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    frame = gpd.GeoDataFrame(
        {"name": [CANARY], "state": ["TX"], "voltage_kv": [345.0]},
        geometry=[box(-97, 31, -96, 32)],
        crs=CRS,
    )
    path = folder / "canary.geojson"
    frame.to_file(path)
    return path


def everything_read(path, texas):
    """Read a file by every reader that its ending reaches; give all that came of it."""
    results = []
    attempts = [
        lambda: read_boundaries([path]),
        lambda: parse_region(str(path), texas),
        *(lambda kind=kind: read_layer(LayerSpec("mine", kind, path), texas) for kind in KINDS),
        lambda: read_layer(LayerSpec("mine", "substations", path, covers=str(path)), texas),
    ]
    if path.suffix in FORMATS:
        attempts.append(lambda: read_sites(path))
    for attempt in attempts:
        try:
            results.append(attempt())
        except ScreeningError as error:
            results.append(error)
    return results


def text_of(result):
    frame = getattr(result, "frame", result)
    return frame.to_csv() if hasattr(frame, "to_csv") else str(result)


def vrt(canary):
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="canary"><SrcDataSource>{canary}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def hostile_texts(canary):
    """Contents that make GDAL open other files or sockets if it may choose the driver."""
    url = f"http://127.0.0.1:{PORT}/a"
    feature = {
        "type": "Feature",
        "properties": {"name": "A", "voltage_kv": 345, "bws_score": 2},
        "geometry": {"type": "Point", "coordinates": [-97, 31]},
    }

    def collection(crs):
        return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]})

    def command(source):
        return json.dumps(
            {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {source}"}
        )

    link = {"type": "link", "properties": {"href": url, "type": "ogcwkt"}}
    nested = {**feature["geometry"], "crs": link}
    escaped = collection(link).replace('"crs"', '"\\u0063rs"').replace('"link"', '"\\u006cink"')
    return {
        "vrt": vrt(canary),
        "vrt of a url": vrt(f"/vsicurl/{url}.geojson"),
        "vrt after a comment": f"<!-- kml -->{vrt(canary)}",
        "kml that is a vrt too": f'<kml xmlns="{KML}"><Document>{vrt(canary)}</Document></kml>',
        "raster vrt": f'<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand band="1">'
        f"<SimpleSource><SourceFilename>{url}</SourceFilename></SimpleSource></VRTRasterBand>"
        "</VRTDataset>",
        "command": command(canary),
        "command of a url": command(f"/vsicurl/{url}"),
        "linked crs": collection(link),
        "linked crs, escaped": escaped,
        "crs by url": collection({"type": "url", "properties": {"url": url}}),
        "crs named by url": collection({"type": "name", "properties": {"name": url}}),
        "crs named by file": collection({"type": "name", "properties": {"name": str(canary)}}),
        "crs of a geometry": json.dumps({**feature, "geometry": nested}),
        "crs in a line": json.dumps(feature) + "\n" + json.dumps({**feature, "crs": link}),
        "esri crs": json.dumps(
            {
                "geometryType": "esriGeometryPoint",
                "spatialReference": {"wkt": url},
                "features": [{"attributes": {"name": "A"}, "geometry": {"x": -97, "y": 31}}],
            }
        ),
        "wms": f"<GDAL_WMS><Service name='TMS'><ServerUrl>{url}</ServerUrl></Service></GDAL_WMS>",
        "wfs": f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
        "service": url,
        "database": "PG:host=127.0.0.1 port=PORT",
        "kml links": f'<kml xmlns="{KML}"><Document><Style id="s"><IconStyle><Icon><href>{url}.png'
        f"</href></Icon></IconStyle></Style><Placemark><name>A</name><styleUrl>{url}#s</styleUrl>"
        "<Point><coordinates>-97,31</coordinates></Point></Placemark><NetworkLink><Link>"
        f"<href>{url}.kml</href></Link></NetworkLink><NetworkLink><Link><href>{canary}</href>"
        "</Link></NetworkLink></Document></kml>",
        "kml entity": f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{canary}">]><kml xmlns="{KML}">'
        "<Placemark><name>&x;</name><Point><coordinates>-97,31</coordinates></Point></Placemark>"
        "</kml>",
        "gml schema": '<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://ogr.maptools.org/ /vsicurl/{url}.xsd"><gml:featureMember>'
        f'<ogr:a><ogr:geometryProperty><gml:Point srsName="{url}"><gml:coordinates>-97,31'
        f'</gml:coordinates></gml:Point></ogr:geometryProperty><ogr:name xlink:href="{url}">A'
        "</ogr:name></ogr:a></gml:featureMember></ogr:FeatureCollection>",
    }


HOSTILE = sorted(hostile_texts("x"))
ENDINGS = sorted({*FORMATS, ".tif", ".vrt", ".xml", ".gpx", ".sqlite"} - {".gdb"})


@pytest.mark.parametrize("name", HOSTILE)
def test_no_reader_follows_what_a_text_refers_to(tmp_path, listener, canary, texas, name):
    text = hostile_texts(canary)[name].replace(PORT, str(listener.port))
    for ending in ENDINGS:
        path = tmp_path / f"x{ending}"
        if ending in (".zip", ".kmz"):
            inner = "doc.kml" if ending == ".kmz" else "x.geojson"
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(inner, text)
        else:
            path.write_text(text, encoding="utf-8")
        results = everything_read(path, texas)
        read = [text_of(each) for each in results if not isinstance(each, ScreeningError)]
        assert not [each for each in read if CANARY in each]
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".gfs") == []


def test_a_zip_of_a_vrt_or_with_paths_that_lead_out_writes_nowhere(tmp_path, canary, texas):
    inner = gpd.GeoDataFrame(
        {"name": ["A"], "voltage_kv": [345]}, geometry=[Point(-97, 31)], crs=CRS
    ).to_json()
    before = set(tmp_path.rglob("*"))
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../out.geojson", inner)
    assert read_layer(LayerSpec("mine", "substations", path), texas).frame["name"].tolist() == ["A"]
    link = zipfile.ZipInfo("link.geojson")
    link.external_attr = 0o120777 << 16  # a symbolic link
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, str(canary))
    with pytest.raises(ScreeningError, match="expected JSON, as the name ends in"):
        read_layer(LayerSpec("mine", "substations", path), texas)
    assert set(tmp_path.rglob("*")) - before == {path}


@pytest.mark.parametrize(
    "view",
    [
        "ogr_geocode('Paris')",
        "ogr_datasource_load_layers('CANARY_PATH')",
        "gdal_get_pixel_value('CANARY_PATH', 1, 'georef', -96.5, 31.5)",
        "load_extension('CANARY_PATH')",
    ],
)
def test_a_view_of_a_geopackage_opens_nothing(tmp_path, listener, canary, texas, view):
    path = tmp_path / "x.gpkg"
    frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(-97, 31)], crs=CRS)
    frame.to_file(path, layer="base")
    with sqlite3.connect(path) as database:
        sql = view.replace("CANARY_PATH", str(canary))
        database.execute(f"CREATE VIEW sites AS SELECT fid, geom, {sql} AS name FROM base")
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('sites', 'features', 'sites', 4326)"
        )
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES ('sites', 'geom', 'POINT', 4326, 0, 0)"
        )
    database.close()
    for result in everything_read(path, texas):
        assert isinstance(result, ScreeningError) or CANARY not in text_of(result)


def write_normals(path, value=20.0):
    bands = [column.name for column in KINDS["climate_deltas"].columns]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=4,
        height=4,
        count=len(bands),
        dtype="float32",
        crs=CRS,
        transform=from_origin(-100, 34, 1, 1),
    ) as raster:
        raster.write(np.full((len(bands), 4, 4), value, dtype="float32"))
        raster.descriptions = bands


@pytest.mark.parametrize("side", [".ovr", ".msk", ".aux.xml"])
def test_side_files_of_a_raster_refer_to_nothing(tmp_path, listener, texas, side):
    path, other = tmp_path / "x.tif", tmp_path / "other.tif"
    write_normals(path, 2.0)
    write_normals(other, 3.0)
    spec = LayerSpec("mine", "climate_deltas", path)
    assert read_layer(spec, texas).grid.values.max() == 2.0
    source = f"/vsicurl/http://127.0.0.1:{listener.port}/x.tif"
    text = (
        '<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">'
        f"{source}</MDI></Metadata></PAMDataset>"
        if side == ".aux.xml"
        else f'<VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1">'
        f"<SimpleSource><SourceFilename>{source}</SourceFilename></SimpleSource></VRTRasterBand>"
        "</VRTDataset>"
    )
    (tmp_path / f"x.tif{side}").write_text(text, encoding="utf-8")
    with pytest.raises(ScreeningError, match=r"x\.tif\.\w+"):
        read_layer(spec, texas)


def test_overviews_named_inside_a_raster_are_refused(tmp_path, listener, texas):
    path = tmp_path / "x.tif"
    write_normals(path, 2.0)
    with rasterio.open(path, "r+") as raster:
        url = f"/vsicurl/http://127.0.0.1:{listener.port}/x.tif"
        raster.update_tags(ns="OVERVIEWS", OVERVIEW_FILE=url)
    with pytest.raises(ScreeningError, match="expected a GeoTIFF of its own"):
        read_layer(LayerSpec("mine", "climate_deltas", path), texas)


@pytest.mark.parametrize("ending", sorted({*FORMATS} - {".gdb", ".txt", ".csv", ".tsv"}))
def test_a_file_of_another_format_is_refused_by_its_name(tmp_path, texas, ending):
    frame = gpd.GeoDataFrame(
        {"name": ["A"], "voltage_kv": [345]}, geometry=[Point(-97, 31)], crs=CRS
    )
    for other in {".gpkg", ".fgb", ".geojson", ".shp", ".parquet"} - {ending}:
        if other == ".geojson" and ending in (".json", ".geojsonl", ".geojsons", ".ndjson"):
            continue
        if other == ".parquet" and ending == ".geoparquet":
            continue
        source = tmp_path / f"source{other}"
        frame.to_parquet(source) if other == ".parquet" else frame.to_file(source)
        path = tmp_path / f"x{ending}"
        shutil.copy(source, path)
        for result in everything_read(path, texas):
            assert isinstance(result, ScreeningError), (other, ending)


@pytest.mark.parametrize("name", ["x!{}", "x!other{}", "x;{}", "other{};x{}", "x\n!y{}", "a!b/x{}"])
@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".fgb", ".gml", ".geojson", ".kml", ".gdb"])
def test_a_name_like_that_of_a_url_is_that_file(tmp_path, texas, monkeypatch, name, ending):
    def write(path, text):
        frame = gpd.GeoDataFrame(
            {"name": [text], "voltage_kv": [345.0]}, geometry=[Point(-97, 31)], crs=CRS
        )
        path.parent.mkdir(exist_ok=True)
        driver = {".gdb": "OpenFileGDB", ".kml": "KML"}.get(ending)
        frame.to_file(tmp_path / f"plain{ending}", driver=driver)
        for part in tmp_path.glob("plain.*"):
            part.rename(path.with_name(path.name.removesuffix(ending) + part.suffix))

    for other in (f"other{ending}", f"x{ending}", ending, f"y{ending}"):
        write(tmp_path / other, CANARY)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name.format(ending, ending)
    write(path, "A")
    layer = read_layer(LayerSpec("mine", "substations", path), texas)
    assert layer.frame["name"].tolist() == ["A"]
