"""``screening assumptions``: the numbers behind build list, cost and value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from screening.cli.console import print_markdown_table, print_table
from screening.cli.options import CONFIG_ARGUMENT, PROFILE_OPTION

if TYPE_CHECKING:
    from pathlib import Path

    from screening.cli.console import ColumnFit


@click.command(epilog="Example: screening assumptions config.toml --profile inference")
@CONFIG_ARGUMENT
@PROFILE_OPTION
@click.option("--markdown", is_flag=True, help="As Markdown.")
def assumptions(config: Path, profile: str | None, markdown: bool) -> None:
    """Print the assumptions of the conversion, with their sources."""
    from screening.config.loader import load
    from screening.conversion.assumptions.assumption_tables import assumption_tables

    loaded = load(config, profile=profile)
    for title, headings, rows in assumption_tables(loaded.assumptions, loaded.profile.name):
        click.echo(f"{'### ' * markdown}{title}\n")
        if markdown:
            print_markdown_table(headings, rows)
            click.echo()
        else:
            columns: dict[str, ColumnFit] = dict.fromkeys(headings, "full")
            columns[headings[-1]] = "wrap"
            print_table(columns, rows)
