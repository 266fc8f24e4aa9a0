"""What a terminal is told while it waits."""

from __future__ import annotations

import logging

import pytest

from screening.cli import console


def test_what_takes_long_for_once_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("screening.geodesy.backend")
    with console.progress_reporter(quiet=False) as said:
        said("joining")
        log.info("compiling kernels, once; this takes about %d s", 15)
    log.info("not asked for")
    assert capsys.readouterr().err == (
        "joining …\ncompiling kernels, once; this takes about 15 s\n"
    )


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress_reporter(quiet=True) as said:
        said("joining")
        logging.getLogger("screening.geodesy.backend").info("compiling")
    assert capsys.readouterr().err == ""
