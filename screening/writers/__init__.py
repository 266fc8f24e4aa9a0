"""What a run writes: one line a writer, and the landing of them all.

A writer is ``write(screening, path)``. It computes nothing, and two writes of one
screening give the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from screening.errors import ConfigError, format_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.model import ScreeningResult

__all__ = ["WRITERS", "Writer", "check_folder", "select_writers", "write_outputs"]


@dataclass(frozen=True)
class Writer:
    """One file of a run's folder.

    Attributes
    ----------
    name : str, what ``--only`` and ``--skip`` call it
    file : str, name of the file
    write : callable, ``(screening, path)``
    asked : bool, written only where it is asked for by name
    """

    name: str
    file: str
    write: Callable[[ScreeningResult, Path], None]
    opt_in: bool = False


def _map(screening: ScreeningResult, path: Path) -> None:
    from screening.writers import webmap

    webmap.write(screening, path)


def _pdf(screening: ScreeningResult, path: Path) -> None:
    from screening.writers.report import pdf

    pdf.write(screening, path)


def _geopackage(screening: ScreeningResult, path: Path) -> None:
    from screening.writers import geopackage

    geopackage.write(screening, path)


def _csv(screening: ScreeningResult, path: Path) -> None:
    from screening.writers import tables

    tables.write_csv(screening, path)


def _geoparquet(screening: ScreeningResult, path: Path) -> None:
    from screening.writers import tables

    tables.write_geoparquet(screening, path)


def _workbook(screening: ScreeningResult, path: Path) -> None:
    from screening.writers import workbook

    workbook.write(screening, path)


def _report(screening: ScreeningResult, path: Path) -> None:
    from screening.writers import report

    report.write(screening, path)


def _kmz(screening: ScreeningResult, path: Path) -> None:
    from screening.writers import kmz

    kmz.write(screening, path)


def _qgis(screening: ScreeningResult, path: Path) -> None:
    from screening.writers import geopackage

    geopackage.write_project(screening, path)


WRITERS = {
    writer.name: writer
    for writer in (
        Writer("map", "map.html", _map),
        Writer("report", "report.html", _report),
        Writer("pdf", "report.pdf", _pdf, opt_in=True),
        Writer("geopackage", "screening.gpkg", _geopackage),
        Writer("qgis", "screening.qgz", _qgis),
        Writer("csv", "sites.csv", _csv),
        Writer("geoparquet", "sites.parquet", _geoparquet),
        Writer("xlsx", "sites.xlsx", _workbook),
        Writer("kmz", "sites.kmz", _kmz),
    )
}
"""Every writer by name; ``run.json`` is written whatever is chosen."""


def select_writers(
    only: Iterable[str] = (), skip: Iterable[str] = (), also: Iterable[str] = ()
) -> tuple[str, ...]:
    """Choose writers by name.

    Parameters
    ----------
    only : iterable of str, nothing but these; where empty, all that need not be asked for
    skip : iterable of str, not these
    also : iterable of str, these too

    Returns
    -------
    tuple of str, in the order of :data:`WRITERS`

    Raises
    ------
    ConfigError
        Where a name is not known.

    Examples
    --------
    >>> select_writers(only=["csv", "map"]), select_writers(only=["csv"], skip=["csv"])
    (('map', 'csv'), ())
    """
    only, skip, also = tuple(only), tuple(skip), tuple(also)
    problems = [
        f"{option}: expected a writer, got {name!r}; known: {format_known(WRITERS)}; mend the "
        "option"
        for option, names in (("--only", only), ("--skip", skip), ("--also", also))
        for name in names
        if name not in WRITERS
    ]
    if problems:
        raise ConfigError(*problems)
    wanted = {*only, *also} if only else {*also, *(n for n in WRITERS if not WRITERS[n].opt_in)}
    return tuple(name for name in WRITERS if name in wanted and name not in skip)


def check_folder(folder: Path, writers: Iterable[str] = ()) -> None:
    """Find out, before anything is computed, whether a run could land in a folder.

    Parameters
    ----------
    folder : Path
    writers : iterable of str, names of :data:`WRITERS` that will write

    Raises
    ------
    OutputError
        Where it cannot be written, or is neither empty nor an earlier run.
    """
    from screening.writers.atomic_output import check

    check(folder, [WRITERS[name].file for name in writers])


def write_outputs(
    screening: ScreeningResult,
    folder: Path,
    writers: Sequence[str] = select_writers(),
    *,
    noted: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write a run's folder whole, or leave the earlier one as it was.

    Parameters
    ----------
    screening : ScreeningResult
    folder : Path, empty, not there yet, or an earlier run
    writers : sequence of str, names of :data:`WRITERS`
    noted : callable, told of each file that the run had to do without

    Returns
    -------
    Path, the folder

    Raises
    ------
    OutputError
        Where the folder cannot be written, or is neither empty nor an earlier run.
    """
    from screening.writers.atomic_output import write_atomically as land_files

    files = {WRITERS[name].file: WRITERS[name].write for name in writers}
    return land_files(screening, folder, files, noted)
