"""What a terminal shows: progress on stderr, tables on stdout."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from screening.model import PortfolioTotals

_STAGES = 6
"""Of a run."""
_WIDE = 170
"""Columns of a table that goes to a file or a pipe."""
_MIN_WIDTHS = 8
"""A column that is cut keeps this much."""
_STATUSES = {
    "clears": "clear them as they stand",
    "once built": "once built",
    "verify": "to verify",
    "cannot": "cannot",
}
"""What the conversion says of a site, in the words of a count."""
_OPTIONAL_COLUMNS = {
    "rebuilt": "more are rebuilt already",
    "ranked_lower": "ranked lower are not worked out",
}
"""Ranked sites that the sum leaves out, in words."""
_GAP = 2
"""Between two columns."""
_REQUIRED_COLUMNS = 5
"""The first columns stay however narrow the terminal."""


@contextmanager
def progress_reporter(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show stages: a bar on a terminal, plain lines elsewhere, nothing when quiet.

    Parameters
    ----------
    quiet : bool

    Yields
    ------
    callable, told the stage that begins
    """
    if quiet:
        yield lambda _: None
        return
    if not sys.stderr.isatty():
        with _log_to(lambda text: click.echo(text, err=True)):
            yield lambda stage: click.echo(f"{stage} …", err=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(
        BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=_STAGES)

        def said(stage: str) -> None:
            bar.update(task, advance=1, description=f"{stage} …")

        with _log_to(bar.console.print):
            yield said


class _ProgressHandler(logging.Handler):
    """Passes on what the package logs."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Say a record's text alone."""
        self._say(record.getMessage())


@contextmanager
def _log_to(say: Callable[[str], None]) -> Iterator[None]:
    """Show what takes long for once, such as compiling kernels."""
    log, handler = logging.getLogger("screening"), _ProgressHandler(say)
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.setLevel(before)
        log.removeHandler(handler)


def print_table(columns: dict[str, str], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table as wide as the terminal, or as wide as a file likes it.

    Parameters
    ----------
    columns : dict of heading to ``"whole"``, ``"cut"`` (shortened where there is no room) or
        ``"fold"`` (over several lines); the last ones go where there is no room at all
    rows : sequence of tuple of str
    """
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    content = [max(map(cell_len, column)) for column in zip(columns, *rows, strict=True)]
    wide = dict(zip(columns, content, strict=True))
    kept = _fitting(columns, wide, console.width)
    cut = [name for name in kept if columns[name] == "cut"]
    fixed = sum(wide[name] + _GAP for name in kept if columns[name] == "whole")
    spare = console.width - fixed - _GAP * (len(cut) + 1)
    for name in kept:
        if columns[name] == "fold":
            table.add_column(name)
        else:
            fit = wide[name]
            if name in cut:  # the first takes what it needs, and leaves the others the least
                cut.remove(name)
                fit = max(_MIN_WIDTHS, min(fit, spare - _MIN_WIDTHS * len(cut)))
                spare -= fit
            table.add_column(name, width=fit, no_wrap=True, overflow="ellipsis")
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        table.add_row(*(Text(cells[name]) for name in kept))
    console.print(table)


def _fitting(columns: dict[str, str], wide: dict[str, int], width: int) -> list[str]:
    """Choose the columns that a width has room for; the last ones go first."""
    kept = list(columns)
    while True:
        least = [_MIN_WIDTHS if columns[n] in ("cut", "fold") else wide[n] for n in kept]
        spare = [name for name in kept[_REQUIRED_COLUMNS:] if columns[name] != "fold"]
        if not spare or sum(least) + _GAP * (len(kept) + 1) <= width:
            return kept
        kept.remove(spare[-1])


def print_portfolio(portfolio: PortfolioTotals | None, profile: str) -> None:
    """Say what converting the ranked sites takes, in two lines.

    Parameters
    ----------
    portfolio : PortfolioTotals or None, of the run's metadata
    profile : str
    """
    if portfolio is None or not portfolio.sites:
        return
    cost, value = (
        [getattr(portfolio, f"p{percent}_{name}") / 1000 for percent in (10, 50, 90)]
        for name in ("musd", "npv_musd")
    )
    counts = {said: getattr(portfolio, name) for name, said in _OPTIONAL_COLUMNS.items()}
    counted = [f"{count:,} {said}" for said, count in counts.items() if count]
    besides = f" ({'; '.join(counted)})" if counted else ""
    told = ", ".join(f"{portfolio.statuses[name]:,} {said}" for name, said in _STATUSES.items())
    click.echo(
        f"Converting the {portfolio.sites:,} {'best' if portfolio.ranked_lower else 'ranked'}"
        f"{besides}: "
        f"{portfolio.gross_mw:,.0f} MW gross, {portfolio.it_mw:,.0f} MW IT; "
        f"P50 cost {_spread(cost)}, NPV {_spread(value)} "
        f"billion USD ({portfolio.usd_year}; without GPUs, before tax)\n"
        f"Against the requirements of {profile}: {told}"
    )


def _spread(ends: Sequence[float]) -> str:
    """Write a median with its P10 and P90.

    >>> _spread([26.81, 31.8, 37.49])
    '31.8 (P10 26.8 to P90 37.5)'
    """
    low, middle, high = (f"{each:.1f}" for each in ends)
    return f"{middle} (P10 {low} to P90 {high})"
