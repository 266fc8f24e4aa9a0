"""Folders of weather files: zips in them, and several files of one station."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from fixtures.weather_files import epw, made_up_year, tmy3

from screening.errors import LayerError
from screening.model import CRS, LayerSpec, StationLayer
from screening.readers import read_layer

DRY, DEW, PRESSURE = made_up_year()
NONE = gpd.GeoDataFrame({"name": [], "level": [], "state": []}, geometry=[], crs=CRS)


def read(path: Path) -> StationLayer:
    layer = read_layer(LayerSpec("years", "climate_hourly", path), NONE)
    assert isinstance(layer, StationLayer)
    return layer


def notes(layer: StationLayer) -> str:
    return " / ".join(layer.info.notes)


def year(shift_k: float = 0.0, **header: object) -> str:
    return epw(DRY + shift_k, DEW, PRESSURE, **header)


def pack(path: Path, **members: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plain file, a zip of one file in a folder, a zip of two."""
    top = tmp_path / "years"
    pack(
        top / "deep" / "one.ZIP", **{"in/b.epw": year(name="B", station="722001", longitude=-99.0)}
    )
    pack(
        top / "two.zip",
        **{
            "c.tmy3": tmy3(DRY, DEW, PRESSURE, name="C", station="722002", longitude=-98.0),
            "d.epw": year(name="D", station="722003", longitude=-97.0),
            "d.stat": "statistics",
        },
    )
    (top / "a.epw").write_text(year(name="A", station="722000"))
    return top


def test_zips_in_folders_are_read(folder: Path) -> None:
    layer = read(folder)
    assert layer.stations.names == ("A", "B", "C", "D")
    assert layer.info.feature_count == 4
    assert np.array_equal(layer.stations.dry_bulb_c[1], DRY)
    assert "left out" not in notes(layer)


def test_zips_that_cannot_be_read_are_told(folder: Path) -> None:
    (folder / "broken.zip").write_text("no zip")
    inner = pack(folder.parent / "inner.zip", **{"x.epw": year()})
    with zipfile.ZipFile(folder / "two.zip", "a") as archive:
        archive.write(inner, "inner.zip")
    layer = read(folder)
    assert layer.stations.names == ("A", "B", "C", "D")
    assert "left out broken.zip: expected a zip, got an error" in notes(layer)
    assert "left out two.zip/inner.zip: expected weather files, got a zip inside" in notes(layer)


def test_a_damaged_member_is_left_out(folder: Path) -> None:
    path = folder / "two.zip"
    content = bytearray(path.read_bytes())
    content[2000:2100] = bytes(100)
    path.write_bytes(content)
    layer = read(folder)
    assert set(layer.stations.names) == {"A", "B", "D"}
    assert "left out two.zip/c.tmy3: expected a whole file" in notes(layer)


def test_a_zip_of_zips_only(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", **{"x.epw": year()})
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(inner, "inner.zip")
    with pytest.raises(LayerError, match=r"got none; .* inner.zip: .* a zip inside a zip"):
        read(tmp_path / "outer.zip")


NAMED = "USA_TX_Abilene.722660_"


@pytest.mark.parametrize(
    ("files", "used", "reason"),
    [
        ({"a_TMY3.epw": {}, "b_TMYx.epw": {}}, "b_TMYx.epw", "the newest"),
        ({"a.epw": {"source": "TMY2"}, "b.epw": {"source": "SRC-TMYx"}}, "b.epw", "the newest"),
        (
            {f"{NAMED}TMYx.2004-2018.epw": {}, f"{NAMED}TMYx.2007-2021.epw": {}},
            f"{NAMED}TMYx.2007-2021.epw",
            "the newest",
        ),
        (
            {f"{NAMED}TMYx.epw": {}, f"{NAMED}TMYx.2004-2018.epw": {}},
            f"{NAMED}TMYx.2004-2018.epw",
            "the newest",
        ),
        ({"a.epw": {"gap": True}, "b.epw": {}}, "b.epw", "the one with the fewest gaps"),
        ({"a.epw": {}, "b.epw": {}}, "a.epw", "the first by name"),
        # one number, the positions of thermometer and solar instrument
        ({"a.epw": {}, "b.epw": {"longitude": -100.3}}, "a.epw", "the first by name"),
        # one place, other or no numbers
        ({"a.epw": {"station": "999999"}, "b.epw": {"station": "0"}}, "a.epw", "the first by name"),
        ({"a.epw": {}, "b.epw": {"station": "72266"}}, "a.epw", "the first by name"),
        ({"a.epw": {}, "b.epw": {"station": "700000", "latitude": 32.005}}, "a.epw", "the first"),
    ],
)
def test_one_file_of_a_station_is_used(
    files: dict[str, dict[str, object]], used: str, reason: str, tmp_path: Path
) -> None:
    top = tmp_path / "years"
    top.mkdir()
    for index, (name, options) in enumerate(files.items()):
        dry = DRY + index
        if options.get("gap"):
            dry[100:102] = np.nan
        header = {key: value for key, value in options.items() if key != "gap"}
        (top / name).write_text(epw(dry, DEW, PRESSURE, **header))
    layer = read(top)
    index = list(files).index(used)
    assert layer.stations.names == ("Middle",)
    assert layer.stations.dry_bulb_c[0, 0] == pytest.approx(DRY[0] + index)
    (other,) = set(files) - {used}
    assert f"Middle: 2 files are of this station; {used} is used, {reason}" in notes(layer)
    assert f"; not used: {other}" in notes(layer)
    assert layer.info.feature_count == 2


def test_the_same_station_in_two_formats_and_an_unusable_file(tmp_path: Path) -> None:
    top = tmp_path / "years"
    top.mkdir()
    (top / "a_TMYx.2007-2021.epw").write_text(year()[:90_000])  # cut off
    (top / "b.tmy3").write_text(tmy3(DRY, DEW, PRESSURE))
    layer = read(top)
    assert layer.stations.names == ("MIDDLE",)
    assert "left out a_TMYx.2007-2021.epw: hours: expected gaps" in notes(layer)
    assert "files are of this station" not in notes(layer)


def test_neighbours_are_different_stations(tmp_path: Path) -> None:
    top = tmp_path / "years"
    top.mkdir()
    (top / "a.epw").write_text(year(name="A", station="722001"))
    (top / "b.epw").write_text(year(name="B", station="722002", longitude=-100.03))
    layer = read(top)
    assert layer.stations.names == ("A", "B")
    assert "this station" not in notes(layer)


def test_one_number_far_apart_is_told_and_both_are_used(tmp_path: Path) -> None:
    top = tmp_path / "years"
    top.mkdir()
    (top / "a.epw").write_text(year(name="A"))
    (top / "b.epw").write_text(year(name="B", latitude=33.0))
    layer = read(top)
    assert layer.stations.names == ("A", "B")
    assert "2 files state the station 722660, up to 111 km apart" in notes(layer)


def test_the_choice_does_not_depend_on_the_order_of_files(folder: Path) -> None:
    shutil.copy(folder / "a.epw", folder / "z.epw")
    shutil.copy(folder / "a.epw", folder / "deep" / "a.epw")
    assert "A: 3 files are of this station; a.epw is used" in notes(read(folder))


def test_many_files_are_counted(tmp_path: Path) -> None:
    top = tmp_path / "years"
    top.mkdir()
    (top / "a.epw").write_text(year())
    for number in range(8):
        (top / f"table_{number}.csv").write_text("id,value\n1,2\n")
    text = notes(read(top))
    assert text.count("left out table_") == 5
    assert "likewise 3 more files" in text
    assert "1 of 9 stations are within" in text
