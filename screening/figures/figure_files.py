"""Figures of a run and of a back-test, saved as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

from screening.errors import OutputError
from screening.figures import plots

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from screening.model import ScreeningResult

    Plots = Mapping[str, Callable[[Figure], None]]
    """File stem to the function that draws it."""

FORMATS = ("png", "svg")


def draw_run(screening: ScreeningResult, folder: Path) -> list[Path]:
    """Draw a run's figures.

    Parameters
    ----------
    screening : ScreeningResult, with rank intervals
    folder : Path, created where it does not exist

    Returns
    -------
    list of Path: ``rank_intervals``, ``acceptability``, ``tipping_weights`` and ``pareto``,
    each as PNG and SVG; figures without data in the run are left out

    Raises
    ------
    OutputError
        Where the run has no rank intervals, or the folder cannot be written.
    """
    if screening.sites.get("rank_low") is None or screening.sites["rank_low"].isna().all():
        raise OutputError(
            f"{screening.name}: expected a run with rank intervals, got none; run it again with "
            "robustness.max_sites above its number of sites"
        )
    return list(_save(_run_plots(screening), folder))


def _run_plots(screening: ScreeningResult) -> Plots:
    drawn: dict[str, Callable[[Figure], None]] = {
        "rank_intervals": lambda figure: plots.rank_intervals(figure, screening)
    }
    if len(screening.robustness.get("acceptability", ())):
        drawn["acceptability"] = lambda figure: plots.acceptability(figure, screening)
    if len(screening.robustness.get("tipping", ())):
        drawn["tipping_weights"] = lambda figure: plots.tipping_weights(figure, screening)
    if screening.sites["dominated_by_count"].notna().any() and len(screening.criteria) > 1:
        drawn["pareto"] = lambda figure: plots.pareto(figure, screening)
    return drawn


def draw_backtest(
    curves: Mapping[str, tuple[NDArray[Any], NDArray[Any]]], measured: pd.DataFrame, folder: Path
) -> list[Path]:
    """Draw a back-test's cumulative gains curves.

    Parameters
    ----------
    curves, measured : as in a ``Backtest``
    folder : Path, created where it does not exist

    Returns
    -------
    list of Path, ``backtest`` as PNG and SVG

    Raises
    ------
    OutputError
    """
    return list(
        _save({"backtest": lambda figure: plots.backtest(figure, curves, measured)}, folder)
    )


def _save(drawn: Plots, folder: Path) -> Iterator[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, draw in drawn.items():
            # a fixed salt and no dates: the same run gives the same bytes
            with mpl.rc_context(plots.STYLE | {"svg.hashsalt": name}):
                figure = Figure(layout="constrained")
                draw(figure)
                for suffix in FORMATS:
                    path = folder / f"{name}.{suffix}"
                    metadata = {"Date": None} if suffix == "svg" else {"Software": None}
                    figure.savefig(path, metadata=metadata)
                    yield path
    except OSError as error:
        raise OutputError(
            f"{folder}: expected a folder to draw in, got {error}; name another"
        ) from error
