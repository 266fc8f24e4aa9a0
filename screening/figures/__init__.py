"""Pictures of how sure a ranking is, as PNG and SVG. matplotlib lives here and nowhere else.

Colours are those of viridis and Okabe–Ito, told apart without colour vision too; every axis
has its unit. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from screening.model import ScreeningResult

FORMATS = ("png", "svg")


def draw_run(screening: ScreeningResult, folder: Path) -> list[Path]:
    """Draw a run's pictures.

    Parameters
    ----------
    screening : ScreeningResult, with ranks drawn
    folder : Path, made where it is not there

    Returns
    -------
    list of Path: ``rank_intervals``, ``acceptability``, ``tipping_weights`` and ``pareto``,
    each as PNG and SVG; those for which the run has nothing are left out

    Raises
    ------
    OutputError
        Where the run has no drawn ranks, or the folder cannot be written.
    """
    from screening.figures import plots

    if screening.sites.get("rank_low") is None or screening.sites["rank_low"].isna().all():
        raise OutputError(
            f"{screening.name}: expected a run with rank intervals, got none; run it again with "
            "robustness.max_sites over its number of sites"
        )
    drawn: dict[str, Callable[[Any], None]] = {
        "rank_intervals": lambda figure: plots.rank_intervals(figure, screening)
    }
    if len(screening.robustness.get("acceptability", ())):
        drawn["acceptability"] = lambda figure: plots.acceptability(figure, screening)
    if len(screening.robustness.get("tipping", ())):
        drawn["tipping_weights"] = lambda figure: plots.tipping_weights(figure, screening)
    if screening.sites["dominated_by_count"].notna().any() and len(screening.criteria) > 1:
        drawn["pareto"] = lambda figure: plots.pareto(figure, screening)
    return list(_saved(drawn, folder))


def draw_backtest(
    curves: Mapping[str, tuple[NDArray[Any], NDArray[Any]]], measured: pd.DataFrame, folder: Path
) -> list[Path]:
    """Draw a back-test's curve.

    Parameters
    ----------
    curves, measured : as of a ``Backtest``
    folder : Path, made where it is not there

    Returns
    -------
    list of Path, ``backtest`` as PNG and SVG

    Raises
    ------
    OutputError
    """
    from screening.figures import plots

    return list(
        _saved({"backtest": lambda figure: plots.backtest(figure, curves, measured)}, folder)
    )


def _saved(drawn: Mapping[str, Callable[[Any], None]], folder: Path) -> Iterator[Path]:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from screening.figures.plots import STYLE

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, draw in drawn.items():
            with mpl.rc_context(STYLE | {"svg.hashsalt": name}):
                figure = Figure(layout="constrained")
                draw(figure)
                for suffix in FORMATS:
                    path = folder / f"{name}.{suffix}"
                    made = {"Date": None} if suffix == "svg" else {"Software": None}
                    figure.savefig(path, metadata=made)
                    yield path
    except OSError as error:
        raise OutputError(
            f"{folder}: expected a folder to draw in, got {error}; name another"
        ) from error
