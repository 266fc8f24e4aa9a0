"""How each layer is drawn and labelled in QGIS: a kind by its record, the base layers here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from screening.catalog import palette
from screening.catalog.kinds import KINDS
from screening.catalog.output_kinds import OUTPUT_KINDS
from screening.writers.styles.qml import (
    Label,
    Rule,
    Symbol,
    fill,
    labeling,
    line,
    marker,
    renderer,
)
from screening.writers.styles.qml_style import style_elements

LARGEST_MW = 1000.0
SMALLEST_MM, LARGEST_MM = 2.2, 7.0
_SIZE = (
    f'coalesce(scale_exp("grid_mw", 0, {LARGEST_MW:g}, {SMALLEST_MM}, {LARGEST_MM}, 0.5), '
    f"{SMALLEST_MM})"
)
"""A site's area on the map follows its grid power; the smallest where that is unknown."""

LABELLED_RANKS = 10
"""Sites that are named at every scale."""

_EXCLUDED = """coalesce("excluded_by", '') <> ''"""
_SHORT_NAME = """CASE WHEN length("name") > 40 THEN left("name", 39) || '…' ELSE "name" END"""
_BETWEEN = """' (' || "rank_low" || '–' || "rank_high" || ')'"""
"""The ranks of 90 % of the draws; nothing where none were made."""


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


_BASE_STYLES: Mapping[str, Callable[[], LayerStyle]] = {
    "sites": _sites,
    "region": _region,
    "boundaries": _boundaries,
}


def layer_style(table: str) -> list[Element]:
    """Give the renderer and the labels of a layer.

    Parameters
    ----------
    table : str

    Returns
    -------
    list of Element, empty for a table without geometry
    """
    kind = KINDS.get(table) or OUTPUT_KINDS.get(table)
    if kind is not None:
        return style_elements(kind)
    if table not in _BASE_STYLES:
        return []
    style = _BASE_STYLES[table]()
    return [style.renderer, *([labeling(style.labels)] if style.labels else [])]
