"""A list without megawatts is ranked by the rest, and every output says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fixtures.world import write_world

from screening import pipeline
from screening.config.loader import load
from screening.config.settings import Config
from screening.model import Criterion
from screening.reporting.explain import explain
from screening.scoring.power_criteria import without_power
from screening.writers.report import render
from screening.writers.webmap.payload import payload

FACTS = pd.DataFrame(
    {"grid_mw": [np.nan, np.nan], "it_mw": [np.nan, np.nan], "fiber_distance_km": [1.0, 2.0]},
    index=["a", "b"],
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("world")
    path = write_world(folder)
    table = pd.read_csv(folder / "sites.csv").drop(columns="grid_mw")
    table.to_csv(folder / "sites.csv", index=False)
    return load(path)


@pytest.fixture(scope="module")
def run(config: Config):
    return pipeline.run(config)


def test_criteria_of_power_are_left_out_where_no_site_states_any(config: Config) -> None:
    profile = without_power(config.profile, FACTS)
    assert [criterion.factor for criterion in profile.criteria] == ["fiber_distance_km"]
    assert profile.left_out == ("it_mw",)
    assert profile.constraints == config.profile.constraints


@pytest.mark.parametrize(
    "known",
    [{"grid_mw": [100.0, np.nan]}, {"it_mw": [np.nan, 80.0]}],
    ids=["grid power", "IT power"],
)
def test_one_known_site_keeps_the_criteria(config: Config, known: dict[str, list[float]]) -> None:
    assert without_power(config.profile, FACTS.assign(**known)) is config.profile


def test_a_profile_of_power_alone_stays_as_it_is(config: Config) -> None:
    alone = replace(config.profile, criteria=(Criterion("it_mw", 1, worst=0, best=1),))
    assert without_power(alone, FACTS) is alone


def test_judgements_of_criteria_that_are_left_out_go_with_them(config: Config) -> None:
    names = ("it_mw", "fiber_distance_km", "rtt_ms")
    judged = replace(
        config.profile,
        criteria=tuple(Criterion(name, 1, worst=0, best=1) for name in names),
        order=names,
        pairwise={"it_mw": {"rtt_ms": 3.0}, "fiber_distance_km": {"it_mw": 2.0, "rtt_ms": 4.0}},
    )
    profile = without_power(judged, FACTS.assign(rtt_ms=1.0))
    assert profile.order == ("fiber_distance_km", "rtt_ms")
    assert profile.pairwise == {"fiber_distance_km": {"rtt_ms": 4.0}}


def test_a_hole_in_a_layer_is_no_reason_to_leave_out_a_criterion(config: Config) -> None:
    facts = FACTS.assign(fiber_distance_km=np.nan, it_mw=[1.0, 2.0], grid_mw=[2.0, 3.0])
    assert without_power(config.profile, facts) is config.profile


def test_the_sites_are_ranked_by_what_is_known(run) -> None:
    counts = run.metadata.counts
    assert (counts.ranked, counts.unscored) == (5, 0)
    assert (run.sites["coverage_fraction"] == 1).all()
    assert run.sites["rank"].is_monotonic_increasing
    np.testing.assert_allclose(run.sites["score"], 100 * run.sites["value_fiber_distance_km"])
    assert (run.sites["constraint_power"] == "unknown").all()
    assert run.sites["unverified"].str.contains("Grid power unknown").all()


def test_every_heading_says_that_power_was_left_out(run, capsys) -> None:
    from screening.cli.ranking_output import print_portfolio, print_ranking

    print_ranking(run)
    print_portfolio(run.metadata.portfolio, run.profile)
    words = "power left out as no site states grid_mw (without IT power)"
    printed = " ".join(capsys.readouterr().out.split())
    assert words in printed
    assert "5 ranked" in printed
    assert "cost and NPV unknown, as no site's value is known without its grid_mw" in printed
    assert "NPV 0.0" not in printed
    assert words in explain(run, "alpha")
    assert words in payload(run)["judgements"][0]["method_name"]
    page = render(run)
    assert "Power was left out of the score" in page
    assert "The value of no ranked site is known without its grid_mw" in page
    assert "(size assumed)" in page
    assert any("no site states grid_mw, so the score" in text for text in run.metadata.warnings)


def test_a_run_read_back_says_so_too(run, tmp_path: Path) -> None:
    from screening.readers.runs import read_run
    from screening.writers import write_outputs

    write_outputs(run, tmp_path / "run", ["geopackage"])
    assert read_run(tmp_path / "run").metadata.left_out_criteria == ("it_mw",)
