"""One whole process: load prepared indexes and sites, run all queries, print the peak memory."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np

RADII_M = (10_000.0, 25_000.0, 50_000.0)


def answer(lines: Any, stations: Any, sites: Any) -> None:
    """Run all queries: nearest of each voltage, nearest substation, counts and kilometres.

    Parameters
    ----------
    lines : ClassIndex
    stations : GeodesicIndex
    sites : ndarray, (n, 2) [degrees]
    """
    from screening.geodesy import buffer_statistics

    lines.nearest(sites)
    stations.nearest(sites)
    buffer_statistics(lines.index, sites, RADII_M)


def _main(folder: Path) -> None:
    with (folder / "index").open("rb") as file:
        lines, stations = pickle.load(file)
    answer(lines, stations, np.load(folder / "sites.npy"))
    status = Path("/proc/self/status")
    told = status.read_text() if status.exists() else "VmHWM: 0 kB"
    print(f"{int(told.split('VmHWM:')[1].split()[0]) / 1e3:.0f}")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
