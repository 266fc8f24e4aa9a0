"""``screening run``: the ranking of a config's sites, with maps and tables."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screening.cli.console import echo, progress_reporter
from screening.cli.options import CONFIG_ARGUMENT, QUIET_OPTION
from screening.cli.ranking_output import print_portfolio, print_ranking
from screening.errors import ScreeningError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from screening.api import Screening
    from screening.config.settings import Config


@click.command(epilog="Example: screening run --region 'Milam County, TX' --profile inference")
@CONFIG_ARGUMENT
@click.option("--sites", type=click.Path(path_type=Path), help="Screen this table instead.")
@click.option(
    "--region", help="A name, minlon,minlat,maxlon,maxlat (as --region=-103,31,-100,33), or a file."
)
@click.option("--profile", help="Score with this profile of the config.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run.")
@click.option("--scenario", help="Apply this scenario of the config.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of all random numbers.")
@click.option(
    "--only",
    multiple=True,
    metavar="WRITER",
    help="Write only this (repeatable); other files of the run are removed.",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="WRITER",
    help="Do not write this (repeatable); an existing file is removed.",
)
@click.option(
    "--also", multiple=True, metavar="WRITER", help="Write this too (repeatable), such as pdf."
)
@QUIET_OPTION
def run(
    config: Path,
    sites: Path | None,
    region: str | None,
    profile: str | None,
    out: Path | None,
    scenario: str | None,
    seed: int | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    also: tuple[str, ...],
    quiet: bool,
) -> None:
    """Screen the sites of CONFIG and write maps and tables.

    CONFIG defaults to config.toml.
    """
    from screening.config.loader import load

    loaded = load(
        config,
        sites=sites,
        region=region,
        profile=profile,
        out=out,
        seed=seed,
        scenario=scenario,
        partial=True,
    )
    with progress_reporter(quiet) as report:
        result, notes = _compute_and_write(loaded, (only, skip, also), report)
    try:
        print_ranking(result)
        print_portfolio(result.metadata.portfolio, result.profile)
        if not quiet:
            for note in [*result.metadata.warnings, *notes]:
                echo(f"note: {note}", err=True)
        _print_outputs(loaded.folder)
        if not _is_default_run(loaded):
            run = shlex.quote(str(loaded.folder))
            echo(f"to explain a site of it: screening explain SITE --run {run}")
    except KeyboardInterrupt:
        echo(f"interrupted; the run is in {loaded.folder}", err=True)
        sys.exit(130)


def _compute_and_write(
    config: Config,
    selection: tuple[Sequence[str], Sequence[str], Sequence[str]],
    report: Callable[[str], None],
) -> tuple[Screening, list[str]]:
    """Run a config and write its folder; return the result and the writers' notes.

    Problems of the options and the folder are reported together with those of the inputs.
    """
    from screening import api, writers

    report("checking")
    problems: list[str] = []
    names: tuple[str, ...] = ()
    try:
        names = writers.select_writers(*selection)
        writers.check_folder(config.folder, names)
    except ScreeningError as error:
        problems += error.problems
    result = api.run_config(config, progress=report, problems=problems)
    report("writing")
    notes: list[str] = []
    writers.write_outputs(result, config.folder, names, on_note=notes.append)
    return result, notes


def _is_default_run(config: Config) -> bool:
    """Tell whether commands that read a run find this one without ``--run``."""
    general = config.document["screening"]
    default = config.path.parent / general["out"] / general["name"]
    return config.path == Path("config.toml") and config.folder == default


def _print_outputs(folder: Path) -> None:
    click.echo(f"\nwritten to {folder}:")
    for path in sorted(folder.iterdir()):
        click.echo(f"  {path.name:<18} {path.stat().st_size / 1e6:6.2f} MB")
