"""``screening scenarios``: every scenario of a config compared with the config itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from screening.cli.console import ColumnFit, echo, print_table, progress_reporter
from screening.cli.csv_output import check_csv, write_csv
from screening.cli.options import (
    CONFIG_ARGUMENT,
    PROFILE_OPTION,
    QUIET_OPTION,
    REGION_OPTION,
    SITES_OPTION,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from screening.model import ScreeningResult

_BASE = "as configured"


@click.command(epilog="Example: screening scenarios config.toml --csv scenarios.csv")
@CONFIG_ARGUMENT
@REGION_OPTION
@PROFILE_OPTION
@SITES_OPTION
@click.option("--csv", type=click.Path(path_type=Path), help="Write ranks and scores here.")
@QUIET_OPTION
def scenarios(
    config: Path,
    region: str | None,
    profile: str | None,
    sites: Path | None,
    csv: Path | None,
    quiet: bool,
) -> None:
    """Run every scenario of CONFIG and compare the ranks."""
    from screening import pipeline
    from screening.config.loader import load
    from screening.errors import ConfigError

    check_csv(csv)
    options = {"region": region, "profile": profile, "sites": sites}
    loaded = load(config, **options)  # type: ignore[arg-type]
    if not loaded.scenarios:
        raise ConfigError(
            f"{config}: expected scenarios, got none; add one, such as [scenario.fiber_built] "
            "with set = { fiber_distance_km = 0 }"
        )
    runs: dict[str, ScreeningResult] = {}
    cache = pipeline.RunCache()
    with progress_reporter(quiet) as report:
        report(_BASE)
        runs[""] = pipeline.run(loaded, cache=cache)
        for name in loaded.scenarios:
            report(name)
            scenario = load(config, scenario=name, **options)  # type: ignore[arg-type]
            runs[name] = pipeline.run(scenario, cache=cache)
    table = scenario_table(runs)
    if csv is not None:
        write_csv(table, csv, index=True)
    _print_comparison(table, runs, loaded.scenarios)


def scenario_table(runs: Mapping[str, ScreeningResult]) -> pd.DataFrame:
    """Tabulate the ranks, the scores and the causes of change of all scenarios.

    Parameters
    ----------
    runs : mapping of scenario to ScreeningResult; ``""`` is the config itself

    Returns
    -------
    DataFrame, indexed by ``site_id`` in the order of the config itself: ``name rank score``,
    and for each scenario ``rank_<name> score_<name> why_<name>``
    """
    from screening.workflows.run_diff import compare

    base = runs[""]
    table = base.sites[["name", "rank", "score"]].copy()
    for name, run in runs.items():
        if name:
            difference = compare(base, run).set_index("site_id").reindex(table.index)
            table[f"rank_{name}"] = difference["rank_b"]
            table[f"score_{name}"] = difference["score_b"]
            table[f"why_{name}"] = difference["why"]
    return table


def _print_comparison(
    table: pd.DataFrame, runs: Mapping[str, ScreeningResult], descriptions: Mapping[str, str]
) -> None:
    from screening.cli.compare_command import describe_difference
    from screening.workflows.run_diff import compare

    names = [name for name in runs if name]
    columns: dict[str, ColumnFit] = {_BASE: "full", "site": "truncate"}
    columns |= dict.fromkeys(names, "full")
    columns |= {"site id": "truncate"}
    print_table(columns, [_row(str(site), row, names) for site, row in table.iterrows()])
    echo("rank, with the change: up (+) or down (−); – where there is no rank")
    click.echo()
    for name in names:
        description = descriptions[name]
        echo(f"{name}: {description}" if description else name)
        difference = compare(runs[""], runs[name])
        echo(f"  {describe_difference(runs[''], runs[name], difference)}")


def _row(site: str, row: pd.Series, names: list[str]) -> tuple[str, ...]:
    import pandas as pd

    from screening.reporting.value_formatting import strip_control_characters

    base = row["rank"]
    cells = []
    for name in names:
        rank = row[f"rank_{name}"]
        cell = "–" if pd.isna(rank) else str(rank)
        if not pd.isna(rank) and not pd.isna(base) and rank != base:
            cell += f" ({int(base - rank):+d})".replace("-", "−")
        cells.append(cell)
    title = site if pd.isna(row["name"]) else strip_control_characters(row["name"])
    return ("–" if pd.isna(base) else str(base), title, *cells, site)
