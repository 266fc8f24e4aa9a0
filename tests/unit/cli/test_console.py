"""Progress on stderr; text and tables fitted to the terminal."""

from __future__ import annotations

import logging
import sys

import pytest

from screening.cli import console

LONG = "note: Fiber distance: unknown at 2 of 27 sites: tx-hut-8-salt-creek, tx-ionic-cedarvale"


def test_progress_includes_the_log_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("screening.geodesy.backend")
    with console.progress_reporter(quiet=False) as report:
        report("joining")
        log.info("compiling kernels, once; this takes about %d s", 15)
    log.info("after the end")
    assert capsys.readouterr().err == (
        "joining …\ncompiling kernels, once; this takes about 15 s\n"
    )


def test_quiet_prints_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress_reporter(quiet=True) as report:
        report("joining")
        logging.getLogger("screening.geodesy.backend").info("compiling")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize(
    "line",
    [
        LONG,
        "  Substation distance          3.1 ± 1.3 km   [nearest asset of the grid layers]",
        "  first fiber lateral    1.3 route-km, $0.00–0.76M (base 0.08), 0–11 months; verify",
        "                         [customers' payments, 17–52 kUSD/MW; judgement: mines run 95 %]",
    ],
)
def test_wrapped_lines_fit_and_break_no_word(line: str, width: int) -> None:
    wrapped = console.wrap_line(line, width).splitlines()
    assert max(map(len, wrapped)) <= width
    assert " ".join(wrapped).split() == line.split()


def test_a_line_is_wrapped_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    console.echo(LONG)
    assert capsys.readouterr().out == f"{LONG}\n"
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    console.echo(LONG)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 60


def test_columns_are_dropped_from_the_right_and_the_first_five_stay() -> None:
    columns: dict[str, console.ColumnFit] = {f"c{i}": "full" for i in range(7)}
    content = dict.fromkeys(columns, 10)
    assert list(console.fit_columns(columns, content, 80)) == [f"c{i}" for i in range(6)]
    assert list(console.fit_columns(columns, content, 20)) == [f"c{i}" for i in range(5)]


def test_truncated_columns_leave_room_for_one_that_wraps() -> None:
    columns: dict[str, console.ColumnFit] = {"site": "truncate", "why": "wrap", "id": "truncate"}
    widths = console.fit_columns(columns, {"site": 40, "why": 90, "id": 40}, 80)
    assert widths["why"] is None
    assert sum(width for width in widths.values() if width is not None) + 32 + 6 <= 80
