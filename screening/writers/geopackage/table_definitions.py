"""The tables of ``screening.gpkg``: their names, titles, columns and what each column means."""

from __future__ import annotations

from dataclasses import dataclass

from screening.catalog.fields import Field, get_field


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


TABLES = (
    LayerDefinition(
        "sites",
        "Sites",
        "Every site screened: facts with units, values, score, rank and reasons.",
        "Ranking",
        "Point",
        (
            *("site_id", "name", "rank", "rank_low", "rank_high", "score", "grid_mw"),
            *("excluded_by", "unverified"),
        ),
    ),
    LayerDefinition(
        "connections",
        "Connections",
        "Straight lines from each site to the substation, line, fiber and hub that its facts "
        "are about; not routes.",
        "Ranking",
        "MultiLineString",
        ("site_id", "kind", "name", "distance_km"),
    ),
    LayerDefinition(
        "fiber_paths",
        "Fiber paths",
        "The shortest way of each site to a major hub, its diverse way, the longest stretch "
        "that both share, and what every way runs through.",
        "Ranking",
        "MultiLineString",
        ("site_id", "kind", "name", "route_km"),
    ),
    LayerDefinition(
        "points_of_presence",
        "Points of presence",
        "Internet exchanges, carrier hotels and data centers where networks meet.",
        "Connectivity",
        "Point",
        ("name", "kind", "networks_count"),
    ),
    LayerDefinition(
        "fiber_routes",
        "Fiber routes",
        "Fiber routes; dashed where only a corridor is known.",
        "Connectivity",
        "MultiLineString",
        ("name", "kind", "provider"),
    ),
    LayerDefinition(
        "substations",
        "Substations",
        "Substations by their highest voltage.",
        "Power",
        "Point",
        ("name", "voltage_kv"),
    ),
    LayerDefinition(
        "transmission_lines",
        "Transmission lines",
        "Transmission lines by voltage.",
        "Power",
        "MultiLineString",
        ("name", "voltage_kv", "owner"),
    ),
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
"""Top of the legend first."""

SPATIAL = tuple(table for table in TABLES if table.geometry)
GROUPS = tuple(dict.fromkeys(table.group for table in TABLES))


def _field(name: str, unit: str, alias: str, description: str, digits: int = 1) -> Field:
    return Field(name, unit, description, alias, "layers", digits=digits)


_SHARED_COLUMNS = (
    _field("site_id", "", "Site id", "The site it belongs to."),
    _field("id", "", "Id", "Id in the layer's own file."),
    _field("name", "", "Name", "Name in the layer's own file."),
    _field("kind", "", "Kind", "Kind, as the layer's file says."),
    _field("source", "", "Source", "Where the row comes from."),
    _field("owner", "", "Owner", "Who owns the line."),
    _field("circuits", "-", "Circuits", "Circuits on the line.", 0),
    _field("provider", "", "Providers", "Who is known to run fiber here."),
    _field("voltage_kv", "kV", "Voltage", "Highest nominal voltage; empty where unknown.", 0),
    _field("capacity_mva", "MVA", "Capacity", "Transformer capacity; empty where unknown.", 0),
    _field("networks_count", "-", "Networks", "Networks present; empty where unknown.", 0),
    _field("distance_km", "km", "Distance", "Straight distance along the ellipsoid."),
    _field("route_km", "km", "Route length", "Length along routes, laterals and links."),
    _field("headroom_mw", "MW", "Headroom", "Free capacity as the layer states it.", 0),
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
    ("connections", "kind"): "What the site connects to: substation, line, fiber or hub.",
    ("connections", "name"): "Name of what the site connects to.",
    ("fiber_paths", "kind"): "primary, diverse, shared or cut.",
    ("fiber_paths", "name"): "Hub that it leads to, or what it is.",
    ("fiber_routes", "kind"): "long-haul, metro, or corridor (where a route may be).",
    ("points_of_presence", "kind"): "ixp, carrier_hotel, data_center, landing or metro.",
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
    known = _COLUMNS.get(column)
    if known is None:
        alias = column.replace("_", " ").capitalize()
        return _field(column, "", alias, "Carried through from the layer's file.")
    said = _TABLE_DESCRIPTIONS.get((table, column), known.description)
    return Field(column, known.unit, said, known.alias, known.group, digits=known.digits)
