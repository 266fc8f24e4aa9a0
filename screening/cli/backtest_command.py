"""``screening backtest``: the score against known outcomes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screening.cli.console import print_table, progress_reporter

if TYPE_CHECKING:
    import pandas as pd

DIGITS = {"stated": 3, "fitted": 3, "coefficient": 2, "p": 4, "mean_first_fraction": 3}


@click.command(epilog="Example: screening backtest config.toml --plot figures")
@click.argument("config", type=click.Path(path_type=Path), default=Path("config.toml"))
@click.option("--profile", help="As of run.")
@click.option("--sites", type=click.Path(path_type=Path), help="As of run.")
@click.option("--region", help="As of run.")
@click.option("--seed", type=click.IntRange(min=0), help="As of run.")
@click.option(
    "--announced",
    type=click.Choice(["exclude", "mining", "converted"]),
    default="exclude",
    show_default=True,
    help="What a mining site with an announcement and no works counts as.",
)
@click.option("--markdown", is_flag=True, help="Print tables as Markdown.")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the curve in this folder.")
@click.option("--quiet", is_flag=True, help="Say nothing but problems and the result.")
def backtest(
    config: Path,
    profile: str | None,
    sites: Path | None,
    region: str | None,
    seed: int | None,
    announced: str,
    markdown: bool,
    plot: Path | None,
    quiet: bool,
) -> None:
    """Hold the score of CONFIG against what really happened to the sites."""
    from screening.config.loader import load
    from screening.pipeline import compute_facts
    from screening.workflows.backtest.score_backtest import backtest as tested

    loaded = load(config, profile=profile, sites=sites, region=region, seed=seed)
    with progress_reporter(quiet) as said:
        facts = compute_facts(loaded, progress=said)
        said("back-testing")
        found = tested(loaded, facts, rule=announced)
    for title, table in (
        ("How well converted sites are told from those still mining", found.measured),
        ("By the rule for mining sites with an announcement and no works", found.rules),
        ("Converted sites announced earlier and later, against all still mining", found.dates),
        ("First in, against what converted", found.calibration),
        (f"Weights fitted to the outcomes, beside those stated ({found.fit})", found.weights),
    ):
        click.echo(f"\n{title}\n")
        _print(table, markdown=markdown)
    click.echo("\nWhat this cannot tell")
    for note in found.notes:
        click.echo(f"- {note}")
    if plot is not None:
        from screening.figures import draw_backtest

        for path in draw_backtest(found.curves, found.measured, plot):
            click.echo(f"drawn: {path}")


def _print(table: pd.DataFrame, *, markdown: bool) -> None:
    if table.empty:
        return
    head = [str(name).replace("_", " ") for name in table.columns]
    rows = [
        tuple(_cell(name, value) for name, value in zip(table.columns, row, strict=True))
        for row in table.itertuples(index=False)
    ]
    if not markdown:
        print_table(dict.fromkeys(head, "whole"), rows)
        return
    click.echo("| " + " | ".join(head) + " |")
    click.echo("|" + "---|" * len(head))
    for row in rows:
        click.echo("| " + " | ".join(row) + " |")


def _cell(name: str, value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.{DIGITS.get(name, 2)}f}"
    return str(value)
