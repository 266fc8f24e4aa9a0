"""Rounds in which everyone runs once, forwards then backwards; medians and peak memory."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

STATUS = Path("/proc/self/statm")
PAGE_MB = 4096 / 1e6
EVERY_S = 0.002


@dataclass
class Run:
    """What one contender did.

    Attributes
    ----------
    seconds, cpu_seconds, peak_mb : list of float, one a round
    answer : what it returned last
    """

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    answer: Any = None

    @property
    def median_s(self) -> float:
        """Median wall time [s]."""
        return median(self.seconds)

    @property
    def median_cpu_s(self) -> float:
        """Median processor time of this process [s]."""
        return median(self.cpu_seconds)


def rounds(contenders: Mapping[str, Callable[[], Any]], count: int) -> dict[str, Run]:
    """Let everyone run once a round, every other round in reverse.

    Parameters
    ----------
    contenders : mapping of name to function
    count : int, rounds

    Returns
    -------
    dict of name to Run
    """
    runs = {name: Run() for name in contenders}
    for turn in range(count):
        for name in list(contenders)[:: 1 if turn % 2 == 0 else -1]:
            gc.collect()
            with _Peak() as peak:
                wall, cpu = time.perf_counter(), time.process_time()
                answer = contenders[name]()
                run = runs[name]
                run.seconds.append(time.perf_counter() - wall)
                run.cpu_seconds.append(time.process_time() - cpu)
            run.peak_mb.append(peak.mb)
            run.answer = answer
    return runs


class _Peak:
    """Most memory that the process took on meanwhile [MB]; NaN where it cannot be told."""

    mb = float("nan")

    def __enter__(self) -> _Peak:
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._before = self._most = resident_mb()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self.mb = max(self._most, resident_mb()) - self._before

    def _watch(self) -> None:
        while not self._done.wait(EVERY_S):
            self._most = max(self._most, resident_mb())


def resident_mb() -> float:
    """Memory that the process holds [MB]; NaN where it cannot be told."""
    return int(STATUS.read_text().split()[1]) * PAGE_MB if STATUS.exists() else float("nan")


def print_runs(title: str, runs: Mapping[str, Run], ours: str) -> None:
    """Print medians and ratios.

    Parameters
    ----------
    title : str
    runs : mapping of name to Run
    ours : str, the name that the others are compared with
    """
    base = runs[ours]
    print_table(
        title,
        ("", "median s", "CPU s", "times ours", "by CPU", "peak MB"),
        [
            (
                name,
                f"{run.median_s:.3f}",
                f"{run.median_cpu_s:.3f}",
                f"{run.median_s / base.median_s:.1f}",
                f"{run.median_cpu_s / base.median_cpu_s:.1f}",
                f"{max(run.peak_mb):.0f}",
            )
            for name, run in runs.items()
        ],
    )


def print_table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a Markdown table.

    Parameters
    ----------
    title : str
    head, rows : text of cells
    """
    width = [max(len(row[c]) for row in [head, *rows]) for c in range(len(head))]

    def line(row: tuple[str, ...]) -> str:
        first, *rest = (cell.ljust(w) for cell, w in zip(row, width, strict=True))
        return "| " + " | ".join((first, *(cell.strip().rjust(len(cell)) for cell in rest))) + " |"

    print(f"\n{title}\n")
    print(line(head))
    print(
        "|"
        + "|".join("-" * (w + 2) if c == 0 else "-" * (w + 1) + ":" for c, w in enumerate(width))
        + "|"
    )
    for row in rows:
        print(line(row))
