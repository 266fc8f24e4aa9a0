"""``screening backtest``: the score against known outcomes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screening.cli.console import echo, print_markdown_table, print_table, progress_reporter
from screening.cli.options import (
    CONFIG_ARGUMENT,
    PROFILE_OPTION,
    QUIET_OPTION,
    REGION_OPTION,
    SEED_OPTION,
    SITES_OPTION,
)

if TYPE_CHECKING:
    import pandas as pd

    from screening.cli.console import ColumnFit
    from screening.workflows.backtest.score_backtest import Backtest

_DIGITS = {"stated": 3, "fitted": 3, "coefficient": 2, "p": 4, "mean_first_fraction": 3}
"""Decimals of columns that have another number than 2."""


@click.command(epilog="Example: screening backtest config.toml --plot figures")
@CONFIG_ARGUMENT
@PROFILE_OPTION
@SITES_OPTION
@REGION_OPTION
@SEED_OPTION
@click.option(
    "--announced",
    type=click.Choice(["exclude", "mining", "converted"]),
    default="exclude",
    show_default=True,
    help="Outcome of a mining site with an announcement and no works.",
)
@click.option("--markdown", is_flag=True, help="Print tables as Markdown.")
@click.option("--plot", type=click.Path(path_type=Path), help="Plot the curve into this folder.")
@QUIET_OPTION
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
    """Test the score of CONFIG against known outcomes."""
    from screening.config.loader import load
    from screening.pipeline import compute_facts
    from screening.workflows.backtest.score_backtest import backtest as compute_backtest

    loaded = load(config, profile=profile, sites=sites, region=region, seed=seed)
    with progress_reporter(quiet) as report:
        facts = compute_facts(loaded, progress=report)
        report("back-testing")
        result = compute_backtest(loaded, facts, rule=announced)
    _print_result(result, markdown=markdown)
    if plot is not None:
        from screening.figures import draw_backtest

        for path in draw_backtest(result.curves, result.measured, plot):
            click.echo(f"plotted: {path}")


def _print_result(result: Backtest, *, markdown: bool) -> None:
    for title, table in (
        ("Discrimination between converted sites and those still mining", result.measured),
        ("By the rule for mining sites with an announcement and no works", result.rules),
        ("Sites converted earlier and later, against all still mining", result.dates),
        ("Calibration: share of draws ranked first, against conversions", result.calibration),
        (f"Weights fitted to the outcomes, and those stated ({result.fit})", result.weights),
    ):
        click.echo()
        echo(title)
        click.echo()
        _print_table(table, markdown=markdown)
    click.echo("\nLimitations")
    for note in result.notes:
        echo(f"- {note}")


def _print_table(table: pd.DataFrame, *, markdown: bool) -> None:
    import pandas as pd

    if table.empty:
        return
    headings = [str(name).replace("_", " ") for name in table.columns]
    rows = [
        tuple(_format_cell(name, value) for name, value in zip(table.columns, row, strict=True))
        for row in table.itertuples(index=False)
    ]
    if markdown:
        print_markdown_table(headings, rows)
    else:
        numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes]
        fits: list[ColumnFit] = ["full" if number else "truncate" for number in numeric]
        print_table(dict(zip(headings, fits, strict=True)), rows)


def _format_cell(name: str, value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.{_DIGITS.get(name, 2)}f}"
    return str(value)
