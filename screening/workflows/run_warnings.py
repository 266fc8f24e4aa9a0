"""Warnings of a run: what is missing, has no score, was not sampled or not converted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from screening.catalog.fields import get_field
from screening.errors import format_known

if TYPE_CHECKING:
    from screening.config.settings import Config
    from screening.model import FactorResult
    from screening.scoring.ranked_sites import RankedSites


def run_warnings(
    results: Sequence[FactorResult],
    ranked: pd.DataFrame,
    config: Config,
    evaluation: RankedSites,
    unanswered: Mapping[str, Collection[str]],
) -> list[str]:
    """List the warnings of a run.

    Parameters
    ----------
    results : sequence of FactorResult
    ranked : DataFrame, the ranked sites
    config : Config
    evaluation : RankedSites
    unanswered : mapping of column to the ids of sites that no layer covers, told already

    Returns
    -------
    list of str
    """
    return [
        *(note for result in results for note in result.notes),
        *_left_out_warning(config),
        *_missing_data_warnings(ranked, config, unanswered),
        *_unscored_warning(ranked),
        *_sampling_warnings(ranked, config, evaluation),
        *_assumed_size_warnings(ranked, config),
        *_conversion_limit_warning(ranked, config),
    ]


def _missing_data_warnings(
    ranked: pd.DataFrame, config: Config, unanswered: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Report the facts of criteria and constraints that are missing, and where."""
    factors = [criterion.factor for criterion in config.profile.criteria]
    factors += [constraint.factor for constraint in config.profile.constraints]
    for factor in dict.fromkeys(factors):
        field, missing = get_field(factor), ranked[factor].isna()
        told = ranked.index.isin(list(unanswered.get(factor, ())))
        if not (missing & ~told).any():
            continue
        bounded = missing & (ranked[field.lower].notna() if field.lower in ranked else False)
        for which, words in (
            (missing & ~bounded, "unknown"),
            (bounded, "known only between two bounds"),
        ):
            if which.any():
                where = format_known(ranked.index[which], max_count=5)
                yield f"{field.alias}: {words} at {which.sum()} of {len(ranked)} sites: {where}"


def _left_out_warning(config: Config) -> list[str]:
    left_out = config.profile.left_out
    if not left_out:
        return []
    names = ", ".join(get_field(factor).alias for factor in left_out)
    return [
        f"power: no site states grid_mw, so the score leaves out {names} and its weight; add a "
        "column grid_mw to rank by power too"
    ]


def _unscored_warning(ranked: pd.DataFrame) -> list[str]:
    unscored = ranked.index[ranked["score"].isna() & (ranked["excluded_by"] == "")]
    if unscored.empty:
        return []
    return [
        f"sites: {len(unscored)} of {len(ranked)} have no score, as too little is known of them: "
        f"{format_known(unscored, max_count=5)}"
    ]


def _sampling_warnings(
    ranked: pd.DataFrame, config: Config, evaluation: RankedSites
) -> Iterator[str]:
    """Report fewer draws than the config asks for, or none."""
    draws = evaluation.metadata["robustness"]["draws"]
    if len(ranked) > config.draws.max_sites:
        yield (
            f"ranks: no intervals among {len(ranked)} sites; robustness.max_sites is "
            f"{config.draws.max_sites}"
        )
    elif 0 < draws < config.draws.count:
        yield f"ranks: {draws} draws instead of {config.draws.count}, as the method takes long"


def _assumed_size_warnings(ranked: pd.DataFrame, config: Config) -> Iterator[str]:
    """Report the sites whose conversion is not sized by their own IT power."""
    worked_out = ranked.head(config.assumptions.max_sites)
    grid, it = (
        worked_out[name].notna() if name in worked_out else pd.Series(False, worked_out.index)
        for name in ("grid_mw", "it_mw")
    )
    assumed, by_share = worked_out.index[~grid & ~it], worked_out.index[grid & ~it]
    if len(assumed):
        block_mw = config.assumptions.profile_requirements(config.profile.name).it_mw
        yield (
            f"conversion: assumed {block_mw:g} MW IT at {len(assumed)} of {len(worked_out)} sites, "
            "as their grid_mw is unknown: their costs and months are of that block, their value is "
            f"unknown, and no sum contains them: {format_known(assumed, max_count=5)}"
        )
    if len(by_share):
        share = config.assumptions.numbers["it_per_gross_fraction"].base
        yield (
            f"conversion: assumed IT power of {share:g} of grid power at {len(by_share)} of "
            f"{len(worked_out)} sites, as their it_mw is unknown, and sums contain it: "
            f"{format_known(by_share, max_count=5)}"
        )


def _conversion_limit_warning(ranked: pd.DataFrame, config: Config) -> list[str]:
    max_sites = config.assumptions.max_sites
    if len(ranked) <= max_sites:
        return []
    return [
        f"conversion: worked out for the first {max_sites:,} of {len(ranked):,} sites; "
        "set max_sites in [conversion] for more"
    ]
