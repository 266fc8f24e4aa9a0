"""Small files in every format, each of the same three sites."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from screening.errors import LayerError, SitesError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer, read_sites


@pytest.fixture
def csv_text() -> str:
    """Three sites as a spreadsheet holds them."""
    return (
        "site_id,name,operator,status,longitude,latitude,coord_precision_km,grid_mw,utility\n"
        "a,Rockdale,Riot,mining,-97.0617,30.5673,0.5,700,Oncor\n"
        "b,Childress,IREN,converting,-100.2045,34.4323,0.5,650,AEP\n"
        "c,Söhne,Söhne & Co,mining,-102.33,31.84,10,,Oncor\n"
    )


@pytest.fixture
def three() -> gpd.GeoDataFrame:
    """Three sites as a geo format holds them."""
    return gpd.GeoDataFrame(
        {
            "site_id": ["a", "b", "c"],
            "name": ["Rockdale", "Childress", "Söhne"],
            "operator": ["Riot", "IREN", "Söhne & Co"],
            "status": ["mining", "converting", "mining"],
            "coord_precision_km": [0.5, 0.5, 10.0],
            "grid_mw": [700.0, 650.0, None],
            "utility": ["Oncor", "AEP", "Oncor"],
        },
        geometry=[Point(-97.0617, 30.5673), Point(-100.2045, 34.4323), Point(-102.33, 31.84)],
        crs=CRS,
    )


@pytest.fixture
def read_errors(tmp_path: Path) -> Callable[..., list[str]]:
    """Read a text as ``sites.csv`` and give its problems, without the folder."""

    def read(text: str | bytes, name: str = "sites.csv", **options: object) -> list[str]:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(SitesError) as caught:
            read_sites(path, **options)  # type: ignore[arg-type]
        return [problem.replace(f"{tmp_path}/", "") for problem in caught.value.problems]

    return read


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a frame in the format of a name, as its users would have it written."""

    def to(frame: gpd.GeoDataFrame, name: str) -> Path:
        path = tmp_path / name
        with warnings.catch_warnings():  # shapefiles shorten names, and say so
            warnings.simplefilter("ignore")
            if path.suffix in (".parquet", ".geoparquet"):
                frame.to_parquet(path)
            elif path.suffix == ".zip":
                inner = tmp_path / "inside"
                inner.mkdir()
                frame.to_file(inner / "sites.shp", encoding="utf-8")
                with zipfile.ZipFile(path, "w") as archive:
                    for part in inner.iterdir():
                        archive.write(part, f"folder/{part.name}")
            elif path.suffix == ".xlsx":
                table = pd.DataFrame(frame.drop(columns="geometry"))
                table.assign(longitude=frame.geometry.x, latitude=frame.geometry.y).to_excel(
                    path, index=False
                )
            else:
                frame.to_file(path)
        return path

    return to


@pytest.fixture
def texas() -> gpd.GeoDataFrame:
    """Boundaries that know Texas."""
    return gpd.GeoDataFrame(
        {"name": ["Texas"], "level": ["state"], "state": ["TX"]},
        geometry=[box(-106.6, 25.8, -93.5, 36.5)],
        crs=CRS,
    )


@pytest.fixture
def layer(write, tmp_path, texas):
    """Write a frame and read it back as a layer."""

    def read(kind, data, geometry, *, name="layer.gpkg", crs=CRS, **spec):
        frame = gpd.GeoDataFrame(data, geometry=geometry, crs=crs)
        path = write(frame, name)
        return read_layer(LayerSpec("mine", kind, path, **spec), texas)

    return read


@pytest.fixture
def problems(layer, tmp_path):
    """Give the problems of a layer, without the folder."""

    def of(*args, **options):
        with pytest.raises(LayerError) as caught:
            layer(*args, **options)
        return [each.replace(f"{tmp_path}/", "") for each in caught.value.problems]

    return of
