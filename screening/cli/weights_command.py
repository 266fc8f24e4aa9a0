"""``screening weights``: what each way to weights gives for a config."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from screening.cli.console import print_table, progress_reporter

if TYPE_CHECKING:
    from screening.scoring.weighting_comparison import WeightingResult

TITLES = {
    "given": "as the config says",
    "ranked": "rank-order centroid",
    "ahp": "pairwise judgements",
    "equal": "all the same",
    "entropy": "relative: how unevenly these sites share a criterion",
    "critic": "relative: spread among these sites, less what others repeat",
}


@click.command(epilog="Example: screening weights config.toml --profile inference")
@click.argument("config", type=click.Path(path_type=Path), default=Path("config.toml"))
@click.option("--region", help="As of run.")
@click.option("--profile", help="As of run.")
@click.option("--sites", type=click.Path(path_type=Path), help="As of run.")
@click.option("--quiet", is_flag=True, help="Say nothing but problems and the result.")
def weights(
    config: Path, region: str | None, profile: str | None, sites: Path | None, quiet: bool
) -> None:
    """Print the weights that each way gives for CONFIG, and who would lead by them."""
    from screening import pipeline
    from screening.catalog.fields import get_field
    from screening.config.loader import load
    from screening.scoring.weighting_comparison import compare_weightings

    loaded = load(config, region=region, profile=profile, sites=sites)
    with progress_reporter(quiet) as said:
        facts = pipeline.compute_facts(loaded, progress=said)
    ways = compare_weightings(facts, loaded.profile)
    chosen = loaded.profile.weighting
    click.echo(f"profile {loaded.profile.name}: the score uses the weights {chosen!r}")
    print_table(
        {"criterion": "cut"} | {way.name: "whole" for way in ways},
        [
            (
                get_field(criterion.factor).alias,
                *("–" if way.refused else f"{way.weights[j]:.3f}" for way in ways),
            )
            for j, criterion in enumerate(loaded.profile.criteria)
        ],
    )
    for way in ways:
        click.echo(f"  {way.name}: {TITLES[way.name]}{_outcome(way)}")


def _outcome(way: WeightingResult) -> str:
    if way.refused:
        return f"; none: {way.refused}"
    told = f"; leads: {way.leader}"
    if way.agreement == way.agreement:  # NaN of fewer than two sites
        told += f"; agreement with the run's own ranks (Kendall's τ) {way.agreement:.2f}"
    return told + (f"; {way.note}" if way.note else "")
