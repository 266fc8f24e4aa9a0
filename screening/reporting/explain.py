"""One site's chain: raw facts → values → score → rank → build list, with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog.fields import (
    FIELDS,
    OUTCOME_PREFIX,
    VALUE_PREFIX,
    WATERFALL_STEPS,
    get_field,
)
from screening.errors import InputError, format_known
from screening.reporting.uncertainty_text import format_rank_interval, rank_uncertainty_lines

if TYPE_CHECKING:
    from screening.model import ScreeningResult

GROUPS = ("identity", "power", "connectivity", "cooling", "water", "carried")

VERDICT_COLUMNS = ("verdict", "profile_status", "workload", "workload_why")
COST = (
    *("conversion_it_mw", "conversion_gross_mw"),
    *("conversion_p50_musd", "conversion_p50_musd_per_it_mw", "conversion_p50_musd_per_gross_mw"),
    *("cost_drivers", "months_p50", "critical_path"),
)
ECONOMICS = (
    *("ai_margin_musd_per_year", "mining_margin_musd_per_year", "incremental_yield_fraction"),
    *("margin_ratio", "capital_ratio", "payback_years", "npv_musd", "npv_drivers"),
    *("break_even_lease_musd_per_it_mw_year", "break_even_hashprice_usd_per_ph_day"),
    *("partial_it_mw", "partial_p50_musd", "partial_npv_musd", "best_plan"),
)
"""Columns of the sections that follow a site's score."""
WATERFALL_WIDE = 40
"""Characters of the longest bar."""


def explain(screening: ScreeningResult, site: str) -> str:
    """Say how a site came to its rank.

    Parameters
    ----------
    screening : ScreeningResult
    site : str, a ``site_id``, or a name that only one site has

    Returns
    -------
    str, plain text of several lines

    Raises
    ------
    InputError
        Where no site, or more than one, goes by it.
    """
    site_id = _find(screening, site)
    row = screening.sites.loc[site_id]
    parts = [
        [_title(row, site_id), _verdict_lines(screening, row)],
        *([heading.capitalize(), *_facts(row, heading)] for heading in GROUPS),
        ["From the grid to the racks", *waterfall(row)],
        ["Values and score", *_values(screening, row)],
        ["How sure the rank is", *rank_uncertainty_lines(screening, row)],
        ["Constraints", *_constraints(screening, row)],
        ["Verdict", *_labelled(row, VERDICT_COLUMNS)],
        ["Build list", *_build_list(screening, site_id)],
        ["Cost and months", *_labelled(row, COST)],
        ["Economics", *_labelled(row, ECONOMICS)],
        ["Sources", *_sources(screening)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if len(lines) > 1)


def _find(screening: ScreeningResult, site: str) -> str:
    sites = screening.sites
    if site in sites.index:
        return site
    named = sites.index[sites["name"].astype(str).str.casefold() == site.casefold()]
    if len(named) == 1:
        return str(named[0])
    if len(named) > 1:
        raise InputError(f"site {site!r}: {len(named)} sites have this name: {format_known(named)}")
    ids = [str(name) for name in sites.index]
    close = [name for name in ids if site.casefold() in name.casefold()]
    raise InputError(
        f"site {site!r}: expected a site of the run {screening.name}, got none; "
        f"known: {format_known(close or ids)}"
    )


def _title(row: pd.Series, site_id: str) -> str:
    return (
        site_id if pd.isna(row["name"]) else f"{strip_control_characters(row['name'])} ({site_id})"
    )


def strip_control_characters(text: object) -> str:
    r"""Drop what a terminal would obey rather than show.

    Parameters
    ----------
    text : object

    Returns
    -------
    str

    Examples
    --------
    >>> strip_control_characters("A\x1b[31m\nB")
    'A[31m B'
    """
    spaced = " ".join(str(text).split())
    return "".join(character for character in spaced if character.isprintable())


def _verdict_lines(screening: ScreeningResult, row: pd.Series) -> str:
    ranked = int(screening.sites["rank"].notna().sum())
    told = f"profile {screening.profile}, {method_description(screening)}"
    if row["excluded_by"]:
        return f"excluded ({told}): {row['excluded_by']}"
    if pd.isna(row["rank"]):
        return f"no score ({told}): it lacks {_lacks(screening, row)}"
    covered = f"{100 * row['coverage_fraction']:.0f} % of the weight had data"
    between = f" (90 %: {format_rank_interval(row)})" if format_rank_interval(row) else ""
    return f"rank {row['rank']} of {ranked}{between}, score {row['score']:.1f} ({told}; {covered})"


def method_description(screening: ScreeningResult) -> str:
    """Name the method and the weights, and say so where a score depends on the other sites.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    str
    """
    metadata = screening.metadata
    told = f"method {screening.method}"
    told += "" if metadata.weighting == "given" else f", {metadata.weighting} weights"
    return f"{told} (relative: scores depend on the other sites)" if metadata.relative else told


def _lacks(screening: ScreeningResult, row: pd.Series) -> str:
    return ", ".join(
        get_field(factor).alias
        for factor in screening.criteria["factor"]
        if pd.isna(row[VALUE_PREFIX + factor])
    )


def _facts(row: pd.Series, group: str) -> list[str]:
    names = [name for name in FIELDS if name in row.index and FIELDS[name].group == group]
    names += [  # carried ones, and those that the config names, such as round trips to metros
        str(name)
        for name in row.index
        if name not in FIELDS and name != "geometry" and get_field(str(name)).group == group
        if group != "carried" or not pd.isna(row[name])
    ]
    cited = group not in ("identity", "carried")
    precisions = {field.precision for field in FIELDS.values()}
    return [
        f"  {get_field(name).alias:<28} {format_value(row, name)}"
        + (f"   [{get_field(name).source}]" if cited and get_field(name).source else "")
        for name in names
        if name not in precisions
    ]


def format_value(row: pd.Series, name: str, *, unit: bool = True) -> str:
    """Write a fact as people read it: digits, ± and unit, or "unknown".

    Parameters
    ----------
    row : Series, one site's facts
    name : str, the column
    unit : bool, whether to say it

    Returns
    -------
    str

    Examples
    --------
    >>> row = pd.Series({"fiber_distance_km": 8.725, "fiber_precision_km": 3.5})
    >>> format_value(row, "fiber_distance_km")
    '8.7 ± 3.5 km'
    >>> format_value(pd.Series({"grid_mw": float("nan")}), "grid_mw")
    'unknown'
    """
    field = get_field(name)
    value = row[name]
    if pd.isna(value) or value == "":
        return "unknown"
    if isinstance(value, str):
        return strip_control_characters(value)
    if not isinstance(value, int | float) and not hasattr(value, "__float__"):
        return str(value)
    text = f"{value:.{field.digits}f}" if field.group != "carried" else f"{value:g}"
    margin = row.get(field.precision) if field.precision else None
    if margin is not None and not pd.isna(margin):
        text += f" ± {margin:.{field.digits}f}"
    return f"{text} {field.unit}" if unit and field.unit not in ("", "-") else text


def waterfall(row: pd.Series) -> list[str]:
    r"""Draw what reaches the racks: a bar a step, and what each step lost.

    Parameters
    ----------
    row : Series, one site's facts

    Returns
    -------
    list of str, nothing where the steps are not known

    Examples
    --------
    >>> steps = {"grid_mw": 100.0, "firm_mw": 95.0, "lost_curtailable_mw": 5.0}
    >>> print("\n".join(waterfall(pd.Series(steps))))
      Grid power                   ████████████████████████████████████████  100 MW
      Firm power                   ██████████████████████████████████████··  95 MW, less 5 not firm
    """
    steps = [each for each in WATERFALL_STEPS if not pd.isna(row.get(each[0]))]
    if len(steps) < 2 or not row[steps[0][0]] > 0.0:
        return []
    lines = []
    for name, losses in steps:
        wide = round(WATERFALL_WIDE * row[name] / row[steps[0][0]])
        lost = round(WATERFALL_WIDE * sum(row[loss] for loss in losses) / row[steps[0][0]])
        said = ", ".join(
            f"{row[loss]:.0f} {get_field(loss).alias.lower()}"
            for loss in losses
            if row[loss] >= 0.5
        )
        bar = f"{'█' * wide}{'·' * lost:<{WATERFALL_WIDE - wide}}"
        told = f"{format_value(row, name)}{f', less {said}' if said else ''}"
        lines.append(f"  {get_field(name).alias:<28} {bar}  {told}")
    return lines


def _values(screening: ScreeningResult, row: pd.Series) -> list[str]:
    power = screening.method == "wpm"
    lines = []
    for criterion in screening.criteria.itertuples():
        fact = row[criterion.factor]
        value = row[VALUE_PREFIX + criterion.factor]
        label = f"  {get_field(criterion.factor).alias:<28} "
        if pd.isna(value):
            coarse = "" if pd.isna(fact) else f"{format_value(row, criterion.factor)}: too coarse, "
            lines.append(f"{label}{coarse}unknown × weight {criterion.weight_fraction:.3f}")
            continue
        earned = (
            f"^ weight {criterion.weight_fraction:.3f} = {value**criterion.weight_fraction:.4f}"
            if power
            else f"× weight {criterion.weight_fraction:.3f}"
            f" = {100 * value * criterion.weight_fraction:5.2f} points"
        )
        anchors = f"{criterion.worst:g}→{criterion.best:g}"
        unit = "" if criterion.unit == "-" else f" {criterion.unit}"
        lines.append(f"{label}{fact:.6g}{unit} in {anchors} → {value:.4f} {earned}")
    return [*lines, f"  {'Score':<28} {_total(row)}"]


def _total(row: pd.Series) -> str:
    if pd.isna(row["score"]):
        return "unknown: too little of the weight is known"
    covered = row["coverage_fraction"]
    spread = f", the weights spread over the {100 * covered:.1f} % that is known"
    return f"{row['score']:.2f} of 100" + (spread if covered < 1 else "")


def _constraints(screening: ScreeningResult, row: pd.Series) -> list[str]:
    return [
        f"  {row[OUTCOME_PREFIX + item.name]:<8} {item.name}: "
        f"{get_field(item.factor).alias} {format_value(row, item.factor)}, asked {_limits(item)}"
        + (f" ({item.reason})" if item.reason else "")
        for item in screening.constraints.itertuples()
    ]


def _limits(item: Any) -> str:
    bounds = (("at least", item.minimum), ("at most", item.maximum))
    return " and ".join(
        f"{words} {limit:g} {item.unit}".rstrip(" -") for words, limit in bounds if limit == limit
    )


def _labelled(row: pd.Series, names: tuple[str, ...]) -> list[str]:
    """Write columns one a line, a median with its P10 and P90 behind it."""
    lines = []
    for name in names:
        if name in row.index:
            low, high = (name.replace("p50", p) for p in ("p10", "p90"))
            if name == "npv_musd":
                low, high = "npv_p10_musd", "npv_p90_musd"
            between = ""
            if low != name and low in row.index and not pd.isna(row[name]):
                ends = (format_value(row, each, unit=False) for each in (low, high))
                between = " (P10 {} to P90 {})".format(*ends)
            lines.append(f"  {get_field(name).alias:<28} {format_value(row, name)}{between}")
    return lines


def _build_list(screening: ScreeningResult, site_id: str) -> list[str]:
    work = screening.build_list
    lines = []
    for item in work[work["site_id"] == site_id].itertuples():
        lines.append(f"  {item.package:<22} {_work(item)}")
        lines.append(f"  {'':<22} [{item.source}]")
    if lines:
        basis = "landlord's scope, without GPUs, racks and financing"
        lines.insert(0, f"  (millions of {work['usd'].iloc[0]}; {basis})")
    return lines


def _work(item: Any) -> str:
    if item.musd_high <= 0:
        return f"has {item.has:.4g} {item.unit}, needs no more"
    words = [
        f"{item.gap:.1f} {item.unit}",
        f"${item.musd_low:.2f}–{item.musd_high:.2f}M (base {item.musd:.2f})",
    ]
    if item.months_high > 0:
        words.append(f"{item.months_low:.0f}–{item.months_high:.0f} months")
    return ", ".join(words) + (f"; {item.note}" if item.note else "")


def _sources(screening: ScreeningResult) -> list[str]:
    return [
        f"  {layer.name}: {layer.source or layer.path}"
        + (f" ({layer.licence})" if layer.licence else "")
        + ("" if pd.isna(layer.precision_km) else f", ± {layer.precision_km:g} km")
        + (f", {layer.retrieved}" if layer.retrieved else "")
        for layer in screening.provenance.itertuples()
    ]
