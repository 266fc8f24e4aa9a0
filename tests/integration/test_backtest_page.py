"""The page on scoring shows the back-test as it comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.cli import app

MARK = "The table, by `screening backtest --markdown`:"


def test_the_page_shows_the_back_test_as_it_comes_out(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (repository / "docs" / "science" / "scoring.md").read_text(encoding="utf-8")
    shown = page.split(MARK)[1].split("\n## ")[0]
    command = ["screening", "backtest", str(repository / "config.toml"), "--markdown", "--quiet"]
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(SystemExit) as left:
        app.main()
    assert left.value.code == 0
    out = capsys.readouterr().out
    tables = out.split("Calibration: ")[0]  # the others are told in words
    rows = [line for line in tables.splitlines() if line.startswith("|")]
    assert len(rows) == 27
    assert [row for row in rows if row not in shown] == []
    (gain,) = (
        line.split(": ", 1)[1] for line in out.splitlines() if "than megawatts alone" in line
    )
    words = " ".join(shown.split()).replace("−", "-")
    assert gain.replace(" (95 %", ", 95 %").rstrip(")") in words
