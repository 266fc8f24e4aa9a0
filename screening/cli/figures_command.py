"""``screening figures``: plots of the rank uncertainty of a run."""

from __future__ import annotations

from pathlib import Path

import click

from screening.cli.options import RUN_OPTION, default_run_folder


@click.command(epilog="Example: screening figures --run outputs/texas")
@RUN_OPTION
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder of the plots  [default: `figures` in the run]",
)
def figures(folder: Path | None, out: Path | None) -> None:
    """Plot the rank uncertainty of a run as PNG and SVG.

    Rank intervals, rank acceptability, tipping weights and the Pareto front.
    """
    from screening.figures import draw_run
    from screening.readers.runs import read_run

    run_folder = default_run_folder(folder)
    for path in draw_run(read_run(run_folder), out or run_folder / "figures"):
        click.echo(path)
