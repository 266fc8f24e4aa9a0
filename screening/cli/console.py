"""Terminal output: progress on stderr; text and tables fitted to the width on stdout."""

from __future__ import annotations

import logging
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal

import click

ColumnFit = Literal["full", "truncate", "wrap"]
"""How a table column fits a narrow terminal: at full width, shortened, or on several lines."""

_STAGES_COUNT = 6
"""Stages of a run, for the progress bar."""
_FILE_WIDTH = 170
"""Width of a table that goes to a file or a pipe [characters]."""
_MIN_WIDTHS = {"truncate": 8, "wrap": 32}
"""Widths that shortened columns keep if their content is wider [characters]."""
_COLUMN_GAP = 2
_REQUIRED_COLUMNS_COUNT = 5
"""The first columns stay however narrow the terminal is."""
_LABEL = re.compile(r" *\S.*? {2,}")
"""Indent, label and gap of a line such as ``  Grid power        650 MW``."""
_MAX_LABEL_WIDTH = 32
_HANGING_INDENT = 8
"""A line indented further than this continues a label and keeps its indent."""


@contextmanager
def progress_reporter(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Report stages: a bar on a terminal, plain lines elsewhere, nothing when quiet.

    Parameters
    ----------
    quiet : bool

    Yields
    ------
    callable, to be called with the name of each stage as it begins
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
        task = bar.add_task("", total=_STAGES_COUNT)

        def report(stage: str) -> None:
            bar.update(task, advance=1, description=f"{stage} …")

        with _log_to(bar.console.print):
            yield report


class _LogHandler(logging.Handler):
    """Passes the messages of the package's log to a function."""

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        """Write the message of a record, without level and time."""
        self._write(record.getMessage())


@contextmanager
def _log_to(write: Callable[[str], None]) -> Iterator[None]:
    """Show log messages about rare long steps, such as compiling kernels."""
    log, handler = logging.getLogger("screening"), _LogHandler(write)
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.setLevel(level)
        log.removeHandler(handler)


def echo(text: str, *, err: bool = False) -> None:
    """Print a line, wrapped between words on a terminal and as it is elsewhere.

    Parameters
    ----------
    text : str, one line
    err : bool, whether to print to stderr
    """
    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        text = wrap_line(text, shutil.get_terminal_size().columns)
    click.echo(text, err=err)


def wrap_line(text: str, width: int) -> str:
    """Wrap a line between words; further lines align with the text after its label.

    Parameters
    ----------
    text : str, one line
    width : int [characters]

    Returns
    -------
    str; words longer than the width, such as paths, are not broken

    Examples
    --------
    >>> print(wrap_line("  Status     under construction", 26))
      Status     under
                 construction
    >>> print(wrap_line("note: two substations have no name", 20))
    note: two
      substations have
      no name
    """
    if len(text) <= width:
        return text
    label = _LABEL.match(text)
    indent = len(label[0]) if label else 0
    if not 0 < indent <= min(_MAX_LABEL_WIDTH, width // 2):
        margin = len(text) - len(text.lstrip())
        indent, head = margin if margin > _HANGING_INDENT else margin + 2, ""
    else:
        head = text[:indent]
    lines = textwrap.wrap(
        text[len(head) :].rstrip(),
        width,
        initial_indent=head,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
    return "\n".join(lines)


def print_table(columns: Mapping[str, ColumnFit], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table fitted to the terminal, or to a fixed width elsewhere.

    Parameters
    ----------
    columns : mapping of heading to its fit; where there is no room at all, the last columns
        that do not wrap are left out
    rows : sequence of tuple of str
    """
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH)
    content = [max(map(cell_len, column)) for column in zip(columns, *rows, strict=True)]
    widths = fit_columns(columns, dict(zip(columns, content, strict=True)), console.width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name, width in widths.items():
        if width is None:
            table.add_column(name)
        else:
            table.add_column(name, width=width, no_wrap=True, overflow="ellipsis")
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        table.add_row(*(Text(cells[name]) for name in widths))
    console.print(table)


def fit_columns(
    columns: Mapping[str, ColumnFit], content: Mapping[str, int], total: int
) -> dict[str, int | None]:
    """Select the columns that fit a width, and their own widths.

    Parameters
    ----------
    columns : mapping of heading to its fit
    content : mapping of heading to the width of its longest cell [characters]
    total : int, width of the table [characters]

    Returns
    -------
    dict of heading to width [characters]; None for columns that wrap

    Examples
    --------
    >>> columns = {"rank": "full", "site": "truncate"}
    >>> fit_columns(columns, {"rank": 4, "site": 30}, 24)
    {'rank': 4, 'site': 14}
    """
    names = _drop_columns(columns, content, total)
    truncated = [name for name in names if columns[name] == "truncate"]
    others = [name for name in names if columns[name] != "truncate"]
    needed = sum(_min_width(columns[name], content[name]) + _COLUMN_GAP for name in others)
    spare = total - needed - _COLUMN_GAP * (len(truncated) + 1)
    widths: dict[str, int | None] = {}
    for name in names:
        if columns[name] == "wrap":
            widths[name] = None
            continue
        width = content[name]
        if columns[name] == "truncate":  # the first take their content, the last what is left
            truncated.remove(name)
            width = min(width, spare - _MIN_WIDTHS["truncate"] * len(truncated))
            width = max(_MIN_WIDTHS["truncate"], width)
            spare -= width
        widths[name] = width
    return widths


def _min_width(fit: ColumnFit, content: int) -> int:
    return content if fit == "full" else min(content, _MIN_WIDTHS[fit])


def _drop_columns(
    columns: Mapping[str, ColumnFit], content: Mapping[str, int], total: int
) -> list[str]:
    """Leave out columns from the right until the others fit."""
    names = list(columns)
    while True:
        needed = sum(_min_width(columns[name], content[name]) for name in names)
        droppable = [name for name in names[_REQUIRED_COLUMNS_COUNT:] if columns[name] != "wrap"]
        if not droppable or needed + _COLUMN_GAP * (len(names) + 1) <= total:
            return names
        names.remove(droppable[-1])


def print_markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table as Markdown.

    Parameters
    ----------
    headings : sequence of str
    rows : sequence of sequences of str, a cell a heading
    """
    click.echo(f"| {' | '.join(headings)} |")
    click.echo("|" + "---|" * len(headings))
    for row in rows:
        click.echo(f"| {' | '.join(row)} |")
