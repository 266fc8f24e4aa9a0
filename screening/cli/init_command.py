"""``screening init``: a new project folder."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command(epilog="Example: screening init my-screening && cd my-screening && screening run")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Create a project FOLDER: a commented config, starter layers."""
    from screening.workflows.init import create_project

    create_project(folder)
    click.echo(f"created {folder}; next: cd {shlex.quote(str(folder))} && screening run")
