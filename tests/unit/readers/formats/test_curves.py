"""Curves of GeoPackages and GML become lines, for sites, layers and regions."""

from __future__ import annotations

import sqlite3
import struct

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from screening.errors import SitesError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer, read_sites
from screening.readers.formats.curves import linearize, stroke_arcs
from screening.readers.regions import parse_region

CIRCLE = [(-97.07, 30.57), (-97.06, 30.58), (-97.05, 30.57), (-97.06, 30.56), (-97.07, 30.57)]
RADIUS = 0.01


def wkb(kind, *, points=None, parts=(), order="<", extra=0, flags=0):
    """Write well-known binary: of points, or of parts."""
    head = struct.pack(f"{order}BI", order == "<", kind + flags)
    if points is None:
        return head + struct.pack(f"{order}I", len(parts)) + b"".join(parts)
    values = [value for point in points for value in (*point, *[9.0] * extra)]
    return head + struct.pack(f"{order}I{len(values)}d", len(points), *values)


def ring(points, order="<"):
    values = [value for point in points for value in point]
    return struct.pack(f"{order}I{len(values)}d", len(points), *values)


def curve_polygon(order="<", extra=0, flags=0):
    arcs = wkb(8, points=CIRCLE, order=order, extra=extra, flags=flags)
    return wkb(10, parts=[arcs], order=order, flags=flags)


def multi_surface():
    polygon = struct.pack("<BII", 1, 3, 1) + ring(box(-96.81, 32.19, -96.79, 32.21).exterior.coords)
    return wkb(12, parts=[polygon, curve_polygon()])


def compound():
    arc = wkb(8, points=[(-97.07, 30.57), (-97.06, 30.58), (-97.05, 30.57)])
    line = wkb(2, points=[(-97.05, 30.57), (-97.04, 30.5)])
    return wkb(9, parts=[arc, line])


def write_curves(path, cells, kind="GEOMETRY", *, indexed=False):
    """Put curves into a GeoPackage, which geopandas cannot write."""
    frame = gpd.GeoDataFrame(
        {"name": [chr(65 + row) for row in range(len(cells))], "voltage_kv": 345.0, "bws_score": 2},
        geometry=[Point(row, row) for row in range(len(cells))],
        crs=CRS,
    )
    frame.to_file(path, layer="x", SPATIAL_INDEX="YES" if indexed else "NO")
    with sqlite3.connect(path) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():  # they call functions that only GDAL has
            database.execute(f'DROP TRIGGER "{name}"')
        for row, cell in enumerate(cells):
            blob = b"GP\x00\x01" + struct.pack("<i", 4326) + cell
            database.execute("UPDATE x SET geom = ? WHERE name = ?", (blob, chr(65 + row)))
        if indexed:
            database.execute("UPDATE rtree_x_geom SET minx=-98, maxx=-96, miny=30, maxy=33")
        database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = ?", (kind,))
    database.close()
    return path


@pytest.mark.parametrize(
    ("order", "extra", "flags"),
    [("<", 0, 0), (">", 0, 0), ("<", 1, 1000), ("<", 2, 3000), (">", 1, 0x80000000)],
)
def test_a_circle_of_arcs_is_a_circle(order, extra, flags):
    (polygon,), count = linearize([curve_polygon(order, extra, flags)])
    assert count == 1
    assert not polygon.has_z
    assert polygon.area == pytest.approx(np.pi * RADIUS**2, rel=1e-3)
    assert polygon.centroid.distance(Point(-97.06, 30.57)) < 1e-9


@given(
    st.floats(0, 2 * np.pi),
    st.floats(0.01, 2 * np.pi - 0.01),
    st.floats(0.1, 0.9),
    st.booleans(),
)
def test_chords_stay_on_the_arc(first, turn, share, clockwise):
    turn = -turn if clockwise else turn
    points = [(np.cos(first + turn * t), np.sin(first + turn * t)) for t in (0.0, share, 1.0)]
    line = stroke_arcs(points)
    assert line[0] == points[0]
    assert line[-1] == points[-1]
    assert np.abs(np.hypot(*np.transpose(line)) - 1.0).max() < 1e-6
    assert shapely.LineString(line).length == pytest.approx(abs(turn), rel=1e-3)


def test_plain_geometries_are_as_shapely_reads_them():
    shapes = [
        Point(1, 2),
        shapely.LineString([(0, 0), (1, 1)]),
        box(0, 0, 3, 3).difference(box(1, 1, 2, 2)),
        shapely.MultiPoint([(0, 0), (1, 1)]),
        shapely.MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]),
        shapely.GeometryCollection([Point(1, 2), box(0, 0, 1, 1)]),
        shapely.Point(),
        None,
    ]
    read, count = linearize([None if shape is None else shapely.to_wkb(shape) for shape in shapes])
    assert count == 0
    assert [shapely.to_wkt(shape) for shape in read] == [shapely.to_wkt(shape) for shape in shapes]


@pytest.mark.parametrize("kind", ["GEOMETRY", "CURVEPOLYGON", "MULTISURFACE"])
def test_parcels_with_curves(tmp_path, texas, kind):
    path = write_curves(tmp_path / "x.gpkg", [curve_polygon(), multi_surface()], kind)
    note = "linearized 2 of 2 geometries, which have curves or surfaces"
    sites = read_sites(path)
    assert sites.frame["longitude"].iloc[0] == pytest.approx(-97.06)
    assert sites.frame["latitude"].iloc[0] == pytest.approx(30.57)
    assert note in sites.notes
    for layer_kind in ("substations", "water_stress"):
        layer = read_layer(LayerSpec("mine", layer_kind, path), texas)
        assert len(layer.frame) == 2
        assert note in layer.info.notes
    area = np.pi * RADIUS**2
    assert parse_region(str(path), texas).geometry.area == pytest.approx(2e-2**2 + area, rel=1e-3)


@pytest.mark.parametrize("kind", ["GEOMETRY", "COMPOUNDCURVE"])
def test_lines_with_curves(tmp_path, texas, kind):
    path = write_curves(tmp_path / "x.gpkg", [compound(), wkb(11, parts=[compound()])], kind)
    layer = read_layer(LayerSpec("mine", "transmission_lines", path), texas)
    assert layer.frame.geometry.iloc[0].length == pytest.approx(
        np.pi * RADIUS + np.hypot(0.01, 0.07), rel=1e-3
    )
    assert any(note.startswith("linearized 2 of 2") for note in layer.info.notes)


def test_arcs_of_gml(tmp_path, texas):
    text = (
        '<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" '
        'xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><ogr:a><ogr:geometryProperty>'
        '<gml:Curve srsName="EPSG:4326"><gml:segments><gml:Arc><gml:posList>-97.07 30.57 -97.06 '
        "30.58 -97.05 30.57</gml:posList></gml:Arc></gml:segments></gml:Curve>"
        "</ogr:geometryProperty><ogr:name>A</ogr:name><ogr:voltage_kv>345</ogr:voltage_kv></ogr:a>"
        "</gml:featureMember></ogr:FeatureCollection>"
    )
    path = tmp_path / "x.gml"
    path.write_text(text, encoding="utf-8")
    layer = read_layer(LayerSpec("mine", "transmission_lines", path), texas)
    assert layer.frame.geometry.iloc[0].length == pytest.approx(np.pi * RADIUS, rel=1e-3)


def test_curves_in_a_layer_that_is_read_around_the_region_alone(tmp_path, texas):
    path = write_curves(tmp_path / "x.gpkg", [curve_polygon(), multi_surface()], indexed=True)
    near = box(-97.1, 30.5, -97.0, 30.6)
    spec = LayerSpec("mine", "substations", path, covers="Texas", near=near)
    layer = read_layer(spec, texas)
    assert layer.frame["name"].tolist() == ["A", "B"]
    assert layer.frame.geometry.iloc[0].area == pytest.approx(np.pi * RADIUS**2, rel=1e-3)


def test_bytes_that_are_no_curve_are_a_fault(tmp_path):
    path = write_curves(tmp_path / "x.gpkg", [curve_polygon(), wkb(10, parts=[b"\x01\x63\0\0\0"])])
    with pytest.raises(SitesError, match="expected"):
        read_sites(path)
