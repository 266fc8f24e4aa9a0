"""``screening compare RUN_A RUN_B`` and ``screening scenarios``: what moved, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screening.cli.console import print_table
from screening.cli.csv_output import check_csv, write_csv

if TYPE_CHECKING:
    import pandas as pd

    from screening.model import ScreeningResult


@click.command(epilog="Example: screening compare outputs/texas outputs/texas-inference")
@click.argument("run_a", type=click.Path(path_type=Path))
@click.argument("run_b", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="Sites that did not move, too.")
@click.option("--csv", type=click.Path(path_type=Path), help="Write the whole table here.")
def compare(run_a: Path, run_b: Path, every: bool, csv: Path | None) -> None:
    """Print what moved between two runs, and which factor moved each site."""
    from screening.readers.runs import read_run
    from screening.workflows.run_diff import compare as compared

    check_csv(csv)
    a, b = read_run(run_a), read_run(run_b)
    table = compared(a, b)
    if csv is not None:
        write_csv(table, csv, index=False)
    click.echo(describe_difference(a, b, table))
    moved = table if every else table[table["why"] != ""]
    print_table(
        {
            "rank": "whole",
            "site": "cut",
            "score": "whole",
            "why": "cut" if every else "fold",
            "site id": "cut",
        },
        [_row(item) for item in moved.itertuples()],
    )


def describe_difference(a: ScreeningResult, b: ScreeningResult, table: pd.DataFrame) -> str:
    """Say in a sentence how far apart two runs are.

    Parameters
    ----------
    a, b : ScreeningResult
    table : DataFrame, of :func:`screening.workflows.run_diff.compare`

    Returns
    -------
    str
    """
    from screening.scoring import kendall_tau_b

    ranked = table.dropna(subset=["rank_a", "rank_b"])
    moved = int((ranked["rank_a"] != ranked["rank_b"]).sum())
    tau = kendall_tau_b(ranked["rank_a"].astype(float), ranked["rank_b"].astype(float))
    leaders = [_leader(run.sites) for run in (a, b)]
    lead = leaders[0] if leaders[0] == leaders[1] else f"{leaders[0]} → {leaders[1]}"
    agreement = f" (Kendall's τ {tau:.2f})" if tau == tau else ""
    return (
        f"{a.name} → {b.name}: {moved} of {len(ranked)} sites ranked in both changed rank"
        f"{agreement}; leader: {lead}"
    )


def _leader(sites: pd.DataFrame) -> str:
    """Name the site that is first; a site without a rank leads nobody."""
    import pandas as pd

    from screening.reporting.explain import strip_control_characters

    if not sites["rank"].notna().any():
        return "none"
    first = sites[sites["rank"].notna()].iloc[0]
    return str(first.name) if pd.isna(first["name"]) else strip_control_characters(first["name"])


def _row(item: Any) -> tuple[str, ...]:
    import pandas as pd

    from screening.reporting.explain import strip_control_characters

    row: dict[str, Any] = item._asdict()
    ranks = ["–" if pd.isna(row[end]) else str(row[end]) for end in ("rank_a", "rank_b")]
    change = row["score_change"]
    score = "" if pd.isna(change) else f"{row['score_a']:.1f} {change:+z.1f}"
    name = row["site_id"] if pd.isna(row["name"]) else strip_control_characters(row["name"])
    return (" → ".join(ranks), str(name), score, str(row["why"]), str(row["site_id"]))
