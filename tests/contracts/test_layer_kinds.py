"""One record makes a layer kind: read, checked, drawn and styled in every output."""

from __future__ import annotations

import importlib.util
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from fixtures.minimal import tiny_screening
from fixtures.world import write_world
from shapely.geometry import LineString, Point, box

import screening
from screening.catalog import palette
from screening.catalog.custom_measures import RULES, Measure, list_measures
from screening.catalog.declared_measures import declare_measures
from screening.catalog.kinds import KINDS, known_kinds
from screening.catalog.kinds.custom_kinds import custom_kind
from screening.catalog.layer_kind import ID, SOURCE, Code, Column, LayerKind
from screening.catalog.styles import Categorised, MapLabel, StyleClass, Symbol
from screening.errors import ScreeningError
from screening.model import CRS, RasterGrid, RasterLayer, ScreeningResult
from screening.readers.layers.column_parsing import PARSERS
from screening.writers import WRITERS, select_writers, write_outputs

# What somebody who adds a kind writes, and nothing else.
GAS_PIPELINES = LayerKind(
    name="gas_pipelines",
    title="Gas pipelines",
    description="Natural gas transmission pipelines.",
    group="Fuel",
    geometry=("line",),
    columns=(
        ID,
        Column("name", "Name", "Name in the layer's own file.", aliases=("name",), parse="name"),
        Column("diameter_in", "Diameter", "Outer diameter.", "in", ("diameter",), "number"),
        Column(
            "type",
            "Type",
            "Interstate or intrastate.",
            aliases=("type", "typepipe"),
            parse="code",
            codes=(Code("interstate", "Interstate line"), Code("intrastate", "Intrastate line")),
        ),
        SOURCE,
    ),
    style=Categorised(
        "type",
        (
            StyleClass("Interstate", Symbol("#7a4b00", 2.0), values=("interstate",)),
            StyleClass("Other pipelines", Symbol("#b8860b", 1.2, dash=(4, 3))),
        ),
    ),
    labels=(MapLabel(("name",), palette.STONE, placement="along", to_scale=1_000_000),),
)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a world that has a layer of the new kind, with every writer."""
    folder = tmp_path_factory.mktemp("kinds")
    config = write_world(folder)
    gpd.GeoDataFrame(
        {"name": ["Big Inch"], "diameter": [24.0], "TYPEPIPE": ["Interstate"]},
        geometry=[LineString([(-101, 31), (-99, 33)])],
        crs=CRS,
    ).to_file(folder / "pipelines.gpkg")
    with config.open("a") as text:
        text.write('[layers.gas]\nkind = "gas_pipelines"\npath = "pipelines.gpkg"\n')
        text.write('covers = "Squareland"\nsource = "a survey"\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, GAS_PIPELINES.name, GAS_PIPELINES)
        screening.run(config).write(folder / "out")
    return folder / "out"


def test_a_new_kind_is_refused_until_its_record_is_there(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    config.write_text(config.read_text() + '[layers.gas]\nkind = "gas_pipelines"\npath = "x"\n')
    with pytest.raises(ScreeningError, match="expected a kind of layer, got 'gas_pipelines'"):
        screening.run(config)


def test_its_columns_are_parsed_by_the_record(landed: Path) -> None:
    frame = pyogrio.read_dataframe(landed / "screening.gpkg", layer="gas_pipelines")
    row = frame.iloc[0]
    assert (row["name"], row["diameter_in"], row["type"]) == ("Big Inch", 24.0, "interstate")
    assert row["source"] == "a survey"


def test_the_package_has_its_style_labels_and_aliases(landed: Path) -> None:
    styles = pyogrio.read_dataframe(landed / "screening.gpkg", layer="layer_styles")
    (qml,) = styles.loc[styles["f_table_name"] == "gas_pipelines", "styleQML"]
    assert "122,75,0,255" in qml  # the colour of its first class
    assert ">Interstate" not in qml.split("<renderer-v2")[0]
    for text in ("Interstate", "Other pipelines", "Diameter [in]", "Interstate line"):
        assert text in qml, text
    assert "<labeling" in qml


def test_the_project_lists_it_in_its_group(landed: Path) -> None:
    with zipfile.ZipFile(landed / "screening.qgz") as archive:
        project = fromstring(archive.read("screening.qgs"))
    groups = {group.get("name"): group for group in project.iter("layer-tree-group")}
    assert [leaf.get("name") for leaf in groups["Fuel"]] == ["Gas pipelines"]


def test_the_map_draws_and_names_it(landed: Path) -> None:
    data = map_data(landed / "map.html")
    layer = data["layers"]["gas_pipelines"]
    assert (layer["title"], layer["group"], layer["class"]) == ("Gas pipelines", "Fuel", [0])
    assert [each["title"] for each in layer["classes"]] == ["Interstate", "Other pipelines"]


def test_the_kmz_draws_and_describes_it(landed: Path) -> None:
    document = kml(landed / "sites.kmz")
    folder = re.search(r"<Folder><name>Gas pipelines</name>.*?</Folder>", document, re.S)
    assert folder is not None
    assert "<name>Big Inch</name>" in folder[0]
    assert "Diameter: 24 in; Type: Interstate line" in folder[0]
    assert "#gas_pipelines-0" in folder[0]
    assert '<Style id="gas_pipelines-0">' in document


def test_the_report_draws_and_credits_it(landed: Path) -> None:
    page = (landed / "report.html").read_text(encoding="utf-8")
    panel = page[page.index("<b>Gas pipelines</b>") :].split("</figure>")[0]
    for text in ("#7a4b00", "Interstate", "a survey", "<svg"):
        assert text in panel, text


def test_no_other_file_names_the_kind(repository: Path) -> None:
    named = [
        path
        for folder in ("screening", "docs", "layers")
        for path in (repository / folder).rglob("*")
        if path.suffix in (".py", ".js", ".html", ".toml", ".md")
        and "gas_pipelines" in path.read_text(encoding="utf-8")
    ]
    assert named == []


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a screening that has a layer of every kind of the catalogue."""
    folder = tmp_path_factory.mktemp("every")
    files = select_writers()
    return write_outputs(with_every_kind(tiny_screening()), folder / "out", files)


def custom_tables() -> dict[str, dict[str, Any]]:
    """Layers of kind custom as run.json has them: each measure, of each geometry."""
    return {
        f"{how}_{shape}": {
            "kind": "custom",
            "path": f"{how}.tif" if shape == "raster" else f"{how}.gpkg",
            "measure": how,
            "name": f"{how}_{shape}{rule.suffix}",
            "unit": rule.unit or "g",
            "title": f"{how} {shape}".replace("_", " ").capitalize(),
            "column": "PGA" if rule.column == "required" else None,
            "radius_km": 5.0 if rule.takes_radius else None,
            "geometry": shape,
        }
        for how, rule in RULES.items()
        for shape in (*rule.geometry, *(("raster",) if rule.takes_raster else ()))
    }


CUSTOM_KINDS = {each.kind_name: custom_kind(each) for each in list_measures(custom_tables())}
EVERY_KIND = KINDS | CUSTOM_KINDS


def with_every_kind(bare: ScreeningResult) -> ScreeningResult:
    layers, rasters = dict(bare.layers), dict(bare.rasters)
    bare = replace(bare, metadata=replace(bare.metadata, config={"layers": custom_tables()}))
    for kind in EVERY_KIND.values():
        if kind.is_raster:
            rasters[kind.name] = raster_of(kind)
        else:
            layers[kind.name] = features_of(kind)
    return replace(bare, layers=layers, rasters=rasters)


def features_of(kind: LayerKind) -> gpd.GeoDataFrame:
    shapes = {
        "line": LineString([(-98, 31), (-97, 32)]),
        "polygon": box(-98, 31, -97, 32),
    }
    values = {
        column.name: [1.0 if column.unit else f"{kind.name} {column.name}"]
        for column in kind.columns
    }
    shape = shapes.get(kind.geometry[0], Point(-97.5, 31.5))
    return gpd.GeoDataFrame(values, geometry=[shape], crs=CRS)


def raster_of(kind: LayerKind) -> RasterLayer:
    bands = tuple(column.name for column in kind.columns)
    values = np.arange(len(bands) * 4, dtype="float32").reshape(-1, 2, 2)
    grid = RasterGrid(values, bands, (1.0, 0.0, -99.0, 0.0, -1.0, 33.0), CRS)
    made = next(iter(tiny_screening().rasters.values()))
    return RasterLayer(replace(made.info, name=kind.name, kind=kind.name), grid)


@pytest.mark.parametrize("name", [kind.name for kind in EVERY_KIND.values() if not kind.is_raster])
def test_every_vector_kind_is_in_every_output(name: str, every_kind: Path) -> None:
    kind = EVERY_KIND[name]
    assert len(pyogrio.read_dataframe(every_kind / "screening.gpkg", layer=name)) == 1
    assert map_data(every_kind / "map.html")["layers"][name]["title"] == kind.title
    assert f"<Folder><name>{kind.title}</name>" in kml(every_kind / "sites.kmz")
    assert f"<b>{kind.title}</b>" in (every_kind / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [kind.name for kind in EVERY_KIND.values() if kind.is_raster])
def test_every_raster_kind_is_in_every_output(name: str, every_kind: Path) -> None:
    pictured = [column for column in EVERY_KIND[name].columns if column.pictured]
    assert pictured
    report = (every_kind / "report.html").read_text(encoding="utf-8")
    labels = [each["label"] for each in map_data(every_kind / "map.html")["rasters"]]
    for band in pictured:
        assert f"<b>{band.label}</b>" in report
        assert band.title in labels
        assert f"<GroundOverlay><name>{band.label}</name>" in kml(every_kind / "sites.kmz")
        with zipfile.ZipFile(every_kind / "screening.qgz") as archive:
            assert band.label in archive.read("screening.qgs").decode()


@pytest.mark.parametrize("kind", EVERY_KIND.values(), ids=EVERY_KIND)
def test_a_record_is_complete(kind: LayerKind) -> None:
    assert kind.title
    assert kind.description.endswith(".")
    assert kind.group
    names = [column.name for column in kind.columns]
    assert len(set(names)) == len(names)
    assert {column.parse for column in kind.columns} <= set(PARSERS)
    assert all(column.title and column.description.endswith(".") for column in kind.columns)
    assert kind.style.column in ("", *names)
    for label in kind.labels:
        assert set(label.columns) <= set(names)
        assert all(0 <= place < len(kind.style.classes) for place in label.classes)
    if not kind.is_raster and kind.style.column:
        rest = [each for each in kind.style.classes if each.lower is None and not each.values]
        assert len(rest) == 1, "one class takes the rest"


def test_kinds_of_custom_layers_are_those_of_the_run_at_hand() -> None:
    declare_measures([Measure("school_km", "schools", "nearest_km", "km", "Schools")])
    assert known_kinds()["custom_school_km"].title == "Schools"
    declare_measures(())
    assert known_kinds() == KINDS


def test_every_writer_is_among_those_looked_at() -> None:
    looked_at = {"map", "report", "geopackage", "qgis", "kmz"}
    without_layers = {"csv", "geoparquet", "xlsx", "pdf"}  # pdf prints the report
    assert set(WRITERS) == looked_at | without_layers


def map_data(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.S)
    assert found is not None
    return dict(json.loads(found[1]))


def kml(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return re.sub(r">\s+<", "><", archive.read("doc.kml").decode("utf-8"))


def test_the_page_of_layers_is_generated_from_the_records(repository: Path) -> None:
    spec = importlib.util.spec_from_file_location("pages", repository / "docs" / "layer_kinds.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (repository / "docs" / "layers.md").read_text(encoding="utf-8")
    assert module.fill(page) == page
    assert all(f"`{name}`" in page for name in KINDS)
