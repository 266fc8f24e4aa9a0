"""The command line. Results go to stdout, progress and problems to stderr.

Exit codes: 0 done; 2 something the user can fix, told without a traceback and all at
once; 1 a bug; 130 interrupted.
"""

from __future__ import annotations

import gc
import io
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from screening.cli.backtest_command import backtest
from screening.cli.climate_command import climate
from screening.cli.compare_command import compare
from screening.cli.console import print_portfolio, print_table, progress_reporter
from screening.cli.figures_command import figures
from screening.cli.scenarios_command import scenarios
from screening.cli.weights_command import weights
from screening.errors import ScreeningError
from screening.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.api import Screening

_FACTS = {
    "it_mw": "IT MW",
    "line_345kv_distance_km": "345 kV km",
    "fiber_distance_km": "fiber km",
    "rtt_ms": "RTT ms",
}
"""Facts of the ranked table, with their headings."""
MAX_PRINTED_SITES = 100
"""Rows of the ranked table; a longer one pushes its own heading off the screen."""
_CONFIG = click.argument(
    "config", type=click.Path(path_type=Path), default=Path("config.toml"), required=False
)


_COLLECT_AFTER = 10_000
"""New objects after which Python looks for circles among them; nearly all of a run's live as
long as it does, and at its usual 700 looking takes a fifteenth of a small run."""


def main() -> NoReturn:
    """Run the command line and leave with the contract's exit code."""
    gc.set_threshold(_COLLECT_AFTER)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal cannot show
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(prog_name="screening", standalone_mode=False)
    except ScreeningError as error:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; earlier outputs are as they were", err=True)
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stdout = None
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="screening")
def cli() -> None:
    """Screen bitcoin mines for conversion to AI data centers."""


@cli.command(epilog="Example: screening run --region 'Milam County, TX' --profile inference")
@_CONFIG
@click.option("--sites", type=click.Path(path_type=Path), help="Screen this table instead.")
@click.option(
    "--region", help="A name, minlon,minlat,maxlon,maxlat (as --region=-103,31,-100,33), or a file."
)
@click.option("--profile", help="Score by this profile of the config.")
@click.option("--out", type=click.Path(path_type=Path), help="The run's folder.")
@click.option("--scenario", help="Under this scenario of the config.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of everything random.")
@click.option(
    "--only",
    multiple=True,
    metavar="WRITER",
    help="Write only this (may repeat); other files of the run go.",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="WRITER",
    help="Do not write this (may repeat); an earlier one goes.",
)
@click.option(
    "--also", multiple=True, metavar="WRITER", help="Write this too (may repeat), such as pdf."
)
@click.option("--quiet", is_flag=True, help="Say nothing but problems and the result.")
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
    """Screen the sites of CONFIG (config.toml) and write maps and tables."""
    from screening import api, writers
    from screening.config.loader import load

    loaded = load(
        config, sites=sites, region=region, profile=profile, out=out, seed=seed, scenario=scenario
    )
    problems: list[str] = []
    with progress_reporter(quiet) as said:
        said("checking")
        formats: tuple[str, ...] = ()
        try:
            formats = writers.select_writers(only, skip, also)
            writers.check_folder(loaded.folder, formats)
        except ScreeningError as error:
            problems += error.problems
        result = api.run_config(loaded, progress=said, problems=problems)
        said("writing")
        missed: list[str] = []
        folder = writers.write_outputs(result, loaded.folder, formats, noted=missed.append)
    try:
        _print_ranking(result)
        print_portfolio(result.metadata.portfolio, result.profile)
        _print_notes([*result.metadata.warnings, *missed], quiet=quiet)
        _print_outputs(folder)
    except KeyboardInterrupt:
        click.echo(f"interrupted; the run is in {folder}", err=True)
        sys.exit(130)


@cli.command(epilog="Example: screening check config.toml")
@_CONFIG
@click.option("--region", help="As of run.")
@click.option("--profile", help="As of run.")
@click.option("--sites", type=click.Path(path_type=Path), help="As of run.")
@click.option("--out", type=click.Path(path_type=Path), help="As of run.")
def check(
    config: Path,
    region: str | None,
    profile: str | None,
    sites: Path | None,
    out: Path | None,
) -> None:
    """Find everything a run of CONFIG would trip over, without running."""
    from screening import api
    from screening.config.loader import load

    loaded = load(config, region=region, profile=profile, sites=sites, out=out)
    problems, notes = api.check(loaded)
    print_table(
        {"": "whole", "what": "fold"},
        [("problem", text) for text in problems] + [("note", text) for text in notes],
    )
    click.echo(
        f"{len(problems)} problem{'s' * (len(problems) != 1)}, "
        f"{len(notes)} note{'s' * (len(notes) != 1)}"
    )
    if problems:
        sys.exit(2)


@cli.command(epilog="Example: screening explain tx-iren-childress --run outputs/texas")
@click.argument("site")
@click.option(
    "--run", "folder", type=click.Path(path_type=Path), help="A run's folder [that of config.toml]."
)
def explain(site: str, folder: Path | None) -> None:
    """Print one SITE's chain: facts, values, score, rank, build list, sources."""
    from screening.config.loader import load
    from screening.readers.runs import read_run
    from screening.reporting.explain import explain as chain

    click.echo(chain(read_run(folder or load(Path("config.toml")).folder), site))


@cli.command(epilog="Example: screening fields --json")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def fields(as_json: bool) -> None:
    """Print every output column: name, unit, meaning, source."""
    from dataclasses import asdict

    from screening.catalog.fields import FIELDS, get_field

    listed = [*FIELDS.values(), get_field("value_<factor>"), get_field("constraint_<name>")]
    if as_json:
        click.echo(json.dumps([asdict(field) for field in listed], indent=2, ensure_ascii=False))
        return
    print_table(
        {"column": "whole", "unit": "whole", "meaning": "fold", "source": "fold"},
        [(field.name, field.unit, field.description, field.source) for field in listed],
    )


@cli.command(epilog="Example: screening assumptions config.toml --profile inference")
@_CONFIG
@click.option("--profile", help="As of run.")
@click.option("--markdown", is_flag=True, help="As Markdown.")
def assumptions(config: Path, profile: str | None, markdown: bool) -> None:
    """Print every number that the conversion of CONFIG rests on, with its source."""
    from screening.config.loader import load
    from screening.conversion.assumptions.assumption_tables import assumption_tables

    loaded = load(config, profile=profile)
    for title, heads, rows in assumption_tables(loaded.assumptions, loaded.profile.name):
        click.echo(f"{'### ' * markdown}{title}\n")
        if markdown:
            lines = [heads, tuple("---" for _ in heads), *rows]
            click.echo("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
        else:
            widths = ("whole",) * (len(heads) - 1)
            print_table(dict(zip(heads, (*widths, "fold"), strict=True)), rows)


@cli.command(epilog="Example: screening init my-screening && cd my-screening && screening run")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Begin a screening in the new FOLDER: a commented config and the starter layers."""
    from screening.workflows import init

    init.create_project(folder)
    click.echo(f"made {folder}; now: cd {shlex.quote(str(folder))} && screening run")


@cli.command(epilog="Example: screening schema > config.schema.json")
def schema() -> None:
    """Print the JSON Schema of the config file."""
    from screening.config.loader import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


cli.add_command(climate)
cli.add_command(backtest)
cli.add_command(compare)
cli.add_command(figures)
cli.add_command(scenarios)
cli.add_command(weights)


def _print_ranking(result: Screening) -> None:
    """Print the ranked table, then what has no score, then what is excluded."""
    from screening.reporting.explain import method_description
    from screening.reporting.uncertainty_text import (
        interval_description,
        method_agreement_description,
    )

    metadata = result.metadata
    assert metadata.counts is not None
    assert metadata.robustness is not None
    click.echo(
        f"{result.region['name'].iloc[0]}, profile {result.profile}, {method_description(result)}: "
        f"{metadata.counts.ranked} ranked, {metadata.counts.unscored} without a score, "
        f"{metadata.counts.excluded} excluded"
    )
    headings = {"rank": "whole", "90 %": "whole", "site": "cut", "score": "whole", "data": "whole"}
    headings |= {"operator": "cut", "status": "whole"}
    headings |= {text: "whole" for name, text in _FACTS.items() if name in result.sites}
    rows = [
        _ranking_row(result, str(site_id)) for site_id in result.sites.index[:MAX_PRINTED_SITES]
    ]
    print_table(headings | {"site id": "cut"}, rows)
    if len(result.sites) > MAX_PRINTED_SITES:
        click.echo(
            f" … and {len(result.sites) - MAX_PRINTED_SITES:,} more: the files have them all"
        )
    if metadata.robustness.draws:
        click.echo(f" {interval_description(result)}")
        if method_agreement_description(result):
            click.echo(f" {method_agreement_description(result)}")
    if result.sites["unverified"].any():
        click.echo(" ?  a constraint could not be decided: see `screening explain SITE`")


def _ranking_row(result: Screening, site_id: str) -> tuple[str, ...]:
    import pandas as pd

    from screening.reporting.explain import format_value, strip_control_characters
    from screening.reporting.uncertainty_text import format_rank_interval

    row = result.sites.loc[site_id]
    state = "excluded" if row["excluded_by"] else "no score"
    rank = state if pd.isna(row["rank"]) else str(row["rank"])
    score = "" if pd.isna(row["score"]) else f"{row['score']:.1f}"
    about = [
        "" if pd.isna(row[name]) else strip_control_characters(row[name])
        for name in ("operator", "status")
    ]
    data = f"{100 * row['coverage_fraction']:.0f} %" + (" ?" if row["unverified"] else "")
    facts = [format_value(row, name, unit=False) for name in _FACTS if name in row.index]
    name = site_id if pd.isna(row["name"]) else strip_control_characters(row["name"])
    return (rank, format_rank_interval(row), name, score, data, *about, *facts, site_id)


def _print_notes(notes: Sequence[str], *, quiet: bool) -> None:
    if not quiet:
        for note in notes:
            click.echo(f"note: {note}", err=True)


def _print_outputs(folder: Path) -> None:
    click.echo(f"\nwritten to {folder}:")
    for path in sorted(folder.iterdir()):
        click.echo(f"  {path.name:<18} {path.stat().st_size / 1e6:6.2f} MB")
