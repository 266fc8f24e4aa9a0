"""Water stress: Aqueduct's columns, tables of states."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from screening.errors import LayerError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer

STATES = gpd.GeoDataFrame(
    {"name": ["Texas", "Milam County, TX"], "level": ["state", "county"], "state": ["TX", "TX"]},
    geometry=[box(-106, 26, -94, 36), box(-97, 30, -96, 31)],
    crs=CRS,
)


def read(path: Path, **said: object):
    return read_layer(LayerSpec("stress", "water_stress", path, **said), STATES)


def basins(path: Path, **columns: list[float]) -> Path:
    count = len(next(iter(columns.values())))
    shapes = [box(i, 30, i + 1, 31) for i in range(-100, -100 + count)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path)
    return path


def test_aqueduct_s_columns(tmp_path: Path) -> None:
    """No data is -9999, arid -1; where only the share is given, the score follows."""
    path = basins(
        tmp_path / "basins.gpkg",
        bws_score=[2.5, -1.0, -9999.0, -9999.0],
        bws_raw=[0.28, 9999.0, 0.3, -9999.0],
    )
    layer = read(path)
    scores = layer.frame["water_stress_score"].to_numpy()
    assert scores[:3] == pytest.approx([2.5, -1.0, 2.585], abs=0.001)
    assert np.isnan(scores[3])
    assert "1 of 4 areas state no water stress" in layer.info.notes


@pytest.mark.parametrize(
    ("heading", "place"), [("state", "TX"), ("state_name", "Texas"), ("name", "texas")]
)
def test_a_table_of_states_takes_their_shapes(heading: str, place: str, tmp_path: Path) -> None:
    path = tmp_path / "states.csv"
    path.write_text(f"{heading},bws_score\n{place},2.681\nElbonia,1\n")
    layer = read(path)
    assert layer.frame["water_stress_score"].tolist() == [2.681]
    assert layer.frame.geometry.iloc[0].equals(STATES.geometry.iloc[0])
    assert any(
        "left out 1 of 2 features that name no state: elbonia" in note for note in layer.info.notes
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("state,bws_score\nElbonia,1\n", "column of states .* that the config's boundaries name"),
        ("place,bws_score\nTX,1\n", "got columns bws_score, place"),
        ("state,stress\nTX,1\n", "expected water stress, got no number of it"),
        ("state,bws_score\nTX,40\n", "expected 0 to 5, or -1 where arid, got 40"),
    ],
)
def test_tables_that_say_nothing_are_refused(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "states.csv"
    path.write_text(text)
    with pytest.raises(LayerError, match=told):
        read(path)
