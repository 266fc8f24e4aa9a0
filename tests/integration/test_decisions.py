"""Methods, weights, scenarios, comparisons and back-tests from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fixtures.world import write_world

from screening import pipeline, readers
from screening.cli import app
from screening.config.loader import load
from screening.factors import FACTORS

Run = Callable[..., tuple[int, str, str]]

SCENARIOS = """
[robustness]
draws = 300
[scenario.more_power]
description = "Twice the megawatts."
scale = { grid_mw = 2 }
[scenario.fiber_first]
profile.training.criteria.fiber_distance_km.weight = 30
[scenario.hot]
add = { pue_peak = 0.2 }
[scenario.later]
climate = { year = 2050, delta_dry_bulb_c = 3 }
copy = { pue_peak = "pue_peak_future" }
"""
TABLES = ("--only", "csv", "--only", "geopackage")
PAIRWISE = """
[profile.training.pairwise.it_mw]
fiber_distance_km = 4
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = write_world(tmp_path)
    path.write_text(path.read_text() + SCENARIOS)
    return path


@pytest.fixture
def screening(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], config: Path
) -> Run:
    monkeypatch.chdir(config.parent)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["screening", *arguments])
        with pytest.raises(SystemExit) as left:
            app.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return call


def edited(config: Path, old: str, new: str) -> None:
    text = config.read_text()
    assert old in text
    config.write_text(text.replace(old, new))


def sites(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "sites.csv").set_index("site_id")


def test_a_run_tells_intervals_everywhere(screening: Run, config: Path) -> None:
    code, out, _ = screening("run")
    assert code == 0
    assert "90 %" in out
    assert "300 draws (weights Dirichlet around the stated ones, concentration 50" in out
    folder = config.parent / "outputs" / "demo"
    table = sites(folder)
    ranked = table[table["rank"].notna()]
    assert (ranked["rank_low"] <= ranked["rank"]).all()
    assert (ranked["rank"] <= ranked["rank_high"]).all()
    assert ranked["first_fraction"].sum() == pytest.approx(1)
    record = json.loads((folder / "run.json").read_text())
    assert record["robustness"]["draws"] == 300
    assert record["relative"] == []
    code, out, _ = screening("explain", "alpha")
    for words in ("(90 %: 1", "Rank uncertainty", "ranked first in", "Pareto front"):
        assert words in out


def test_a_relative_method_is_marked_everywhere(screening: Run, config: Path) -> None:
    edited(
        config,
        "[profile.training.criteria]",
        '[profile.training]\nmethod = "topsis"\n[profile.training.criteria]',
    )
    code, out, _ = screening("run")
    assert code == 0
    assert "method topsis (relative: scores depend on the other sites)" in out
    folder = config.parent / "outputs" / "demo"
    assert json.loads((folder / "run.json").read_text())["relative"] == ["method TOPSIS"]
    assert "relative: scores depend on the other sites" in (folder / "map.html").read_text()
    assert "relative" in screening("explain", "alpha")[1]


def test_a_scenario_runs_beside_the_config_as_it_is(screening: Run, config: Path) -> None:
    screening("run", *TABLES)
    code, _, _ = screening("run", "--scenario", "more_power", *TABLES)
    assert code == 0
    outputs = config.parent / "outputs"
    one, two = sites(outputs / "demo"), sites(outputs / "demo-more_power")
    both = one["it_mw"].dropna().index
    pd.testing.assert_series_equal(two.loc[both, "it_mw"], 2 * one.loc[both, "it_mw"])
    assert json.loads((outputs / "demo-more_power" / "run.json").read_text())["scenario"] == (
        "more_power"
    )
    code, out, _ = screening("compare", "outputs/demo", "outputs/demo-more_power", "--csv", "a.csv")
    assert code == 0
    assert "demo → demo-more_power" in out
    table = pd.read_csv(config.parent / "a.csv").set_index("site_id")
    for command in (["compare", "outputs/demo", "outputs/demo-more_power"], ["scenarios"]):
        code, _, err = screening(*command, "--csv", "nowhere/a.csv")
        assert code == 2
        assert "--csv: expected a file in an existing folder" in err
        assert screening(*command, "--csv", "outputs")[0] == 2
    assert table.loc["beta", "factor"] == "it_mw"
    before, after = one.loc["beta", "it_mw"], two.loc["beta", "it_mw"]
    why = f"IT power {before:.0f} MW → {after:.0f} MW"
    assert table.loc["beta", "why"].startswith(why)


def test_changes_reach_the_factors_that_follow(screening: Run, config: Path) -> None:
    """A hotter PUE leaves fewer IT megawatts."""
    screening("run", *TABLES)
    screening("run", "--scenario", "hot", *TABLES)
    outputs = config.parent / "outputs"
    one, two = sites(outputs / "demo"), sites(outputs / "demo-hot")
    assert two.loc["alpha", "pue_peak"] == pytest.approx(one.loc["alpha", "pue_peak"] + 0.2)
    facility_mw = 300 * 0.95 * 0.90 * 0.98  # firm, less a transformer in reserve, less auxiliary
    assert two.loc["alpha", "it_mw"] == pytest.approx(facility_mw / two.loc["alpha", "pue_peak"])


def test_a_scenario_may_rank_by_a_later_climate(screening: Run, config: Path) -> None:
    screening("run", *TABLES)
    screening("run", "--scenario", "later", *TABLES)
    outputs = config.parent / "outputs"
    one, two = sites(outputs / "demo"), sites(outputs / "demo-later")
    assert two.loc["alpha", "pue_peak"] == two.loc["alpha", "pue_peak_future"]
    assert two.loc["alpha", "pue_peak"] > one.loc["alpha", "pue_peak"]
    assert two.loc["alpha", "it_mw"] < one.loc["alpha", "it_mw"]


def test_all_scenarios_stand_in_one_table(screening: Run, config: Path) -> None:
    code, out, _ = screening("scenarios", "--quiet", "--csv", "all.csv")
    assert code == 0
    for words in ("more_power", "fiber_first", "hot", "Twice the megawatts.", "Kendall"):
        assert words in out
    table = pd.read_csv(config.parent / "all.csv")
    assert {"rank", "rank_hot", "score_fiber_first", "why_more_power"} <= set(table.columns)
    assert "weight 0.250" in " ".join(table["why_fiber_first"].dropna())


def test_scenarios_are_what_each_alone_is_though_read_and_joined_once(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("", "more_power", "fiber_first", "hot", "later")
    configs = {name: load(config, scenario=name or None) for name in names}
    alone = {name: pipeline.run(each) for name, each in configs.items()}
    read, computed = [], []
    whole = readers.read_sites
    monkeypatch.setattr(readers, "read_sites", lambda *a, **k: read.append(a) or whole(*a, **k))
    for name, factor in FACTORS.items():
        compute = factor.compute

        def counted(*given: Any, name: str = name, compute: Any = compute) -> Any:
            computed.append(name)
            return compute(*given)

        monkeypatch.setitem(FACTORS, name, replace(factor, compute=counted))
    cache = pipeline.RunCache()
    for name, each in configs.items():
        run = pipeline.run(each, cache=cache)
        pd.testing.assert_frame_equal(run.sites, alone[name].sites)
        pd.testing.assert_frame_equal(run.build_list, alone[name].build_list)
        assert run.metadata.warnings == alone[name].metadata.warnings
    assert len(read) == 1
    # "more_power" changes the sites, on which every factor may look; "later" the climate
    assert computed.count("connectivity") == 2
    assert computed.count("cooling") == 3


def test_weights_are_shown_each_way(screening: Run, config: Path) -> None:
    config.write_text(config.read_text() + PAIRWISE)
    code, out, _ = screening("weights", "--quiet")
    assert code == 0
    row = next(line for line in out.splitlines() if line.strip().startswith("IT power"))
    # given 3 : 1, rank-order centroid of two, judged 4 : 1, all the same
    assert row.split()[-6:-2] == ["0.750", "0.750", "0.800", "0.500"]
    assert "consistency ratio 0.000" in out
    assert "relative" in out


def test_wrong_scenarios_and_weights_are_told_at_once(screening: Run, config: Path) -> None:
    assert "known: fiber_first, hot, later, more_power" in screening("run", "--scenario", "wet")[2]
    config.write_text(config.read_text() + "[scenario.odd]\nparameters = { route_factr = 2 }\n")
    code, _, err = screening("run")
    assert code == 2
    assert "scenario.odd: parameters.route_factr: not a known key" in err


def test_a_scenario_of_an_unknown_column_is_told(screening: Run, config: Path) -> None:
    config.write_text(config.read_text() + "[scenario.odd]\nadd = { no_such_km = 2 }\n")
    code, _, err = screening("run", "--scenario", "odd")
    assert code == 2
    assert "scenario.odd.add: expected a column of numbers of this run, got 'no_such_km'" in err


def test_contradicting_judgements_are_refused_by_run_and_check(
    screening: Run, config: Path
) -> None:
    edited(
        config,
        "fiber_distance_km = { weight = 1",
        "rtt_ms = { weight = 1, worst = 20, best = 0 }\nfiber_distance_km = { weight = 1",
    )
    text = config.read_text().replace(
        "[profile.training.criteria]",
        '[profile.training]\nweighting = "ahp"\n[profile.training.criteria]',
    )
    config.write_text(
        text + "[profile.training.pairwise]\nit_mw = { fiber_distance_km = 9, rtt_ms = 0.2 }\n"
        "fiber_distance_km = { rtt_ms = 7 }\n"
    )
    for command in ("run", "check"):
        code, out, err = screening(command)
        assert code == 2
        said = " ".join((out + err).split())
        assert "consistency ratio of at most 0.10" in said
        assert "most inconsistent" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('method = "vikor"\nmissing = "renormalise"', 'missing = "unknown" with the relative'),
        ('weighting = "ranked"\norder = ["it_mw"]', "order: expected every criterion once"),
        ('weighting = "ahp"', "pairwise: expected each pair of criteria judged once (1), got 0"),
        ('weighting = "best"', "weighting"),
    ],
)
def test_what_cannot_score_is_refused(screening: Run, config: Path, line: str, said: str) -> None:
    edited(
        config,
        "[profile.training.criteria]",
        f"[profile.training]\n{line}\n[profile.training.criteria]",
    )
    code, _, err = screening("run")
    assert code == 2
    assert said in err


def test_pictures_and_backtests_say_what_they_need(screening: Run, config: Path) -> None:
    screening("run", *TABLES)
    code, out, _ = screening("figures")
    assert code == 0
    folder = config.parent / "outputs" / "demo" / "figures"
    assert {path.suffix for path in folder.iterdir()} == {".png", ".svg"}
    assert "rank_intervals.png" in out
    code, _, err = screening("backtest")
    assert code == 2
    assert "ai_announced" in err
    assert (
        screening("run", *TABLES)[0] == 0
    )  # a folder of pictures does not keep a run from landing
    assert folder.is_dir()


def test_a_backtest_prints_its_tables(screening: Run, config: Path) -> None:
    rows = ["site_id,name,operator,status,ai_announced,ai_announced_on,longitude,latitude,grid_mw"]
    for i in range(16):
        status = "converted" if i % 3 == 0 else "mining"
        rows.append(
            f"s{i},S{i},Op {i % 5},{status},{'yes' if i % 3 == 0 else 'no'},"
            f"{'2025-0' + str(1 + i // 3) if i % 3 == 0 else ''},"
            f"-100.{i:02d},31.{i:02d},{40 + 13 * i}"
        )
    (config.parent / "sites.csv").write_text("\n".join(rows) + "\n")
    edited(config, '"mining", "converting"', '"mining", "converted"')
    code, out, _ = screening("backtest", "--quiet", "--markdown", "--plot", "drawn")
    assert code == 0
    for words in ("| cohort |", "MW alone", "distance to metro", "Limitations", "fitted"):
        assert words in out
    assert (config.parent / "drawn" / "backtest.svg").is_file()
