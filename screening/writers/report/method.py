"""The report's page on how it scores and what it rests on, made from the run's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog.fields import get_field
from screening.catalog.labels import METHODS, MISSING
from screening.reporting.value_formatting import format_number
from screening.writers.report.report_strings import WORDS

if TYPE_CHECKING:
    from screening.model import ScreeningResult


def method_page(screening: ScreeningResult) -> dict[str, Any]:
    """Gather the page.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict, ``about said criteria constraints parameters sources notes made``
    """
    metadata, settings = screening.metadata, screening.metadata.settings
    method = METHODS.get(screening.method, screening.method)
    rule = MISSING.get(settings.missing, settings.missing)
    said = [
        WORDS["method_relative" if metadata.relative else "method_said"].format(
            method=method, what=" and ".join(metadata.relative)
        ),
        WORDS["missing"].format(rule=rule),
    ]
    if metadata.weighting != "given":
        said.append(WORDS["weighting"].format(how=metadata.weighting))
    if settings.min_coverage_fraction > 0:
        least = f"{format_number(100 * settings.min_coverage_fraction)} %"
        said.append(WORDS["least"].format(least=least))
    return {
        "about": settings.description,
        "said": said,
        "criteria": [_criterion(item) for item in screening.criteria.itertuples()],
        "constraints": [_constraint(item) for item in screening.constraints.itertuples()],
        "parameters": [
            (name.replace("_", " "), f"{value:g}" if isinstance(value, float) else str(value))
            for name, value in settings.parameters.items()
        ],
        "sources": [_source(item) for item in screening.provenance.itertuples()],
        "notes": list(metadata.warnings),
        "made": WORDS["made"].format(
            version=metadata.versions.get("screening", ""),
            seed=metadata.seed,
            run=screening.name,
        ),
    }


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
    unit = "" if item.unit in ("", "-") else f" {item.unit}"
    limits = [
        WORDS[word].format(limit=f"{limit:g}{unit}")
        for word, limit in (("at_least", item.minimum), ("at_most", item.maximum))
        if not pd.isna(limit)
    ]
    return {
        "name": get_field(item.factor).alias,
        "limit": ", ".join(limits),
        "outcomes": f"{item.pass_count} · {item.fail_count} · {item.unknown_count}",
        "reason": str(item.reason or ""),
    }


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
