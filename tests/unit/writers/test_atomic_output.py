"""Output is atomic: a failed, killed or concurrent run leaves a complete folder."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures.minimal import tiny_screening

from screening.errors import OutputError
from screening.model import ScreeningResult
from screening.writers import atomic_output, atomic_replace, write_cache
from screening.writers.destination_checks import check_destination
from screening.writers.run_json import RUN_JSON
from screening.writers.table_columns import export_frame

SCREENING = tiny_screening()

Write = Callable[[ScreeningResult, Path], None]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="folders are swapped on POSIX only")


def _writes(text: str) -> Write:
    return lambda _, path: path.write_text(text) and None


def _write(folder: Path, **files: str) -> Path:
    named = {name.replace("_", "."): _writes(text) for name, text in files.items()}
    return atomic_output.write_atomically(SCREENING, folder, named)


def _contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones too."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def _hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The folder of an earlier run, with a file that no run wrote."""
    folder = _write(tmp_path / "outputs" / "texas", a_txt="earlier a", b_txt="earlier b")
    (folder / "notes.md").write_text("mine")
    return folder


def test_a_run_is_written_to_a_new_folder_with_its_record(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    assert _write(folder, a_txt="a") == folder
    assert set(_contents(folder)) == {"a.txt", RUN_JSON}
    record = json.loads((folder / RUN_JSON).read_text())
    assert record["files"] == [
        {"name": "a.txt", "sha256": hashlib.sha256(b"a").hexdigest(), "bytes": 1}
    ]
    assert not _hidden(folder.parent)


def test_tables_shared_by_writers_are_released_after_the_write(tmp_path: Path) -> None:
    screening, seen = tiny_screening(), []

    def write(given: ScreeningResult, path: Path) -> None:
        seen.append(export_frame(given.sites))
        path.write_text("")

    for name in ("Alpha", "Omega"):
        screening.sites.loc["a", "name"] = name
        atomic_output.write_atomically(
            screening, tmp_path / name, {"one.txt": write, "two.txt": write}
        )
    assert seen[0] is seen[1]
    assert seen[2] is seen[3]
    assert [frame["name"].iloc[0] for frame in (seen[0], seen[2])] == ["Alpha", "Omega"]


def test_tables_of_very_many_sites_are_not_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(write_cache, "MAX_SITES", len(SCREENING.sites) - 1)

    def write(given: ScreeningResult, path: Path) -> None:
        seen.append(export_frame(given.sites))
        path.write_text("")

    atomic_output.write_atomically(
        SCREENING, tmp_path / "run", {"one.txt": write, "two.txt": write}
    )
    assert seen[0] is not seen[1]


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_run_replaces_the_earlier_one(
    earlier: Path, exchanges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchanges:
        monkeypatch.setattr(atomic_replace, "rename_exchange", lambda one, other: False)
    _write(earlier, b_txt="new b", c_txt="c")
    held = _contents(earlier)
    assert set(held) == {"b.txt", "c.txt", RUN_JSON, "notes.md"}
    assert held["b.txt"] == b"new b"
    assert held["notes.md"] == b"mine"
    assert not _hidden(earlier.parent)


def test_folders_and_links_of_the_user_are_carried(earlier: Path) -> None:
    (earlier / "plans" / "deep").mkdir(parents=True)
    (earlier / "plans" / "deep" / "site.dwg").write_bytes(b"\0\1")
    (earlier / "latest").symlink_to("notes.md")
    (earlier / ".hidden").write_text("kept")
    _write(earlier, a_txt="new")
    held = _contents(earlier)
    assert held["plans/deep/site.dwg"] == b"\0\1"
    assert held[".hidden"] == b"kept"
    assert (earlier / "latest").is_symlink()


def test_sqlite_side_files_are_not_carried_over(earlier: Path) -> None:
    (earlier / "a.txt-wal").write_bytes(b"pages of the earlier file")
    (earlier / "notes.md-wal").write_bytes(b"of the user's own")
    _write(earlier, a_txt="new")
    assert "a.txt-wal" not in _contents(earlier)
    assert "notes.md-wal" in _contents(earlier)


def test_the_folder_keeps_its_mode(earlier: Path) -> None:
    earlier.chmod(0o750)
    _write(earlier, a_txt="new")
    assert earlier.stat().st_mode & 0o777 == 0o750


def test_a_link_to_a_folder_stays_a_link(earlier: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(earlier)
    _write(tmp_path / "link", a_txt="new")
    assert (tmp_path / "link").is_symlink()
    assert (earlier / "a.txt").read_text() == "new"


class BoomError(Exception):
    pass


@pytest.mark.parametrize("raised", [BoomError, KeyboardInterrupt, SystemExit, MemoryError])
def test_a_failed_run_leaves_the_earlier_one_unchanged(
    earlier: Path, raised: type[BaseException]
) -> None:
    def fails(screening: ScreeningResult, path: Path) -> None:
        path.write_text("half")
        raise raised

    before = _contents(earlier.parent)
    with pytest.raises(raised):
        atomic_output.write_atomically(
            SCREENING, earlier, {"a.txt": _writes("new"), "b.txt": fails}
        )
    assert _contents(earlier.parent) == before


def test_a_run_that_fails_first_leaves_no_folder(tmp_path: Path) -> None:
    def fails(screening: ScreeningResult, path: Path) -> None:
        raise BoomError

    with pytest.raises(BoomError):
        atomic_output.write_atomically(SCREENING, tmp_path / "texas", {"a.txt": fails})
    assert not list(tmp_path.iterdir())


def test_a_swap_that_fails_halfway_is_undone(
    earlier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_replace, "rename_exchange", lambda one, other: False)
    before = _contents(earlier)
    with pytest.raises(FileNotFoundError):
        atomic_replace.replace_folder(tmp_path / "gone", earlier, tmp_path / "aside")
    assert _contents(earlier) == before
    assert not (tmp_path / "aside").exists()


def test_exchange_swaps_two_folders_or_does_nothing(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / folder.name).touch()
    names = ("other", "one") if atomic_replace.rename_exchange(one, other) else ("one", "other")
    assert ([*_contents(one)], [*_contents(other)]) == ([names[0]], [names[1]])


def test_exchange_with_a_missing_folder_raises(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    if atomic_replace.rename_exchange(tmp_path / "one", tmp_path / "one"):
        with pytest.raises(FileNotFoundError):
            atomic_replace.rename_exchange(tmp_path / "one", tmp_path / "absent")


KILLED = """
import os, signal, sys
from pathlib import Path
from fixtures.minimal import tiny_screening
from screening.writers import atomic_output, atomic_replace

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def half(screening, path):
    path.write_text("half")
    if moment == "writing":
        die()

moment = sys.argv[2]
if moment == "before the swap":
    atomic_output.replace_folder = die
if moment == "after the swap":
    atomic_output.shutil.rmtree = lambda path, **_: die() if "partial" in str(path) else None
if moment == "between two renames":
    atomic_replace.rename_exchange = lambda one, other: False
    rename = Path.rename
    Path.rename = lambda path, to: die() if "partial" in str(path) else rename(path, to)
atomic_output.write_atomically(tiny_screening(), Path(sys.argv[1]), {"a.txt": half})
"""


def _kill(folder: Path, moment: str, repository: Path) -> None:
    search = os.pathsep.join([str(repository), str(repository / "tests")])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), moment],
        env={**os.environ, "PYTHONPATH": search},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize("moment", ["writing", "before the swap"])
def test_a_killed_run_leaves_the_earlier_one_unchanged(
    earlier: Path, moment: str, repository: Path
) -> None:
    before = _contents(earlier)
    _kill(earlier, moment, repository)
    assert _contents(earlier) == before
    assert len(_hidden(earlier.parent)) == 1
    _write(earlier, a_txt="new")
    assert (earlier / "a.txt").read_text() == "new"
    assert not _hidden(earlier.parent)


def test_a_run_killed_after_the_swap_is_complete(earlier: Path, repository: Path) -> None:
    _kill(earlier, "after the swap", repository)
    assert set(_contents(earlier)) == {"a.txt", RUN_JSON, "notes.md"}
    _write(earlier, a_txt="new")
    assert not _hidden(earlier.parent)


def test_a_run_killed_between_two_renames_is_recovered(earlier: Path, repository: Path) -> None:
    before = _contents(earlier)
    _kill(earlier, "between two renames", repository)
    assert not earlier.exists()
    atomic_replace.recover(earlier, earlier.with_name(".texas.earlier"))
    assert _contents(earlier) == before


def test_the_run_after_a_kill_between_two_renames_carries_user_files(
    earlier: Path, repository: Path
) -> None:
    _kill(earlier, "between two renames", repository)
    _write(earlier, c_txt="c")
    assert set(_contents(earlier)) == {"c.txt", RUN_JSON, "notes.md"}
    assert not _hidden(earlier.parent)


def test_a_run_leaves_the_stage_of_a_concurrent_run(earlier: Path) -> None:
    def outer(screening: ScreeningResult, path: Path) -> None:
        path.write_text("outer")
        _write(earlier, a_txt="inner")
        assert path.read_text() == "outer"

    atomic_output.write_atomically(SCREENING, earlier, {"a.txt": outer})
    assert (earlier / "a.txt").read_text() == "outer"
    assert not _hidden(earlier.parent)


def _refused(folder: Path, match: str, **files: str) -> None:
    before = _contents(folder) if folder.is_dir() else None
    with pytest.raises(OutputError, match=match):
        check_destination(folder, [name.replace("_", ".") for name in files])
    with pytest.raises(OutputError, match=match):
        _write(folder, **files)
    if before is not None:
        assert _contents(folder) == before


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    _refused(
        tmp_path,
        r"^outputs: expected an empty folder or an earlier run .*, got .* with thesis\.tex; "
        r"give another --out$",
    )


@pytest.mark.parametrize("text", ["", "[]", '{"files": 3}', '{"name": "x"}', '{"files": [1]}'])
def test_a_run_json_that_no_run_wrote_makes_no_run(tmp_path: Path, text: str) -> None:
    (tmp_path / RUN_JSON).write_text(text)
    _refused(tmp_path, "expected an empty folder or an earlier run")


def test_a_file_of_the_user_that_a_run_would_replace_is_refused(earlier: Path) -> None:
    _refused(
        earlier, r"notes\.md exists in .* and was not written by a run; move it", notes_md="ours"
    )
    assert (earlier / "notes.md").read_text() == "mine"


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    _refused(tmp_path / "file", "expected a folder, got the file")
    _refused(tmp_path / "file" / "below", "expected a folder, got the file")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    _refused(tmp_path / "new", "expected a writable folder, got .*, which is not writable")


def test_a_name_too_long_for_the_disk_is_refused(tmp_path: Path) -> None:
    said = "expected to write .*; make room, or give another --out"
    with pytest.raises(OutputError, match=said):
        check_destination(tmp_path / ("n" * 300))
    with pytest.raises(OutputError, match=said):  # its hidden neighbour's name is longer
        _write(tmp_path / ("n" * 250), a_txt="a")
    assert not list(tmp_path.iterdir())


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("other")
    (tmp_path / "other").symlink_to("one")
    for folder in (tmp_path / "one", tmp_path / "one" / "below"):
        _refused(folder, "expected to write .*; make room, or give another --out")


def test_a_parent_that_takes_no_folders_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        atomic_output, "remove_stale_stages", lambda place: place.parent.rmdir()
    )  # as /proc would
    with pytest.raises(OutputError, match=r"expected a folder that takes folders, got .*/gone"):
        _write(tmp_path / "gone" / "texas", a_txt="a")


@pytest.mark.parametrize("below", [".", "plans", "plans/deep"])
def test_the_current_directory_is_refused(
    earlier: Path, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (earlier / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(earlier / below)
    _refused(
        earlier,
        r"it is \(or contains\) the current directory; cd elsewhere; give another --out",
    )
    monkeypatch.chdir(earlier.parent)
    _write(earlier, a_txt="new")
    assert (earlier / "a.txt").read_text() == "new"


def test_an_empty_current_directory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _refused(Path(), "the current directory")
    _write(Path("new"), a_txt="a")
    assert (tmp_path / "new" / "a.txt").exists()


@pytest.mark.parametrize("names", [[], [".DS_Store"]])
def test_an_empty_folder_is_accepted(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).touch()
    check_destination(tmp_path)
    _write(tmp_path, a_txt="a")
    assert {"a.txt", *names} <= set(_contents(tmp_path))


def test_a_check_creates_nothing(tmp_path: Path) -> None:
    check_destination(tmp_path / "a" / "b")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_reported_whatever_the_writer_raises(
    earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(screening: ScreeningResult, path: Path) -> None:
        raise BoomError("no such table: gpkg_contents")

    def full(stage: Path) -> None:
        raise OSError(28, "No space left on device")

    before = _contents(earlier.parent)
    monkeypatch.setattr(atomic_output, "_raise_if_disk_full", full)
    with pytest.raises(OutputError, match="No space left on device; make room"):
        atomic_output.write_atomically(SCREENING, earlier, {"a.txt": fails})
    assert _contents(earlier.parent) == before


def test_a_fault_of_ours_is_no_output_error(earlier: Path) -> None:
    def fails(screening: ScreeningResult, path: Path) -> None:
        (path.parent / "an asset that was not packed").read_text()

    with pytest.raises(FileNotFoundError):
        atomic_output.write_atomically(SCREENING, earlier, {"a.txt": fails})


@pytest.mark.parametrize("name", ["a!b", "a!", "a\nb"])
def test_a_folder_whose_name_gdal_takes_for_another_is_refused(tmp_path, name):
    with pytest.raises(OutputError, match="expected a path without !"):
        check_destination(tmp_path / name / "run")
