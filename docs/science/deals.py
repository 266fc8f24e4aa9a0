"""Hold the power waterfall against announced deals: python docs/science/deals.py."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import screening

HERE = Path(__file__).resolve().parent
HEAD = (
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


def deals(config: Path) -> pd.DataFrame:
    """Run the deals' sites and put both figures side by side.

    Parameters
    ----------
    config : Path

    Returns
    -------
    DataFrame, a row a deal, in the table's order, columns as in ``HEAD``
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
    return pd.DataFrame(dict(zip(HEAD, columns, strict=True)))


def markdown(table: pd.DataFrame) -> str:
    """Write the table.

    Parameters
    ----------
    table : DataFrame, from :func:`deals`

    Returns
    -------
    str
    """
    lines = ["| " + " | ".join(HEAD) + " |", "|---" + "|---:" * (len(HEAD) - 1) + "|"]
    for row in table.itertuples(index=False):
        cells = [
            cell if isinstance(cell, str) else f"{cell:.0f}" if "MW" in name else f"{cell:.2f}"
            for name, cell in zip(HEAD, row, strict=True)
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown(deals(HERE.parent.parent / "config.toml")))
