"""Symbols and labels of each layer in QGIS: catalog styles, and the styles of the base layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from screening.catalog import palette
from screening.catalog.kinds import known_kinds
from screening.catalog.output_kinds import OUTPUT_KINDS
from screening.writers.styles.qml import (
    Rule,
    Symbol,
    fill,
    line,
    marker,
    renderer,
)
from screening.writers.styles.qml_labels import Label, labeling
from screening.writers.styles.qml_style import style_elements

LARGEST_MW = 1000.0
MIN_MM, MAX_MM = 2.2, 7.0
_SIZE = f'coalesce(scale_exp("grid_mw", 0, {LARGEST_MW:g}, {MIN_MM}, {MAX_MM}, 0.5), {MIN_MM})'
"""Size of a site's marker: its area increases with the grid power; the minimum if unknown."""

LABELLED_RANKS = 10
"""Ranks whose sites are labelled at every scale."""

_EXCLUDED = """coalesce("excluded_by", '') <> ''"""
_SHORT_NAME = """CASE WHEN length("name") > 40 THEN left("name", 39) || '…' ELSE "name" END"""
_RANK_INTERVAL = """' (' || "rank_low" || '–' || "rank_high" || ')'"""
"""The 90 % interval of the rank; NULL if the run did not sample ranks."""


@dataclass(frozen=True)
class LayerStyle:
    """The renderer and the labels of a layer.

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
        Rule(f"{low}–{low + step}", _score_filter(low, low + step), _site_symbol(colour))
        for low, colour in zip(range(0, 100, step), palette.SCORE, strict=True)
    ]
    rules = (
        Rule("Score", f'NOT ({_EXCLUDED}) AND "score" IS NOT NULL', rules=tuple(classes[::-1])),
        Rule(
            "No score: a fact is unknown",
            f'NOT ({_EXCLUDED}) AND "score" IS NULL',
            _site_symbol(palette.ASH, palette.MUTED),
        ),
        Rule("Excluded", _EXCLUDED, _site_symbol("", palette.MUTED)),
    )
    ranked_text = f"""concat("rank", {_RANK_INTERVAL}, '  ', {_SHORT_NAME})"""
    top, others = f'"rank" <= {LABELLED_RANKS}', f'"rank" > {LABELLED_RANKS}'
    priority = 'max(1, 10 - "rank" / 10)'
    labels = (
        Label(ranked_text, top, size=8.5, bold=True, priority=priority),
        Label(ranked_text, others, priority=priority, to_scale=4_000_000),
        Label(_SHORT_NAME, '"rank" IS NULL', palette.MUTED, 7.5, to_scale=1_500_000),
    )
    return LayerStyle(renderer(rules, order='-coalesce("rank", 1e9)'), labels)


def _score_filter(low: int, high: int) -> str:
    return f'"score" >= {low} AND "score" {"<=" if high == 100 else "<"} {high}'


def _site_symbol(colour: str, edge: str = palette.INK) -> Symbol:
    width = 0.25 if colour else 0.5
    circle = marker("circle", MIN_MM, colour, edge=edge, edge_width=width, size_expression=_SIZE)
    return Symbol("marker", (circle,))


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
    short_name = "regexp_replace(\"name\", ' County, [A-Z]{2}$', '')"
    base_label = partial(Label, colour=palette.STONE, halo=palette.LAND, placement="within")
    labels = (
        base_label('upper("name")', is_state, size=9, from_scale=2_000_000),
        base_label(short_name, is_county, size=7, to_scale=1_500_000),
    )
    return LayerStyle(renderer(rules, levels=True), labels)


_BASE_STYLES: Mapping[str, Callable[[], LayerStyle]] = {
    "sites": _sites,
    "region": _region,
    "boundaries": _boundaries,
}


def layer_style(table: str) -> list[Element]:
    """Build the renderer and the labels of a layer.

    Parameters
    ----------
    table : str

    Returns
    -------
    list of Element, empty for a table without geometry
    """
    kind = known_kinds().get(table) or OUTPUT_KINDS.get(table)
    if kind is not None:
        return style_elements(kind)
    if table not in _BASE_STYLES:
        return []
    style = _BASE_STYLES[table]()
    return [style.renderer, *([labeling(style.labels)] if style.labels else [])]
