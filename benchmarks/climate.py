"""A year of outdoor air: psychrometrics beside psychrolib, and all designs at many sites."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measuring import Run, print_runs, print_table, rounds
from screening.climate import (
    DESIGNS,
    ClimateHours,
    CoolingYear,
    cooling_from_normals,
    cooling_year,
    hours_within,
    map_chunks,
    synthetic_year,
    wet_bulb_c,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OURS = "ours"
DRY_DESIGNS = ("DTC-W32-dry", "DTC-W40-dry")


def report(*, values: int, sites: int, normals_sites: int, count: int) -> None:
    """Measure and print.

    Parameters
    ----------
    values : int, wet bulbs
    sites : int, sites of hourly years
    normals_sites : int, sites of years built from normals
    count : int, rounds
    """
    random = np.random.default_rng(0)
    dry = random.uniform(-20.0, 45.0, values)
    air = dry, dry - random.uniform(0.0, 25.0, values), random.uniform(80e3, 103e3, values)
    runs = rounds(_psychrometrics(*air), count)
    print_runs(f"Wet bulb, {values:,} values", runs, OURS)
    _differences(runs, *air)
    year = _made_up_years(sites)
    runs = rounds(_free_cooling(year), count)
    print_runs(
        f"Free-cooling hours, {year.dry_bulb_c.size:,} values with their dew points", runs, OURS
    )
    _years(year, sites, normals_sites)


def _psychrometrics(dry: Floats, dew: Floats, p: Floats) -> dict[str, Callable[[], Any]]:
    import psychrolib

    psychrolib.SetUnitSystem(psychrolib.SI)
    solve = psychrolib.GetTWetBulbFromTDewPoint
    solve(dry[:10], dew[:10], p[:10])  # compiled before it is timed
    return {
        OURS: partial(wet_bulb_c, dry, dew, p),
        "psychrolib + numba": partial(solve, dry, dew, p),
    }


def _differences(runs: dict[str, Run], dry: Floats, dew: Floats, p: Floats) -> None:
    """Say how far both are from the root of ASHRAE's balance."""
    from screening.climate.psychrometrics import humidity_ratio, humidity_ratio_from_wet_bulb

    warm = runs[OURS].answer > 1.0
    for name, run in runs.items():
        wet = run.answer
        slope = humidity_ratio_from_wet_bulb(dry, wet + 1e-4, p)
        at = humidity_ratio_from_wet_bulb(dry, wet, p)
        off = np.abs((at - humidity_ratio(dew, p)) / (slope - at) * 1e-4)
        print(f"  off the balance by at most {off[warm].max():.1e} K above 1 °C: {name}")


def _free_cooling(year: ClimateHours) -> dict[str, Callable[[], Any]]:
    import psychrolib

    dry, dew = year.dry_bulb_c, year.dew_point_c
    humidity = psychrolib.GetRelHumFromTDewPoint(dry.ravel(), dew.ravel())

    def peer() -> NDArray[np.int64]:
        found = psychrolib.GetTDewPointFromRelHum(dry.ravel(), humidity).reshape(dry.shape)
        return np.asarray(((dry <= 27.0) & (found <= 15.0)).sum(axis=1))

    return {OURS: partial(hours_within, year), "psychrolib arrays": peer}


def _years(year: ClimateHours, sites: int, normals_sites: int) -> None:
    """Time all designs at all sites, and tier C."""

    def measured(rows: NDArray[np.intp]) -> CoolingYear:
        some = rows % len(year.dry_bulb_c)
        hours = ClimateHours.of(
            year.dry_bulb_c[some] + 1e-3 * rows[:, None],
            year.dew_point_c[some],
            year.pressure_pa[some],
        )
        return cooling_year(hours, DESIGNS)

    spread = np.linspace(-6.0, 6.0, normals_sites)[:, None]
    season = -np.cos(2.0 * np.pi * (np.arange(12) - 0.5) / 12.0)
    tmax, tmin = 24.0 + 10.5 * season + spread, 11.5 + 10.5 * season + spread
    dew, height = 8.0 + 9.0 * season + spread, np.linspace(0.0, 1000.0, normals_sites)
    jobs: dict[str, Callable[[], Any]] = {
        f"{sites:,} sites × 8,760 h × {len(DESIGNS)} designs": partial(
            map_chunks, np.arange(sites), measured
        ),
        f"{normals_sites:,} sites of normals × {len(DRY_DESIGNS)} designs": partial(
            cooling_from_normals, tmax, tmin, dew, height, DRY_DESIGNS
        ),
    }
    rows = []
    for name, job in jobs.items():
        (run,) = rounds({name: job}, 1).values()
        cells = (run.seconds[0], run.cpu_seconds[0], run.peak_mb[0])
        rows.append((name, *(f"{c:.1f}" for c in cells[:2]), f"{cells[2]:.0f}"))
    print_table("Whole years, wet bulbs included", ("", "s", "CPU s", "peak MB"), rows)


def _made_up_years(sites: int) -> ClimateHours:
    """Years of some sites, all different."""
    count = min(sites, 100)
    random = np.random.default_rng(1)
    season = -np.cos(2.0 * np.pi * (np.arange(12) - 0.5) / 12.0)
    warm = random.uniform(-8.0, 8.0, (count, 1))
    built = synthetic_year(
        24.0 + 10.5 * season + warm,
        11.5 + 10.5 * season + warm,
        8.0 + 9.0 * season + warm,
        random.uniform(0.0, 1500.0, count),
    )
    some = random.permutation(built.dry_bulb_c.shape[1])[:8760]
    return ClimateHours.of(
        built.dry_bulb_c[:, some], built.dew_point_c[:, some], built.pressure_pa[:, some]
    )


def main() -> None:
    """Run this part alone: ``python -m benchmarks.climate``."""
    begin = time.perf_counter()
    report(values=876_000, sites=1000, normals_sites=5000, count=3)
    print(f"\n{time.perf_counter() - begin:.0f} s in all")


if __name__ == "__main__":
    main()
