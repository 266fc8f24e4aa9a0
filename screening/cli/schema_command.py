"""``screening schema``: the JSON Schema of the config."""

from __future__ import annotations

import json

import click


@click.command(epilog="Example: screening schema > config.schema.json")
def schema() -> None:
    """Print the JSON Schema of the config file."""
    from screening.config.loader import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
