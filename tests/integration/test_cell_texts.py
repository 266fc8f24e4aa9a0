"""What cells say, from the file to the outputs."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from fixtures.world import write_world
from shapely.geometry import LineString, Point

import screening

ROUTE = LineString([(-100, 30), (-100, 34)])


def test_carriers_of_several_layers_count_once(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    for name, provider in (
        ("fiber", "Zayo; Lumen"),
        ("more", "ZAYO GROUP LLC, Lumen Technologies"),
    ):
        frame = gpd.GeoDataFrame({"provider": [provider]}, geometry=[ROUTE], crs=4326)
        frame.to_file(tmp_path / f"{name}.gpkg")
    layer = '[layers.more]\nkind = "fiber_routes"\npath = "more.gpkg"\ncovers = "Squareland"\n'
    config.write_text(config.read_text() + layer)
    sites = screening.run(config).sites
    assert sites.loc["alpha", "fiber_providers_within_10km_count"] == 2


@pytest.mark.parametrize(
    ("voltages", "bounds"),
    [(["345", "345 kV", "69/34.5"], None), (["345", "100-161", "SUB 100"], [345, 161, 100])],
)
def test_outputs_have_upper_bounds_only_where_they_say_more(
    tmp_path: Path, voltages: list[str], bounds: list[float] | None
) -> None:
    config = write_world(tmp_path)
    points = [Point(-99, 32), Point(-101, 32), Point(-100, 32.01)]
    gpd.GeoDataFrame({"kv": voltages}, geometry=points, crs=4326).to_file(
        tmp_path / "substations.gpkg"
    )
    screening.run(config).write(tmp_path / "out")
    frame = pyogrio.read_dataframe(tmp_path / "out" / "screening.gpkg", layer="substations")
    assert ("voltage_max_kv" in frame) == (bounds is not None)
    if bounds is not None:
        assert frame["voltage_max_kv"].tolist() == bounds


def test_codes_stay_as_written_in_every_table(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    codes = ["12E3", "1.10", "007", "+15125550100", "1_000", "1e5"]
    table = pd.read_csv(tmp_path / "sites.csv").assign(asset=codes)
    table.to_csv(tmp_path / "sites.csv", index=False)
    ran = screening.run(config)
    ran.write(tmp_path / "out")
    expected = dict(zip(table["site_id"], codes, strict=True))
    for name, read in (
        ("sites.csv", lambda path: pd.read_csv(path, dtype=str)),
        ("screening.gpkg", lambda path: pyogrio.read_dataframe(path, layer="sites")),
        ("sites.parquet", lambda path: pd.read_parquet(path).reset_index()),
    ):
        frame = read(tmp_path / "out" / name)
        # a CSV cell that a spreadsheet would compute begins with an apostrophe
        written = frame["asset"].str.removeprefix("'")
        found = dict(zip(frame["site_id"], written, strict=True))
        assert found == {site: expected[site] for site in found}, name
