"""The page on cooling shows what station years change in the starter run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.real_data


def test_the_page_holds_what_the_command_prints(
    shared_data: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five sites of the command's table, the stations' names shortened."""
    spec = importlib.util.spec_from_file_location("tier_b", repository / "docs/science/tier_b.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(shared_data / "tmy3_texas.zip")
    printed = {row[0]: row[2:] for row in _rows(capsys.readouterr().out)}
    page = (repository / "docs" / "science" / "cooling.md").read_text(encoding="utf-8")
    section = page.partition("### What station years change")[2].partition("###")[0]
    shown = {row[0]: row[2:] for row in _rows(section) if row[0] in printed}
    assert len(shown) == 5
    assert shown == {name: printed[name] for name in shown}


def _rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ") and "→" in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
