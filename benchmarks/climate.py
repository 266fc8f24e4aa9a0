"""Psychrometrics compared with psychrolib; all cooling designs at many sites."""

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
    """Run the benchmarks and print the results.

    Parameters
    ----------
    values : int, number of wet bulbs
    sites : int, sites with hourly years
    normals_sites : int, sites with synthetic years
    count : int, rounds
    """
    random = np.random.default_rng(0)
    dry = random.uniform(-20.0, 45.0, values)
    air = dry, dry - random.uniform(0.0, 25.0, values), random.uniform(80e3, 103e3, values)
    runs = rounds(_psychrometrics(*air), count)
    print_runs(f"Wet bulb, {values:,} values", runs, OURS)
    _print_residuals(runs, *air)
    year = _synthetic_hourly_years(sites)
    runs = rounds(_free_cooling(year), count)
    print_runs(
        f"Free-cooling hours, {year.dry_bulb_c.size:,} values with their dew points", runs, OURS
    )
    _time_years(year, sites, normals_sites)


def _psychrometrics(dry: Floats, dew: Floats, p: Floats) -> dict[str, Callable[[], Any]]:
    import psychrolib

    psychrolib.SetUnitSystem(psychrolib.SI)
    solve = psychrolib.GetTWetBulbFromTDewPoint
    solve(dry[:10], dew[:10], p[:10])  # compile before timing
    return {
        OURS: partial(wet_bulb_c, dry, dew, p),
        "psychrolib + numba": partial(solve, dry, dew, p),
    }


def _print_residuals(runs: dict[str, Run], dry: Floats, dew: Floats, p: Floats) -> None:
    """Print how far both are from the root of ASHRAE's balance."""
    from screening.climate.psychrometrics import humidity_ratio, humidity_ratio_from_wet_bulb

    warm = runs[OURS].answer > 1.0
    for name, run in runs.items():
        wet = run.answer
        slope = humidity_ratio_from_wet_bulb(dry, wet + 1e-4, p)
        at = humidity_ratio_from_wet_bulb(dry, wet, p)
        deviation = np.abs((at - humidity_ratio(dew, p)) / (slope - at) * 1e-4)
        print(
            f"  deviation from the balance at most {deviation[warm].max():.1e} K above 1 °C: {name}"
        )


def _free_cooling(year: ClimateHours) -> dict[str, Callable[[], Any]]:
    import psychrolib

    dry, dew = year.dry_bulb_c, year.dew_point_c
    humidity = psychrolib.GetRelHumFromTDewPoint(dry.ravel(), dew.ravel())

    def peer() -> NDArray[np.int64]:
        dew_point = psychrolib.GetTDewPointFromRelHum(dry.ravel(), humidity).reshape(dry.shape)
        return np.asarray(((dry <= 27.0) & (dew_point <= 15.0)).sum(axis=1))

    return {OURS: partial(hours_within, year), "psychrolib arrays": peer}


def _time_years(year: ClimateHours, sites: int, normals_sites: int) -> None:
    """Time all designs at all sites with hourly years, and two designs with synthetic years."""

    def measured(rows: NDArray[np.intp]) -> CoolingYear:
        source = rows % len(year.dry_bulb_c)
        hours = ClimateHours.of(
            year.dry_bulb_c[source] + 1e-3 * rows[:, None],
            year.dew_point_c[source],
            year.pressure_pa[source],
        )
        return cooling_year(hours, DESIGNS)

    warmth = np.linspace(-6.0, 6.0, normals_sites)[:, None]
    season = -np.cos(2.0 * np.pi * (np.arange(12) - 0.5) / 12.0)
    tmax, tmin = 24.0 + 10.5 * season + warmth, 11.5 + 10.5 * season + warmth
    dew, height = 8.0 + 9.0 * season + warmth, np.linspace(0.0, 1000.0, normals_sites)
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
    print_table("Years, including wet bulbs", ("", "s", "CPU s", "peak MB"), rows)


def _synthetic_hourly_years(sites: int) -> ClimateHours:
    """Hourly years of up to 100 sites, all different: shuffled states of synthetic years."""
    count = min(sites, 100)
    random = np.random.default_rng(1)
    season = -np.cos(2.0 * np.pi * (np.arange(12) - 0.5) / 12.0)
    warmth = random.uniform(-8.0, 8.0, (count, 1))
    years = synthetic_year(
        24.0 + 10.5 * season + warmth,
        11.5 + 10.5 * season + warmth,
        8.0 + 9.0 * season + warmth,
        random.uniform(0.0, 1500.0, count),
    )
    hours = random.permutation(years.dry_bulb_c.shape[1])[:8760]
    return ClimateHours.of(
        years.dry_bulb_c[:, hours], years.dew_point_c[:, hours], years.pressure_pa[:, hours]
    )


def main() -> None:
    """Run this benchmark alone: ``python -m benchmarks.climate``."""
    begin = time.perf_counter()
    report(values=876_000, sites=1000, normals_sites=5000, count=3)
    print(f"\n{time.perf_counter() - begin:.0f} s in total")


if __name__ == "__main__":
    main()
