"""Results of every profile, with the data that the page needs to re-rank the sites."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.catalog.methods import METHODS, get_method_title
from screening.model import ProfileResult
from screening.reporting.explain_score import left_out_description
from screening.writers.webmap.json_columns import (
    dictionary_encode,
    display_digits,
    json_column,
    records,
)
from screening.writers.webmap.map_strings import STRINGS

if TYPE_CHECKING:
    from screening.model import ScreeningResult

RERANKED = ("wsm", "wpm")
"""Methods of ``score.js``; neither depends on the other sites."""

RESULT_COLUMNS = ("rank", "score", "coverage_fraction", "excluded_by", "unverified", "cautions")


def profile_payload(screening: ScreeningResult) -> list[dict[str, Any]]:
    """Encode the result of the run's profile, then the others, in the order of ``screening.sites``.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    list of dict of JSON values
        ``values`` are n × m floats of 64 bits, little-endian, row by row, in base64, so
        that scores equal Python's to the last bit. ``reranked`` states whether the page can
        re-rank: it needs the method and the missing-value rule of the run.
    """
    order = screening.sites.index
    others = [other for other in screening.profile_results if other.profile != screening.profile]
    has_rules = len(others) < len(screening.profile_results)
    return [
        _profile_payload(_run_result(screening), order, can_rerank=has_rules),
        *(
            _profile_payload(other, order, can_rerank=True)
            for other in others
            if order.isin(other.sites.index).all()
        ),
    ]


def _run_result(screening: ScreeningResult) -> ProfileResult:
    """Build the run's result from its sites, with the missing-value rule of its profile result."""
    columns = [n for n in screening.sites if n in RESULT_COLUMNS or str(n).startswith(VALUE_PREFIX)]
    sites = pd.DataFrame(screening.sites[columns])
    for result in screening.profile_results:
        if result.profile == screening.profile:
            return replace(result, sites=sites)
    tables = (sites, screening.criteria, screening.constraints)
    return ProfileResult(screening.profile, "", screening.method, "unknown", 0.0, *tables)


def _profile_payload(result: ProfileResult, order: pd.Index, *, can_rerank: bool) -> dict[str, Any]:
    sites = result.sites.loc[order]
    names = [VALUE_PREFIX + factor for factor in result.criteria["factor"]]
    values = sites[names].to_numpy(dtype="<f8", na_value=np.nan)
    return {
        "profile": result.profile,
        "about": result.description,
        "method": result.method,
        "method_name": _method_name(result.method) + left_out_description(result.left_out),
        "reranked": can_rerank and result.method in RERANKED,
        "missing": result.missing,
        "min_coverage_fraction": result.min_coverage_fraction,
        "criteria": _criteria(result.criteria),
        "constraints": records(result.constraints),
        "values": base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii"),
        **{
            name: dictionary_encode(json_column(sites[name], display_digits(get_field(name))))
            for name in RESULT_COLUMNS
        },
    }


def _method_name(method: str) -> str:
    title = get_method_title(method)
    is_relative = method in METHODS and METHODS[method].relative
    return STRINGS["relative_method"].format(method=title) if is_relative else title


def _criteria(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Encode the criteria with unrounded weights."""
    exact = [float(weight) for weight in frame["weight"]]
    return [row | {"weight": weight} for row, weight in zip(records(frame), exact, strict=True)]
