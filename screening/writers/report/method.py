"""The report's method page: scoring method, criteria, constraints, parameters and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog.fields import get_field
from screening.catalog.labels import MISSING, OUTCOMES
from screening.catalog.methods import get_method_title
from screening.reporting.value_formatting import format_number
from screening.writers.report.report_strings import STRINGS

if TYPE_CHECKING:
    from screening.model import ScreeningResult


def method_page(screening: ScreeningResult) -> dict[str, Any]:
    """Gather the variables of the method page.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict
        Keys ``about``, ``rules``, ``criteria``, ``constraints``, ``parameters``, ``sources``,
        ``notes`` and ``version``.
    """
    metadata, settings = screening.metadata, screening.metadata.settings
    return {
        "about": settings.description,
        "rules": _rules(screening),
        "criteria": [_criterion(item) for item in screening.criteria.itertuples()],
        "constraints": [_constraint(item) for item in screening.constraints.itertuples()],
        "parameters": [
            (name.replace("_", " "), f"{value:g}" if isinstance(value, float) else str(value))
            for name, value in settings.parameters.items()
        ],
        "sources": [_source(item) for item in screening.provenance.itertuples()],
        "notes": list(metadata.warnings),
        "version": STRINGS["version"].format(
            version=metadata.versions.get("screening", ""),
            seed=metadata.seed,
            run=screening.name,
        ),
    }


def _rules(screening: ScreeningResult) -> list[str]:
    """Describe the scoring method, the missing-value rule and the weighting, in sentences."""
    metadata, settings = screening.metadata, screening.metadata.settings
    rule = MISSING.get(settings.missing, settings.missing)
    rules = [
        STRINGS["method_relative" if metadata.relative else "method_absolute"].format(
            method=get_method_title(screening.method), causes=" and ".join(metadata.relative)
        ),
        STRINGS["missing"].format(rule=rule),
    ]
    if metadata.weighting != "given":
        rules.append(STRINGS["weighting"].format(weighting=metadata.weighting))
    if settings.min_coverage_fraction > 0:
        coverage = f"{format_number(100 * settings.min_coverage_fraction)} %"
        rules.append(STRINGS["min_coverage"].format(coverage=coverage))
    return rules


def _criterion(item: Any) -> dict[str, str]:
    unit = "" if item.unit in ("", "-") else f" {item.unit}"
    return {
        "name": get_field(item.factor).alias,
        "weight": f"{item.weight:g}",
        "share": f"{format_number(100 * item.weight_fraction, 1)} %",
        "anchors": f"{item.worst:g} → {item.best:g}{unit}",
        "why": str(item.why or ""),
        "meaning": get_field(item.factor).description,
    }


def _constraint(item: Any) -> dict[str, str]:
    limits = _range(item.minimum, item.maximum, item.unit)
    comfort = _range(item.comfortable_minimum, item.comfortable_maximum, item.unit)
    parts = (limits, comfort and STRINGS["comfort"].format(limits=comfort))
    return {
        "name": get_field(item.factor).alias,
        "limit": "; ".join(filter(None, parts)),
        "outcomes": " · ".join(str(getattr(item, f"{outcome}_count")) for outcome in OUTCOMES),
        "reason": str(item.reason or ""),
    }


def _range(low: float, high: float, unit: str) -> str:
    suffix = "" if unit in ("", "-") else f" {unit}"
    return ", ".join(
        STRINGS[key].format(limit=f"{end:g}{suffix}")
        for key, end in (("at_least", low), ("at_most", high))
        if not pd.isna(end)
    )


def _source(item: Any) -> dict[str, str]:
    precision = "" if pd.isna(item.precision_km) else f"{item.precision_km:g} km"
    return {
        "name": str(item.name),
        "kind": str(item.kind).replace("_", " "),
        "source": str(item.source or item.path),
        "licence": str(item.licence or ""),
        "precision": precision,
        "retrieved": str(item.retrieved or ""),
        "rows": format_number(item.rows),
    }
