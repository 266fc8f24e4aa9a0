"""The tables of ``screening.gpkg``: their names, titles, columns and what each column means."""

from __future__ import annotations

from dataclasses import dataclass

from screening.catalog.fields import Field, get_field
from screening.catalog.kinds import KINDS, mapped_kinds
from screening.catalog.labels import VALUES
from screening.catalog.layer_kind import Column, LayerKind
from screening.catalog.output_kinds import OUTPUT_KINDS


@dataclass(frozen=True)
class LayerDefinition:
    """One layer or table.

    Attributes
    ----------
    name, title, abstract : str
    group : str, the heading it stands under in QGIS
    geometry : str, as GDAL calls it; ``""`` for a table without
    columns : tuple of str, those it has even when empty
    shown : bool, drawn when the project opens
    """

    name: str
    title: str
    abstract: str
    group: str
    geometry: str
    columns: tuple[str, ...]
    shown: bool = True


_SITES = LayerDefinition(
    "sites",
    "Sites",
    "Every site screened: facts with units, values, score, rank and reasons.",
    "Ranking",
    "Point",
    (
        *("site_id", "name", "rank", "rank_low", "rank_high", "score", "grid_mw"),
        *("excluded_by", "unverified"),
    ),
)
_BASE_MAP = (
    LayerDefinition(
        "region", "Region", "Where the screening looked.", "Base map", "MultiPolygon", ("name",)
    ),
    LayerDefinition(
        "boundaries",
        "Boundaries",
        "States and counties: a base map that needs no network.",
        "Base map",
        "MultiPolygon",
        ("name", "level"),
    ),
)
_TABLES = (
    LayerDefinition(
        "build_list",
        "Build list",
        "What a site lacks, a row a work package, with costs (landlord's scope, without GPUs) and "
        "months in ranges; the costs of a site sum to its conversion_musd.",
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
        "What the score is made of: weights, and what is worst and best.",
        "Tables",
        "",
        ("factor", "weight", "weight_fraction", "worst", "best", "unit", "why"),
    ),
    LayerDefinition(
        "acceptability",
        "Rank acceptability",
        "In which share of the draws of weights and facts a site takes a rank.",
        "Tables",
        "",
        ("site_id", "rank", "acceptability_fraction"),
    ),
    LayerDefinition(
        "central_weights",
        "Central weights",
        "The mean weights of the draws in which a site is first.",
        "Tables",
        "",
        ("site_id", "factor", "weight_fraction", "confidence_fraction"),
    ),
    LayerDefinition(
        "tipping",
        "Tipping weights",
        "The nearest weight at which another site leads; one weight moved, the others kept in "
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
        "The same values and weights ranked by every method, over the sites of which all is known.",
        "Tables",
        "",
        ("method", "title", "relative", "leader", "agreement", "compared_count"),
    ),
    LayerDefinition(
        "constraints",
        "Constraints",
        "Knock-outs, and how many sites pass, fail or cannot be decided.",
        "Tables",
        "",
        (
            *("name", "factor", "minimum", "maximum", "unit", "reason"),
            *("pass_count", "fail_count", "unknown_count"),
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
    """List the layers and tables of the package.

    Returns
    -------
    tuple of LayerDefinition, the top of the legend first
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
        tuple(column.name for column in kind.columns if not column.if_stated),
        kind.visible,
    )


def list_groups() -> tuple[str, ...]:
    """List the headings of the layer tree, from the top.

    Returns
    -------
    tuple of str
    """
    return tuple(dict.fromkeys(table.group for table in list_tables()))


def _field(name: str, unit: str, alias: str, description: str, digits: int = 1) -> Field:
    return Field(name, unit, description, alias, "layers", digits=digits)


_SHARED_COLUMNS = (
    _field("site_id", "", "Site id", "The site it belongs to."),
    _field("name", "", "Name", "Name in the layer's own file."),
    _field("kind", "", "Kind", "Kind, as the layer's file says."),
    _field("source", "", "Source", "Where the row comes from."),
    _field("level", "", "Level", "Of the area: state or county."),
    _field("state", "", "State", "Postal code of the state."),
    _field("unit", "", "Unit", "Unit of the row's figures."),
    _field("factor", "", "Factor", "The column of the sites that it is about."),
    # build list
    _field("package", "", "Work package", "What must be built."),
    _field("has", "-", "Has", "What is there, in the row's unit."),
    _field("needs", "-", "Needs", "What the profile asks for, in the row's unit."),
    _field("gap", "-", "Gap", "What is lacking, in the row's unit."),
    _field("musd_low", "MUSD", "Cost, low", "Low end of the cost, in the year's USD.", 2),
    _field("musd", "MUSD", "Cost", "Base cost, in the year's USD.", 2),
    _field("musd_high", "MUSD", "Cost, high", "High end of the cost, in the year's USD.", 2),
    _field("months_low", "months", "Time, low", "Low end of the time to build."),
    _field("months", "months", "Time", "Likely time to build; empty where unknown."),
    _field("months_high", "months", "Time, high", "High end of the time to build."),
    _field("usd", "", "Money", "Currency and year of the costs."),
    _field("note", "", "Note", "What has to be verified, where the site's own state is not known."),
    _field("after", "", "After", "Packages that must be done first."),
    # criteria and constraints
    _field("weight", "-", "Weight", "Weight as configured.", 3),
    _field("weight_fraction", "-", "Share of weight", "Weight as a share of all weights.", 3),
    _field("worst", "-", "Worst", "Where the value is 0, in the row's unit."),
    _field("best", "-", "Best", "Where the value is 1, in the row's unit."),
    _field("why", "", "Why", "Why the criterion counts."),
    _field("minimum", "-", "Minimum", "Least that passes, in the row's unit."),
    _field("maximum", "-", "Maximum", "Most that passes, in the row's unit."),
    _field("reason", "", "Reason", "Said of a site that fails."),
    _field("pass_count", "-", "Pass", "Sites that pass.", 0),
    _field("fail_count", "-", "Fail", "Sites that fail and are excluded.", 0),
    _field("unknown_count", "-", "Unknown", "Sites for which it cannot be decided.", 0),
    # robustness
    _field("rank", "-", "Rank", "The rank.", 0),
    _field("acceptability_fraction", "-", "Share of draws", "Draws in which it takes it.", 3),
    _field("confidence_fraction", "-", "Confidence", "First at these weights, facts drawn.", 2),
    _field("tip_below_fraction", "-", "Tips below", "Share of weight; empty for none.", 3),
    _field("leader_below", "", "Leads below", "Site that leads under it."),
    _field("tip_above_fraction", "-", "Tips above", "Share of weight; empty for none.", 3),
    _field("leader_above", "", "Leads above", "Site that leads over it."),
    _field("method", "", "Method", "Name of the method in a config."),
    _field("title", "", "Title", "The method's usual name."),
    _field("relative", "", "Relative", "Whether a site's figure depends on the other sites."),
    _field("leader", "", "Leader", "Site that the method ranks first."),
    _field("agreement", "-", "Agreement", "Kendall's τ-b with the run's own method.", 2),
    _field("compared_count", "-", "Compared", "Sites compared: those of which all is known.", 0),
    # provenance
    _field("path", "", "File", "The input file."),
    _field("sha256", "", "SHA-256", "Hash of the file."),
    _field("rows", "-", "Rows", "Rows, features or bands read.", 0),
    _field("precision_km", "km", "Position ±", "How far its positions may be off."),
    _field("licence", "", "Licence", "Licence of the data."),
    _field("retrieved", "", "Retrieved", "When it was fetched."),
)
_COLUMNS = {field.name: field for field in _SHARED_COLUMNS}

_TABLE_DESCRIPTIONS = {
    ("region", "name"): "The region as it was asked for.",
    ("boundaries", "name"): "Name of the state or county.",
    ("constraints", "name"): "Name of the constraint.",
    ("provenance", "name"): "Name of the input in the config.",
    ("provenance", "kind"): "Kind of input.",
    ("provenance", "source"): "Who published it.",
    ("build_list", "source"): "Where the unit cost and the requirement come from.",
}


def get_column(table: str, column: str) -> Field:
    """Describe a column of any table.

    Parameters
    ----------
    table, column : str

    Returns
    -------
    Field

    Examples
    --------
    >>> get_column("substations", "voltage_kv").label
    'Voltage [kV]'
    >>> get_column("sites", "it_mw").label
    'IT power [MW]'
    >>> get_column("connections", "kind").description
    'What the site connects to: substation, line, fiber or hub.'
    """
    if table == "sites":
        return get_field(column)
    kind = KINDS.get(table) or OUTPUT_KINDS.get(table)
    of_kind = {each.name: each for each in kind.columns}.get(column) if kind else None
    if of_kind is not None:
        return _to_field(of_kind)
    known = _COLUMNS.get(column)
    if known is None:
        alias = column.replace("_", " ").capitalize()
        return _field(column, "", alias, "Carried through from the layer's file.")
    description = _TABLE_DESCRIPTIONS.get((table, column), known.description)
    return Field(column, known.unit, description, known.alias, known.group, digits=known.digits)


def code_titles(table: str, column: str) -> dict[str, str]:
    """Give what the codes of a column mean.

    Parameters
    ----------
    table, column : str

    Returns
    -------
    dict of code to title, empty for a column without codes
    """
    kind = KINDS.get(table) or OUTPUT_KINDS.get(table)
    for each in kind.columns if kind else ():
        if each.name == column and each.codes:
            return {code.value: code.title for code in each.codes}
    return dict(VALUES.get((table, column), {}))


def _to_field(column: Column) -> Field:
    return _field(column.name, column.unit, column.title, column.description, column.digits)
