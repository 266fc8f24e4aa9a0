"""Screening is a pure function of sites, layers and a profile."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from fixtures.world import write_world

import screening
from screening import pipeline
from screening.config.loader import load
from screening.config.settings import Config
from screening.model import Layers, MonteCarloSettings, Sites
from screening.workflows.load_inputs import load_inputs
from screening.workflows.site_screening import screen


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return load(write_world(tmp_path_factory.mktemp("world")))


@pytest.fixture(scope="module")
def inputs(config: Config) -> tuple[Sites, Layers]:
    _, sites, layers, _ = load_inputs(config).complete()
    return sites, layers


def test_it_runs_in_another_process(config: Config, inputs: tuple[Sites, Layers]) -> None:
    here = screen(*inputs, config.profile)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as workers:
        there = workers.submit(screen, *inputs, config.profile).result()
    pd.testing.assert_frame_equal(there, here)
    assert here["rank"].notna().any()
    assert here["rank_low"].isna().all()


def test_it_gives_what_a_run_gives(config: Config, inputs: tuple[Sites, Layers]) -> None:
    table = screen(*inputs, config.profile, sampling=config.draws)
    run = pipeline.run(config).sites
    pd.testing.assert_frame_equal(table, pd.DataFrame(run[list(table.columns)]))


def test_it_leaves_its_arguments_as_they_are(config: Config, inputs: tuple[Sites, Layers]) -> None:
    sites, layers = inputs
    before = sites.frame.copy(deep=True)
    frames = {kind: [id(layer) for layer in group] for kind, group in layers.items()}
    first = screen(sites, layers, config.profile, sampling=MonteCarloSettings(count=100))
    pd.testing.assert_frame_equal(sites.frame, before)
    assert {kind: [id(layer) for layer in group] for kind, group in layers.items()} == frames
    second = screen(sites, layers, config.profile, sampling=MonteCarloSettings(count=100))
    pd.testing.assert_frame_equal(first, second)


def test_it_is_a_name_of_the_package() -> None:
    assert screening.screen is screen


def test_a_region_away_from_the_files_folder_needs_no_file(
    config: Config, inputs: tuple[Sites, Layers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.open", lambda *_, **__: pytest.fail("a file was opened"))
    assert len(screen(*inputs, config.profile)) == len(inputs[0].frame)
