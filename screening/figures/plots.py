"""One function a picture, onto a figure given."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.reporting.uncertainty_text import interval_description, sampling_description
from screening.reporting.value_formatting import strip_control_characters

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from screening.model import ScreeningResult

INK, SOFT, BLUE, ORANGE, GREEN, PURPLE = (
    *("#22262b", "#7d8790", "#0072b2", "#e69f00", "#009e73", "#cc79a7"),
)
"""The last four are of Okabe & Ito (2008)."""
STYLE: dict[Any, Any] = {
    "font.size": 9,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.dpi": 150,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "none",
}
MAX_PLOTTED_SITES = 30
"""Most sites in a picture."""
ROW_IN, WIDTH_IN = 0.24, 7.5
LONGEST, LINE = 26, 88
"""Characters of a name, and of a line of text."""
MAX_LABELLED_SITES = 8
"""Points that a scatter names."""


def rank_intervals(figure: Figure, screening: ScreeningResult) -> None:
    """Draw each site's rank and the ranks that 90 % of the draws give it.

    Parameters
    ----------
    figure : Figure
    screening : ScreeningResult
    """
    sites = screening.sites[screening.sites["rank_low"].notna()].iloc[:MAX_PLOTTED_SITES]
    figure.set_size_inches(WIDTH_IN, 1.5 + ROW_IN * len(sites))
    axes = figure.add_subplot()
    rows = np.arange(len(sites))
    ranked = sites["rank"].notna().to_numpy()
    low, high = (sites[name].to_numpy(dtype=float) for name in ("rank_low", "rank_high"))
    for chosen, colour in ((ranked, BLUE), (~ranked, SOFT)):
        axes.hlines(rows[chosen], low[chosen] - 0.12, high[chosen] + 0.12, colour, lw=5, alpha=0.45)
    point = sites["rank"].to_numpy(dtype=float, na_value=np.nan)
    axes.plot(point[ranked], rows[ranked], "o", color=INK, ms=4, label="rank as scored")
    names = _names(sites, screening)
    axes.set_yticks(
        rows, [n if r else f"{n} (no score)" for n, r in zip(names, ranked, strict=True)]
    )
    axes.set_ylim(len(sites) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    told = textwrap.fill(f"bar: {interval_description(screening)}", LINE)
    axes.set_xlabel(f"rank [1 is best]\n{told}", fontsize=8)
    axes.set_xlim(0.5, float(np.nanmax(high)) + 0.5)
    axes.set_title(f"Rank intervals: {screening.name}, profile {screening.profile}")
    axes.grid(axis="x", color="#dfe3e6", lw=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="lower left", frameon=False)


def acceptability(figure: Figure, screening: ScreeningResult) -> None:
    """Draw the share of the draws in which each site takes each rank.

    Parameters
    ----------
    figure : Figure
    screening : ScreeningResult
    """
    table = screening.robustness["acceptability"]
    sites = [name for name in screening.sites.index if name in set(table["site_id"])][
        :MAX_PLOTTED_SITES
    ]
    ranks = int(table["rank"].max())
    shares = np.zeros((len(sites), ranks))
    place = {site: row for row, site in enumerate(sites)}
    for item in table[table["site_id"].isin(place)].itertuples():
        shares[place[item.site_id], int(item.rank) - 1] = item.acceptability_fraction
    figure.set_size_inches(WIDTH_IN, 1.4 + ROW_IN * len(sites))
    axes = figure.add_subplot()
    shown = np.ma.masked_equal(100 * shares, 0.0)
    drawn = axes.imshow(
        shown, cmap="viridis_r", vmin=0, vmax=100, aspect="auto",
        extent=(0.5, ranks + 0.5, len(sites) - 0.5, -0.5),
    )  # fmt: skip
    if ranks <= MAX_PLOTTED_SITES:
        for row, column in np.argwhere(shares >= 0.05):
            dark = shares[row, column] > 0.45
            axes.text(
                column + 1, row, f"{100 * shares[row, column]:.0f}", ha="center", va="center",
                fontsize=6.5, color="white" if dark else INK,
            )  # fmt: skip
    axes.set_yticks(range(len(sites)), _names(screening.sites.loc[sites], screening))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    told = textwrap.fill(f"drawn: {sampling_description(screening)}", LINE)
    axes.set_xlabel(f"rank [1 is best]\n{told}", fontsize=8)
    axes.set_title(f"Rank acceptability: {screening.name}, profile {screening.profile}")
    figure.colorbar(drawn, ax=axes, label="share of the draws [%]", shrink=0.8)


def tipping_weights(figure: Figure, screening: ScreeningResult) -> None:
    """Draw how far each weight can move before another site leads.

    Parameters
    ----------
    figure : Figure
    screening : ScreeningResult
    """
    table = screening.robustness["tipping"]
    room = np.fmin(
        (table["weight_fraction"] - table["tip_below_fraction"]).fillna(9),
        (table["tip_above_fraction"] - table["weight_fraction"]).fillna(9),
    )
    table = table.iloc[np.argsort(room, kind="stable")]
    figure.set_size_inches(WIDTH_IN + 1.2, 1.6 + 0.42 * len(table))
    axes = figure.add_subplot()
    for row, item in enumerate(table.itertuples()):
        stated = item.weight_fraction
        for tip, leader, colour, edge in (
            (item.tip_below_fraction, item.leader_below, ORANGE, 0.0),
            (item.tip_above_fraction, item.leader_above, BLUE, 1.0),
        ):
            tips = bool(leader) and tip == tip
            end = tip if tips else edge
            axes.barh(
                row, end - stated, left=stated, height=0.55, color=colour if tips else "#e6e9ec"
            )
            if tips:
                side = "left" if edge else "right"
                text = f" {tip:.3f} {_name(screening, leader)} "
                axes.text(end, row, text, ha=side, va="center", fontsize=7.5, clip_on=False)
        axes.plot([stated, stated], [row - 0.36, row + 0.36], color=INK, lw=2)
    axes.set_yticks(range(len(table)), [get_field(name).alias for name in table["factor"]])
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(-0.28, 1.28)
    axes.set_xticks(np.linspace(0, 1, 6))
    axes.spines["bottom"].set_bounds(0, 1)
    axes.set_xlabel(
        "weight [share of all; the others kept in proportion]\n"
        "black: as stated; coloured to where another site leads; grey: none does"
    )
    leader = _name(screening, str(screening.sites.index[0]))
    axes.set_title(f"Tipping weights: {screening.name}; {leader} leads as stated")


def pareto(figure: Figure, screening: ScreeningResult) -> None:
    """Draw the two weightiest criteria against each other, and who is on the Pareto front of all.

    Parameters
    ----------
    figure : Figure
    screening : ScreeningResult
    """
    first = screening.criteria.sort_values("weight_fraction", ascending=False, kind="stable")
    across, up = first["factor"].iloc[:2]
    sites = screening.sites[screening.sites["dominated_by_count"].notna()]
    x, y = sites[across].to_numpy(dtype=float), sites[up].to_numpy(dtype=float)
    front = (sites["dominated_by_count"] == 0).to_numpy(dtype=bool)
    figure.set_size_inches(WIDTH_IN, 5.2)
    axes = figure.add_subplot()
    axes.plot(x[~front], y[~front], "o", mfc="none", mec=SOFT, ms=6, label="dominated")
    axes.plot(x[front], y[front], "D", color=BLUE, ms=6, label="on the Pareto front")
    for site in sites.index[:MAX_LABELLED_SITES]:
        at = (float(sites.loc[site, across]), float(sites.loc[site, up]))
        text = _name(screening, str(site))
        axes.annotate(text, at, (5, 5), textcoords="offset points", fontsize=7.5)
    for axis, name in ((axes.xaxis, across), (axes.yaxis, up)):
        row = first[first["factor"] == name].iloc[0]
        better = "more" if row["best"] > row["worst"] else "less"
        axis.set_label_text(f"{_labelled(name)}; {better} is better")
        if better == "less":
            axis.set_inverted(True)
    axes.set_title(f"Pareto front over all {len(first)} criteria: {screening.name}")
    axes.legend(frameon=False, loc="best")
    axes.grid(color="#eceff1", lw=0.6)
    axes.set_axisbelow(True)


def backtest(
    figure: Figure,
    curves: Mapping[str, tuple[NDArray[Any], NDArray[Any]]],
    measured: pd.DataFrame,
) -> None:
    """Draw which share of the converted sites is found among the first looked at.

    Parameters
    ----------
    figure : Figure
    curves : mapping of figure to (looked_at, found)
    measured : DataFrame, ``figure sites_count converted_count auc auc_low auc_high``
    """
    figure.set_size_inches(WIDTH_IN, 5.2)
    axes = figure.add_subplot()
    looks = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (SOFT, ":"), (PURPLE, "-"))
    row = measured.drop_duplicates("figure").set_index("figure")
    for (name, (looked, found)), (colour, dash) in zip(curves.items(), looks, strict=False):
        told = row.loc[name]
        label = name
        if name != "random":
            label += f": AUC {told.auc:.2f} (95 %: {told.auc_low:.2f}–{told.auc_high:.2f})"
        axes.plot(100 * looked, 100 * found, dash, color=colour, lw=2, label=label)
    first = measured.iloc[0]
    axes.set_xlabel(f"sites looked at, the highest first [% of {first.sites_count}]")
    axes.set_ylabel(f"converted or converting sites found [% of {first.converted_count}]")
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 102)
    axes.set_title("Back-test: mines that converted, against those still mining")
    axes.legend(frameon=False, loc="lower right")
    axes.grid(color="#eceff1", lw=0.6)


def _names(sites: pd.DataFrame, screening: ScreeningResult) -> list[str]:
    return [_name(screening, str(site)) for site in sites.index]


def _name(screening: ScreeningResult, site: str) -> str:
    """Name a site, by its id too where others have its name."""
    names = screening.sites["name"]
    said = names.get(site)
    if said is None or said != said or (names == said).sum() > 1:
        return _truncate_label(site)
    return _truncate_label(strip_control_characters(said).replace("$", r"\$"))


def _truncate_label(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _labelled(name: str) -> str:
    field = get_field(name.removeprefix(VALUE_PREFIX))
    return field.label if field.unit not in ("", "-") else f"{field.alias} [-]"
