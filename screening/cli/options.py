"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

CONFIG_ARGUMENT = click.argument(
    "config", type=click.Path(path_type=Path), default=Path("config.toml"), required=False
)
REGION_OPTION = click.option("--region", help="Same as for `run`.")
PROFILE_OPTION = click.option("--profile", help="Same as for `run`.")
SITES_OPTION = click.option("--sites", type=click.Path(path_type=Path), help="Same as for `run`.")
SEED_OPTION = click.option("--seed", type=click.IntRange(min=0), help="Same as for `run`.")
QUIET_OPTION = click.option("--quiet", is_flag=True, help="Print only errors and results.")
RUN_OPTION = click.option(
    "--run",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of a run  [default: that of config.toml]",
)


def default_run_folder(folder: Path | None) -> Path:
    """Return the folder of ``--run``, or that of ``config.toml``.

    Parameters
    ----------
    folder : Path or None

    Returns
    -------
    Path

    Raises
    ------
    ConfigError
        Where the option is missing and ``config.toml`` cannot be loaded.
    """
    from screening.config.loader import load

    return folder or load(Path("config.toml")).folder
