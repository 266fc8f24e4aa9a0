"""A run judges its sites by the config's other profiles too, as runs of those would."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from fixtures.world import write_world

import screening

OTHERS = """
[profile.cool]
parameters = { cooling_design = "DTC-W45-dry" }
[profile.cool.criteria]
it_mw = { weight = 1, worst = 20, best = 300 }
[profile.dreams.criteria]
unicorns_count = { weight = 1, worst = 0, best = 3 }
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_world(tmp_path_factory.mktemp("world"))
    path.write_text(path.read_text() + OTHERS)
    return path


def test_the_runs_own_judgement_comes_first_and_is_its_ranking(config: Path) -> None:
    run = screening.run(config)
    assert [each.profile for each in run.profile_results] == ["training", "inference"]
    own = run.profile_results[0].sites
    pd.testing.assert_frame_equal(own.loc[run.sites.index], pd.DataFrame(run.sites[list(own)]))


def test_another_profiles_judgement_is_what_a_run_of_it_finds(config: Path) -> None:
    judged = screening.run(config).profile_results[1]
    run = screening.run(config, profile="inference")
    found = judged.sites.loc[run.sites.index]
    pd.testing.assert_frame_equal(found, pd.DataFrame(run.sites[list(found)]))
    pd.testing.assert_frame_equal(judged.criteria, run.criteria)
    pd.testing.assert_frame_equal(judged.constraints, run.constraints)
    assert judged.method == run.method


def test_profiles_that_need_other_facts_are_named_with_the_reason(config: Path) -> None:
    refused = screening.run(config).unavailable_profiles
    assert set(refused) == {"cool", "dreams"}
    assert "other parameters" in refused["cool"]
    assert "unicorns_count" in refused["dreams"]


def test_rasters_are_kept_for_the_writers(config: Path) -> None:
    run = screening.run(config)
    assert "tmax_c_07" in run.rasters["climate_normals"].grid.bands
