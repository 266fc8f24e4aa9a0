"""How each layer is drawn and labelled: one function a layer, over the shared palette."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from screening.catalog import palette
from screening.catalog.palette import VOLTAGES, VoltageClass
from screening.writers.geopackage.qml import (
    Label,
    Rule,
    Symbol,
    fill,
    line,
    marker,
    renderer,
)

MM_PER_PX = 25.4 / 96
"""The palette's widths are CSS pixels."""

LARGEST_MW = 1000.0
SMALLEST_MM, LARGEST_MM = 2.2, 7.0
_SIZE = (
    f'coalesce(scale_exp("grid_mw", 0, {LARGEST_MW:g}, {SMALLEST_MM}, {LARGEST_MM}, 0.5), '
    f"{SMALLEST_MM})"
)
"""A site's area on the map follows its grid power; the smallest where that is unknown."""

HIGH_KV = 345
LABELLED_RANKS = 10
"""Sites that are named at every scale."""

_EXCLUDED = """coalesce("excluded_by", '') <> ''"""
_SHORT_NAME = """CASE WHEN length("name") > 40 THEN left("name", 39) || '…' ELSE "name" END"""
_BETWEEN = """' (' || "rank_low" || '–' || "rank_high" || ')'"""
"""The ranks of 90 % of the draws; nothing where none were made."""
_KV = """round("voltage_kv") || ' kV'"""
_HAS_NAME = """"name" NOT LIKE 'Unnamed%'"""
_BY_VOLTAGE = 'coalesce("voltage_kv", 0)'


@dataclass(frozen=True)
class LayerStyle:
    """How a layer is drawn and labelled.

    Attributes
    ----------
    renderer : Element
    labels : tuple of Label
    """

    renderer: Element
    labels: tuple[Label, ...] = ()


def _sites() -> LayerStyle:
    step = 100 // len(palette.SCORE)
    classes = [
        Rule(f"{low}–{low + step}", _within(low, low + step), _dot(colour))
        for low, colour in zip(range(0, 100, step), palette.SCORE, strict=True)
    ]
    rules = (
        Rule("Score", f'NOT ({_EXCLUDED}) AND "score" IS NOT NULL', rules=tuple(classes[::-1])),
        Rule(
            "No score: a fact is unknown",
            f'NOT ({_EXCLUDED}) AND "score" IS NULL',
            _dot(palette.ASH, palette.MUTED),
        ),
        Rule("Excluded", _EXCLUDED, _dot("", palette.MUTED)),
    )
    ranked = f"""concat("rank", {_BETWEEN}, '  ', {_SHORT_NAME})"""
    first, later = f'"rank" <= {LABELLED_RANKS}', f'"rank" > {LABELLED_RANKS}'
    priority = 'max(1, 10 - "rank" / 10)'
    labels = (
        Label(ranked, first, size=8.5, bold=True, priority=priority),
        Label(ranked, later, priority=priority, to_scale=4_000_000),
        Label(_SHORT_NAME, '"rank" IS NULL', palette.MUTED, 7.5, to_scale=1_500_000),
    )
    return LayerStyle(renderer(rules, order='-coalesce("rank", 1e9)'), labels)


def _within(low: int, high: int) -> str:
    return f'"score" >= {low} AND "score" {"<=" if high == 100 else "<"} {high}'


def _dot(colour: str, edge: str = palette.INK) -> Symbol:
    width = 0.25 if colour else 0.5
    dot = marker("circle", SMALLEST_MM, colour, edge=edge, edge_width=width, follows=_SIZE)
    return Symbol("marker", (dot,))


def _connections() -> LayerStyle:
    drawn = (
        ("substation", "To the substation", "", 0.9),
        ("line", "To the line", "1.6;0.8", 0.9),
        ("fiber", "To the fiber", "0.5;0.9", 0.9),
        ("hub", "To the hub", "3;1.5;0.6;1.5", 0.35),
    )
    rules = [
        Rule(
            label,
            f"\"kind\" = '{kind}'",
            Symbol("line", (line(palette.CONNECTIONS[kind], 0.3, dash),), opacity),
            to_scale=2_500_000,
        )
        for kind, label, dash, opacity in drawn
    ]
    near = Label(
        """round("distance_km", 1) || ' km'""",
        "\"kind\" <> 'hub'",
        palette.MUTED,
        7,
        "along",
        to_scale=250_000,
    )
    return LayerStyle(renderer(rules), (near,))


def _fiber_paths() -> LayerStyle:
    words = {
        "primary": "Shortest route",
        "diverse": "Diverse route",
        "shared": "Shared by both",
        "cut": "Single cut",
    }
    rules = [
        Rule(
            words[kind],
            f"\"kind\" = '{kind}'",
            Symbol(
                "line",
                (line(look.colour, look.width * MM_PER_PX / 2, "1;1.4" if look.dash else ""),),
                0.9,
            ),
            to_scale=2_500_000,
        )
        for kind, look in palette.PATHS.items()
    ]
    text = """concat("name", '  ', round("route_km"), ' km')"""
    label = Label(text, "", palette.MUTED, 7, "along", to_scale=600_000)
    return LayerStyle(renderer(rules), (label,))


def _by_voltage(drawn: Callable[[VoltageClass], Symbol], low_to_scale: int = 0) -> list[Rule]:
    """Give a rule a voltage class; those under the high voltages end at a scale."""
    rules = []
    below = ""
    for each in VOLTAGES:
        where = f"{_BY_VOLTAGE} >= {each.from_kv:g}{below}"
        scale = 0 if each.from_kv >= HIGH_KV else low_to_scale
        rules.append(Rule(each.label, where, drawn(each), to_scale=scale))
        below = f" AND {_BY_VOLTAGE} < {each.from_kv:g}"
    return rules


def _transmission_lines() -> LayerStyle:
    def drawn(each: VoltageClass) -> Symbol:
        return Symbol("line", (line(each.colour, each.width * MM_PER_PX),), 0.75)

    text = f"""concat({_KV}, '  ' || "owner")"""
    labels = (Label(text, "", palette.ORE, 7, "along", to_scale=600_000),)
    return LayerStyle(renderer(_by_voltage(drawn), order=_BY_VOLTAGE), labels)


def _substations() -> LayerStyle:
    def drawn(each: VoltageClass) -> Symbol:
        size = 0.9 + 0.3 * each.width
        square = marker("square", size, each.colour, edge=palette.PAPER, edge_width=0.15)
        return Symbol("marker", (square,))

    full = f"""concat("name", '  ' || {_KV})"""
    high = f"{_BY_VOLTAGE} >= {HIGH_KV}"
    labels = (
        Label(full, f"{high} AND {_HAS_NAME}", palette.ORE, 7, priority="3", to_scale=1_500_000),
        Label(
            full, f"NOT ({high}) AND {_HAS_NAME}", palette.SAND, 7, priority="2", to_scale=600_000
        ),
        Label(_KV, f"NOT ({_HAS_NAME})", palette.SAND, 7, priority="1", to_scale=300_000),
    )
    return LayerStyle(
        renderer(_by_voltage(drawn, low_to_scale=3_000_000), order=_BY_VOLTAGE), labels
    )


def _fiber_routes() -> LayerStyle:
    rules = (
        Rule(
            "Route",
            "coalesce(\"kind\", '') <> 'corridor'",
            Symbol("line", (line(palette.FIBER, 0.5),), 0.8),
        ),
        Rule(
            "Corridor",
            "\"kind\" = 'corridor'",
            Symbol("line", (line(palette.FIBER, 0.4, "2;1.4"),), 0.65),
        ),
    )
    label = Label('coalesce("name", "provider")', "", palette.FIBER, 7, "along", to_scale=1_500_000)
    return LayerStyle(renderer(rules), (label,))


def _points_of_presence() -> LayerStyle:
    def drawn(size: float) -> Symbol:
        diamond = marker("diamond", size, palette.POINT, edge=palette.PAPER, edge_width=0.25)
        return Symbol("marker", (diamond,))

    meeting = "coalesce(\"kind\", '') IN ('ixp', 'carrier_hotel')"
    rules = (
        Rule("Exchange or carrier hotel", meeting, drawn(3.4)),
        Rule("Other", "ELSE", drawn(2.0)),
    )
    name, colour = '"name"', palette.POINT
    labels = (
        Label(name, meeting, colour, 7.5, priority="4", to_scale=2_500_000),
        Label(name, f"NOT ({meeting})", colour, 7, priority="1", to_scale=800_000),
    )
    return LayerStyle(renderer(rules, order='coalesce("networks_count", 0)'), labels)


def _region() -> LayerStyle:
    edge = Symbol("fill", (line(palette.INK, 0.35, "3;1.2"),), 0.7)
    return LayerStyle(renderer([Rule("Region", "", edge)]))


def _boundaries() -> LayerStyle:
    edge = line(palette.STATE_EDGE, 0.35, level=2)
    state = Symbol("fill", (fill(palette.LAND, level=0), edge))
    county = Symbol("fill", (line(palette.COUNTY_EDGE, 0.2, level=1),))
    is_state, is_county = "\"level\" = 'state'", "\"level\" = 'county'"
    rules = (
        Rule("State", is_state, state),
        Rule("County", is_county, county, to_scale=12_000_000),
    )
    bare = "regexp_replace(\"name\", ' County, [A-Z]{2}$', '')"
    quiet = partial(Label, colour=palette.STONE, halo=palette.LAND, placement="within")
    labels = (
        quiet('upper("name")', is_state, size=9, from_scale=2_000_000),
        quiet(bare, is_county, size=7, to_scale=1_500_000),
    )
    return LayerStyle(renderer(rules, levels=True), labels)


LOOKS: Mapping[str, Callable[[], LayerStyle]] = {
    "sites": _sites,
    "connections": _connections,
    "fiber_paths": _fiber_paths,
    "transmission_lines": _transmission_lines,
    "substations": _substations,
    "fiber_routes": _fiber_routes,
    "points_of_presence": _points_of_presence,
    "region": _region,
    "boundaries": _boundaries,
}
"""Every layer with geometry."""
