"""A plot of a station's year: free cooling hour by hour, and PUE duration curves by design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import OutputError

if TYPE_CHECKING:
    from screening.climate import StationReport

REFERENCE_DESIGNS = (
    *("DAE", "IEC", "WSE", "ACC", "ADC"),
    *("DTC-W40-dry", "DTC-W40-adiabatic", "DTC-W40-tower"),
)
"""Designs whose duration curves are plotted along with that of the selected design."""
_COLOURS = ("#E69F00", "#56B4E9", "#009E73", "#B8A900", "#0072B2", "#D55E00", "#CC79A7", "#555555")
_MONTHS = "JFMAMJJASOND"
_FIRST_DAYS = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_MIN_LABEL_GAP = 0.044
"""Least distance between the labels of two curves, as a share of the axis."""


def draw_year(name: str, report: StationReport, design: str, path: Path) -> None:
    """Plot a year to a PNG file.

    Parameters
    ----------
    name : str, of the station
    report : StationReport, of all designs
    design : str, the design whose free cooling is plotted and whose curve is emphasised
    path : Path

    Raises
    ------
    OutputError
        Where the file cannot be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.0, 8.2), layout="constrained")
    top, bottom = figure.subplots(2, 1, height_ratios=(1.0, 1.35))
    _plot_free_cooling(figure, top, report, design)
    _plot_durations(bottom, report, design)
    figure.suptitle(name, x=0.012, ha="left", fontsize=14, fontweight="bold")
    try:
        figure.savefig(path, dpi=110, format="png")
    except OSError as error:
        raise OutputError(
            f"{path}: expected a file that can be written, got an error ({error.strerror}); "
            "name another"
        ) from error


def _plot_free_cooling(figure: Any, axes: Any, report: StationReport, design: str) -> None:
    days = report.free_fraction[design].reshape(365, 24).T
    image = axes.imshow(
        days, aspect="auto", origin="lower", cmap="viridis", vmin=0.0, vmax=1.0,
        extent=(0, 365, 0, 24), interpolation="nearest",
    )  # fmt: skip
    full_hours = float(report.designs[design].free_hours[0])
    axes.set_title(
        f"{design}: share of heat rejected without a chiller; all of it in {full_hours:,.0f} h/yr",
        loc="left", fontsize=10,
    )  # fmt: skip
    axes.set_xticks(_FIRST_DAYS, list(_MONTHS), ha="left")
    axes.set_yticks([0, 6, 12, 18, 24])
    axes.set_ylabel("hour of the day, standard time")
    figure.colorbar(image, ax=axes, pad=0.01, format=lambda share, _: f"{100 * share:.0f} %")


def _plot_durations(axes: Any, report: StationReport, design: str) -> None:
    names = dict.fromkeys([*REFERENCE_DESIGNS, design])
    colours = dict(zip(REFERENCE_DESIGNS, _COLOURS, strict=True))
    ends: list[tuple[float, str, str]] = []
    for name in names:
        curve = np.sort(report.pue[name])[::-1]
        colour, width = colours.get(name, "black"), 2.6 if name == design else 1.3
        axes.plot(np.arange(curve.size) / 87.6, curve, color=colour, linewidth=width)
        ends.append((float(curve[-1]), name, colour))
    axes.set_xlim(0, 100)
    axes.set_xlabel("share of the year [%]")
    axes.set_ylabel("PUE")
    axes.set_title("PUE exceeded for a share of the year", loc="left", fontsize=10)
    axes.grid(alpha=0.3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    _label_curves(axes, ends)


def _label_curves(axes: Any, ends: list[tuple[float, str, str]]) -> None:
    """Write each curve's name at its right end, without overlaps."""
    low, high = axes.get_ylim()
    height = -np.inf
    for value, name, colour in sorted(ends):
        height = max(value, height + _MIN_LABEL_GAP * (high - low))
        axes.annotate(
            name, (100.0, height), xytext=(6, 0), textcoords="offset points", va="center",
            color=colour, fontsize=9, annotation_clip=False,
        )  # fmt: skip
