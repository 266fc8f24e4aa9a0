"""Features in the file = features used + features told, for every kind and format."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

from screening.catalog.kinds import KINDS
from screening.errors import LayerError
from screening.model import CRS, LayerSpec
from screening.readers import read_layer

VECTOR = [kind.name for kind in KINDS.values() if kind.is_vector]
FORMATS = ["l.csv", "l.tsv", "l.gpkg", "l.geojson", "l.shp", "l.parquet", "l.fgb", "l.json"]
TABLES = (".csv", ".tsv", ".json")
STATES = gpd.GeoDataFrame(
    {"name": ["Texas"], "level": ["state"], "state": ["TX"]},
    geometry=[box(-106.6, 25.8, -93.5, 36.5)],
    crs=CRS,
)
STATUSES = (
    None,
    "IN SERVICE",
    "NOT AVAILABLE",
    "PROPOSED",
    "Planned (2027)",
    "retired",
    "hot",
    "ok",
)
TYPES = (None, "AC; OVERHEAD", "DC; OVERHEAD", "TAP", "SUBSTATION", "traction")
FEATURE = st.fixed_dictionaries(
    {
        "shape": st.sampled_from(("good", "none", "zero", "other", "bow")),
        "STATUS": st.sampled_from(STATUSES),
        "TYPE": st.sampled_from(TYPES),
        "disused": st.sampled_from((None, "yes", "no")),
        "frequency": st.sampled_from((None, "60", "0", "16.7", "50;60")),
        "GRADE": st.sampled_from(("x", "y")),
    }
)
WHERE = st.sampled_from(({}, {"GRADE": ["x"]}))
INCLUDE = st.sampled_from(((), ("proposed", "retired")))


def shape_of(kind: str, name: str, row: int) -> object:
    x = -97 - row / 50
    bow = Polygon([(x, 30), (x + 0.1, 31), (x + 0.1, 30), (x, 31)])
    good: dict[str, object] = {
        "point": Point(x, 31),
        "line": LineString([(x, 31), (x - 0.5, 31.5)]),
        "polygon": box(x, 31, x + 0.1, 31.1),
    }
    ours = KINDS[kind].geometry
    other = next(shape for each, shape in good.items() if each not in ours)
    shapes = {"none": None, "other": other, "zero": Point(0, 0)}
    if name == "bow":
        return bow if "polygon" in ours else good[ours[0]]
    return good[ours[0]] if name == "good" else shapes[name]


def write(path: Path, kind: str, features: list[dict[str, object]]) -> None:
    table = pd.DataFrame(features).drop(columns="shape")
    table["kv"], table["bws_score"] = 345.0, 2.0
    names = [str(each["shape"]) for each in features]
    if path.suffix in TABLES:
        places = {"none": (None, None), "zero": (0, 0)}
        table[["longitude", "latitude"]] = [
            places.get(name, (-97 - row / 50, 31)) for row, name in enumerate(names)
        ]
        if path.suffix == ".json":
            entries = table.astype(object).where(table.notna(), None).to_dict("records")
            path.write_text(json.dumps({"data": entries}))
        else:
            table.to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ",")
        return
    if path.suffix == ".shp":  # one geometry type a file
        names = ["none" if name == "none" else "good" for name in names]
    shapes = [shape_of(kind, name, row) for row, name in enumerate(names)]
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, **({"SPATIAL_INDEX": "NO"} if path.suffix == ".fgb" else {}))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", VECTOR)
@settings(max_examples=12, deadline=None)
@given(features=st.lists(FEATURE, min_size=1, max_size=12), where=WHERE, include=INCLUDE)
def test_used_and_told_make_the_file(kind, name, features, where, include):
    suffix = Path(name).suffix
    if suffix in TABLES and "point" not in KINDS[kind].geometry:
        return
    if not KINDS[kind].has_life_cycle:
        include = ()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path, kind, features)
        spec = LayerSpec("l", kind, path, where=where, include=include)
        try:
            layer = read_layer(spec, STATES)
        except LayerError:
            return  # all are left out
    left_out = layer.info.left_out
    assert layer.info.feature_count == len(layer.frame)
    assert layer.info.feature_count + sum(left_out.values()) == len(features)
    for reason, count in left_out.items():
        assert count > 0
        assert f"left out {count} of {len(features)} features {reason}" in layer.info.notes
    if where:
        # of a good feature that is filtered away nothing is left
        assert layer.info.feature_count <= sum(each["GRADE"] == "x" for each in features)
    dead = [each for each in features if each["STATUS"] == "Planned (2027)"]
    if KINDS[kind].has_life_cycle:
        assert layer.info.feature_count <= len(features) - len(dead)


def test_the_cases_are_not_all_refused():
    """The property speaks of layers that are read: most that are drawn are."""
    rng = np.random.default_rng(3)
    read = 0
    for _ in range(20):
        features = [
            {"shape": "good", "STATUS": STATUSES[i], "TYPE": None, "disused": None}
            | {"frequency": None, "GRADE": "x"}
            for i in rng.integers(0, len(STATUSES), 6)
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "l.gpkg"
            write(path, "fiber_routes", features)
            read += bool(len(read_layer(LayerSpec("l", "fiber_routes", path), STATES).frame))
    assert read == 20
