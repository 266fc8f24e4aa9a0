"""``screening fields``: every output column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screening.cli.console import print_table

if TYPE_CHECKING:
    from screening.catalog.fields import Field


@click.command(epilog="Example: screening fields --json")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With the columns of the custom layers of this config.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def fields(config: Path | None, as_json: bool) -> None:
    """Print every output column: name, unit, meaning, source."""
    from dataclasses import asdict

    from screening.catalog.fields import FIELDS, get_field

    columns = [*FIELDS.values(), *([] if config is None else _custom_fields(config))]
    columns += [get_field("value_<factor>"), get_field("constraint_<name>")]
    if as_json:
        click.echo(json.dumps([asdict(field) for field in columns], indent=2, ensure_ascii=False))
        return
    print_table(
        {"column": "full", "unit": "full", "meaning": "wrap", "source": "wrap"},
        [(field.name, field.unit, field.description, field.source) for field in columns],
    )


def _custom_fields(config: Path) -> list[Field]:
    """Describe the columns of the custom layers of a config."""
    from screening.catalog.fields import measure_fields
    from screening.config.loader import load

    measures = load(config).profile.parameters.measures
    return [field for measure in measures for field in measure_fields(measure)]
