"""The power chain against announced conversions."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def script(repository: Path):
    spec = importlib.util.spec_from_file_location("deals", repository / "docs/science/deals.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table(script, repository: Path) -> pd.DataFrame:
    return script.compare_deals(repository / "config.toml")


def test_the_default_is_near_the_announced_deals(table: pd.DataFrame) -> None:
    """Helios 526 of 800 MW, Childress 50 of 75, Black Pearl 214 of 300, Denton 262 of 394."""
    assert table["announced"].round(2).tolist() == [0.66, 0.67, 0.71, 0.66]
    assert table["ours"].between(0.60, 0.80).all()
    assert table["ours over announced"].between(0.90, 1.15).all()


def test_the_steps_explain_the_entire_difference(table: pd.DataFrame) -> None:
    steps = table[["not firm", "reserve", "auxiliary", "cooling", "ours"]].sum(axis=1)
    assert steps.tolist() == pytest.approx([1.0] * 4)


def test_the_page_contains_what_the_command_prints(
    script, table: pd.DataFrame, repository: Path
) -> None:
    page = (repository / "docs/science/power.md").read_text(encoding="utf-8")
    assert script.format_markdown(table) in page
