"""Networks whose answers can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from fixtures.network_worked import RECKONING, at, graph, look, routes

from screening.network import (
    adjacency_matrix,
    analyze_diversity,
    build_graph,
    route_sites,
    shortest_path_tree,
)

RING = [(0, 0), (40, 0), (40, 40), (0, 40), (0, 0)]


def test_a_ring_gives_two_disjoint_routes() -> None:
    (one,) = look(graph(routes([RING]), [(40, 40), (0, 40)]), (10, 0))
    assert (one.routes_count, one.nodes_count) == (2, 2)
    assert one.primary is not None
    assert one.primary.km == pytest.approx(50, abs=0.1)  # west to (0, 0), north to (0, 40)
    assert one.disjoint_pair is not None
    assert [way.km for way in one.disjoint_pair] == pytest.approx([50, 70], abs=0.1)
    assert (one.hub, *one.pair_hubs) == (1, 1, 0)
    assert one.second_lateral_km == 0.0
    assert one.shared_path is not None
    assert one.shared_path.shared_km == 0.0
    assert not one.cut
    assert not one.cut_junctions


def test_one_splice_point_away_from_the_site_is_a_single_junction() -> None:
    (one,) = look(graph(routes([RING]), [(40, 40), (0, 40)]), (10, -5))
    assert (one.routes_count, one.nodes_count) == (2, 1)
    assert one.shared_path is not None
    assert one.shared_path.shared_km == pytest.approx(5.0, abs=0.3)  # 4 of 5 km, and 1 km apart
    assert len(one.cut_junctions) == 1
    middle = one.cut_junctions[0].position(np.array([5.0]))[0]
    assert middle == pytest.approx(at(10, 0), abs=1e-3)


def test_a_tree_gives_one() -> None:
    tree = routes([[(0, 0), (20, 0)], [(20, 0), (40, 10)], [(20, 0), (40, -10)]])
    (one,) = look(graph(tree, [(40, 10), (40, -10)]), (0, 0))
    assert (one.routes_count, one.nodes_count) == (1, 1)
    assert one.primary is not None
    assert one.primary.km == pytest.approx(20 + np.hypot(20, 10), abs=0.1)
    assert [round(way.km) for way in one.cut] == [20]  # the trunk; each branch has another
    assert not one.single_hub
    assert one.second_lateral_km == pytest.approx(20, abs=0.1)  # to the other branch


def test_a_ring_behind_a_bridge_gives_one() -> None:
    ring = [[(50, 0), (60, 0), (60, 20), (40, 20), (40, 0), (50, 0)], [(50, -30), (50, 0)]]
    (one,) = look(graph(routes(ring), [(60, 20), (40, 20)]), (50, -30))
    assert one.routes_count == 1
    assert [way.km for way in one.cut] == pytest.approx([30], abs=0.1)


def test_a_ring_with_one_hub_gives_one_and_names_the_hub() -> None:
    (one,) = look(graph(routes([RING]), [(40, 40)]), (10, 0))
    assert one.routes_count == 1
    assert one.single_hub
    assert not one.cut


def test_two_hubs_in_one_line_are_reached_both_ways() -> None:
    (one,) = look(graph(routes([[(0, 0), (100, 0)]]), [(0, 0), (100, 0)]), (30, 0))
    assert (one.routes_count, one.nodes_count) == (2, 2)
    assert one.disjoint_pair is not None
    # a geodesic of 100 km bulges 0.1 km from the parallel that the site is on
    assert [way.km for way in one.disjoint_pair] == pytest.approx([30.1, 70.1], abs=0.05)


def test_two_providers_on_one_corridor_are_two_routes_that_share_it() -> None:
    way = [[(0, 0), (60, 0)], [(0, 0.2), (60, 0.2)]]
    both = routes(way, layer=[0, 1], providers=[("A",), ("B",)])
    (one,) = look(graph(both, [(60, 0), (60, 0.4)]), (0, 0.1))
    assert one.routes_count == 2
    assert one.shared_path is not None
    assert one.shared_path.shared_km == pytest.approx(59, abs=0.5)  # but for the last kilometre
    assert one.shared_path.separation_km == pytest.approx(0.2, abs=0.02)


def test_one_trench_drawn_twice_is_one_route() -> None:
    way = [[(0, 0), (30, 0), (60, 0)], [(60, 0), (30, 0), (0, 0)]]
    some = graph(routes(way, providers=[("A",), ("B",)]), [(60, 0), (60, 0.4)])
    (one,) = look(some, (0, 0.1))
    assert one.routes_count == 1
    assert "1 lines drawn twice taken once" in some.notes
    assert some.lines.providers == [("A", "B")]


def test_a_stretch_that_two_routes_share_is_one_trench() -> None:
    """The second route lies 50 m beside the first, then leaves it."""
    way = [[(0, 0), (30, 0), (60, 0)], [(0, 0.05), (30, 0.05), (60, 20)]]
    some = graph(routes(way, providers=[("A",), ("B",)]), [(60, 0), (60, 20)])
    (one,) = look(some, (0, 0.1))
    assert one.routes_count == 2  # 50 m apart, without a vertex or an end in common: two
    way = [[(0, 0), (30, 0), (60, 0)], [(0, 0), (30, 0), (60, 20)]]
    some = graph(routes(way, providers=[("A",), ("B",)]), [(60, 0), (60, 20)])
    (one,) = look(some, (0, 0.1))
    assert one.routes_count == 1
    assert any("one trench" in note for note in some.notes)
    assert [way.km for way in one.cut] == pytest.approx([30], abs=0.1)


def test_two_components_know_nothing_of_each_other() -> None:
    parts = routes([[(0, 0), (30, 0)], [(0, 200), (30, 200)]])
    near, far = look(graph(parts, [(30, 0)]), (0, 0), (0, 200))
    assert near.routes_count == 1
    assert far.routes_count == 0
    assert far.primary is None


def test_crossing_is_not_meeting() -> None:
    """The straight line across has no vertex where it crosses."""
    cross = routes([[(0, 0), (40, 0)], [(20, -20), (20, 20)]])
    assert look(graph(cross, [(20, 20)]), (0, 0))[0].routes_count == 0
    shared = routes([[(0, 0), (20, 0), (40, 0)], [(20, -20), (20, 0), (20, 20)]])
    assert look(graph(shared, [(20, 20)]), (0, 0))[0].routes_count == 1


def test_ends_meet_within_the_tolerance_and_no_farther() -> None:
    for gap_km, expected in ((0.2, 1), (0.3, 0)):
        gap = routes([[(0, 0), (40, 0)], [(40 + gap_km, 0), (80, 0)]])
        (one,) = look(graph(gap, [(80, 0)]), (-30, 0))
        assert one.routes_count == expected, gap_km
    stops_short = routes([[(0, 0), (40, 0)], [(20, 0.2), (20, 30)]])
    assert look(graph(stops_short, [(20, 30)]), (-40, 0))[0].routes_count == 1


def test_layers_meet_at_hubs_only() -> None:
    two = routes([[(0, 0), (40, 0)], [(40, 0), (80, 0)]], layer=[0, 1])
    assert look(graph(two, [(80, 0)]), (-20, 0))[0].routes_count == 0
    assert look(graph(two, [(80, 0), (40, 0.1)]), (-20, 0))[0].routes_count == 1


def test_across_the_dateline() -> None:
    lines = [[(179.0, 0.0), (179.9, 0.0)], [(-180.1, 0.0), (-179.0, 0.0)]]
    some = routes([[(0, 0), (1, 0)]] * 2)
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    some = type(some)(shapes, some.layer, some.name, some.providers, some.factor)
    hub = np.array([[-179.0, 0.001]])
    snap = np.array([1000.0])
    dateline = build_graph(some, hub, snap_m=250.0, place_snap_m=snap, link_factor=1.0)
    (one,) = analyze_diversity(dateline, np.arange(1), np.array([[179.0, 0.01]]), RECKONING)
    assert one.primary is not None
    # two degrees of the equator, and a lateral of 0.01° of latitude
    assert one.primary.km == pytest.approx(2 * 111.3195 + 1.1057 + 0.11, abs=0.01)
    assert np.ptp(one.primary.lonlat[:, 0]) == pytest.approx(2.0)


def test_the_second_lateral_is_the_cheapest_that_helps() -> None:
    """Three dead ends: the nearest two hang on one trunk, the third leads to another hub."""
    cut = [[(0, 0), (20, 0), (50, 0)], [(0, 8), (20, 0)], [(0, -12), (50, -40)]]
    alone = graph(routes(cut), [(50, 0), (50, -40)])
    assert look(alone, (-1, 0))[0].routes_count == 1  # nobody is known: one lateral counts
    assert look(alone, (-1, 0))[0].second_lateral_km == pytest.approx(np.hypot(1, 12), abs=0.1)
    some = routes(cut, providers=[("A",), ("B",), ("C",)])
    (one,) = look(graph(some, [(50, 0), (50, -40)]), (-1, 0))
    assert one.routes_count == 2
    assert one.second_lateral_km == pytest.approx(np.hypot(1, 12), abs=0.1)


def test_the_shortest_way_is_that_of_every_site_and_by_hand() -> None:
    some = graph(routes([RING, [(0, 0), (-60, 0)]], factor=1.3), [(40, 40), (0, 40)], 1.3)
    found = shortest_path_tree(adjacency_matrix(some.edges, len(some.node_lonlat)), np.arange(2))
    points = np.array([at(10, 0), at(-30, 5), at(-300, 0)])
    (ways,) = route_sites(some, [found], points, 50_000.0)
    assert ways.km[:2] == pytest.approx([1.3 * 50, 1.3 * (5 + 70)], abs=0.3)
    assert np.isnan(ways.km[2])
    assert ways.place.tolist() == [1, 1, -1]
    assert ways.corridor_km[:2] == pytest.approx([50, 70], abs=0.2)
    assert ways.lateral_km[:2] == pytest.approx([0, 5], abs=0.1)
    assert ways.on_corridor.tolist() == [True, True, False]
    for site, one in enumerate(look(some, (10, 0), (-30, 5))):
        assert one.primary is not None
        assert one.primary.km == pytest.approx(ways.km[site], abs=1e-6)


def test_a_way_that_only_touches_a_corridor_is_on_one() -> None:
    """Site and hub face each other across it: no kilometre is drawn along it."""
    for factor, corridor in ((1.3, True), (1.0, False)):
        some = graph(routes([[(-60, 0), (60, 0)]], factor=factor), [(0, 0.5)], 1.3)
        found = shortest_path_tree(
            adjacency_matrix(some.edges, len(some.node_lonlat)), np.arange(1)
        )
        (ways,) = route_sites(some, [found], np.array([at(0, -2)]), 50_000.0)
        assert ways.km[0] == pytest.approx(1.3 * 2.5, abs=0.01)
        assert ways.corridor_km[0] == pytest.approx(0, abs=0.01)
        assert ways.on_corridor.tolist() == [corridor]


def test_nothing_at_all() -> None:
    nothing = graph(routes([]), [(0, 0)])
    (one,) = look(nothing, (1, 1))
    assert one.routes_count == 0
    assert len(nothing.edges) == 0
