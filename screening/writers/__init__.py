"""The output files of a run: a registry of writers, and the atomic write of all of them.

A writer is ``write(screening, path)``. It computes nothing, and writing the same screening
twice gives identical files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from screening.catalog.declared_measures import declare_config
from screening.errors import ConfigError, did_you_mean, format_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.model import ScreeningResult

__all__ = ["WRITERS", "Writer", "check_folder", "select_writers", "write_outputs"]


@dataclass(frozen=True)
class Writer:
    """The writer of one output file.

    Attributes
    ----------
    name : str, as in ``--only``, ``--skip`` and ``--also``
    file : str, name of the file
    write : callable, ``(screening, path)``
    opt_in : bool, whether the file is written only when ``--only`` or ``--also`` names it
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
"""Every writer by name; ``run.json`` is always written."""


def select_writers(
    only: Iterable[str] = (), skip: Iterable[str] = (), also: Iterable[str] = ()
) -> tuple[str, ...]:
    """Select writers by name.

    Parameters
    ----------
    only : iterable of str, write only these; if empty, all that are not opt-in
    skip : iterable of str, omit these
    also : iterable of str, write these as well

    Returns
    -------
    tuple of str, in the order of :data:`WRITERS`

    Raises
    ------
    ConfigError
        Where a name is unknown, or no writer is left.

    Examples
    --------
    >>> select_writers(only=["csv", "map"]), select_writers(only=["csv", "map"], skip=["csv"])
    (('map', 'csv'), ('map',))
    """
    only, skip, also = tuple(only), tuple(skip), tuple(also)
    problems = [
        f"{option}: expected a writer, got {name!r}; {did_you_mean(name, WRITERS)}known: "
        f"{format_known(WRITERS)}; check the spelling"
        for option, names in (("--only", only), ("--skip", skip), ("--also", also))
        for name in names
        if name not in WRITERS
    ]
    if problems:
        raise ConfigError(*problems)
    default = (name for name, writer in WRITERS.items() if not writer.opt_in)
    selection = {*(only or default), *also}
    selected = tuple(name for name in WRITERS if name in selection and name not in skip)
    if not selected:
        raise ConfigError(
            f"--skip: expected a writer to be left, got every one left out ({format_known(skip)}); "
            "leave out fewer"
        )
    return selected


def check_folder(folder: Path, writers: Iterable[str] = ()) -> None:
    """Check, before anything is computed, that a run can be written to a folder.

    Parameters
    ----------
    folder : Path
    writers : iterable of str, names of :data:`WRITERS` that will be written

    Raises
    ------
    OutputError
        Where it cannot be written, or is neither empty nor an earlier run.
    """
    from screening.writers.destination_checks import check_destination

    check_destination(folder, [WRITERS[name].file for name in writers])


def write_outputs(
    screening: ScreeningResult,
    folder: Path,
    writers: Sequence[str] = select_writers(),
    *,
    on_note: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write a run's folder atomically: an earlier run is replaced completely or not at all.

    Parameters
    ----------
    screening : ScreeningResult
    folder : Path, empty, missing, or that of an earlier run
    writers : sequence of str, names of :data:`WRITERS`
    on_note : callable, receives a message for each opt-in file that could not be written

    Returns
    -------
    Path, the folder

    Raises
    ------
    OutputError
        Where the folder cannot be written, or is neither empty nor an earlier run.
    """
    from screening.writers.atomic_output import write_atomically

    declare_config(screening.metadata.config)
    files = {WRITERS[name].file: WRITERS[name].write for name in writers}
    return write_atomically(screening, folder, files, on_note)
