"""Every profile's view of the sites, with all that the page needs to weigh them anew."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.catalog.methods import METHODS
from screening.model import ProfileResult
from screening.writers.webmap.json_columns import (
    dictionary_encode,
    display_digits,
    json_column,
    records,
)
from screening.writers.webmap.map_strings import WORDS

if TYPE_CHECKING:
    from screening.model import ScreeningResult

RERANKED = ("wsm", "wpm")
"""Methods that the page's own ``score.js`` computes; both ignore the other sites."""

RESULT_COLUMNS = ("rank", "score", "coverage_fraction", "excluded_by", "unverified")


def profile_payload(screening: ScreeningResult) -> list[dict[str, Any]]:
    """Give the run's own judgement, then the others, sites in the order of ``screening.sites``.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    list of dict that JSON can say
        ``values`` are n × m floats of 64 bits, little-endian, row by row, in base64, so
        that scores come out as Python's do to the last bit. ``reranked`` says whether the
        page can weigh anew: it must know the method, and how the run treats what is missing.
    """
    order = screening.sites.index
    others = [each for each in screening.profile_results if each.profile != screening.profile]
    kept = len(others) < len(screening.profile_results)
    return [
        _profile_payload(_run_result(screening), order, can=kept),
        *(
            _profile_payload(each, order, can=True)
            for each in others
            if order.isin(each.sites.index).all()
        ),
    ]


def _run_result(screening: ScreeningResult) -> ProfileResult:
    """Take the run's judgement from its sites; how it treats what is missing, from beside them."""
    columns = [n for n in screening.sites if n in RESULT_COLUMNS or str(n).startswith(VALUE_PREFIX)]
    sites = pd.DataFrame(screening.sites[columns])
    for each in screening.profile_results:
        if each.profile == screening.profile:
            return replace(each, sites=sites)
    tables = (sites, screening.criteria, screening.constraints)
    return ProfileResult(screening.profile, "", screening.method, "unknown", 0.0, *tables)


def _profile_payload(judged: ProfileResult, order: pd.Index, *, can: bool) -> dict[str, Any]:
    sites = judged.sites.loc[order]
    names = [VALUE_PREFIX + factor for factor in judged.criteria["factor"]]
    values = sites[names].to_numpy(dtype="<f8", na_value=np.nan)
    return {
        "profile": judged.profile,
        "about": judged.description,
        "method": judged.method,
        "method_name": _method_name(judged.method),
        "reranked": can and judged.method in RERANKED,
        "missing": judged.missing,
        "min_coverage_fraction": judged.min_coverage_fraction,
        "criteria": _criteria(judged.criteria),
        "constraints": records(judged.constraints),
        "values": base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii"),
        **{
            name: dictionary_encode(json_column(sites[name], display_digits(get_field(name))))
            for name in RESULT_COLUMNS
        },
    }


def _method_name(method: str) -> str:
    known = METHODS.get(method)
    if known is None:
        return method
    return WORDS["relative_method"].format(method=known.title) if known.relative else known.title


def _criteria(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the criteria with weights as they are, not as they are shown."""
    exact = [float(weight) for weight in frame["weight"]]
    return [row | {"weight": weight} for row, weight in zip(records(frame), exact, strict=True)]
