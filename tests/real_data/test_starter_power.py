"""The starter layers of the power network and the boundaries against what they generalise.

Run with ``-s`` to see the distances. ``precision_km`` in SOURCES.toml must cover what is measured
here, and not by more than a tenth of a kilometre or so.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from numpy.typing import NDArray

pytestmark = pytest.mark.real_data

GEOD = pyproj.Geod(ellps="WGS84")
STEP_DEG = 0.02
MINE_KM = 30.0
MEDIAN_KM, WORST_KM = 2.0, 10.0
#: The layer says no more than this beyond what is measured.
SLACK_KM = 0.15
#: A link that fits into one cell of 0.01 degree has no length in the tables.
SHORT_KM = 1.0

Distances = NDArray[np.float64]


@pytest.fixture(scope="module")
def layers(repository: Path) -> Path:
    return repository / "layers"


@pytest.fixture(scope="module")
def precision_km(layers: Path) -> dict[str, float]:
    stated = tomllib.loads((layers / "SOURCES.toml").read_text(encoding="utf-8"))
    return {path: entry["precision_km"] for path, entry in stated.items()}


@pytest.fixture(scope="module")
def texas(layers: Path) -> shapely.Geometry:
    states = gpd.read_file(layers / "usa/states.geojson").set_index("state")
    return states.geometry["TX"]


@pytest.fixture(scope="module")
def surroundings(layers: Path) -> shapely.Geometry:
    return gpd.read_file(layers / "texas/mine_surroundings.geojson").geometry.union_all()


@pytest.fixture(scope="module")
def mines(layers: Path) -> pd.DataFrame:
    sites = pd.read_csv(layers / "north_america/mining_sites.csv")
    return sites[sites["state"] == "TX"].set_index("site_id")


def read_starter(layers: Path, kind: str, kv: int) -> gpd.GeoDataFrame:
    frame = gpd.read_file(layers / f"texas/{kind}_{kv}kv.geojson")
    records = frame["source"].str.extract(r", id (.*)$")[0]
    return frame.assign(hifld=records.str.split(" + ", regex=False))


@pytest.fixture(scope="module")
def stations(layers: Path) -> gpd.GeoDataFrame:
    frame = pd.concat([read_starter(layers, "substations", kv) for kv in (345, 138)])
    return frame.assign(hifld=frame["hifld"].str[0]).set_index("hifld")


@pytest.fixture(scope="module")
def lines(layers: Path) -> gpd.GeoDataFrame:
    parts = [read_starter(layers, "transmission_lines", kv) for kv in (345, 138)]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def true_stations(shared_data: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(shared_data / "hifld_tx_substations.gpkg")
    return frame.assign(id=frame["id"].astype(str)).set_index("id")


@pytest.fixture(scope="module")
def true_lines(shared_data: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(shared_data / "hifld_tx_lines.gpkg")
    return frame.assign(id=frame["id"].astype(str)).set_index("id")


def between(one: gpd.GeoSeries, other: gpd.GeoSeries) -> Distances:
    """Ellipsoidal km between points, pair by pair."""
    return np.asarray(GEOD.inv(one.x, one.y, other.x, other.y)[2]) / 1000.0


def to_nearest(points: Distances, lines: NDArray[np.object_]) -> Distances:
    """Km from each point to the nearest line, in a plane laid at each point's whole degree."""
    tree = shapely.STRtree(lines)
    guess = tree.query_nearest(shapely.points(points), all_matches=False, return_distance=True)[1]
    found = np.full(len(points), np.nan)
    cells = np.round(points)
    for cell in np.unique(cells, axis=0):
        here = np.flatnonzero((cells == cell).all(axis=1))
        plane = pyproj.Transformer.from_crs(
            4326, f"+proj=aeqd +lon_0={cell[0]} +lat_0={cell[1]} +datum=WGS84", always_xy=True
        )
        reach = guess[here].max() * 1.3 + 0.1
        near = lines[tree.query(shapely.box(*(cell - 0.5 - reach), *(cell + 0.5 + reach)))]
        flat = shapely.transform(near, lambda xy, p=plane: np.column_stack(p.transform(*xy.T)))
        at = shapely.points(*plane.transform(*points[here].T))
        nearest = shapely.STRtree(flat).query_nearest(at, all_matches=False, return_distance=True)
        found[here] = nearest[1] / 1000.0
    return found


def along(geometries: Iterable[shapely.Geometry]) -> Distances:
    """Corners of lines, and points between them every 0.02 degree or less."""
    return shapely.get_coordinates(shapely.segmentize(list(geometries), STEP_DEG))


def length_km(geometries: Iterable[shapely.Geometry]) -> float:
    return sum(GEOD.geometry_length(geometry) for geometry in geometries) / 1000.0


def tell(text: str) -> None:
    sys.stdout.write(text + "\n")


def tell_distances(what: str, km: Distances) -> None:
    median, p95 = np.quantile(km, [0.5, 0.95])
    tell(f"{what}: n {len(km)}, median {median:.2f}, p95 {p95:.2f}, most {km.max():.2f} km")


@pytest.mark.parametrize("kv", [345, 138])
def test_substations_stand_where_hifld_has_them(
    kv: int, layers: Path, true_stations: gpd.GeoDataFrame, precision_km: dict[str, float]
) -> None:
    ours = read_starter(layers, "substations", kv)
    theirs = true_stations.loc[ours["hifld"].str[0]]
    km = between(ours.geometry, theirs.geometry)
    tell_distances(f"substations {kv} kV", km)
    assert np.median(km) <= MEDIAN_KM
    assert km.max() <= WORST_KM
    stated = precision_km[f"texas/substations_{kv}kv.geojson"]
    assert km.max() <= stated <= km.max() + SLACK_KM
    assert (ours["voltage_kv"].to_numpy() == theirs["maxVolt"].to_numpy()).all()


def test_no_substation_is_missing(
    stations: gpd.GeoDataFrame, true_stations: gpd.GeoDataFrame, mines: pd.DataFrame
) -> None:
    beside = np.zeros(len(true_stations), dtype=bool)
    where = true_stations.geometry
    for mine in mines.itertuples():
        same = np.ones(len(where))
        metres = GEOD.inv(same * mine.longitude, same * mine.latitude, where.x, where.y)[2]
        beside |= np.asarray(metres) <= MINE_KM * 1000.0
    kv = true_stations["maxVolt"].to_numpy()
    wanted = true_stations.index[(kv >= 345) | ((kv >= 138) & beside)]
    assert set(wanted) == set(stations.index)


@pytest.mark.parametrize("kv", [345, 138])
def test_lines_run_where_hifld_has_them(
    kv: int,
    layers: Path,
    lines: gpd.GeoDataFrame,
    true_lines: gpd.GeoDataFrame,
    texas: shapely.Geometry,
    surroundings: shapely.Geometry,
    precision_km: dict[str, float],
) -> None:
    """Both ways: nothing strays, and nothing within the area covered is left out."""
    area = texas if kv == 345 else surroundings
    both = []
    for voltage in (345, 500) if kv == 345 else (138, 161, 230):
        ours = lines.geometry[lines["voltage_kv"] == voltage].to_numpy()
        theirs = true_lines.geometry[true_lines["voltage_kv"] == voltage].to_numpy()
        inside = shapely.intersection(theirs[shapely.intersects(theirs, area)], area)
        both += [to_nearest(along(ours), theirs), to_nearest(along(inside), ours)]
        tell_distances(f"starter to HIFLD {voltage} kV", both[-2])
        tell_distances(f"HIFLD to starter {voltage} kV", both[-1])
    km = np.concatenate(both)
    assert np.median(km) <= MEDIAN_KM
    assert km.max() <= WORST_KM
    stated = precision_km[f"texas/transmission_lines_{kv}kv.geojson"]
    assert km.max() <= stated <= km.max() + SLACK_KM


def test_lines_have_the_voltage_of_the_records_they_name(
    lines: gpd.GeoDataFrame, true_lines: gpd.GeoDataFrame
) -> None:
    named = lines.explode("hifld")
    theirs = true_lines.loc[named["hifld"], "voltage_kv"].to_numpy()
    assert (named["voltage_kv"].to_numpy() == theirs).all()


def test_only_short_links_are_left_out(
    lines: gpd.GeoDataFrame, true_lines: gpd.GeoDataFrame, texas: shapely.Geometry
) -> None:
    high = true_lines[(true_lines["voltage_kv"] >= 345) & true_lines.intersects(texas)]
    absent = high.loc[~high.index.isin(lines["hifld"].explode())]
    tell(f"345 kV links left out: {len(absent)}, {length_km(absent.geometry):.1f} km in all")
    assert length_km(absent.geometry) < 0.001 * length_km(high.geometry)
    assert max(length_km([line]) for line in absent.geometry) < SHORT_KM


def test_connections_end_where_their_records_end(
    lines: gpd.GeoDataFrame, true_lines: gpd.GeoDataFrame
) -> None:
    for line in lines[lines["voltage_kv"] >= 345].itertuples():
        records = true_lines.geometry.loc[line.hifld]
        ends = gpd.GeoSeries.from_xy(
            *np.array([end for r in records for end in (r.coords[0], r.coords[-1])]).T
        )
        names = str(line.name).split(" – ")
        for name, corner in zip(names, (line.geometry.coords[0], line.geometry.coords[-1])):  # noqa: B905
            if name != "layer edge":
                here = gpd.GeoSeries([shapely.Point(corner)] * len(ends))
                assert between(here, ends).min() <= MEDIAN_KM, line.name


def test_the_network_is_as_long(
    lines: gpd.GeoDataFrame, true_lines: gpd.GeoDataFrame, texas: shapely.Geometry
) -> None:
    """Cutting corners shortens it by a few percent; missing lines would shorten it more."""
    ours = length_km(lines.geometry[lines["voltage_kv"] >= 345].intersection(texas))
    theirs = length_km(true_lines.geometry[true_lines["voltage_kv"] >= 345].intersection(texas))
    tell(f"345 kV and up in Texas: starter {ours:.0f} km, HIFLD {theirs:.0f} km")
    assert 0.97 < ours / theirs <= 1.0


def test_mines_find_the_same_network(
    mines: pd.DataFrame,
    lines: gpd.GeoDataFrame,
    true_lines: gpd.GeoDataFrame,
    precision_km: dict[str, float],
) -> None:
    points = mines[["longitude", "latitude"]].to_numpy()
    table = pd.DataFrame(index=mines.index)
    for kv in (345, 138):
        for name, frame in (("starter", lines), ("hifld", true_lines)):
            chosen = frame.geometry[frame["voltage_kv"] >= kv].to_numpy()
            table[f"{name}_{kv}"] = to_nearest(points, chosen)
        table[f"off_{kv}"] = table[f"starter_{kv}"] - table[f"hifld_{kv}"]
    tell(table.round(2).to_string())
    for kv in (345, 138):
        # beyond 90 km a line outside the state, 30 km past the border, may be the nearest
        off = table.loc[table[f"hifld_{kv}"] < 90.0, f"off_{kv}"].abs()
        assert len(off) >= 41
        assert off.max() <= precision_km[f"texas/transmission_lines_{kv}kv.geojson"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("texas/counties.geojson", "tx_counties.geojson"),
        ("usa/states.geojson", "us_states.geojson"),
    ],
)
def test_boundaries_enclose_the_same_areas(
    ours: str, theirs: str, layers: Path, shared_data: Path
) -> None:
    made = gpd.read_file(layers / ours).set_index("name").geometry
    real = gpd.read_file(shared_data / theirs).set_index("name").geometry
    assert set(made.index) == set(real.index)
    area = [
        [abs(GEOD.geometry_area_perimeter(shape)[0]) for shape in polygons(frame[made.index])]
        for frame in (made, real)
    ]
    off = np.abs(np.array(area[0]) / np.array(area[1]) - 1.0)
    tell(f"{ours}: areas off by at most {off.max():.2%}")
    assert off.max() <= 0.01


def polygons(shapes: gpd.GeoSeries) -> list[shapely.Geometry]:
    return [
        shapely.MultiPolygon([p for p in shapely.get_parts(s) if p.geom_type == "Polygon"])
        if s.geom_type == "GeometryCollection"
        else s
        for s in shapes
    ]
