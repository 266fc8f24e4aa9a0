"""Titles, units and descriptions of the columns of ``screening.gpkg``."""

from __future__ import annotations

from screening.catalog.fields import Field, get_field
from screening.catalog.kinds import known_kinds
from screening.catalog.labels import VALUES
from screening.catalog.layer_kind import Column
from screening.catalog.output_kinds import OUTPUT_KINDS


def _field(name: str, unit: str, alias: str, description: str, digits: int = 1) -> Field:
    return Field(name, unit, description, alias, "layers", digits=digits)


_SHARED_COLUMNS = (
    _field("site_id", "", "Site id", "Site of the row."),
    _field("name", "", "Name", "Name in the layer's own file."),
    _field("kind", "", "Kind", "Kind, as in the layer's file."),
    _field("source", "", "Source", "Source of the row."),
    _field("level", "", "Level", "Level of the area: state or county."),
    _field("state", "", "State", "Postal code of the state."),
    _field("unit", "", "Unit", "Unit of the row's figures."),
    _field("factor", "", "Factor", "The column of the sites that the row refers to."),
    # build list
    _field("package", "", "Work package", "Component to build."),
    _field("has", "-", "Has", "Existing amount, in the row's unit."),
    _field("needs", "-", "Needs", "Amount that the profile requires, in the row's unit."),
    _field("gap", "-", "Gap", "Missing amount, in the row's unit."),
    _field("musd_low", "MUSD", "Cost, low", "Low end of the cost, in the year's USD.", 2),
    _field("musd", "MUSD", "Cost", "Base cost, in the year's USD.", 2),
    _field("musd_high", "MUSD", "Cost, high", "High end of the cost, in the year's USD.", 2),
    _field("months_low", "months", "Time, low", "Low end of the time to build."),
    _field("months", "months", "Time", "Likely time to build; empty where unknown."),
    _field("months_high", "months", "Time, high", "High end of the time to build."),
    _field("usd", "", "Money", "Currency and year of the costs."),
    _field(
        "note", "", "Note", "Required verification if the present state of the site is unknown."
    ),
    _field("after", "", "After", "Packages that must be finished first."),
    # criteria and constraints
    _field("weight", "-", "Weight", "Weight as configured.", 3),
    _field("weight_fraction", "-", "Share of weight", "Weight as a share of all weights.", 3),
    _field("worst", "-", "Worst", "Anchor with value 0, in the row's unit."),
    _field("best", "-", "Best", "Anchor with value 1, in the row's unit."),
    _field("why", "", "Rationale", "Why the criterion matters."),
    _field("minimum", "-", "Minimum", "Lowest value that does not fail, in the row's unit."),
    _field("maximum", "-", "Maximum", "Highest value that does not fail, in the row's unit."),
    _field(
        "comfortable_minimum",
        "-",
        "Comfortable minimum",
        "Lowest value that is no caution, in the row's unit; empty for none.",
    ),
    _field(
        "comfortable_maximum",
        "-",
        "Comfortable maximum",
        "Highest value that is no caution, in the row's unit; empty for none.",
    ),
    _field("reason", "", "Reason", "Reason for excluding a site that fails."),
    _field("pass_count", "-", "Pass", "Sites that pass.", 0),
    _field(
        "caution_count",
        "-",
        "Caution",
        "Sites within the limits, but not certainly within the comfort values.",
        0,
    ),
    _field("fail_count", "-", "Fail", "Sites that fail and are excluded.", 0),
    _field("unknown_count", "-", "Unknown", "Sites for which the constraint cannot be decided.", 0),
    # robustness
    _field("rank", "-", "Rank", "The rank.", 0),
    _field(
        "acceptability_fraction",
        "-",
        "Share of samples",
        "Samples in which the site has the rank.",
        3,
    ),
    _field(
        "confidence_fraction",
        "-",
        "Confidence",
        "Share of the samples of facts in which the site ranks first at these weights.",
        2,
    ),
    _field("tip_below_fraction", "-", "New leader below", "Share of weight; empty for none.", 3),
    _field("leader_below", "", "Leader below", "Site that leads below this share."),
    _field("tip_above_fraction", "-", "New leader above", "Share of weight; empty for none.", 3),
    _field("leader_above", "", "Leader above", "Site that leads above this share."),
    _field("method", "", "Method", "Name of the method in a config."),
    _field("title", "", "Title", "The method's usual name."),
    _field("relative", "", "Relative", "Whether a site's figure depends on the other sites."),
    _field("leader", "", "Leader", "Site that the method ranks first."),
    _field("agreement", "-", "Agreement", "Kendall's τ-b with the run's own method.", 2),
    _field("compared_count", "-", "Compared", "Sites compared: those without unknown values.", 0),
    # provenance
    _field("path", "", "File", "The input file."),
    _field("sha256", "", "SHA-256", "Hash of the file."),
    _field("rows", "-", "Rows", "Rows, features or bands read.", 0),
    _field("precision_km", "km", "Accuracy ±", "Positional accuracy."),
    _field("licence", "", "Licence", "Licence of the data."),
    _field("retrieved", "", "Retrieved", "Date of retrieval."),
)
_COLUMNS = {field.name: field for field in _SHARED_COLUMNS}

_TABLE_DESCRIPTIONS = {
    ("region", "name"): "Name of the region.",
    ("boundaries", "name"): "Name of the state or county.",
    ("constraints", "name"): "Name of the constraint.",
    ("provenance", "name"): "Name of the input in the config.",
    ("provenance", "kind"): "Kind of input.",
    ("provenance", "source"): "Publisher of the data.",
    ("build_list", "source"): "Sources of the unit cost and of the requirement.",
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
    'Type of the connected asset: substation, line, fiber or hub.'
    """
    if table == "sites":
        return get_field(column)
    kind = known_kinds().get(table) or OUTPUT_KINDS.get(table)
    for kind_column in kind.columns if kind else ():
        if kind_column.name == column:
            return _to_field(kind_column)
    shared = _COLUMNS.get(column)
    if shared is None:
        alias = column.replace("_", " ").capitalize()
        return _field(column, "", alias, "Column of the layer's file.")
    description = _TABLE_DESCRIPTIONS.get((table, column), shared.description)
    return Field(column, shared.unit, description, shared.alias, shared.group, digits=shared.digits)


def code_titles(table: str, column: str) -> dict[str, str]:
    """Return the titles of a column's codes.

    Parameters
    ----------
    table, column : str

    Returns
    -------
    dict of code to title, empty for a column without codes
    """
    kind = known_kinds().get(table) or OUTPUT_KINDS.get(table)
    for kind_column in kind.columns if kind else ():
        if kind_column.name == column and kind_column.codes:
            return {code.value: code.title for code in kind_column.codes}
    return dict(VALUES.get((table, column), {}))


def _to_field(column: Column) -> Field:
    return _field(column.name, column.unit, column.title, column.description, column.digits)
