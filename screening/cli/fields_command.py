"""``screening fields``: every output column."""

from __future__ import annotations

import json

import click

from screening.cli.console import print_table


@click.command(epilog="Example: screening fields --json")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def fields(as_json: bool) -> None:
    """Print every output column: name, unit, meaning, source."""
    from dataclasses import asdict

    from screening.catalog.fields import FIELDS, get_field

    columns = [*FIELDS.values(), get_field("value_<factor>"), get_field("constraint_<name>")]
    if as_json:
        click.echo(json.dumps([asdict(field) for field in columns], indent=2, ensure_ascii=False))
        return
    print_table(
        {"column": "full", "unit": "full", "meaning": "wrap", "source": "wrap"},
        [(field.name, field.unit, field.description, field.source) for field in columns],
    )
