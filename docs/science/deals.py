"""Compare the power chain with announced deals: ``python docs/science/deals.py``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import screening

HERE = Path(__file__).resolve().parent
HEADER = (
    "deal",
    "grid MW",
    "announced IT MW",
    "announced",
    "not firm",
    "reserve",
    "auxiliary",
    "cooling",
    "IT MW",
    "ours",
    "ours, 20-year",
    "ours over announced",
)


def compare_deals(config: Path) -> pd.DataFrame:
    """Run the sites of the deals; tabulate announced and computed IT power.

    Parameters
    ----------
    config : Path

    Returns
    -------
    DataFrame, one row per deal, in the order of ``deals.csv``; columns as in ``HEADER``
    """
    sites = screening.run(config, sites=HERE / "deals.csv").sites
    sites = sites.loc[pd.read_csv(HERE / "deals.csv")["site_id"]]
    grid, announced = sites["grid_mw"], sites["announced_it_mw"]
    lost = [f"lost_{step}_mw" for step in ("curtailable", "reserve", "auxiliary", "cooling")]
    columns = [
        sites["name"],
        grid,
        announced,
        announced / grid,
        *(sites[name] / grid for name in lost),
        sites["it_mw"],
        sites["it_mw"] / grid,
        sites["it_mw_n20"] / grid,
        sites["it_mw"] / announced,
    ]
    return pd.DataFrame(dict(zip(HEADER, columns, strict=True)))


def format_markdown(table: pd.DataFrame) -> str:
    """Format the table as Markdown.

    Parameters
    ----------
    table : DataFrame, from :func:`compare_deals`

    Returns
    -------
    str
    """
    lines = ["| " + " | ".join(HEADER) + " |", "|---" + "|---:" * (len(HEADER) - 1) + "|"]
    for row in table.itertuples(index=False):
        cells = [
            cell if isinstance(cell, str) else f"{cell:.0f}" if "MW" in name else f"{cell:.2f}"
            for name, cell in zip(HEADER, row, strict=True)
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(format_markdown(compare_deals(HERE.parent.parent / "config.toml")))
