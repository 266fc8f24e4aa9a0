"""The command line. Results go to stdout, progress and problems to stderr.

Exit codes: 0 done; 2 something the user can fix, told without a traceback and all at
once; 1 a bug; 130 interrupted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from screening.errors import ScreeningError
from screening.version import __version__

if TYPE_CHECKING:
    from screening.api import Run

_FACTS = {
    "it_mw": "IT MW",
    "line_345kv_distance_km": "345 kV km",
    "fiber_distance_km": "fiber km",
    "rtt_ms": "RTT ms",
}
"""Facts of the ranked table, with their headings."""
_WIDE = 170
"""Columns of a table that goes to a file or a pipe."""
_ROOMY = 150
"""From this width on a table shows all."""
_LEAST = 8
"""A column that is cut keeps this much."""
_GAP = 2
"""Between two columns."""

_CONFIG = click.argument(
    "config", type=click.Path(path_type=Path), default=Path("config.toml"), required=False
)


def main() -> NoReturn:
    """Run the command line and leave with the contract's exit code."""
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
@click.option("--seed", type=click.IntRange(min=0), help="Seed of everything random.")
@click.option("--only", multiple=True, metavar="WRITER", help="Write only this (may repeat).")
@click.option("--skip", multiple=True, metavar="WRITER", help="Do not write this (may repeat).")
@click.option("--quiet", is_flag=True, help="Say nothing but problems and the result.")
def run(
    config: Path,
    sites: Path | None,
    region: str | None,
    profile: str | None,
    out: Path | None,
    seed: int | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    quiet: bool,
) -> None:
    """Screen the sites of CONFIG (config.toml) and write maps and tables."""
    from screening import api, writers
    from screening.config import load

    loaded = load(config, sites=sites, region=region, profile=profile, out=out, seed=seed)
    formats = writers.chosen(only, skip)
    with _progress(quiet) as said:
        said("checking")
        writers.check_folder(loaded.folder, formats)
        result = api.finish(loaded, progress=said)
        said("writing")
        folder = writers.land(result, loaded.folder, formats)
    _print_ranking(result)
    _print_notes(result, quiet=quiet)
    _print_outputs(folder)


@cli.command(epilog="Example: screening check config.toml")
@_CONFIG
@click.option("--region", help="As of run.")
@click.option("--profile", help="As of run.")
@click.option("--sites", type=click.Path(path_type=Path), help="As of run.")
def check(config: Path, region: str | None, profile: str | None, sites: Path | None) -> None:
    """Find everything a run of CONFIG would trip over, without running."""
    from screening import api
    from screening.config import load

    loaded = load(config, region=region, profile=profile, sites=sites)
    problems, notes = api.problems_of(loaded)
    _print_table(
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
    from screening.config import load
    from screening.explain import explain as chain
    from screening.readers.finished import read_run

    click.echo(chain(read_run(folder or load(Path("config.toml")).folder), site))


@cli.command(epilog="Example: screening fields --json")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def fields(as_json: bool) -> None:
    """Print every output column: name, unit, meaning, source."""
    from dataclasses import asdict

    from screening.fields import FIELDS, field_of

    listed = [*FIELDS.values(), field_of("value_<factor>"), field_of("constraint_<name>")]
    if as_json:
        click.echo(json.dumps([asdict(field) for field in listed], indent=2, ensure_ascii=False))
        return
    _print_table(
        {"column": "whole", "unit": "whole", "meaning": "fold", "source": "roomy"},
        [(field.name, field.unit, field.description, field.source) for field in listed],
    )


@cli.command(epilog="Example: screening init my-screening && cd my-screening && screening run")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Begin a screening in the new FOLDER: a commented config and the starter layers."""
    from screening import starter

    starter.init(folder)
    click.echo(f"made {folder}; now: cd {folder} && screening run")


@cli.command(epilog="Example: screening schema > config.schema.json")
def schema() -> None:
    """Print the JSON Schema of the config file."""
    from screening.config import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show stages: a bar on a terminal, plain lines elsewhere, nothing when quiet."""
    if quiet:
        yield lambda _: None
        return
    if not sys.stderr.isatty():
        yield lambda stage: click.echo(f"{stage} …", err=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    stages = 5
    with Progress(
        BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=stages)

        def said(stage: str) -> None:
            bar.update(task, advance=1, description=f"{stage} …")

        yield said


def _print_ranking(result: Run) -> None:
    """Print the ranked table, then what has no score, then what is excluded."""
    counts = result.record["counts"]
    click.echo(
        f"{result.region['name'].iloc[0]}, profile {result.profile}, method {result.method}: "
        f"{counts['ranked']} ranked, {counts['unscored']} without a score, "
        f"{counts['excluded']} excluded"
    )
    headings = {"rank": "whole", "site": "cut", "operator": "cut", "status": "whole"}
    headings |= {"score": "whole", "data": "whole"}
    headings |= {text: "whole" for name, text in _FACTS.items() if name in result.sites}
    rows = [_ranking_row(result, str(site_id)) for site_id in result.sites.index]
    _print_table(headings | {"site id": "roomy"}, rows)
    if result.sites["unverified"].any():
        click.echo(" ?  a constraint could not be decided: see `screening explain SITE`")


def _ranking_row(result: Run, site_id: str) -> tuple[str, ...]:
    import pandas as pd

    from screening.explain import shown

    row = result.sites.loc[site_id]
    state = "excluded" if row["excluded_by"] else "no score"
    rank = state if pd.isna(row["rank"]) else str(row["rank"])
    score = "" if pd.isna(row["score"]) else f"{row['score']:.1f}"
    about = ["" if pd.isna(row[name]) else str(row[name]) for name in ("operator", "status")]
    data = f"{100 * row['coverage_fraction']:.0f} %" + (" ?" if row["unverified"] else "")
    facts = [shown(row, name, unit=False) for name in _FACTS if name in row.index]
    name = site_id if pd.isna(row["name"]) else str(row["name"])
    return (rank, name, *about, score, data, *facts, site_id)


def _print_notes(result: Run, *, quiet: bool) -> None:
    if not quiet:
        for note in result.record["warnings"]:
            click.echo(f"note: {note}", err=True)


def _print_outputs(folder: Path) -> None:
    click.echo(f"\nwritten to {folder}:")
    for path in sorted(folder.iterdir()):
        click.echo(f"  {path.name:<18} {path.stat().st_size / 1e6:6.2f} MB")


def _print_table(columns: dict[str, str], rows: Sequence[tuple[str, ...]]) -> None:
    """Print columns by heading: whole, cut or folded where narrow, or only where roomy."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    kept = [how != "roomy" or console.width >= _ROOMY for how in columns.values()]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    content = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    drawn = [c for c in zip(columns.items(), content, kept, strict=True) if c[2]]
    fixed = sum(width + _GAP for (_, how), width, _ in drawn if how not in ("cut", "fold"))
    cuts = max(sum(how == "cut" for (_, how), _, _ in drawn), 1)
    most = max(_LEAST, (console.width - fixed - _GAP) // cuts - _GAP)
    for (heading, how), width, _ in drawn:
        if how == "fold":
            table.add_column(heading)
        else:
            fit = min(width, most) if how == "cut" else width
            table.add_column(heading, width=fit, no_wrap=True, overflow="ellipsis")
    for row in rows:
        table.add_row(*(Text(cell) for cell, keep in zip(row, kept, strict=True) if keep))
    console.print(table)
