"""What every writer promises, held over the whole registry."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny import tiny_screening

from screening.errors import ConfigError
from screening.model import Screening
from screening.writers import WRITERS, Writer, check_folder, chosen, land


def _odd_columns(full: Screening) -> Screening:
    sites = full.sites.assign(
        Name="differs in case alone",
        mixed=[1, "a", None, 2.5, [3]],
        flag=[True, False, True, False, True],
        day=pd.to_datetime(["2024-01-02"] * 4 + [None]),
        endless=[np.inf, -np.inf, 0.0, 1.0, np.nan],
        nothing=None,
        **{'"; DROP TABLE sites; --': "x", "=1+1": "y", "</script>": "z"},
    )
    return replace(full, sites=sites)


def _nothing_around(full: Screening) -> Screening:
    return replace(
        full,
        layers={},
        connections=full.connections.iloc[:0],
        boundaries=full.boundaries.iloc[:0],
        build_list=full.build_list.iloc[:0],
        constraints=full.constraints.iloc[:0],
    )


def _one_site(full: Screening) -> Screening:
    return replace(full, sites=full.sites.loc[["dark"]])


WORLDS: dict[str, Callable[[Screening], Screening]] = {
    "tiny": lambda full: full,
    "odd columns": _odd_columns,
    "nothing around": _nothing_around,
    "one site without a score": _one_site,
}

every_writer = pytest.mark.parametrize("writer", WRITERS.values(), ids=list(WRITERS))
every_world = pytest.mark.parametrize("world", WORLDS.values(), ids=list(WORLDS))


@every_writer
@every_world
def test_two_writes_of_one_screening_are_one_file(
    writer: Writer, world: Callable[[Screening], Screening], tmp_path: Path
) -> None:
    written = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        writer.write(world(tiny_screening()), folder / writer.file)
        assert [path.name for path in folder.iterdir()] == [writer.file]
        written.append((folder / writer.file).read_bytes())
    assert written[0]
    assert written[0] == written[1]


@every_writer
def test_a_writer_leaves_the_screening_as_it_was(writer: Writer, tmp_path: Path) -> None:
    given, same = tiny_screening(), tiny_screening()
    writer.write(given, tmp_path / writer.file)
    for name in ("sites", "connections", "region", "boundaries", "criteria", "build_list"):
        pd.testing.assert_frame_equal(getattr(given, name), getattr(same, name))
    for name, frame in same.layers.items():
        pd.testing.assert_frame_equal(given.layers[name], frame)
    assert given.record == same.record


@every_writer
def test_a_writer_names_every_site(writer: Writer, tmp_path: Path) -> None:
    writer.write(tiny_screening(), tmp_path / writer.file)
    text = (tmp_path / writer.file).read_bytes()
    for site_id in tiny_screening().sites.index:
        assert site_id.encode() in text


def test_files_are_the_contracts_and_no_two_alike() -> None:
    assert {name: writer.file for name, writer in WRITERS.items()} == {
        "map": "map.html",
        "geopackage": "screening.gpkg",
        "csv": "sites.csv",
        "geoparquet": "sites.parquet",
    }
    assert all(name == writer.name for name, writer in WRITERS.items())


def test_a_whole_run_lands_with_every_file_and_again_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "texas"
    check_folder(folder)
    assert land(tiny_screening(), folder) == folder
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(first) == {writer.file for writer in WRITERS.values()} | {"run.json"}
    listed = json.loads(first["run.json"])["files"]
    assert [file["name"] for file in listed] == [writer.file for writer in WRITERS.values()]
    check_folder(folder, WRITERS)
    land(tiny_screening(), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_writers_are_chosen_by_name() -> None:
    assert chosen() == tuple(WRITERS)
    assert chosen(only=["geoparquet", "csv"]) == ("csv", "geoparquet")
    assert chosen(skip=["map"]) == ("geopackage", "csv", "geoparquet")


def test_a_writer_that_is_not_known_is_told_of() -> None:
    with pytest.raises(ConfigError) as raised:
        chosen(only=["pdf"], skip=["xls"])
    assert raised.value.problems == (
        "--only: expected a writer, got 'pdf'; known: csv, geopackage, geoparquet, map; "
        "mend the option",
        "--skip: expected a writer, got 'xls'; known: csv, geopackage, geoparquet, map; "
        "mend the option",
    )


def test_the_registry_is_known_without_what_the_writers_need() -> None:
    heavy = "{'folium', 'geopandas', 'pandas', 'pyogrio', 'numpy', 'shapely'}"
    code = f"import sys; import screening.writers; print({heavy} & set(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert ended.stdout.strip() == "set()"
