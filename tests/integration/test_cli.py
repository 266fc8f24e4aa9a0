"""The command line as a user meets it: results, exit codes, and nothing lost."""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from fixtures.world import write_world

from screening import __main__
from screening.cli import app, ranking_output

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_world(tmp_path)


@pytest.fixture
def screening(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], config: Path
) -> Run:
    """Call the command line in the world's folder: (exit code, stdout, stderr)."""
    monkeypatch.chdir(config.parent)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["screening", *arguments])
        with pytest.raises(SystemExit) as left:
            app.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return call


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of one run of the world, for tests of what becomes of them."""
    folder = tmp_path_factory.mktemp("ran")
    write_world(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        app.cli.main(["run", "--quiet"], prog_name="screening", standalone_mode=False)
    return folder / "outputs"


@pytest.fixture
def earlier(outputs: Path, config: Path) -> Path:
    """A copy of them in the world's own folder."""
    return Path(shutil.copytree(outputs, config.parent / "outputs"))


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_run_ranks_explains_and_writes(screening: Run, config: Path) -> None:
    code, out, err = screening("run")
    assert (code, "Traceback" in err) == (0, False)
    assert out.index("Alpha") < out.index("Beta") < out.index("Dark") < out.index("Small")
    assert "left out 1 of 6 rows" in err
    folder = config.parent / "outputs" / "demo"
    names = {path.name for path in folder.iterdir()}
    assert {"map.html", "screening.gpkg", "sites.csv", "sites.parquet", "run.json"} <= names
    sites = pd.read_csv(folder / "sites.csv").set_index("site_id")
    assert sites.loc["alpha", "rank"] == 1
    assert sites.loc["alpha", "fiber_distance_km"] == pytest.approx(0, abs=1e-6)
    assert sites.loc["small", "excluded_by"].startswith("power: Grid power 5 MW, at least 20 MW")
    assert pd.isna(sites.loc["dark", "score"])
    assert pd.isna(sites.loc["dark", "rank"])

    code, out, _ = screening("explain", "beta")
    assert code == 0
    for link in ("rank 3 of 3", "Fiber distance", "50→0", "weight 0.250", "fiber lateral", "±"):
        assert link in out


def test_two_runs_give_identical_tables(screening: Run, config: Path) -> None:
    screening("run", "--out", "one")
    screening("run", "--out", "two")
    one, two = digest(config.parent / "one"), digest(config.parent / "two")
    assert {"sites.csv", "sites.xlsx", "report.html", "screening.qgz", "sites.kmz"} <= set(one)
    for name in set(one) - {"run.json"}:  # which tells the seconds that each took
        assert one[name] == two[name], name


def test_options_change_the_result_and_not_the_other_run(screening: Run, config: Path) -> None:
    screening("run")
    before = digest(config.parent / "outputs" / "demo")
    code, out, _ = screening("run", "--profile", "inference")
    assert code == 0
    assert "outputs/demo-inference" in out
    code, out, err = screening("run", "--region=-100.1,31.9,-99.9,32.1")
    assert code == 0
    assert "Alpha" in out
    assert "Beta" not in out
    assert "outside" in err
    assert digest(config.parent / "outputs" / "demo") == before


def test_a_long_ranking_is_shortened_with_a_note(
    screening: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking_output, "MAX_PRINTED_SITES", 2)
    _, out, _ = screening("run", "--quiet", "--only", "csv")
    table = out.split("90 %: interval")[0]
    assert "alpha" in table
    assert "small" not in table
    assert "showing 2 of 5 sites; the full table is in sites.csv" in table


def test_quiet_prints_only_the_result(screening: Run) -> None:
    code, out, err = screening("run", "--quiet")
    assert (code, err) == (0, "")
    assert "Alpha" in out


def test_only_and_skip_choose_writers(screening: Run, config: Path) -> None:
    screening("run", "--only", "csv", "--out", "one")
    assert {path.name for path in (config.parent / "one").iterdir()} == {"sites.csv", "run.json"}
    code, _, err = screening("run", "--skip", "maps")
    assert code == 2
    assert "known: csv, geopackage, geoparquet, kmz, map" in err


def test_a_run_without_a_browser_is_written_with_a_note_on_the_pdf(
    screening: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    code, out, err = screening("run", "--only", "csv", "--also", "pdf", "--out", "one")
    assert code == 0
    assert "Alpha" in out
    assert "note: report.pdf: expected Chromium on the PATH" in err
    assert {path.name for path in (config.parent / "one").iterdir()} == {"sites.csv", "run.json"}


def test_check_reports_all_problems_without_running(screening: Run, config: Path) -> None:
    code, out, _ = screening("check")
    assert code == 0
    assert "0 problems" in out
    (config.parent / "substations.gpkg").unlink()
    (config.parent / "sites.csv").write_text("name,longitude,latitude\nA,0,0\n")
    code, out, _ = screening("check")
    assert code == 2
    assert "substations.gpkg" in out
    assert "(0, 0)" in out
    assert not (config.parent / "outputs").exists()


def test_fields_and_schema_print_their_content(screening: Run) -> None:
    code, out, _ = screening("fields")
    assert code == 0
    assert "fiber_distance_km" in out
    code, out, _ = screening("fields", "--json")
    assert {"name", "unit", "description"} <= set(json.loads(out)[0])
    code, out, _ = screening("schema")
    assert "profile" in json.loads(out)["properties"]


def test_init_creates_a_folder_that_runs(screening: Run, config: Path) -> None:
    code, out, _ = screening("init", "mine")
    assert code == 0
    assert "screening run" in out
    code, out, _ = screening("check", "mine/config.toml")
    assert code == 0, out
    code, _, err = screening("init", "mine")
    assert code == 2
    assert "empty folder" in err


def break_config(folder: Path) -> list[str]:
    (folder / "config.toml").write_text("[screening]\nnam = 1\n")
    return []


def break_sites(folder: Path) -> list[str]:
    (folder / "sites.csv").write_text("name,longitude,latitude,grid_mw\nA,32,-100,5\nB,-100,32,x\n")
    return ["--sites", "sites.csv"]


def break_layer(folder: Path) -> list[str]:
    (folder / "fiber.gpkg").write_bytes(b"not a GeoPackage")
    return []


def break_region(folder: Path) -> list[str]:
    return ["--region", "Atlantis"]


def leave_coverage(folder: Path) -> list[str]:
    return ["--region", "Emptia"]


def empty_region(folder: Path) -> list[str]:
    return ["--region=-98.2,30.1,-98.1,30.2"]


def break_factor(folder: Path) -> list[str]:
    config = folder / "config.toml"
    text = config.read_text().replace("fiber_distance_km = {", "fibre_distance_km = {")
    config.write_text(text)
    return []


def lose_config(folder: Path) -> list[str]:
    return ["absent.toml"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (break_config, ["screening.nam", "did you mean 'name'", "profile: expected"]),
        (break_sites, ["row 2", "swapped", "row 3", "'x'"]),
        (break_layer, ["fiber.gpkg"]),
        (break_region, ["Atlantis", "not a known place"]),
        (leave_coverage, ["region Emptia", "expected layers that cover it", "add layers"]),
        (empty_region, ["expected sites in the region", "choose another --region"]),
        (break_factor, ["fibre_distance_km", "known:", "fiber_distance_km"]),
        (lose_config, ["absent.toml", "screening init"]),
    ],
)
def test_bad_input_is_reported_and_nothing_is_lost(
    screening: Run,
    config: Path,
    earlier: Path,
    spoil: Callable[[Path], list[str]],
    said: list[str],
) -> None:
    before = digest(earlier)
    assert str(Path("demo", "run.json")) in before
    arguments = spoil(config.parent)
    code, out, err = screening("run", *arguments)
    assert code == 2
    assert "Traceback" not in err + out
    for words in said:
        assert words in err
    assert digest(earlier) == before


def test_all_problems_of_all_inputs_come_at_once(screening: Run, config: Path) -> None:
    break_sites(config.parent)
    break_layer(config.parent)
    _, _, err = screening("run", "--region", "Atlantis", "--sites", "sites.csv")
    for words in ("Atlantis", "fiber.gpkg", "row 2", "row 3"):
        assert words in err


def test_a_folder_that_is_no_run_is_not_replaced(screening: Run, config: Path) -> None:
    precious = config.parent / "thesis"
    precious.mkdir()
    (precious / "chapter.txt").write_text("mine")
    code, _, err = screening("run", "--out", "thesis")
    assert code == 2
    assert "earlier run" in err
    assert digest(precious) == {"chapter.txt": hashlib.sha256(b"mine").hexdigest()}


def test_an_unknown_option_or_site_exits_with_2(screening: Run) -> None:
    assert screening("run", "--bogus")[0] == 2
    screening("run", "--only", "geopackage")
    code, _, err = screening("explain", "nowhere")
    assert code == 2
    assert "known: alpha, beta" in err


def test_explain_without_a_run_says_what_to_do(screening: Run) -> None:
    code, _, err = screening("explain", "alpha")
    assert code == 2
    assert "screening run" in err


def test_a_bug_shows_its_traceback(
    screening: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("screening.pipeline.run", broken)
    monkeypatch.setattr("sys.argv", ["screening", "run"])
    with pytest.raises(ZeroDivisionError):
        app.main()


def test_an_interrupt_exits_with_130(
    screening: Run, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(earlier)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("screening.writers.write_outputs", interrupted)
    code, _, err = screening("run")
    assert code == 130
    assert "existing outputs were not changed" in err
    assert digest(earlier) == before


def test_an_interrupt_while_the_program_loads_exits_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(name: str, *_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as loading:
        loading.setattr(builtins, "__import__", interrupted)
        with pytest.raises(SystemExit) as left:
            __main__.main()
    assert left.value.code == 130
    assert capsys.readouterr().err == "interrupted; existing outputs were not changed\n"


def test_names_that_a_terminal_cannot_show_do_not_stop_a_run(
    screening: Run, config: Path, repository: Path
) -> None:
    named = (config.parent / "sites.csv").read_text().replace("Alpha", "地点\x1b[31m")
    (config.parent / "sites.csv").write_text(named, encoding="utf-8")
    code, out, _ = screening("run")
    assert code == 0
    assert "地点[31m" in out
    assert "\x1b" not in out
    narrow = subprocess.run(
        [sys.executable, "-m", "screening", "run", "--quiet"],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(repository)},
        capture_output=True,
        check=False,
    )
    assert narrow.returncode == 0, narrow.stderr
    assert b"??" in narrow.stdout


def test_options_and_inputs_are_reported_together(screening: Run, config: Path) -> None:
    break_layer(config.parent)
    (config.parent / "thesis").mkdir()
    (config.parent / "thesis" / "chapter.txt").write_text("mine")
    _, _, err = screening("run", "--out", "thesis", "--region", "Atlantis")
    for words in ("earlier run", "Atlantis", "fiber.gpkg"):
        assert words in err
    _, _, err = screening("run", "--only", "maps", "--region", "Atlantis")
    assert "--only" in err
    assert "Atlantis" in err


def test_without_boundaries_the_other_problems_are_still_reported(
    screening: Run, config: Path
) -> None:
    (config.parent / "states.geojson").unlink()
    break_layer(config.parent)
    code, _, err = screening("run")
    assert code == 2
    assert "states.geojson" in err
    assert "fiber.gpkg" in err
    assert "not a known place" not in err


@pytest.mark.parametrize("factor", ["name", "hub_name", "geometry", "utility"])
def test_text_is_no_criterion_and_check_says_so(screening: Run, config: Path, factor: str) -> None:
    text = config.read_text().replace("rtt_ms = {", f"{factor} = {{")
    config.write_text(text)
    for command in ("check", "run"):
        code, out, err = screening(command, "--profile", "inference")
        assert code == 2
        assert f"got {factor!r}" in (out + err).replace("\n", " ").replace("  ", " ")


def test_a_longitude_that_lost_its_minus_is_reported(screening: Run, config: Path) -> None:
    sites = config.parent / "sites.csv"
    text = sites.read_text()
    sites.write_text(text + "lost,Lost,Op 1,mining,100.0,32.5,0.5,90,Oncor\n")
    _, _, err = screening("run", "--only", "csv")
    assert "lie outside the region Squareland and were left out; 1 would lie inside with" in err
    assert "negative west of Greenwich: lost" in err
    sites.write_text("name,lon,lat\nLost,100,32.5\n")
    edit = config.read_text().replace('where = { status = ["mining", "converting"] }', "")
    config.write_text(edit)
    code, _, err = screening("run")
    assert code == 2
    assert "got none of 1" in err
    assert "1 would lie inside with a minus" in err


def test_two_boxes_are_two_runs(screening: Run, config: Path) -> None:
    screening("run", "--region=-101,31.5,-99.5,32.9")
    screening("run", "--region=-101,31.5,-99.5,32")
    names = {path.name for path in (config.parent / "outputs").iterdir()}
    assert names == {"demo-m101-31.5-m99.5-32.9", "demo-m101-31.5-m99.5-32"}


def test_a_run_prints_the_totals_of_converting_the_ranked_sites(screening: Run) -> None:
    _, out, _ = screening("run", "--quiet")
    assert "Converting the 3 ranked sites: " in out
    assert " MW gross, " in out
    assert " MW IT; P50 cost " in out
    assert "billion USD (2025; without GPUs, before tax)" in out
    assert "Requirements of training: 0 meet them today" in out


def test_every_number_of_the_conversion_is_printed(screening: Run, config: Path) -> None:
    config.write_text(config.read_text() + "[economics]\ndiscount_fraction = { base = 0.07 }\n")
    code, out, _ = screening("assumptions")
    assert code == 0
    for words in ("[profile.training.requirements]", "backup_generation", "generators", "0.07"):
        assert words in out
    code, out, _ = screening("assumptions", "--profile", "inference", "--markdown")
    assert "### [profile.inference.requirements]" in out
    assert (
        "| discount_fraction | 0.07 | 0.07 | 0.07 | 1/yr | the config [set in the config] |" in out
    )


def test_numbers_that_cannot_be_used_are_reported_before_anything_runs(
    screening: Run, config: Path
) -> None:
    config.write_text(config.read_text() + "[economics]\nhash_price = { base = 38 }\n")
    code, _, err = screening("run")
    assert code == 2
    assert "economics.hash_price: not a known number" in err
    assert "Traceback" not in err


def test_another_file_of_sites_says_which_keys_do_not_apply(screening: Run, config: Path) -> None:
    other = config.parent / "other.csv"
    other.write_text((config.parent / "sites.csv").read_text())
    code, out, err = screening("run", "--sites", str(other), "--only", "csv")
    assert code == 0, err
    assert "[sites] where not used, as --sites" in err
    assert "to explain a site of it: screening explain SITE --run" in out


def test_the_config_s_own_run_is_explained_without_naming_it(screening: Run, config: Path) -> None:
    _, out, _ = screening("run", "--only", "csv")
    assert "--run" not in out
