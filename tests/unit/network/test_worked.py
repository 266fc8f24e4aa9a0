"""Networks whose results can be derived by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from fixtures.network_worked import SETTINGS, at, diversities, graph, routes

from screening.network import (
    adjacency_matrix,
    analyze_diversity,
    build_graph,
    route_sites,
    shortest_path_tree,
)

RING = [(0, 0), (40, 0), (40, 40), (0, 40), (0, 0)]


def test_a_ring_gives_two_disjoint_routes() -> None:
    (site,) = diversities(graph(routes([RING]), [(40, 40), (0, 40)]), (10, 0))
    assert (site.routes_count, site.nodes_count) == (2, 2)
    assert site.primary is not None
    assert site.primary.km == pytest.approx(50, abs=0.1)  # west to (0, 0), north to (0, 40)
    assert site.disjoint_pair is not None
    assert [path.km for path in site.disjoint_pair] == pytest.approx([50, 70], abs=0.1)
    assert (site.hub, *site.pair_hubs) == (1, 1, 0)
    assert site.second_lateral_km == 0.0
    assert site.shared_path is not None
    assert site.shared_path.shared_km == 0.0
    assert not site.cut
    assert not site.cut_junctions


def test_one_splice_point_away_from_the_site_is_a_single_junction() -> None:
    (site,) = diversities(graph(routes([RING]), [(40, 40), (0, 40)]), (10, -5))
    assert (site.routes_count, site.nodes_count) == (2, 1)
    assert site.shared_path is not None
    assert site.shared_path.shared_km == pytest.approx(5.0, abs=0.3)  # 4 of 5 km, and 1 km apart
    assert len(site.cut_junctions) == 1
    middle = site.cut_junctions[0].position(np.array([5.0]))[0]
    assert middle == pytest.approx(at(10, 0), abs=1e-3)


def test_a_tree_gives_one() -> None:
    tree = routes([[(0, 0), (20, 0)], [(20, 0), (40, 10)], [(20, 0), (40, -10)]])
    (site,) = diversities(graph(tree, [(40, 10), (40, -10)]), (0, 0))
    assert (site.routes_count, site.nodes_count) == (1, 1)
    assert site.primary is not None
    assert site.primary.km == pytest.approx(20 + np.hypot(20, 10), abs=0.1)
    assert [round(path.km) for path in site.cut] == [20]  # the trunk; each branch has another
    assert not site.single_hub
    assert site.second_lateral_km == pytest.approx(20, abs=0.1)  # to the other branch


def test_a_ring_behind_a_bridge_gives_one() -> None:
    ring = [[(50, 0), (60, 0), (60, 20), (40, 20), (40, 0), (50, 0)], [(50, -30), (50, 0)]]
    (site,) = diversities(graph(routes(ring), [(60, 20), (40, 20)]), (50, -30))
    assert site.routes_count == 1
    assert [path.km for path in site.cut] == pytest.approx([30], abs=0.1)


def test_a_ring_with_one_hub_gives_one_and_names_the_hub() -> None:
    (site,) = diversities(graph(routes([RING]), [(40, 40)]), (10, 0))
    assert site.routes_count == 1
    assert site.single_hub
    assert not site.cut


def test_two_hubs_on_one_line_are_reached_in_both_directions() -> None:
    (site,) = diversities(graph(routes([[(0, 0), (100, 0)]]), [(0, 0), (100, 0)]), (30, 0))
    assert (site.routes_count, site.nodes_count) == (2, 2)
    assert site.disjoint_pair is not None
    # a geodesic of 100 km bulges 0.1 km from the parallel that the site is on
    assert [path.km for path in site.disjoint_pair] == pytest.approx([30.1, 70.1], abs=0.05)


def test_two_providers_on_one_corridor_are_two_routes_that_share_it() -> None:
    lines = [[(0, 0), (60, 0)], [(0, 0.2), (60, 0.2)]]
    both = routes(lines, layer=[0, 1], providers=[("A",), ("B",)])
    (site,) = diversities(graph(both, [(60, 0), (60, 0.4)]), (0, 0.1))
    assert site.routes_count == 2
    assert site.shared_path is not None
    assert site.shared_path.shared_km == pytest.approx(59, abs=0.5)  # but for the last kilometre
    assert site.shared_path.separation_km == pytest.approx(0.2, abs=0.02)


def test_one_trench_drawn_twice_is_one_route() -> None:
    lines = [[(0, 0), (30, 0), (60, 0)], [(60, 0), (30, 0), (0, 0)]]
    some = graph(routes(lines, providers=[("A",), ("B",)]), [(60, 0), (60, 0.4)])
    (site,) = diversities(some, (0, 0.1))
    assert site.routes_count == 1
    assert "1 lines drawn twice merged" in some.notes
    assert some.lines.providers == [("A", "B")]


def test_a_segment_that_two_routes_share_is_one_trench() -> None:
    """The second route lies 50 m beside the first, then leaves it."""
    lines = [[(0, 0), (30, 0), (60, 0)], [(0, 0.05), (30, 0.05), (60, 20)]]
    some = graph(routes(lines, providers=[("A",), ("B",)]), [(60, 0), (60, 20)])
    (site,) = diversities(some, (0, 0.1))
    assert site.routes_count == 2  # 50 m apart, without a vertex or an end in common: two
    lines = [[(0, 0), (30, 0), (60, 0)], [(0, 0), (30, 0), (60, 20)]]
    some = graph(routes(lines, providers=[("A",), ("B",)]), [(60, 0), (60, 20)])
    (site,) = diversities(some, (0, 0.1))
    assert site.routes_count == 1
    assert any("one trench" in note for note in some.notes)
    assert [path.km for path in site.cut] == pytest.approx([30], abs=0.1)


def test_components_do_not_reach_each_other() -> None:
    parts = routes([[(0, 0), (30, 0)], [(0, 200), (30, 200)]])
    near, far = diversities(graph(parts, [(30, 0)]), (0, 0), (0, 200))
    assert near.routes_count == 1
    assert far.routes_count == 0
    assert far.primary is None


def test_crossing_is_not_meeting() -> None:
    """The straight line across has no vertex where it crosses."""
    cross = routes([[(0, 0), (40, 0)], [(20, -20), (20, 20)]])
    assert diversities(graph(cross, [(20, 20)]), (0, 0))[0].routes_count == 0
    shared = routes([[(0, 0), (20, 0), (40, 0)], [(20, -20), (20, 0), (20, 20)]])
    assert diversities(graph(shared, [(20, 20)]), (0, 0))[0].routes_count == 1


def test_ends_meet_within_the_tolerance_and_no_farther() -> None:
    for gap_km, expected in ((0.2, 1), (0.3, 0)):
        gap = routes([[(0, 0), (40, 0)], [(40 + gap_km, 0), (80, 0)]])
        (site,) = diversities(graph(gap, [(80, 0)]), (-30, 0))
        assert site.routes_count == expected, gap_km
    stops_short = routes([[(0, 0), (40, 0)], [(20, 0.2), (20, 30)]])
    assert diversities(graph(stops_short, [(20, 30)]), (-40, 0))[0].routes_count == 1


def test_layers_meet_at_hubs_only() -> None:
    two = routes([[(0, 0), (40, 0)], [(40, 0), (80, 0)]], layer=[0, 1])
    assert diversities(graph(two, [(80, 0)]), (-20, 0))[0].routes_count == 0
    assert diversities(graph(two, [(80, 0), (40, 0.1)]), (-20, 0))[0].routes_count == 1


def test_across_the_dateline() -> None:
    lines = [[(179.0, 0.0), (179.9, 0.0)], [(-180.1, 0.0), (-179.0, 0.0)]]
    some = routes([[(0, 0), (1, 0)]] * 2)
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    some = type(some)(shapes, some.layer, some.name, some.providers, some.factor)
    hub = np.array([[-179.0, 0.001]])
    snap = np.array([1000.0])
    dateline = build_graph(some, hub, snap_m=250.0, place_snap_m=snap, link_factor=1.0)
    (site,) = analyze_diversity(dateline, np.arange(1), np.array([[179.0, 0.01]]), SETTINGS)
    assert site.primary is not None
    # two degrees of the equator, and a lateral of 0.01° of latitude
    assert site.primary.km == pytest.approx(2 * 111.3195 + 1.1057 + 0.11, abs=0.01)
    assert np.ptp(site.primary.lonlat[:, 0]) == pytest.approx(2.0)


def test_the_second_lateral_is_the_cheapest_that_helps() -> None:
    """Three dead ends: the nearest two share a trunk, the third leads to another hub."""
    cut = [[(0, 0), (20, 0), (50, 0)], [(0, 8), (20, 0)], [(0, -12), (50, -40)]]
    alone = graph(routes(cut), [(50, 0), (50, -40)])
    assert (
        diversities(alone, (-1, 0))[0].routes_count == 1
    )  # no provider is known: one lateral counts
    assert diversities(alone, (-1, 0))[0].second_lateral_km == pytest.approx(
        np.hypot(1, 12), abs=0.1
    )
    some = routes(cut, providers=[("A",), ("B",), ("C",)])
    (site,) = diversities(graph(some, [(50, 0), (50, -40)]), (-1, 0))
    assert site.routes_count == 2
    assert site.second_lateral_km == pytest.approx(np.hypot(1, 12), abs=0.1)


def test_the_shortest_path_agrees_with_the_primary_and_by_hand() -> None:
    some = graph(routes([RING, [(0, 0), (-60, 0)]], factor=1.3), [(40, 40), (0, 40)], 1.3)
    tree = shortest_path_tree(adjacency_matrix(some.edges, len(some.node_lonlat)), np.arange(2))
    points = np.array([at(10, 0), at(-30, 5), at(-300, 0)])
    (paths,) = route_sites(some, [tree], points, 50_000.0)
    assert paths.km[:2] == pytest.approx([1.3 * 50, 1.3 * (5 + 70)], abs=0.3)
    assert np.isnan(paths.km[2])
    assert paths.place.tolist() == [1, 1, -1]
    assert paths.corridor_km[:2] == pytest.approx([50, 70], abs=0.2)
    assert paths.lateral_km[:2] == pytest.approx([0, 5], abs=0.1)
    assert paths.on_corridor.tolist() == [True, True, False]
    for row, site in enumerate(diversities(some, (10, 0), (-30, 5))):
        assert site.primary is not None
        assert site.primary.km == pytest.approx(paths.km[row], abs=1e-6)


def test_a_path_that_only_touches_a_corridor_is_on_one() -> None:
    """Site and hub face each other across it: no kilometre is drawn along it."""
    for factor, corridor in ((1.3, True), (1.0, False)):
        some = graph(routes([[(-60, 0), (60, 0)]], factor=factor), [(0, 0.5)], 1.3)
        tree = shortest_path_tree(adjacency_matrix(some.edges, len(some.node_lonlat)), np.arange(1))
        (paths,) = route_sites(some, [tree], np.array([at(0, -2)]), 50_000.0)
        assert paths.km[0] == pytest.approx(1.3 * 2.5, abs=0.01)
        assert paths.corridor_km[0] == pytest.approx(0, abs=0.01)
        assert paths.on_corridor.tolist() == [corridor]


def test_a_network_without_routes() -> None:
    nothing = graph(routes([]), [(0, 0)])
    (site,) = diversities(nothing, (1, 1))
    assert site.routes_count == 0
    assert len(nothing.edges) == 0
