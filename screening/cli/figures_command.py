"""``screening figures``: pictures of how sure a run's ranking is."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example: screening figures --run outputs/texas")
@click.option(
    "--run", "folder", type=click.Path(path_type=Path), help="A run's folder [that of config.toml]."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Draw here [the folder `figures` of the run]."
)
def figures(folder: Path | None, out: Path | None) -> None:
    """Draw rank intervals, acceptability, tipping weights and the Pareto front of a run."""
    from screening.config.loader import load
    from screening.figures import draw_run
    from screening.readers.runs import read_run

    folder = folder or load(Path("config.toml")).folder
    for path in draw_run(read_run(folder), out or folder / "figures"):
        click.echo(path)
