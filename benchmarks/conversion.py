"""``python -m benchmarks.conversion``: many sites, ten thousand draws each."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.measuring import print_runs, rounds
from screening.conversion import convert
from screening.conversion.assumptions import Assumptions, Requirements
from screening.conversion.bill_of_quantities import measure_packages
from screening.conversion.gap_analysis import ConversionCase
from screening.conversion.sampling import sample_assumptions
from screening.conversion.simulation import mining_load_displaced_mw, simulate
from screening.conversion.sizing import FactTable, full_size

OURS = "all, in blocks"
SAMPLE = 50


def world(count: int, seed: int) -> pd.DataFrame:
    """Generate sites with different unknown facts."""
    random = np.random.default_rng(seed)

    def sometimes(values: NDArray[np.float64], share: float) -> NDArray[np.float64]:
        return np.where(random.random(count) < share, values, np.nan)

    grid = random.uniform(5, 800, count)
    frame = pd.DataFrame(
        {
            "status": random.choice(["mining", "converting", "converted"], count),
            "grid_mw": sometimes(grid, 0.95),
            "it_mw": sometimes(0.8 * grid, 0.8),
            "fiber_lateral_km": sometimes(random.uniform(0, 80, count), 0.9),
            "disjoint_routes_count": sometimes(random.integers(0, 4, count).astype(float), 0.5),
            "second_lateral_km": sometimes(random.uniform(5, 60, count), 0.5),
            "firm_mw": sometimes(0.7 * grid, 0.5),
            "land_ha": sometimes(random.uniform(1, 200, count), 0.5),
            "substation_distance_km": sometimes(random.uniform(0, 30, count), 0.8),
            "cooling_design": "DTC-W40-dry",
            "rank": np.arange(1.0, count + 1),
            "score": np.linspace(90, 10, count),
            "excluded_by": "",
        },
        index=pd.Index([f"s{i}" for i in range(count)], name="site_id"),
    )
    return frame.assign(it_mw=frame["it_mw"].where(frame["grid_mw"].notna()))


def keep_ranks(facts: pd.DataFrame, changed: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the ranks unchanged: the benchmark does not measure the scoring."""
    return facts.loc[changed, ["rank", "score", "excluded_by"]]


def all_sites(facts: pd.DataFrame, assumptions: Assumptions) -> Any:
    """Convert all sites as a run does."""
    return convert(facts, "training", assumptions, seed=0, rescore=keep_ranks)


def one_by_one(facts: pd.DataFrame, assumptions: Assumptions) -> Any:
    """Simulate some sites, each separately with samples of its own."""
    requirements = Requirements()
    for position in range(min(SAMPLE, len(facts))):
        table = FactTable(facts.iloc[[position]])
        size = full_size(table, requirements, assumptions)
        bill = measure_packages(ConversionCase(table, size, requirements, assumptions))
        samples = sample_assumptions(assumptions, position)
        displaced_mw = mining_load_displaced_mw(table, bill)
        simulate(bill, samples, {}, displaced_mw, np.ones(1, dtype=bool))


def main() -> None:
    """Print time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, nargs="+", default=[250, 500, 1000, 2000])
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    assumptions = Assumptions()
    for count in options.sites:
        facts = world(count, 0)
        runs = rounds(
            {
                OURS: partial(all_sites, facts, assumptions),
                f"{min(SAMPLE, count)} of them one by one": partial(one_by_one, facts, assumptions),
            },
            options.rounds,
        )
        print_runs(
            f"{count:,} sites × {assumptions.draws:,} draws, full site and block", runs, OURS
        )


if __name__ == "__main__":
    main()
