"""The tables of corridors, cities and points of presence agree with one another."""

from __future__ import annotations

import csv
import itertools
import re
from collections import defaultdict
from pathlib import Path

import pytest
from pyproj import Geod

CONFIDENCES = {"verified", "partly verified", "unverified"}
HUB_KINDS = {"carrier_hotel", "ixp"}
HUB_CITIES = {"Dallas", "Houston", "Austin", "San Antonio", "El Paso", "McAllen"}
BEND = re.compile(r"-?\d+\.\d+ \d+\.\d+")
HUNDREDTH = re.compile(r"-?\d+\.\d\d")
HUB_SNAP_KM = 10.0
GEOD = Geod(ellps="WGS84")

Row = dict[str, str]
Place = tuple[float, float]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def tables(repository: Path) -> Path:
    return repository / "layers" / "texas" / "tables"


@pytest.fixture(scope="module")
def cities(tables: Path) -> dict[str, Place]:
    return {
        row["name"]: (float(row["longitude"]), float(row["latitude"]))
        for row in read(tables / "cities.csv")
    }


@pytest.fixture(scope="module")
def corridors(tables: Path) -> list[Row]:
    return read(tables / "fiber_corridors.csv")


@pytest.fixture(scope="module")
def hubs(tables: Path) -> list[Row]:
    return [row for row in read(tables / "points_of_presence.csv") if row["kind"] in HUB_KINDS]


def length_km(start: Place, end: Place) -> float:
    return float(GEOD.inv(*start, *end)[2]) / 1000.0


def line(corridor: Row, cities: dict[str, Place]) -> list[Place]:
    places = []
    for point in corridor["points"].split("|"):
        longitude, latitude = cities.get(point) or map(float, point.split(" "))
        places.append((longitude, latitude))
    return places


def graph(corridors: list[Row], cities: dict[str, Place]) -> dict[Place, dict[Place, float]]:
    """Vertices joined only where corridors share them exactly."""
    edges: dict[Place, dict[Place, float]] = defaultdict(dict)
    for corridor in corridors:
        for start, end in itertools.pairwise(line(corridor, cities)):
            edges[start][end] = edges[end][start] = length_km(start, end)
    return edges


def shortest_km(edges: dict[Place, dict[Place, float]], start: Place) -> dict[Place, float]:
    found = {start: 0.0}
    waiting = {start}
    while waiting:
        place = min(waiting, key=found.__getitem__)
        waiting.remove(place)
        for neighbour, step in edges[place].items():
            if found[place] + step < found.get(neighbour, float("inf")):
                found[neighbour] = found[place] + step
                waiting.add(neighbour)
    return found


def test_every_row_says_where_it_is_from(tables: Path) -> None:
    for name in ("fiber_corridors.csv", "points_of_presence.csv"):
        rows = read(tables / name)
        assert len({row["id"] for row in rows}) == len(rows), name
        for row in rows:
            assert row["source"].strip(), row["id"]
            assert row["confidence"] in CONFIDENCES, row["id"]
    assert all(row["source"].strip() for row in read(tables / "cities.csv"))


def test_positions_are_hundredths_of_a_degree(tables: Path) -> None:
    for name in ("cities.csv", "points_of_presence.csv"):
        for row in read(tables / name):
            assert HUNDREDTH.fullmatch(row["longitude"]), row
            assert HUNDREDTH.fullmatch(row["latitude"]), row


def test_city_names_are_unique_and_used(
    tables: Path, corridors: list[Row], cities: dict[str, Place]
) -> None:
    assert len(read(tables / "cities.csv")) == len(cities)
    used = {point for row in corridors for point in row["points"].split("|")}
    assert set(cities) <= used


def test_every_point_of_a_corridor_is_a_city_or_a_bend(
    corridors: list[Row], cities: dict[str, Place]
) -> None:
    for row in corridors:
        points = row["points"].split("|")
        for point in points:
            assert point in cities or BEND.fullmatch(point), (row["id"], point)
        assert points[0] in cities, row["id"]
        assert points[-1] in cities, row["id"]


def test_corridors_are_forty_or_more_and_of_their_kind(corridors: list[Row]) -> None:
    assert len(corridors) >= 40
    assert {row["kind"] for row in corridors} == {"corridor"}


def test_no_provider_without_a_source_that_names_it(corridors: list[Row]) -> None:
    for row in corridors:
        assert bool(row["providers"]) == (row["confidence"] != "unverified"), row["id"]
        for provider in filter(None, row["providers"].split(";")):
            assert provider == provider.strip(), row["id"]
            assert provider in row["source"], (row["id"], provider)


def test_no_leap_that_a_road_would_not_make(corridors: list[Row], cities: dict[str, Place]) -> None:
    """A wrong town of the same name shows as a long edge or as a way back."""
    for row in corridors:
        places = line(row, cities)
        for start, end in itertools.pairwise(places):
            assert 2.0 < length_km(start, end) < 140.0, row["id"]
        for before, here, after in zip(places, places[1:], places[2:], strict=False):
            detour = length_km(before, here) + length_km(here, after)
            assert detour < 1.45 * length_km(before, after), (row["id"], here)


def test_corridors_make_one_connected_graph(corridors: list[Row], cities: dict[str, Place]) -> None:
    edges = graph(corridors, cities)
    assert set(shortest_km(edges, cities["Dallas"])) == set(edges)


def test_most_of_the_graph_has_a_second_way(corridors: list[Row], cities: dict[str, Place]) -> None:
    """Dead ends are the last towns beyond the border or at the coast, nothing within."""
    edges = graph(corridors, cities)
    ends = {name for name, place in cities.items() if len(edges[place]) == 1}
    within = {"Galveston", "Brownsville", "Eagle Pass"}
    beyond = {"Phoenix AZ", "Denver CO", "Memphis TN", "Atlanta GA", "New Orleans LA"}
    assert ends == within | beyond


def test_hubs_of_the_six_cities_are_there(hubs: list[Row]) -> None:
    assert {row["city"] for row in hubs} >= HUB_CITIES
    beyond = {"Oklahoma City", "Kansas City", "Denver", "Albuquerque", "Phoenix", "Atlanta"}
    assert {row["city"] for row in hubs} >= beyond


def test_hubs_stand_beside_a_corridor(
    hubs: list[Row], corridors: list[Row], cities: dict[str, Place]
) -> None:
    for hub in hubs:
        place = (float(hub["longitude"]), float(hub["latitude"]))
        nearest_km = min(
            length_km(place, step)
            for row in corridors
            for step in walk(line(row, cities))
            if abs(step[0] - place[0]) < 0.2
        )
        assert nearest_km < HUB_SNAP_KM, (hub["id"], nearest_km)


def walk(places: list[Place]) -> list[Place]:
    """Put some twenty points on every edge."""
    shares = [share / 20 for share in range(21)]
    return [
        (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        for start, end in itertools.pairwise(places)
        for share in shares
    ]


def test_networks_count_is_a_count_or_unknown(hubs: list[Row]) -> None:
    known = {row["id"]: int(row["networks_count"]) for row in hubs if row["networks_count"]}
    assert known["ix-3"] == 200
    assert min(known.values()) > 0
    assert all(known.get(row["id"]) for row in hubs if row["kind"] == "ixp")


def test_metros_are_no_hubs_and_have_no_networks(tables: Path) -> None:
    metros = [row for row in read(tables / "points_of_presence.csv") if row["kind"] == "metro"]
    assert len(metros) >= 20
    assert not any(row["networks_count"] for row in metros)


def test_childress_reaches_dallas_in_the_stated_time(
    corridors: list[Row], cities: dict[str, Place]
) -> None:
    """IREN states 6 ms to Dallas; 4.9 us/km each way, route factor 1.3, 0.5 ms of equipment."""
    path_km = shortest_km(graph(corridors, cities), cities["Childress"])[cities["Dallas"]]
    assert 330.0 < path_km < 430.0
    assert 2 * 4.9e-3 * 1.3 * path_km + 0.5 == pytest.approx(6.0, abs=1.0)
