"""``screening weights``: the weighting methods compared for a config."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from screening.cli.console import ColumnFit, echo, print_table, progress_reporter
from screening.cli.options import (
    CONFIG_ARGUMENT,
    PROFILE_OPTION,
    QUIET_OPTION,
    REGION_OPTION,
    SITES_OPTION,
)

if TYPE_CHECKING:
    from pathlib import Path

    from screening.scoring.weighting_comparison import WeightingResult

TITLES = {
    "given": "as stated in the config",
    "ranked": "rank-order centroid",
    "ahp": "pairwise comparisons (AHP)",
    "equal": "equal weights",
    "entropy": "relative: entropy of a criterion over these sites",
    "critic": "relative: spread over these sites, reduced by correlation with other criteria",
}


@click.command(epilog="Example: screening weights config.toml --profile inference")
@CONFIG_ARGUMENT
@REGION_OPTION
@PROFILE_OPTION
@SITES_OPTION
@QUIET_OPTION
def weights(
    config: Path, region: str | None, profile: str | None, sites: Path | None, quiet: bool
) -> None:
    """Compare the weighting methods for CONFIG, and their leaders."""
    from screening import pipeline
    from screening.catalog.fields import get_field
    from screening.config.loader import load
    from screening.scoring.power_criteria import without_power
    from screening.scoring.weighting_comparison import compare_weightings

    loaded = load(config, region=region, profile=profile, sites=sites)
    with progress_reporter(quiet) as report:
        facts = pipeline.compute_facts(loaded, progress=report)
    loaded = replace(loaded, profile=without_power(loaded.profile, facts))
    results = compare_weightings(facts, loaded.profile)
    click.echo(
        f"profile {loaded.profile.name}: the score uses the weights {loaded.profile.weighting!r}"
    )
    columns: dict[str, ColumnFit] = {"criterion": "truncate"}
    columns |= dict.fromkeys((result.name for result in results), "full")
    print_table(
        columns,
        [
            (
                get_field(criterion.factor).alias,
                *("–" if result.refused else f"{result.weights[j]:.3f}" for result in results),
            )
            for j, criterion in enumerate(loaded.profile.criteria)
        ],
    )
    for result in results:
        echo(f"  {result.name}: {TITLES[result.name]}{_describe_result(result)}")


def _describe_result(result: WeightingResult) -> str:
    if result.refused:
        return f"; not available: {result.refused}"
    text = f"; leader: {result.leader}"
    if result.agreement == result.agreement:  # NaN for fewer than two sites
        text += f"; agreement with the run's own ranks (Kendall's τ) {result.agreement:.2f}"
    return text + (f"; {result.note}" if result.note else "")
