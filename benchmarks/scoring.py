"""``python -m benchmarks.scoring``: sampling ranks, compared with plain numpy."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.measuring import print_runs, print_table, rounds
from screening.numba_dispatch import CHOICE
from screening.scoring.methods.perturbation import ValueDistribution, site_keys
from screening.scoring.methods.rank_counts import count_ranks, rank_edges
from screening.scoring.methods.smaa import draw_weights

CRITERIA = 12
OURS = "ours, facts exact"


def main() -> None:
    """Run the benchmarks of the options."""
    options = _options()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    os.environ[CHOICE] = "on"
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f};"
        f" Python {platform.python_version()}, numpy {np.__version__}"
    )
    count_ranks(world(10, scatter=0.1), 10, draw_weights(10, CRITERIA))  # compile, or load
    for count in options.sites:
        _compare_rankings(count, max(1, options.scores // count), options.rounds)
    _full_job(1_000, options.draws, options.rounds)
    if options.large:
        _full_job(100_000, options.draws, 1)


def world(count: int, scatter: float) -> ValueDistribution:
    """Generate sites with uncertain values, or with exact ones where ``scatter`` is 0.

    Parameters
    ----------
    count : int
    scatter : float, standard deviation of a value

    Returns
    -------
    ValueDistribution
    """
    random = np.random.default_rng(0)
    mean = random.random((count, CRITERIA))
    scale = np.full(mean.shape, scatter)
    return ValueDistribution(mean, scale, 0 * scale, site_keys(map(str, range(count))))


def full_sort(values: Any, weights: Any) -> Any:
    """Rank all sites in every draw by ``argsort`` and its inverse, and count the ranks.

    Parameters
    ----------
    values : (n_sites, n_criteria)
    weights : (n_draws, n_criteria)

    Returns
    -------
    ndarray, (n_sites,), draws in which the site is first
    """
    first = np.zeros(len(values), dtype=np.int64)
    ranks = np.empty(len(values), dtype=np.int64)
    sites = np.arange(len(values))
    edges = rank_edges(len(values) + 1)
    bin_of_rank = np.searchsorted(edges, sites + 1, side="right") - 1
    counts = np.zeros((len(values), len(edges)), dtype=np.uint16)
    for weight in weights:
        order = np.argsort(-(values @ weight))
        ranks[order] = sites
        counts[sites, bin_of_rank[ranks]] += 1
        first[order[0]] += 1
    return first


def best_only(values: Any, weights: Any) -> Any:
    """Find the ten best in every draw by ``argpartition``, without ranks of the others.

    Parameters
    ----------
    values, weights : as for :func:`full_sort`

    Returns
    -------
    ndarray, (n_sites,), draws in which the site is first
    """
    first = np.zeros(len(values), dtype=np.int64)
    for weight in weights:
        score = values @ weight
        best = np.argpartition(-score, 10)[:10]
        first[best[np.argmax(score[best])]] += 1
    return first


def _compare_rankings(count: int, draws: int, turns: int) -> None:
    exact, uncertain = world(count, 0.0), world(count, 0.1)
    weights = draw_weights(draws, CRITERIA)
    contenders: dict[str, Callable[[], Any]] = {
        OURS: lambda: count_ranks(exact, count, weights).first,
        "ours, every fact drawn": lambda: count_ranks(uncertain, count, weights).first,
        "numpy argsort, facts exact": lambda: full_sort(exact.mean, weights),
        "numpy argpartition, ten best": lambda: best_only(exact.mean, weights),
    }
    runs = rounds(contenders, turns)
    print_runs(f"{draws:,} draws of weights, {count:,} sites, {CRITERIA} criteria", runs, OURS)
    same = (runs[OURS].answer == runs["numpy argsort, facts exact"].answer).all()
    print(f"  first in as many draws as by argsort: {'yes' if same else 'no'}")


def _full_job(count: int, draws: int, turns: int) -> None:
    """Measure time and memory of a full job, with weights and every fact sampled."""
    values, weights = world(count, 0.1), draw_weights(draws, CRITERIA)
    run = rounds({"": lambda: count_ranks(values, count, weights).draws}, turns)[""]
    print_table(
        f"{draws:,} draws of weights and every fact, {count:,} sites, {CRITERIA} criteria",
        ("seconds", "CPU s", "peak MB"),
        [(f"{min(run.seconds):.2f}", f"{min(run.cpu_seconds):.2f}", f"{max(run.peak_mb):.0f}")],
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scoring", description=__doc__)
    parser.add_argument("--sites", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--scores", type=int, default=20_000_000, help="scores of each table")
    parser.add_argument("--draws", type=int, default=10_000, help="draws of the full jobs")
    parser.add_argument("--large", action="store_true", help="100,000 sites too (a minute)")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
