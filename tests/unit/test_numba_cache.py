"""A stale, foreign or damaged cache of compiled code is ignored and rebuilt, never unpickled."""

from __future__ import annotations

import gc
import importlib.util
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba")

import numba

from screening.geodesy.kernels import entry_points, jit
from screening.numba_cache import SEAL_BYTES, SealedCacheFile, digest_code, seal_cache
from screening.numba_dispatch import is_compiled

CODE = digest_code([])
OTHER_CODE = b"another release"
SOURCE = "def double(x):\n    return 2.0 * x\n"


class Payload:
    """Creates a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Path]]:
        return Path.touch, (self.marker,)


def write_index(path: Path, content: object) -> None:
    """Write an index in numba's own format, as releases without a seal did."""
    path.write_bytes(pickle.dumps(numba.__version__) + pickle.dumps((("stamp",), content)))


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Import one small function as a new process would; its cache is in a temporary folder."""
    source = tmp_path / "doubling.py"
    source.write_text(SOURCE)

    def load(code: bytes = CODE) -> Any:
        gc.collect()  # numba finds what an earlier load compiled for as long as it is alive
        spec = importlib.util.spec_from_file_location("doubling", source)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "doubling", module)  # numba stores the module's name
        spec.loader.exec_module(module)
        compiled = numba.njit(cache=True)(module.double)
        seal_cache(compiled, code)
        return compiled

    return load


def cache_hits(compiled: Any) -> int:
    assert compiled(21.0) == 42.0
    return sum(compiled.stats.cache_hits.values())


def cache_file(folder: Path, suffix: str) -> Path:
    (path,) = (folder / "__pycache__").glob(f"doubling.double-*{suffix}")
    return path


def test_the_second_process_loads_what_the_first_compiled(load: Callable[..., Any]) -> None:
    assert not is_compiled(load())
    assert cache_hits(load()) == 0
    assert is_compiled(load())
    assert cache_hits(load()) == 1


def test_other_code_does_not_read_the_cache(load: Callable[..., Any]) -> None:
    assert cache_hits(load(OTHER_CODE)) == 0
    assert not is_compiled(load())
    assert cache_hits(load()) == 0
    assert cache_hits(load()) == 1


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
def test_a_foreign_file_is_never_unpickled(
    suffix: str, load: Callable[..., Any], tmp_path: Path
) -> None:
    marker = tmp_path / "unpickled"
    assert cache_hits(load()) == 0
    path = cache_file(tmp_path, suffix)
    seal = path.read_bytes()[:SEAL_BYTES]
    write_index(path, Payload(marker))
    assert cache_hits(load()) == 0
    path.write_bytes(seal + pickle.dumps(Payload(marker)))
    assert cache_hits(load()) == 0
    assert not marker.exists()
    assert cache_hits(load()) == 1


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
def test_a_damaged_file_is_rebuilt(suffix: str, load: Callable[..., Any], tmp_path: Path) -> None:
    assert cache_hits(load()) == 0
    path = cache_file(tmp_path, suffix)
    content = path.read_bytes()
    flipped = content[:-20] + bytes([content[-20] ^ 1]) + content[-19:]
    for damage in (b"", content[:10], content[:-1], flipped, bytes(len(content))):
        path.write_bytes(damage)
        assert cache_hits(load()) == 0
        assert cache_hits(load()) == 1


def test_files_are_not_exchanged(load: Callable[..., Any], tmp_path: Path) -> None:
    assert cache_hits(load()) == 0
    index, data = cache_file(tmp_path, ".nbi"), cache_file(tmp_path, ".nbc")
    index.write_bytes(data.read_bytes())
    assert not is_compiled(load())
    assert cache_hits(load()) == 0


def test_kernels_survive_a_cache_of_renamed_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of a release whose ``array_types.Parts`` no longer exists."""
    assert entry_points.__name__
    stale = pickle.PROTO + b"\x02cscreening.geodesy.kernels.array_types\nParts\n."
    for kernel in jit.KERNELS:
        stored = kernel._cache._cache_file
        path = tmp_path / Path(stored._index_path).name
        head = pickle.dumps(numba.__version__)
        path.write_bytes(head + stale)
        monkeypatch.setattr(stored, "_index_path", str(path))
        assert stored._load_index() == {}
        path.write_bytes(stale)
        assert stored._load_index() == {}
    assert len(jit.KERNELS) > 5


def test_the_digest_depends_on_content_alone(tmp_path: Path) -> None:
    source = tmp_path / "kernels.py"
    source.write_text("A = 1\n")
    before = digest_code([source])
    source.touch()
    assert digest_code([source]) == before
    source.write_text("A = 2\n")
    assert digest_code([source]) != before


def test_every_compiled_function_has_a_sealed_cache() -> None:
    from screening.network import dijkstra
    from screening.scoring.methods import numba_kernels

    compiled = [
        *jit.KERNELS,
        dijkstra._compiled_search(),
        *(each for each in vars(numba_kernels).values() if hasattr(each, "py_func")),
    ]
    assert len(compiled) > len(jit.KERNELS) + 5
    assert all(isinstance(each._cache._cache_file, SealedCacheFile) for each in compiled)
