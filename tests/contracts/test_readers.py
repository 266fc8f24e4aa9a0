"""What every reader promises, held over the whole registry."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from fixtures.weather_files import epw, made_up_year, tmy3
from rasterio.transform import from_origin
from shapely.geometry import LineString, Point, box

from screening.catalog.kinds import KINDS
from screening.config.layer_table import LayerTable
from screening.errors import LayerError, SitesError
from screening.model import CRS, LayerSpec, RasterLayer, StationLayer, VectorLayer
from screening.readers import READERS, read_layer, read_sites
from screening.readers.sites.column_mapping import ALIASES, OURS
from screening.readers.sites.site_reader import FORMATS

COLUMNS = {
    "substations": ["id", "name", "voltage_kv", "voltage_max_kv", "capacity_mva", "source"],
    "transmission_lines": [
        "id",
        "name",
        "voltage_kv",
        "voltage_max_kv",
        "owner",
        "circuits",
        "source",
    ],
    "fiber_routes": ["id", "name", "provider", "kind", "source"],
    "points_of_presence": ["id", "name", "kind", "networks_count", "source"],
    "water_stress": ["id", "name", "water_stress_score", "source"],
}
BANDS = {
    name: tuple(column.name for column in kind.columns)
    for name, kind in KINDS.items()
    if kind.is_raster
}
NUMBERS = {
    "voltage_kv",
    "voltage_max_kv",
    "capacity_mva",
    "circuits",
    "networks_count",
    "water_stress_score",
}
LINES = {"transmission_lines", "fiber_routes"}
BOUNDARIES = gpd.GeoDataFrame(
    {"name": ["Texas"], "level": ["state"], "state": ["TX"]},
    geometry=[box(-106.6, 25.8, -93.5, 36.5)],
    crs=CRS,
)


def write_vector(path, kind, crs=CRS):
    shape = [LineString([(-97, 31), (-98, 32)]), LineString([(-99, 31), (-98, 33)])]
    geometry = shape if kind in LINES else [Point(-97, 31), Point(-98, 32)]
    if kind == "water_stress":
        geometry = [point.buffer(0.5) for point in geometry]
    columns = {"voltage_kv": [345.0, None], "bws_score": [2.5, None]}
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)
    frame.to_crs(crs).to_file(path)


def write_stations(folder):
    folder.mkdir()
    (folder / "a.epw").write_text(epw(*made_up_year(), longitude=-97.0))
    (folder / "b.tmy3").write_text(tmy3(*made_up_year(), longitude=-98.0))


def write_raster(path, bands):
    profile = {"driver": "GTiff", "count": len(bands), "height": 2, "width": 3, "dtype": "float32"}
    with rasterio.open(
        path, "w", crs=CRS, transform=from_origin(-100, 32, 1, 1), **profile
    ) as file:
        file.write(np.ones((len(bands), 2, 3), dtype="float32"))
        file.descriptions = bands


@pytest.fixture(params=sorted(KINDS))
def layer(request, tmp_path):
    """Give a minimal layer of each kind, with everything stated."""
    kind = request.param
    path = tmp_path / ("layer.tif" if kind in BANDS else "layer.gpkg")
    if kind in BANDS:
        write_raster(path, BANDS[kind])
    elif kind == "climate_hourly":
        write_stations(path)
    else:
        write_vector(path, kind, "EPSG:3083")
    spec = LayerSpec(
        "mine",
        kind,
        path,
        precision_km=2,
        licence="CC0",
        source="survey",
        retrieved="2026-11-22",
        covers="Texas",
        complete_min_kv=138,
        complete_beyond_km=5,
        note="drawn",
    )
    return read_layer(spec, BOUNDARIES)


def test_the_config_and_the_readers_know_the_same_kinds():
    assert {kind.geometry[0] for kind in KINDS.values()} <= set(READERS)
    for name in KINDS:
        assert LayerTable(kind=name, path="x").kind == name
    with pytest.raises(ValueError, match="expected a kind of layer, got 'pipes'; known: 'climate"):
        LayerTable(kind="pipes", path="x")


def test_a_layer_says_what_was_stated_of_it(layer):
    info = layer.info
    assert (info.name, info.licence, info.source) == ("mine", "CC0", "survey")
    assert (info.precision_km, info.complete_min_kv, info.complete_beyond_km) == (2.0, 138.0, 5.0)
    assert (info.retrieved, info.note) == ("2026-11-22", "drawn")
    assert info.coverage.equals(BOUNDARIES.geometry.iloc[0])
    assert len(info.sha256) == 64
    assert info.feature_count == (len(BANDS[info.kind]) if isinstance(layer, RasterLayer) else 2)
    assert all(isinstance(note, str) and note for note in info.notes)


def test_a_vector_layer_has_the_columns_of_its_kind(layer):
    if isinstance(layer, StationLayer):
        assert layer.stations.names == ("Middle", "MIDDLE")
        assert layer.stations.longitude.tolist() == [-97.0, -98.0]
        assert layer.stations.dry_bulb_c.shape == layer.stations.pressure_pa.shape == (2, 8760)
        return
    if not isinstance(layer, VectorLayer):
        assert layer.grid.bands == BANDS[layer.info.kind]
        assert layer.grid.values.shape == (len(layer.grid.bands), 2, 3)
        return
    frame = layer.frame
    columns = COLUMNS[layer.info.kind]
    assert frame.columns.tolist() == [*columns, "geometry"]
    assert frame.crs == CRS
    assert frame.index.tolist() == [0, 1]
    assert frame["id"].is_unique
    for name in columns:
        assert frame[name].dtype == (float if name in NUMBERS else object), name
    assert shapely.bounds(frame.geometry.to_numpy())[:, 0].max() < -90


def test_missing_numbers_stay_missing(layer):
    if isinstance(layer, VectorLayer) and "voltage_kv" in layer.frame:
        assert layer.frame[["voltage_kv", "voltage_max_kv"]].iloc[1].isna().all()
        rest = NUMBERS & set(layer.frame) - {"voltage_kv", "voltage_max_kv"}
        assert layer.frame[sorted(rest)].isna().all(axis=None)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_reader_refuses_what_is_not_there(kind, tmp_path):
    with pytest.raises(LayerError, match=r"layer x \(.*gone.gpkg\): expected a file, got none"):
        read_layer(LayerSpec("x", kind, tmp_path / "gone.gpkg"), BOUNDARIES)


def test_the_pages_name_every_kind_column_alias_and_format(repository):
    layers = (repository / "docs" / "layers.md").read_text(encoding="utf-8")
    sites = (repository / "docs" / "sites.md").read_text(encoding="utf-8")
    words = {*KINDS, *(name for columns in COLUMNS.values() for name in columns)}
    assert sorted(word for word in words if f"`{word}`" not in layers) == []
    words = {*OURS, *(alias for aliases in ALIASES.values() for alias in aliases), *FORMATS}
    assert sorted(word for word in words if f"`{word}`" not in sites) == []


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_every_format_of_sites_refuses_rubbish_with_its_path(suffix, tmp_path):
    path = tmp_path / f"sites{suffix}"
    path.write_bytes(b"\x00rubbish")
    with pytest.raises(SitesError) as caught:
        read_sites(path)
    assert all(problem.startswith(f"{path}: expected") for problem in caught.value.problems)
