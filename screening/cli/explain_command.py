"""``screening explain SITE``: the derivation of one site's rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from screening.cli.console import echo
from screening.cli.options import RUN_OPTION, default_run_folder

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog="Example: screening explain tx-iren-childress --run outputs/texas")
@click.argument("site")
@RUN_OPTION
def explain(site: str, folder: Path | None) -> None:
    """Print the derivation of one SITE's rank, with sources.

    SITE is a site id, or a name that only one site has. Facts, values, score, rank,
    constraints, build list and economics are read from a finished run.
    """
    from screening.readers.runs import read_run
    from screening.reporting.explain import explain as explain_site

    for line in explain_site(read_run(default_run_folder(folder)), site).splitlines():
        echo(line)
