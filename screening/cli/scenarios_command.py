"""``screening scenarios``: every scenario of a config beside the config as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from screening.cli.console import print_table, progress_reporter
from screening.cli.csv_output import check_csv, write_csv

if TYPE_CHECKING:
    import pandas as pd

    from screening.model import ScreeningResult


@click.command(epilog="Example: screening scenarios config.toml --csv scenarios.csv")
@click.argument("config", type=click.Path(path_type=Path), default=Path("config.toml"))
@click.option("--region", help="As of run.")
@click.option("--profile", help="As of run.")
@click.option("--sites", type=click.Path(path_type=Path), help="As of run.")
@click.option("--csv", type=click.Path(path_type=Path), help="Write ranks and scores here.")
@click.option("--quiet", is_flag=True, help="Say nothing but problems and the result.")
def scenarios(
    config: Path,
    region: str | None,
    profile: str | None,
    sites: Path | None,
    csv: Path | None,
    quiet: bool,
) -> None:
    """Run CONFIG as it is and under each of its scenarios, and compare the ranks."""
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
    with progress_reporter(quiet) as said:
        said("as it is")
        runs[""] = pipeline.run(loaded, cache=cache)
        for name in loaded.scenarios:
            said(name)
            under = load(config, scenario=name, **options)  # type: ignore[arg-type]
            runs[name] = pipeline.run(under, cache=cache)
    table = scenario_table(runs)
    if csv is not None:
        write_csv(table, csv, index=True)
    _print(table, runs, loaded.scenarios)


def scenario_table(runs: dict[str, ScreeningResult]) -> pd.DataFrame:
    """Put ranks, scores and the factor that moved each site side by side.

    Parameters
    ----------
    runs : dict of scenario to ScreeningResult; ``""`` is the config as it is

    Returns
    -------
    DataFrame, indexed by ``site_id`` in the order of the config as it is: ``name rank
    score``, and for each scenario ``rank_<name> score_<name> why_<name>``
    """
    from screening.workflows.run_diff import compare

    base = runs[""]
    table = base.sites[["name", "rank", "score"]].copy()
    for name, run in runs.items():
        if name:
            moved = compare(base, run).set_index("site_id").reindex(table.index)
            table[f"rank_{name}"] = moved["rank_b"]
            table[f"score_{name}"] = moved["score_b"]
            table[f"why_{name}"] = moved["why"]
    return table


def _print(table: pd.DataFrame, runs: dict[str, ScreeningResult], about: object) -> None:
    from screening.cli.compare_command import describe_difference
    from screening.workflows.run_diff import compare

    names = [name for name in runs if name]
    headings = {"as it is": "whole", "site": "cut"} | dict.fromkeys(names, "whole")
    print_table(
        headings | {"site id": "cut"},
        [_row(str(site), row, names) for site, row in table.iterrows()],
    )
    click.echo("rank, and how many places up (+) or down (−); – for none\n")
    for name in names:
        why = about[name]  # type: ignore[index]
        click.echo(f"{name}: {why}" if why else name)
        click.echo(f"  {describe_difference(runs[''], runs[name], compare(runs[''], runs[name]))}")


def _row(site: str, row: pd.Series, names: list[str]) -> tuple[str, ...]:
    import pandas as pd

    from screening.reporting.explain import strip_control_characters

    rank = "–" if pd.isna(row["rank"]) else str(row["rank"])
    cells = []
    for name in names:
        there = row[f"rank_{name}"]
        cell = "–" if pd.isna(there) else str(there)
        if not pd.isna(there) and not pd.isna(row["rank"]) and there != row["rank"]:
            cell += f" ({int(row['rank'] - there):+d})".replace("-", "−")
        cells.append(cell)
    shown = site if pd.isna(row["name"]) else strip_control_characters(row["name"])
    return (rank, shown, *cells, site)
