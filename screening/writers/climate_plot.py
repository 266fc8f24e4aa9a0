"""A station's year as a picture: free cooling hour by hour, PUE duration by design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import OutputError

if TYPE_CHECKING:
    from screening.climate import StationReport

COMPARED = (
    *("DAE", "IEC", "WSE", "ACC", "ADC"),
    *("DTC-W40-dry", "DTC-W40-adiabatic", "DTC-W40-tower"),
)
"""Designs whose duration curves are drawn, beside the one in question."""
_COLOURS = ("#E69F00", "#56B4E9", "#009E73", "#B8A900", "#0072B2", "#D55E00", "#CC79A7", "#555555")
_MONTHS = "JFMAMJJASOND"
_FIRST_DAYS = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_MIN_GAP = 0.022
"""Labels of curves are held this far apart, in shares of the axis."""


def draw_year(name: str, report: StationReport, design: str, path: Path) -> None:
    """Draw a year into a PNG.

    Parameters
    ----------
    name : str, of the station
    report : StationReport, of all designs
    design : str, whose free cooling is drawn
    path : Path

    Raises
    ------
    OutputError
        Where the file cannot be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.0, 8.2), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=(1.0, 1.35))
    _heat_map(figure, above, report, design)
    _durations(below, report, design)
    figure.suptitle(name, x=0.012, ha="left", fontsize=14, fontweight="bold")
    try:
        figure.savefig(path, dpi=110, format="png")
    except OSError as error:
        raise OutputError(
            f"{path}: expected a file that can be written, got an error ({error.strerror}); "
            "name another"
        ) from error


def _heat_map(figure: Any, axes: Any, report: StationReport, design: str) -> None:
    days = report.free_fraction[design].reshape(365, 24).T
    image = axes.imshow(
        days, aspect="auto", origin="lower", cmap="viridis", vmin=0.0, vmax=1.0,
        extent=(0, 365, 0, 24), interpolation="nearest",
    )  # fmt: skip
    free = float(report.designs[design].free_hours[0])
    axes.set_title(
        f"{design}: share of the heat that leaves without a chiller; {free:,.0f} h/yr all of it",
        loc="left", fontsize=10,
    )  # fmt: skip
    axes.set_xticks(_FIRST_DAYS, list(_MONTHS), ha="left")
    axes.set_yticks([0, 6, 12, 18, 24])
    axes.set_ylabel("hour of the day, standard time")
    figure.colorbar(image, ax=axes, pad=0.01, format=lambda share, _: f"{100 * share:.0f} %")


def _durations(axes: Any, report: StationReport, design: str) -> None:
    shown = dict.fromkeys([*COMPARED, design])
    colours = dict(zip(COMPARED, _COLOURS, strict=True))
    ends: list[tuple[float, str, str]] = []
    for name in shown:
        curve = np.sort(report.pue[name])[::-1]
        colour, wide = colours.get(name, "black"), 2.6 if name == design else 1.3
        axes.plot(np.arange(curve.size) / 87.6, curve, color=colour, linewidth=wide)
        ends.append((float(curve[-1]), name, colour))
    axes.set_xlim(0, 100)
    axes.set_xlabel("share of the year [%]")
    axes.set_ylabel("PUE")
    axes.set_title("PUE exceeded for a share of the year", loc="left", fontsize=10)
    axes.grid(alpha=0.3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    _label(axes, ends)


def _label(axes: Any, ends: list[tuple[float, str, str]]) -> None:
    """Write each curve's name at its end, none over another."""
    low, high = axes.get_ylim()
    at = -np.inf
    for value, name, colour in sorted(ends):
        at = max(value, at + _MIN_GAP * 2.0 * (high - low))
        axes.annotate(
            name, (100.0, at), xytext=(6, 0), textcoords="offset points", va="center",
            color=colour, fontsize=9, annotation_clip=False,
        )  # fmt: skip
