"""``screening compare RUN_A RUN_B``: rank changes between two runs, and their causes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screening.cli.console import echo, print_table
from screening.cli.csv_output import check_csv, write_csv

if TYPE_CHECKING:
    import pandas as pd

    from screening.model import ScreeningResult


@click.command(epilog="Example: screening compare outputs/texas outputs/texas-inference")
@click.argument("run_a", type=click.Path(path_type=Path))
@click.argument("run_b", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="Include sites that did not change.")
@click.option("--csv", type=click.Path(path_type=Path), help="Write the full table here.")
def compare(run_a: Path, run_b: Path, every: bool, csv: Path | None) -> None:
    """Print rank changes between two runs, their causes, and constraints decided otherwise.

    The cause is the criterion whose points changed most.
    """
    from screening.readers.runs import read_run
    from screening.workflows.run_diff import compare as compare_runs

    check_csv(csv)
    a, b = read_run(run_a), read_run(run_b)
    table = compare_runs(a, b)
    if csv is not None:
        write_csv(table, csv, index=False)
    echo(describe_difference(a, b, table))
    changed = table if every else table[(table["why"] != "") | (table["outcome_changes"] != "")]
    print_table(
        {
            "rank": "full",
            "site": "truncate",
            "score": "full",
            "why": "truncate" if every else "wrap",
            "site id": "truncate",
        },
        [_row(item) for item in changed.itertuples()],
    )


def describe_difference(a: ScreeningResult, b: ScreeningResult, table: pd.DataFrame) -> str:
    """Summarise the difference between two runs in a sentence.

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
    changed = int((ranked["rank_a"] != ranked["rank_b"]).sum())
    tau = kendall_tau_b(ranked["rank_a"].astype(float), ranked["rank_b"].astype(float))
    leaders = [_name_leader(run.sites) for run in (a, b)]
    leader = leaders[0] if leaders[0] == leaders[1] else f"{leaders[0]} → {leaders[1]}"
    agreement = f" (Kendall's τ {tau:.2f})" if tau == tau else ""  # NaN for fewer than two sites
    return (
        f"{a.name} → {b.name}: {changed} of {len(ranked)} sites ranked in both changed rank"
        f"{agreement}; leader: {leader}"
    )


def _name_leader(sites: pd.DataFrame) -> str:
    import pandas as pd

    from screening.reporting.value_formatting import strip_control_characters

    ranked = sites[sites["rank"].notna()]
    if ranked.empty:
        return "none"
    first = ranked.iloc[0]
    return str(first.name) if pd.isna(first["name"]) else strip_control_characters(first["name"])


def _row(item: Any) -> tuple[str, ...]:
    import pandas as pd

    from screening.reporting.value_formatting import strip_control_characters

    row: dict[str, Any] = item._asdict()
    ranks = ["–" if pd.isna(row[column]) else str(row[column]) for column in ("rank_a", "rank_b")]
    change = row["score_change"]
    score = "" if pd.isna(change) else f"{row['score_a']:.1f} {change:+z.1f}"
    name = row["site_id"] if pd.isna(row["name"]) else strip_control_characters(row["name"])
    why = "; ".join(filter(None, (row["why"], row["outcome_changes"])))
    return (" → ".join(ranks), str(name), score, why, str(row["site_id"]))
