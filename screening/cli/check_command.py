"""``screening check``: validation of a config and its inputs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from screening.cli.console import print_table
from screening.cli.options import CONFIG_ARGUMENT, PROFILE_OPTION, REGION_OPTION, SITES_OPTION


@click.command(epilog="Example: screening check config.toml")
@CONFIG_ARGUMENT
@REGION_OPTION
@PROFILE_OPTION
@SITES_OPTION
@click.option("--out", type=click.Path(path_type=Path), help="Same as for `run`.")
def check(
    config: Path,
    region: str | None,
    profile: str | None,
    sites: Path | None,
    out: Path | None,
) -> None:
    """Validate CONFIG and its inputs without running."""
    from screening import api
    from screening.config.loader import load

    loaded = load(config, region=region, profile=profile, sites=sites, out=out, partial=True)
    problems, notes = api.check(loaded)
    print_table(
        {"": "full", "message": "wrap"},
        [("problem", text) for text in problems] + [("note", text) for text in notes],
    )
    click.echo(
        f"{len(problems)} problem{'s' * (len(problems) != 1)}, "
        f"{len(notes)} note{'s' * (len(notes) != 1)}"
    )
    if problems:
        sys.exit(2)
