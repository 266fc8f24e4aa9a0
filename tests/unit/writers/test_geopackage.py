"""screening.gpkg holds every layer, styled and described, with a project inside."""

from __future__ import annotations

import importlib
import io
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
from fixtures.minimal import HOSTILE, tiny_screening
from shapely.geometry import Point, box

from screening.catalog.fields import FIELDS, get_field
from screening.catalog.kinds import KINDS
from screening.catalog.labels import RELATIONS
from screening.catalog.palette import SCORE
from screening.model import CRS, ScreeningResult
from screening.writers import geopackage
from screening.writers.geopackage.layer_styles import layer_style
from screening.writers.geopackage.table_definitions import list_tables

RASTERS = {band.name: band.label for band in KINDS["climate_normals"].columns if band.pictured}
SPATIAL = [table.name for table in list_tables() if table.geometry]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "screening.gpkg"
    geopackage.write(tiny_screening(), path)
    return path


@pytest.fixture
def database(written: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{written}?mode=ro", uri=True)) as opened:
        yield opened


def _read(path: Path, layer: str) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(path, layer=layer)


def _rewritten(screening: ScreeningResult, folder: Path) -> Path:
    path = folder / "screening.gpkg"
    geopackage.write(screening, path)
    return path


def test_every_table_of_the_contract_is_there(written: Path) -> None:
    listed = dict(pyogrio.list_layers(written))
    assert {name: listed[name] for name in SPATIAL} == {
        "sites": "Point",
        "connections": "MultiLineString",
        "fiber_paths": "MultiLineString",
        "points_of_presence": "Point",
        "fiber_routes": "MultiLineString",
        "substations": "Point",
        "transmission_lines": "MultiLineString",
        "climate_hourly": "Point",
        "water_stress": "MultiPolygon",
        "region": "MultiPolygon",
        "boundaries": "MultiPolygon",
    }
    tables = {"build_list", "criteria", "constraints", "provenance", "layer_styles"}
    tables |= {"acceptability", "central_weights", "tipping", "agreement"}
    assert {name for name, kind in listed.items() if kind is None} == tables


def test_sites_read_back(written: Path) -> None:
    sites, read = tiny_screening().sites, _read(written, "sites").set_index("site_id")
    assert list(read.index) == list(sites.index)
    assert read.crs == CRS
    assert read.geometry.geom_equals(sites.geometry).all()
    assert list(read["rank"].dropna()) == [1, 2, 3]
    numbers = sites.select_dtypes("float").columns
    pd.testing.assert_frame_equal(pd.DataFrame(read[numbers]), pd.DataFrame(sites[numbers]))
    assert read.loc["hostile", "name"] == HOSTILE


@pytest.mark.parametrize("name", ["connections", "build_list", "criteria", "constraints"])
def test_tables_read_back(name: str, written: Path) -> None:
    expected = getattr(tiny_screening(), name)
    read = _read(written, name)
    assert len(read) == len(expected)
    for column in expected.columns.drop("geometry", errors="ignore"):
        pd.testing.assert_series_equal(read[column], expected[column], check_dtype=False)


def test_every_column_has_a_name_to_show_and_a_description(database: sqlite3.Connection) -> None:
    rows = database.execute(
        "SELECT table_name, column_name, name, description FROM gpkg_data_columns"
    )
    described = {(table, column): (alias, text) for table, column, alias, text in rows}
    for table in list_tables():
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table.name})")]
        for column in set(columns) - {"fid", "geom"}:
            alias, text = described[table.name, column]
            assert alias
            assert text.endswith(".")
    field = FIELDS["fiber_distance_km"]
    assert described["sites", "fiber_distance_km"] == (field.label, field.description)
    assert described["sites", "value_it_mw"][1] == get_field("value_it_mw").description
    assert described["transmission_lines", "voltage_kv"][0] == "Voltage [kV]"


def test_the_schema_extension_is_registered(database: sqlite3.Connection) -> None:
    rows = database.execute(
        "SELECT table_name, scope FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'"
    )
    assert dict(rows) == {
        "gpkg_data_columns": "read-write",
        "gpkg_data_column_constraints": "read-write",
    }


def test_layers_have_titles_and_one_date(database: sqlite3.Connection) -> None:
    rows = database.execute(
        "SELECT table_name, identifier, description, last_change FROM gpkg_contents"
    ).fetchall()
    said = {name: (title, abstract) for name, title, abstract, _ in rows}
    for table in list_tables():
        assert said[table.name] == (table.title, table.abstract)
    assert {date for *_, date in rows} == {geopackage.FIXED_DATE}


def _styles(database: sqlite3.Connection) -> dict[str, Element]:
    rows = database.execute("SELECT f_table_name, styleQML FROM layer_styles")
    return {name: fromstring(text) for name, text in rows}


def test_every_layer_has_a_default_style_where_qgis_finds_it(database: sqlite3.Connection) -> None:
    rows = database.execute(
        "SELECT f_table_name, f_table_catalog, f_table_schema, f_geometry_column, useAsDefault "
        "FROM layer_styles"
    )
    expected = {(t.name, "", "", "geom" if t.geometry else "", 1) for t in list_tables()}
    assert set(rows) == expected
    styles = _styles(database)
    assert {name for name, style in styles.items() if style.find("renderer-v2") is not None} == set(
        SPATIAL
    )
    assert all(layer_style(name) for name in SPATIAL)


def test_styles_repeat_the_aliases_for_old_qgis(database: sqlite3.Connection) -> None:
    aliases = {
        alias.get("field"): alias.get("name") for alias in _styles(database)["sites"].iter("alias")
    }
    assert aliases["grid_mw"] == "Grid power [MW]"
    assert len(aliases) == len(tiny_screening().sites.columns)  # site_id in, geometry out


def _colours(style: Element, option: str) -> list[str]:
    found = (each.get("value") for each in style.iter("Option") if each.get("name") == option)
    return [colour for colour in found if colour is not None]


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def test_sites_are_coloured_by_score_and_sized_by_power(database: sqlite3.Connection) -> None:
    style = _styles(database)["sites"]
    labels = [rule.get("label") for rule in style.iter("rule") if rule.get("label")]
    assert labels == [
        *("Score", "80–100", "60–80", "40–60", "20–40", "0–20"),
        *("No score: a fact is unknown", "Excluded"),
    ]
    fills = _colours(style, "color")
    assert fills[:5] == [_rgba(colour) for colour in SCORE[::-1]]
    assert fills[-1].endswith(",0")  # excluded: hollow
    assert all('"grid_mw"' in size for size in _colours(style, "expression")[:7])


def test_lines_are_coloured_by_voltage_and_corridors_dashed(database: sqlite3.Connection) -> None:
    styles = _styles(database)
    assert _colours(styles["transmission_lines"], "line_color") == [
        _rgba(each.symbol.colour) for each in KINDS["transmission_lines"].style.classes
    ]
    assert _colours(styles["fiber_routes"], "use_custom_dash") == ["0", "1"]


def test_the_project_holds_every_layer_in_groups(database: sqlite3.Connection) -> None:
    ((name, content),) = database.execute("SELECT name, content FROM qgis_projects").fetchall()
    assert name == "tiny"
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(content))) as archive:
        project = fromstring(archive.read("screening.qgs"))
    sources = [layer.findtext("datasource") for layer in project.iter("maplayer")]
    assert sources == [
        *(f"./screening.gpkg|layername={table.name}" for table in list_tables()),
        *(f"GPKG:./screening.gpkg:climate_{band}" for band in RASTERS),
    ]
    tree = project.find("layer-tree-group")
    assert tree is not None
    groups = [group.get("name") for group in tree.iter("layer-tree-group")]
    expected = ["Ranking", "Connectivity", "Power", "Climate", "Water", "Base map", "Tables"]
    assert groups == [None, *expected]
    ids = {layer.findtext("id") for layer in project.iter("maplayer")}
    assert ids == {layer.get("id") for layer in tree.iter("layer-tree-layer")}


def test_the_project_opens_on_the_region(database: sqlite3.Connection) -> None:
    (content,) = database.execute("SELECT content FROM qgis_projects").fetchone()
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(content))) as archive:
        view = fromstring(archive.read("screening.qgs")).find(".//DefaultViewExtent")
    assert view is not None
    edges = [float(view.get(name, "nan")) for name in ("xmin", "ymin", "xmax", "ymax")]
    shown = gpd.GeoSeries([box(*edges)], crs=3857).to_crs(CRS).iloc[0]
    region = tiny_screening().region.geometry.iloc[0]
    assert shown.contains(region)
    assert region.area > 0.75 * shown.area


def test_the_climate_is_inside_cell_by_cell(written: Path) -> None:
    grid = tiny_screening().rasters["climate_normals"].grid
    assert set(RASTERS) == set(grid.bands)
    for band in RASTERS:
        with rasterio.open(f"GPKG:{written}:climate_{band}") as raster:
            read = raster.read(1, masked=True).filled(np.nan)
            assert tuple(raster.transform)[:6] == grid.transform
            assert raster.crs == grid.crs
        np.testing.assert_array_equal(read, grid.values[grid.bands.index(band)])


def test_rasters_say_what_they_hold(database: sqlite3.Connection) -> None:
    rows = database.execute(
        "SELECT tile_matrix_set_name, quantity_definition, uom, data_null "
        "FROM gpkg_2d_gridded_coverage_ancillary"
    )
    assert set(rows) == {(f"climate_{b}", title, "°C", -9999.0) for b, title in RASTERS.items()}


def test_codes_are_said_in_words_and_own_codes_stay(tmp_path: Path) -> None:
    full = tiny_screening()
    sites = full.sites.assign(status=["mining", "leased", "converted", None, "mining"])
    path = _rewritten(replace(full, sites=sites), tmp_path)
    with closing(sqlite3.connect(path)) as opened:
        field = _styles(opened)["sites"].find("fieldConfiguration/field[@name='status']")
    assert field is not None
    codes = {each.get("value"): each.get("name") for each in field.iter("Option")}
    assert codes["mining"] == "Mining"
    assert codes["leased"] == "leased"


def test_the_project_relates_sites_to_their_rows(tmp_path: Path) -> None:
    geopackage.write_project(tiny_screening(), tmp_path / "screening.qgz")
    with zipfile.ZipFile(tmp_path / "screening.qgz") as archive:
        project = fromstring(archive.read("screening.qgs"))
    found = {each.get("name"): each for each in project.iter("relation")}
    assert set(found) == set(RELATIONS.values())
    pair = found["Build list of the site"].find("fieldRef")
    assert pair is not None
    assert pair.attrib == {"referencingField": "site_id", "referencedField": "site_id"}


def test_the_project_beside_the_file_is_the_one_inside(
    tmp_path: Path, database: sqlite3.Connection
) -> None:
    geopackage.write_project(tiny_screening(), tmp_path / "screening.qgz")
    (content,) = database.execute("SELECT content FROM qgis_projects").fetchone()
    assert (tmp_path / "screening.qgz").read_bytes() == bytes.fromhex(content)


def test_the_file_passes_the_format_s_own_validator(written: Path) -> None:
    if not os.environ.get("SCREENING_REQUIRE_VALIDATORS"):
        pytest.importorskip("osgeo_utils", reason="gdal-utils is not here; .ci/run installs it")
    script = importlib.import_module("osgeo_utils.samples.validate_gpkg")
    checked = script.GPKGChecker(str(written), extra_checks=True, abort_at_first_error=False)
    checked.check()
    assert checked.errors == []


def test_two_writes_are_the_same_bytes(tmp_path: Path, written: Path) -> None:
    assert _rewritten(tiny_screening(), tmp_path).read_bytes() == written.read_bytes()


def test_a_file_that_is_there_is_replaced(tmp_path: Path, written: Path) -> None:
    (tmp_path / "screening.gpkg").write_text("not a database")
    assert _rewritten(tiny_screening(), tmp_path).read_bytes() == written.read_bytes()


def test_nothing_of_gdal_is_left_changed(written: Path) -> None:
    assert written.exists()
    for option in ("OGR_CURRENT_DATE", "OGR_SQLITE_SYNCHRONOUS"):
        assert pyogrio.get_gdal_config_option(option) is None


def test_layers_that_are_empty_or_absent_survive(tmp_path: Path) -> None:
    full = tiny_screening()
    bare = replace(
        full,
        layers={"substations": full.layers["substations"].iloc[:0]},
        connections=full.connections.iloc[:0],
        build_list=pd.DataFrame(columns=full.build_list.columns),
        constraints=full.constraints.iloc[:0],
    )
    path = _rewritten(bare, tmp_path)
    for table in list_tables():
        read = _read(path, table.name)
        assert set(table.columns) <= set(read.columns), table.name
    assert _read(path, "transmission_lines")["voltage_kv"].dtype == float
    assert len(_read(path, "substations")) == 0


def test_columns_a_database_cannot_tell_apart_are_renamed(tmp_path: Path) -> None:
    full = tiny_screening()
    sites = full.sites.assign(Name="n", FID=7, geom="g", **{'odd "one"; DROP': 1.0})
    read = _read(_rewritten(replace(full, sites=sites), tmp_path), "sites")
    assert list(read["name"]) == list(full.sites["name"])
    assert set(read["Name_2"]) == {"n"}
    assert set(read["FID_2"]) == {7}
    assert set(read["geom_2"]) == {"g"}
    assert set(read['odd "one"; DROP']) == {1.0}


def test_columns_of_every_kind_are_carried(tmp_path: Path) -> None:
    full = tiny_screening()
    sites = full.sites.assign(
        mixed=[1, "a", None, 2.5, True],
        flag=[True, False, True, False, True],
        day=pd.to_datetime(["2024-01-02"] * 4 + [None]),
        group=pd.Categorical(["x", "y", None, "x", "y"]),
        count=pd.array([1, None, 3, 4, 5], dtype="Int64"),
        small=np.array([1, 2, 3, 4, 5], dtype="uint64"),
        large=np.array([1, 2, 3, 4, 2**64 - 1], dtype="uint64"),
        gaps=pd.array([None, 2, 3, 4, 2**64 - 1], dtype="UInt64"),
    )
    read = _read(_rewritten(replace(full, sites=sites), tmp_path), "sites").set_index("site_id")
    assert read["mixed"].tolist()[:2] == ["1", "a"]
    assert read["mixed"].isna().tolist() == [False, False, True, False, False]
    assert read["flag"].tolist() == [True, False, True, False, True]
    assert read["group"].isna().tolist() == [False, False, True, False, False]
    assert str(read["day"].iloc[0])[:10] == "2024-01-02"
    assert read["count"].isna().tolist() == [False, True, False, False, False]
    assert read["small"].tolist() == [1, 2, 3, 4, 5]
    assert read["large"].tolist() == ["1", "2", "3", "4", "18446744073709551615"]
    assert read["gaps"].tolist()[1:] == read["large"].tolist()[1:]
    assert read["gaps"].isna().tolist() == [True, False, False, False, False]


def test_an_area_that_is_a_substation_is_drawn_as_a_point(tmp_path: Path) -> None:
    full = tiny_screening()
    fence = full.layers["substations"].copy()
    fence.loc[0, "geometry"] = box(-97.1, 30.5, -97.0, 30.6)
    path = _rewritten(replace(full, layers={**full.layers, "substations": fence}), tmp_path)
    read = _read(path, "substations")
    assert set(read.geom_type) == {"Point"}
    assert box(-97.1, 30.5, -97.0, 30.6).contains(read.geometry.iloc[0])
    assert read.geometry.iloc[1] == Point(-100.0, 34.4)


def test_a_region_at_the_pole_and_across_the_dateline_has_a_view(tmp_path: Path) -> None:
    full = tiny_screening()
    far = gpd.GeoDataFrame({"name": ["far"]}, geometry=[box(-180, 60, 180, 90)], crs=CRS)
    path = _rewritten(replace(full, region=far), tmp_path)
    with closing(sqlite3.connect(path)) as opened:
        (content,) = opened.execute("SELECT content FROM qgis_projects").fetchone()
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(content))) as archive:
        text = archive.read("screening.qgs").decode()
    assert "inf" not in fromstring(text).find(".//DefaultViewExtent").attrib.values()  # type: ignore[union-attr]
