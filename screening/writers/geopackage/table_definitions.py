"""The layers and tables of ``screening.gpkg``."""

from __future__ import annotations

from dataclasses import dataclass

from screening.catalog.custom_measures import CUSTOM
from screening.catalog.kinds import mapped_kinds
from screening.catalog.layer_kind import LayerKind
from screening.catalog.output_kinds import OUTPUT_KINDS


@dataclass(frozen=True)
class LayerDefinition:
    """A layer or table.

    Attributes
    ----------
    name, title, abstract : str
    group : str, group of the layer tree in QGIS
    geometry : str, geometry type in GDAL; ``""`` for a table without geometry
    columns : tuple of str, columns that exist even without rows
    visible : bool, visible when the project opens
    """

    name: str
    title: str
    abstract: str
    group: str
    geometry: str
    columns: tuple[str, ...]
    visible: bool = True


_SITES = LayerDefinition(
    "sites",
    "Sites",
    "Every site screened: facts with units, values, score, rank and reasons.",
    "Ranking",
    "Point",
    (
        *("site_id", "name", "rank", "rank_low", "rank_high", "score", "grid_mw"),
        *("excluded_by", "unverified", "cautions"),
    ),
)
_BASE_MAP = (
    LayerDefinition(
        "region", "Region", "The screened region.", "Base map", "MultiPolygon", ("name",)
    ),
    LayerDefinition(
        "boundaries",
        "Boundaries",
        "States and counties: an offline base map.",
        "Base map",
        "MultiPolygon",
        ("name", "level"),
    ),
)
_TABLES = (
    LayerDefinition(
        "build_list",
        "Build list",
        "Gaps of each site, one work package per row, with ranges of cost (landlord's scope, "
        "without GPUs) and months; the costs of a site sum to its conversion_musd.",
        "Tables",
        "",
        (
            *("site_id", "package", "has", "needs", "gap", "unit"),
            *("musd_low", "musd", "musd_high", "months_low", "months", "months_high"),
            *("usd", "note", "after", "source"),
        ),
    ),
    LayerDefinition(
        "criteria",
        "Criteria",
        "Components of the score: weights, and the worst and best anchors.",
        "Tables",
        "",
        ("factor", "weight", "weight_fraction", "worst", "best", "unit", "why"),
    ),
    LayerDefinition(
        "acceptability",
        "Rank acceptability",
        "Share of the Monte Carlo samples of weights and facts in which a site has a rank.",
        "Tables",
        "",
        ("site_id", "rank", "acceptability_fraction"),
    ),
    LayerDefinition(
        "central_weights",
        "Central weights",
        "Mean weights of the Monte Carlo samples in which a site ranks first.",
        "Tables",
        "",
        ("site_id", "factor", "weight_fraction", "confidence_fraction"),
    ),
    LayerDefinition(
        "tipping",
        "Tipping weights",
        "The nearest weight at which another site leads; one weight varies, the others stay in "
        "proportion.",
        "Tables",
        "",
        (
            *("factor", "weight_fraction", "tip_below_fraction", "leader_below"),
            *("tip_above_fraction", "leader_above"),
        ),
    ),
    LayerDefinition(
        "agreement",
        "Agreement of methods",
        "The same values and weights ranked by every method, over sites without unknown values.",
        "Tables",
        "",
        ("method", "title", "relative", "leader", "agreement", "compared_count"),
    ),
    LayerDefinition(
        "constraints",
        "Constraints",
        "Limits and comfort values, with the numbers of sites that pass, are cautioned, fail or "
        "cannot be decided.",
        "Tables",
        "",
        (
            *("name", "factor", "minimum", "maximum"),
            *("comfortable_minimum", "comfortable_maximum", "unit", "reason"),
            *("pass_count", "caution_count", "fail_count", "unknown_count"),
        ),
    ),
    LayerDefinition(
        "provenance",
        "Provenance",
        "Every input file: hash, rows, precision, licence, source.",
        "Tables",
        "",
        (
            *("name", "kind", "path", "sha256", "rows", "precision_km"),
            *("licence", "source", "retrieved"),
        ),
    ),
)
_GEOMETRIES = {
    "point": "Point",
    "stations": "Point",
    "line": "MultiLineString",
    "polygon": "MultiPolygon",
}


def list_tables() -> tuple[LayerDefinition, ...]:
    """List the layers and tables of the GeoPackage.

    Returns
    -------
    tuple of LayerDefinition, in legend order
    """
    kinds = [*OUTPUT_KINDS.values(), *mapped_kinds()]
    return (_SITES, *map(_define_layer, kinds), *_BASE_MAP, *_TABLES)


def _define_layer(kind: LayerKind) -> LayerDefinition:
    return LayerDefinition(
        kind.name,
        kind.title,
        kind.description,
        kind.group,
        _GEOMETRIES[kind.geometry[0]],
        tuple(
            column.name for column in kind.columns if not column.if_stated and not column.upper_of
        ),
        kind.visible,
    )


def list_groups() -> tuple[str, ...]:
    """List the groups of the layer tree, from the top.

    Returns
    -------
    tuple of str
    """
    return tuple(dict.fromkeys(table.group for table in list_tables()))


def unique_identifier(table: str, title: str) -> str:
    """Identify a table of a GeoPackage, which has each identifier once.

    Parameters
    ----------
    table, title : str

    Returns
    -------
    str, the title; of a custom layer, whose title may be that of another, with the table
    """
    return f"{title} ({table})" if table.startswith(f"{CUSTOM}_") else title
