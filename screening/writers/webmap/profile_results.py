"""Every profile's view of the sites, with all that the page needs to weigh them anew."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.catalog.fields import VALUE_PREFIX, field_of
from screening.model import Judgement
from screening.writers.webmap.json_columns import cells, coded, digits_of, records
from screening.writers.webmap.map_strings import METHODS

if TYPE_CHECKING:
    from screening.model import Screening

RERANKED = ("wsm", "wpm")
"""Methods that the page's own ``score.js`` computes; both ignore the other sites."""

VERDICTS = ("rank", "score", "coverage_fraction", "excluded_by", "unverified")


def judgements(screening: Screening) -> list[dict[str, Any]]:
    """Give the run's own judgement, then the others, sites in the order of ``screening.sites``.

    Parameters
    ----------
    screening : Screening

    Returns
    -------
    list of dict that JSON can say
        ``values`` are n × m floats of 64 bits, little-endian, row by row, in base64, so
        that scores come out as Python's do to the last bit. ``reranked`` says whether the
        page can weigh anew: it must know the method, and how the run treats what is missing.
    """
    order = screening.sites.index
    others = [each for each in screening.judgements if each.profile != screening.profile]
    kept = len(others) < len(screening.judgements)
    return [
        _judgement(_own(screening), order, can=kept),
        *(
            _judgement(each, order, can=True)
            for each in others
            if order.isin(each.sites.index).all()
        ),
    ]


def _own(screening: Screening) -> Judgement:
    """Take the run's judgement from its sites; how it treats what is missing, from beside them."""
    columns = [n for n in screening.sites if n in VERDICTS or str(n).startswith(VALUE_PREFIX)]
    sites = pd.DataFrame(screening.sites[columns])
    for each in screening.judgements:
        if each.profile == screening.profile:
            return replace(each, sites=sites)
    tables = (sites, screening.criteria, screening.constraints)
    return Judgement(screening.profile, "", screening.method, "unknown", 0.0, *tables)


def _judgement(judged: Judgement, order: pd.Index, *, can: bool) -> dict[str, Any]:
    sites = judged.sites.loc[order]
    names = [VALUE_PREFIX + factor for factor in judged.criteria["factor"]]
    values = sites[names].to_numpy(dtype="<f8", na_value=np.nan)
    return {
        "profile": judged.profile,
        "about": judged.about,
        "method": judged.method,
        "method_name": METHODS.get(judged.method, judged.method),
        "reranked": can and judged.method in RERANKED,
        "missing": judged.missing,
        "least_coverage_fraction": judged.least_coverage_fraction,
        "criteria": _criteria(judged.criteria),
        "constraints": records(judged.constraints),
        "values": base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii"),
        **{name: coded(cells(sites[name], digits_of(field_of(name)))) for name in VERDICTS},
    }


def _criteria(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the criteria with weights as they are, not as they are shown."""
    exact = [float(weight) for weight in frame["weight"]]
    return [row | {"weight": weight} for row, weight in zip(records(frame), exact, strict=True)]
