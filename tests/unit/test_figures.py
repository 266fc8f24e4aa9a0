"""Pictures: drawn whole, twice the same, with units, and nothing where there is nothing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fixtures.minimal import tiny_screening

from screening.errors import OutputError
from screening.figures import draw_backtest, draw_run


def test_every_picture_of_a_run_is_drawn_twice_the_same(tmp_path: Path) -> None:
    one = draw_run(tiny_screening(), tmp_path / "one")
    two = draw_run(tiny_screening(), tmp_path / "two")
    names = ["rank_intervals", "acceptability", "tipping_weights", "pareto"]
    assert [path.name for path in one] == [f"{n}.{s}" for n in names for s in ("png", "svg")]
    for left, right in zip(one, two, strict=True):
        assert left.read_bytes() == right.read_bytes()


def test_axes_have_units_and_names_are_text(tmp_path: Path) -> None:
    draw_run(tiny_screening(), tmp_path)
    for name, words in {
        "rank_intervals": ["rank [1 is best]", "1,000 draws", "Alpha", "uniform over all"],
        "acceptability": ["share of the draws [%]", "rank [1 is best]"],
        "tipping_weights": ["share of all", "0.600 Beta", "Alpha leads as stated"],
        "pareto": ["IT power [MW]", "Fiber distance [km]", "less is better"],
    }.items():
        text = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        for word in words:
            assert word in text, (name, word)


def test_a_backtest_is_drawn(tmp_path: Path) -> None:
    measured = pd.DataFrame(
        {"figure": ["score", "random"], "sites_count": 20, "converted_count": 8}
        | {"auc": [0.8, 0.5], "auc_low": 0.4, "auc_high": 1.0}
    )
    line = (np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    paths = draw_backtest({"score": line, "random": line}, measured, tmp_path)
    text = paths[1].read_text(encoding="utf-8")
    assert "AUC 0.80 (95 %: 0.40–1.00)" in text
    assert "[% of 20]" in text


def test_a_run_without_draws_has_no_pictures(tmp_path: Path) -> None:
    full = tiny_screening()
    bare = replace(full, sites=full.sites.assign(rank_low=pd.NA), robustness={})
    with pytest.raises(OutputError, match="rank intervals"):
        draw_run(bare, tmp_path)


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="folder to draw in"):
        draw_run(tiny_screening(), tmp_path / "file")


def test_commands_are_known_without_matplotlib_and_numba() -> None:
    code = (
        "import sys; import screening.cli.app; "
        "print({'matplotlib', 'numba', 'scipy', 'pandas', 'numpy'} & set(sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert ended.stdout.strip() == "set()"
