"""What is kept from run to run: the same again, or made again."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from shapely import LineString

from screening import cache
from screening.geodesy import ClassIndex


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.CHOICE, str(tmp_path / "kept"))
    monkeypatch.setattr(cache, "MIN_SECONDS", 0.0)
    return tmp_path / "kept"


class Maker:
    """Counts how often it makes."""

    def __init__(self, made: object) -> None:
        self.made, self.count = made, 0

    def __call__(self) -> object:
        self.count += 1
        return self.made


def test_what_was_made_is_loaded_and_equal(folder: Path) -> None:
    make = Maker({"a": np.arange(10.0).reshape(2, 5), "b": [np.array(["x", None], dtype=object)]})
    cache.cached("one", make)
    again = cache.cached("one", make)
    assert make.count == 1
    assert np.array_equal(again["a"], np.arange(10.0).reshape(2, 5))
    assert again["b"][0].tolist() == ["x", None]
    again["a"][0, 0] = 99.0  # a change stays private
    assert cache.cached("one", make)["a"][0, 0] == 0.0
    assert not [path for path in folder.iterdir() if path.suffix != cache.SUFFIX]


def test_another_name_is_made_anew(folder: Path) -> None:
    make = Maker(np.arange(3))
    cache.cached("one", make)
    cache.cached("two", make)
    assert make.count == 2
    assert len(list(folder.iterdir())) == 2


def test_a_damaged_file_is_made_anew(folder: Path) -> None:
    make = Maker(np.arange(300))
    cache.cached("one", make)
    (kept,) = folder.iterdir()
    for damage in (b"", b"\x00" * 40, kept.read_bytes()[:100]):
        kept.write_bytes(damage)
        assert np.array_equal(cache.cached("one", make), np.arange(300))
    assert make.count == 4


def test_off_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.CHOICE, "off")
    make = Maker(1)
    cache.cached("one", make)
    cache.cached("one", make)
    assert make.count == 2
    assert not folder.exists()


def test_what_is_quick_to_make_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MIN_SECONDS", 60.0)
    cache.cached("one", Maker(1))
    assert not folder.exists()


def test_the_longest_unused_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_BYTES", 20_000)
    for name in ("old", "used", "new"):
        cache.cached(name, Maker(np.zeros(1000)))
        for at, path in enumerate(sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime)):
            os.utime(path, (1_000_000 + at, 1_000_000 + at))
    old, used, new = (Maker(np.zeros(1000)) for _ in range(3))
    cache.cached("new", new)
    cache.cached("used", used)
    cache.cached("old", old)
    assert (new.count, used.count, old.count) == (0, 0, 1)


def test_a_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv(cache.CHOICE, str(blocked / "kept"))
    assert cache.cached("one", Maker(5)) == 5


@pytest.mark.parametrize("choice", ["on", "off"])
def test_a_loaded_index_answers_as_the_one_made(
    choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_KERNELS", choice)
    rng = np.random.default_rng(5)
    start = rng.uniform(-5, 5, (200, 2))
    lines = [LineString([a, a + rng.normal(0, 0.5, 2)]) for a in start]
    classes = rng.choice([69.0, 138.0, 345.0], 200)

    def make() -> ClassIndex:
        index = ClassIndex(lines, classes, [138, 345])
        index.prepare()
        return index

    points = rng.uniform(-6, 6, (50, 2))
    want = make().nearest(points)
    cache.cached("index", make)
    got = cache.cached("index", make)
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(got.nearest(points))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for index, distance_m in answers:  # type: ignore[misc]
        assert np.array_equal(index, want[0])
        assert np.array_equal(distance_m, want[1])
