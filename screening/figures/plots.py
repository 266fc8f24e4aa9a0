"""One function a figure, drawn onto the ``Figure`` that is passed in."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.frame_rows import iterate_rows
from screening.reporting.uncertainty_text import interval_description, sampling_description
from screening.reporting.value_formatting import strip_control_characters

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from screening.model import ScreeningResult

INK, SOFT, BLUE, ORANGE, GREEN, PURPLE = (
    *("#22262b", "#7d8790", "#0072b2", "#e69f00", "#009e73", "#cc79a7"),
)
"""The last four from Okabe & Ito (2008), Color Universal Design."""
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
"""Sites in a figure, at most."""
ROW_IN, WIDTH_IN = 0.24, 7.5
MAX_NAME_CHARACTERS, LINE_CHARACTERS = 26, 88
MAX_LABELLED_SITES = 8
"""Points of a scatter plot that get a label, at most."""


def rank_intervals(figure: Figure, screening: ScreeningResult) -> None:
    """Plot each site's rank and its 90 % rank interval.

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
    for subset, colour in ((ranked, BLUE), (~ranked, SOFT)):
        axes.hlines(rows[subset], low[subset] - 0.12, high[subset] + 0.12, colour, lw=5, alpha=0.45)
    point = sites["rank"].to_numpy(dtype=float, na_value=np.nan)
    axes.plot(point[ranked], rows[ranked], "o", color=INK, ms=4, label="rank as scored")
    names = _names(sites, screening)
    axes.set_yticks(
        rows, [n if r else f"{n} (no score)" for n, r in zip(names, ranked, strict=True)]
    )
    axes.set_ylim(len(sites) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    caption = textwrap.fill(f"bar: {interval_description(screening)}", LINE_CHARACTERS)
    axes.set_xlabel(f"rank [1 is best]\n{caption}", fontsize=8)
    axes.set_xlim(0.5, float(np.nanmax(high)) + 0.5)
    axes.set_title(f"Rank intervals: {screening.name}, profile {screening.profile}")
    axes.grid(axis="x", color="#dfe3e6", lw=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="lower left", frameon=False)


def acceptability(figure: Figure, screening: ScreeningResult) -> None:
    """Plot rank acceptability: the share of the draws in which each site takes each rank.

    Parameters
    ----------
    figure : Figure
    screening : ScreeningResult
    """
    sites, shares = _acceptability_matrix(screening)
    ranks = shares.shape[1]
    figure.set_size_inches(WIDTH_IN, 1.4 + ROW_IN * len(sites))
    axes = figure.add_subplot()
    percent = np.ma.masked_equal(100 * shares, 0.0)
    image = axes.imshow(
        percent, cmap="viridis_r", vmin=0, vmax=100, aspect="auto",
        extent=(0.5, ranks + 0.5, len(sites) - 0.5, -0.5),
    )  # fmt: skip
    if ranks <= MAX_PLOTTED_SITES:
        _label_cells(axes, shares)
    axes.set_yticks(range(len(sites)), _names(screening.sites.loc[sites], screening))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    caption = textwrap.fill(f"drawn: {sampling_description(screening)}", LINE_CHARACTERS)
    axes.set_xlabel(f"rank [1 is best]\n{caption}", fontsize=8)
    axes.set_title(f"Rank acceptability: {screening.name}, profile {screening.profile}")
    figure.colorbar(image, ax=axes, label="share of the draws [%]", shrink=0.8)


def _acceptability_matrix(screening: ScreeningResult) -> tuple[list[str], NDArray[np.float64]]:
    """Sites of the table, best first, and their shares of the draws, (n_sites, n_ranks)."""
    table = screening.robustness["acceptability"]
    listed = set(table["site_id"])
    sites = [name for name in screening.sites.index if name in listed][:MAX_PLOTTED_SITES]
    shares = np.zeros((len(sites), int(table["rank"].max())))
    rows = {site: row for row, site in enumerate(sites)}
    for item in iterate_rows(table[table["site_id"].isin(rows)]):
        shares[rows[item.site_id], int(item.rank) - 1] = item.acceptability_fraction
    return sites, shares


def _label_cells(axes: Axes, shares: NDArray[np.float64]) -> None:
    """Print the percentage in each cell of 5 % or more."""
    for row, column in np.argwhere(shares >= 0.05):
        dark = shares[row, column] > 0.45
        axes.text(
            column + 1, row, f"{100 * shares[row, column]:.0f}", ha="center", va="center",
            fontsize=6.5, color="white" if dark else INK,
        )  # fmt: skip


def tipping_weights(figure: Figure, screening: ScreeningResult) -> None:
    """Plot how far each weight can move before another site leads.

    Parameters
    ----------
    figure : Figure
    screening : ScreeningResult
    """
    table = screening.robustness["tipping"]
    nearest = np.fmin(
        (table["weight_fraction"] - table["tip_below_fraction"]).fillna(np.inf),
        (table["tip_above_fraction"] - table["weight_fraction"]).fillna(np.inf),
    )
    table = table.iloc[np.argsort(nearest, kind="stable")]
    figure.set_size_inches(WIDTH_IN + 1.2, 1.6 + 0.42 * len(table))
    axes = figure.add_subplot()
    for row, item in enumerate(iterate_rows(table)):
        stated = item.weight_fraction
        tips = ((item.tip_below_fraction, item.leader_below, ORANGE, 0.0),
                (item.tip_above_fraction, item.leader_above, BLUE, 1.0))  # fmt: skip
        for tip, leader, colour, end in tips:
            name = _name(screening, leader) if leader and not np.isnan(tip) else ""
            _plot_tip(axes, row, stated, (tip, name, colour, end))
        axes.plot([stated, stated], [row - 0.36, row + 0.36], color=INK, lw=2)
    axes.set_yticks(range(len(table)), [get_field(name).alias for name in table["factor"]])
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(-0.28, 1.28)
    axes.set_xticks(np.linspace(0, 1, 6))
    axes.spines["bottom"].set_bounds(0, 1)
    axes.set_xlabel(
        "weight [share of all; the others in proportion]\n"
        "black: as stated; coloured: up to where another site leads; grey: none does"
    )
    leader = _name(screening, str(screening.sites.index[0]))
    axes.set_title(f"Tipping weights: {screening.name}; {leader} leads as stated")


def _plot_tip(axes: Axes, row: int, stated: float, tip: tuple[float, str, str, float]) -> None:
    """Plot a bar to the tipping weight, labelled, or a grey one to the end of the axis."""
    weight, leader, colour, end = tip
    length = (weight if leader else end) - stated
    axes.barh(row, length, left=stated, height=0.55, color=colour if leader else "#e6e9ec")
    if leader:
        side = "left" if end else "right"
        text = f" {weight:.3f} {leader} "
        axes.text(weight, row, text, ha=side, va="center", fontsize=7.5, clip_on=False)


def pareto(figure: Figure, screening: ScreeningResult) -> None:
    """Plot the two criteria of largest weight, and the Pareto front over all criteria.

    Parameters
    ----------
    figure : Figure
    screening : ScreeningResult
    """
    criteria = screening.criteria.sort_values("weight_fraction", ascending=False, kind="stable")
    across, up = criteria["factor"].iloc[:2]
    sites = screening.sites[screening.sites["dominated_by_count"].notna()]
    x, y = sites[across].to_numpy(dtype=float), sites[up].to_numpy(dtype=float)
    front = (sites["dominated_by_count"] == 0).to_numpy(dtype=bool)
    figure.set_size_inches(WIDTH_IN, 5.2)
    axes = figure.add_subplot()
    axes.plot(x[~front], y[~front], "o", mfc="none", mec=SOFT, ms=6, label="dominated")
    axes.plot(x[front], y[front], "D", color=BLUE, ms=6, label="on the Pareto front")
    for site in sites.index[:MAX_LABELLED_SITES]:
        position = (float(sites.loc[site, across]), float(sites.loc[site, up]))
        text = _name(screening, str(site))
        axes.annotate(text, position, (5, 5), textcoords="offset points", fontsize=7.5)
    for axis, name in ((axes.xaxis, across), (axes.yaxis, up)):
        row = criteria[criteria["factor"] == name].iloc[0]
        better = "more" if row["best"] > row["worst"] else "less"
        axis.set_label_text(f"{_axis_label(name)}; {better} is better")
        if better == "less":
            axis.set_inverted(True)
    axes.set_title(f"Pareto front over all {len(criteria)} criteria: {screening.name}")
    axes.legend(frameon=False, loc="best")
    axes.grid(color="#eceff1", lw=0.6)
    axes.set_axisbelow(True)


def backtest(
    figure: Figure,
    curves: Mapping[str, tuple[NDArray[Any], NDArray[Any]]],
    measured: pd.DataFrame,
) -> None:
    """Plot cumulative gains: the share of the converted sites among the first sites.

    Parameters
    ----------
    figure : Figure
    curves : mapping of predictor to (sites_fraction, converted_fraction)
    measured : DataFrame, ``figure sites_count converted_count auc auc_low auc_high``
    """
    figure.set_size_inches(WIDTH_IN, 5.2)
    axes = figure.add_subplot()
    lines = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (SOFT, ":"), (PURPLE, "-"))
    rows = measured.drop_duplicates("figure").set_index("figure")
    for (name, (sites, converted)), (colour, dash) in zip(curves.items(), lines, strict=False):
        row = rows.loc[name]
        label = name
        if name != "random":
            label += f": AUC {row.auc:.2f} (95 %: {row.auc_low:.2f}–{row.auc_high:.2f})"
        axes.plot(100 * sites, 100 * converted, dash, color=colour, lw=2, label=label)
    first = measured.iloc[0]
    axes.set_xlabel(f"sites, the highest first [% of {first.sites_count}]")
    axes.set_ylabel(f"converted or converting sites among them [% of {first.converted_count}]")
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 102)
    axes.set_title("Back-test: mines that converted, against those still mining")
    axes.legend(frameon=False, loc="lower right")
    axes.grid(color="#eceff1", lw=0.6)


def _names(sites: pd.DataFrame, screening: ScreeningResult) -> list[str]:
    return [_name(screening, str(site)) for site in sites.index]


def _name(screening: ScreeningResult, site: str) -> str:
    """Label a site by its name; by its id where it has none, or others have the same."""
    names = screening.sites["name"]
    name = names.get(site)
    if name is None or name != name or (names == name).sum() > 1:
        return _truncate_label(site)
    return _truncate_label(strip_control_characters(name).replace("$", r"\$"))


def _truncate_label(text: str) -> str:
    if len(text) <= MAX_NAME_CHARACTERS:
        return text
    return text[: MAX_NAME_CHARACTERS - 1] + "…"


def _axis_label(name: str) -> str:
    field = get_field(name.removeprefix(VALUE_PREFIX))
    return field.label if field.unit not in ("", "-") else f"{field.alias} [-]"
