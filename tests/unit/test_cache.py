"""The cache: the same arrays again, or computed again; nothing in it is executed."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from screening import array_file, cache
from screening.array_file import StoredArrays
from screening.cache import cached, load, make_key, store

KEY = make_key("one")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, str(tmp_path / "arrays"))
    monkeypatch.setattr(cache, "MIN_SECONDS", 0.0)
    return tmp_path / "arrays"


class Computation:
    """Counts how often it is called."""

    def __init__(self, *arrays: Any, content: Any = None) -> None:
        self.value, self.count = StoredArrays(content, tuple(map(np.asarray, arrays))), 0

    def __call__(self) -> StoredArrays:
        self.count += 1
        return self.value


def file_of(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_what_was_computed_is_loaded_and_equal(folder: Path) -> None:
    content = {"names": ["é", None], "count": 3, "share": 0.1}
    arrays = [
        np.arange(10.0).reshape(2, 5),
        np.zeros((0, 3)),
        np.arange(3, dtype=np.int32),
        np.array([True, False]),
        np.frombuffer(b"text", np.uint8),
        np.arange(12).reshape(3, 4).T,
    ]
    compute = Computation(*arrays, content=content)
    cached(KEY, compute)
    again = cached(KEY, compute)
    assert compute.count == 1
    assert again.content == content
    for got, want in zip(again.arrays, arrays, strict=True):
        assert got.dtype == want.dtype
        assert np.array_equal(got, want)
    again.arrays[0][0, 0] = 99.0  # a change stays private
    assert cached(KEY, compute).arrays[0][0, 0] == 0.0
    assert [path.suffix for path in folder.iterdir()] == [cache.SUFFIX]


def test_another_key_is_computed_anew(folder: Path) -> None:
    compute = Computation(np.arange(3))
    cached(KEY, compute)
    cached(make_key("two"), compute)
    assert compute.count == 2
    assert len(list(folder.iterdir())) == 2
    assert make_key("a", "bc") != make_key("ab", "c")


class Canary:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.write_text, (self.path, "executed")


def sealed(body: bytes, header_bytes: int, magic: bytes = array_file.MAGIC) -> bytes:
    """A file with a valid digest around any content."""
    block = hashlib.blake2b(body, digest_size=32).digest()
    digest = hashlib.blake2b(KEY.encode() + block, digest_size=32).digest()
    return array_file.PRELUDE.pack(magic, digest, header_bytes) + body


def test_a_poisoned_file_is_ignored_and_nothing_is_executed(folder: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    poison = pickle.dumps(Canary(canary))
    compute = Computation(np.arange(300))
    cached(KEY, compute)
    path = file_of(folder)
    header = b'{"content": null, "arrays": [{"dtype": "|O8", "shape": [%d]}]}' % (len(poison) // 8)
    for content in (
        poison,
        sealed(poison, 0),
        sealed(poison, len(poison)),
        sealed(header + poison, len(header)),
    ):
        path.write_bytes(content)
        assert load(KEY) is None
        assert np.array_equal(cached(KEY, compute).arrays[0], np.arange(300))
    assert compute.count == 5
    assert not canary.exists()
    assert load(KEY) is not None
    pickle.loads(poison)
    assert canary.exists()  # it would have sung


def test_a_file_under_the_name_of_another_is_computed_anew(folder: Path) -> None:
    other = make_key("other")
    cached(other, Computation(np.zeros(300)))
    file_of(folder).rename(folder / (KEY + cache.SUFFIX))
    assert load(KEY) is None
    assert np.array_equal(cached(KEY, Computation(np.arange(300))).arrays[0], np.arange(300))
    assert load(KEY) is not None


def test_a_damaged_file_is_computed_anew(folder: Path) -> None:
    compute = Computation(np.arange(300), content=["a"])
    cached(KEY, compute)
    path = file_of(folder)
    whole = path.read_bytes()
    flipped = [bytearray(whole) for _ in range(5)]
    for damaged, position in zip(flipped, (0, 10, 45, 60, len(whole) - 1), strict=True):
        damaged[position] ^= 1
    for damage in (b"", b"\x00" * 40, whole[:100], whole[:-1], whole + b"\x00", *flipped):
        path.write_bytes(damage)
        assert load(KEY) is None
        assert np.array_equal(cached(KEY, compute).arrays[0], np.arange(300))
    assert compute.count == 11


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"{}",
        b"not JSON",
        b'{"content": 1}',
        b'{"content": 1, "arrays": [3]}',
        b'{"content": 1, "arrays": [{"dtype": "<f8", "shape": [3]}]}',
        b'{"content": 1, "arrays": [{"dtype": "<f8", "shape": [1]}]}',
        b'{"content": 1, "arrays": [{"dtype": "<f8", "shape": [-1]}]}',
        b'{"content": 1, "arrays": [{"dtype": "<f8", "shape": ["2"]}]}',
        b'{"content": 1, "arrays": [{"dtype": "<f8", "shape": 2}]}',
        b'{"content": 1, "arrays": [{"dtype": ["<f8"], "shape": [2]}]}',
        b'{"content": 1, "arrays": [{"dtype": "O", "shape": [2]}]}',
        b'{"content": 1, "arrays": [{"dtype": "<f8", "shape": [99999999999999999999]}]}',
    ],
)
def test_a_header_of_another_form_is_refused(folder: Path, header: bytes) -> None:
    folder.mkdir(mode=0o700)
    header += b" " * (-(array_file.PRELUDE.size + len(header)) % 64)
    path = folder / (KEY + cache.SUFFIX)
    path.write_bytes(sealed(header + bytes(64 + 16), len(header)))
    path.chmod(0o600)
    assert load(KEY) is None


def test_an_array_that_could_hold_objects_is_not_stored(folder: Path) -> None:
    with pytest.raises(TypeError, match="expected arrays of"):
        store(KEY, StoredArrays(None, (np.array([None, "a"], dtype=object),)))
    assert not list(folder.iterdir())


posix = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")


@posix
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_ignored(folder: Path, mode: int) -> None:
    store(KEY, Computation(np.arange(3)).value)
    file_of(folder).chmod(mode)
    assert load(KEY) is None
    compute = Computation(np.arange(3))
    cached(KEY, compute)
    assert compute.count == 1
    assert load(KEY) is not None  # the new file is the user's own


@posix
@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_folder_that_others_can_write_is_ignored(folder: Path, mode: int) -> None:
    store(KEY, Computation(np.arange(3)).value)
    folder.chmod(mode)
    assert load(KEY) is None
    store(make_key("two"), Computation(np.arange(3)).value)
    assert len(list(folder.iterdir())) == 1


@posix
def test_a_foreign_file_is_ignored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(KEY, Computation(np.arange(3)).value)
    path = file_of(folder)
    if os.geteuid() == 0:
        os.chown(path, 12345, -1)
        assert load(KEY) is None
        os.chown(path, 0, -1)
        assert load(KEY) is not None
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert load(KEY) is None
    store(make_key("two"), Computation(np.arange(3)).value)
    assert len(list(folder.iterdir())) == 1


@posix
def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    store(KEY, Computation(np.arange(3)).value)
    path = file_of(folder)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert load(KEY) is None


def race(key: str, seed: int) -> bool:
    """Store and load under one key again and again; every load is whole."""
    for step in range(20):
        store(key, StoredArrays([seed, step], (np.full(50_000, seed),)))
        value = load(key)
        if value is None or (value.arrays[0] != value.content[0]).any():
            return False
    return True


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_ignored(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.mkfifo(folder / (KEY + cache.SUFFIX), 0o600)
    assert load(KEY) is None


def test_two_processes_write_the_same_file(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as workers:
        assert all(workers.map(race, [KEY] * 2, [1, 2]))
    assert len(list(folder.iterdir())) == 1


def write_slowly(folder: str) -> None:
    """Begin to write a file and never end."""
    os.environ[cache.ENVIRONMENT_VARIABLE] = folder
    cache.os.fsync = lambda _: time.sleep(60)  # type: ignore[attr-defined]
    store(KEY, StoredArrays(None, (np.zeros(100_000),)))


@posix
def test_a_killed_write_leaves_nothing(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=write_slowly, args=(str(folder),))
    process.start()
    for _ in range(600):
        if folder.exists() and any(path.stat().st_size for path in folder.iterdir()):
            break
        time.sleep(0.05)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    (rest,) = folder.iterdir()
    assert rest.suffix == cache.PARTIAL_SUFFIX
    assert load(KEY) is None
    old = time.time() - 2 * cache.MAX_WRITE_SECONDS
    os.utime(rest, (old, old))
    store(KEY, Computation(np.arange(3)).value)
    assert [path.suffix for path in folder.iterdir()] == [cache.SUFFIX]


def test_an_interrupted_write_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cache.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store(KEY, Computation(np.arange(3)).value)
    assert not list(folder.iterdir())


def test_off_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, "off")
    compute = Computation(np.arange(3))
    cached(KEY, compute)
    cached(KEY, compute)
    assert compute.count == 2
    assert not cache.is_enabled()
    assert not folder.exists()


def test_what_is_quick_to_compute_is_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MIN_SECONDS", 60.0)
    cached(KEY, Computation(np.arange(3)))
    assert not folder.exists()


def test_the_longest_unused_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_BYTES", 20_000)
    keys = {name: make_key(name) for name in ("old", "used", "new")}
    for key in keys.values():
        cached(key, Computation(np.zeros(1000)))
        for at, path in enumerate(sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime)):
            os.utime(path, (1_000_000 + at, 1_000_000 + at))
    old, used, new = (Computation(np.zeros(1000)) for _ in range(3))
    cached(keys["new"], new)
    cached(keys["used"], used)
    cached(keys["old"], old)
    assert (new.count, used.count, old.count) == (0, 0, 1)


def test_a_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, str(blocked / "arrays"))
    assert cached(KEY, Computation(np.arange(5))).arrays[0].tolist() == [0, 1, 2, 3, 4]


def test_the_code_is_part_of_a_key(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one")
    first = cache.source_digest(tmp_path)
    cache.source_digest.cache_clear()
    (tmp_path / "a.py").write_text("two")
    assert cache.source_digest(tmp_path) != first


def test_large_arrays_are_hashed_in_blocks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_file, "BLOCK_BYTES", 1000)
    store(KEY, StoredArrays(None, (np.arange(1000.0), np.arange(7.0))))
    value = load(KEY)
    assert value is not None
    assert value.arrays[0].sum() == 499_500
    data = bytearray(file_of(folder).read_bytes())
    data[5_000] ^= 1
    file_of(folder).write_bytes(data)
    assert load(KEY) is None
