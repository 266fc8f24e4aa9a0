"""``screening climate FILE``: the cooling performance of one weather file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screening.cli.console import echo, print_table
from screening.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screening.climate import AnnualPerformance, StationReport, TypicalYear

    Designs = Mapping[str, AnnualPerformance]

DEFAULT_PLOT_DESIGN = "DTC-W40-dry"
"""Design whose free cooling is plotted unless ``--design`` names one."""

_MAX_SHIFT_K = 30.0
"""Largest warming or cooling; beyond it the psychrometric formulas do not hold [K]."""

_HEADINGS = (
    *("PUE mean", "peak", "20-year", "IT per grid MW"),
    *("L/kWh", "peak day", "h free", "h partly"),
)


@click.command(
    epilog="Example: screening climate years.zip/TX-Waco_Regional_Ap.tmy3 --plot waco.png"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--design", help="Only this design, such as WSE or DTC-W40-dry.")
@click.option(
    "--air-class", default="recommended", help="Inlet air class: recommended, A1 to A4, H1."
)
@click.option("--delta", default=0.0, help="Warming in kelvin, for a later year.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--plot", type=click.Path(path_type=Path), help="Plot the year into this PNG.")
def climate(
    file: Path, design: str | None, air_class: str, delta: float, as_json: bool, plot: Path | None
) -> None:
    """Print design values, PUE and water use of a weather FILE.

    FILE is an EPW or a TMY3 file, also inside a zip (years.zip/NAME.tmy3).
    """
    from screening import climate as room
    from screening.readers.weather.weather_parsing import read_weather

    if not abs(delta) <= _MAX_SHIFT_K:  # also rejects NaN
        raise InputError(
            f"--delta: expected {-_MAX_SHIFT_K:g} to {_MAX_SHIFT_K:g} kelvin, got {delta:g}; "
            "correct the option"
        )
    names = room.DESIGNS if design is None else (design,)
    computed = names if plot is None else tuple(dict.fromkeys([*names, *room.DESIGNS]))
    year = read_weather(file)
    hours = year.hours().shifted(delta, room.DEW_POINT_SHARE * delta)
    report = room.station_report(hours, year.elevation_m, computed, air_class)
    if plot is not None:
        from screening.writers.climate_plot import draw_year

        draw_year(year.name, report, design or DEFAULT_PLOT_DESIGN, plot)
    designs = {name: report.designs[name] for name in names}
    if as_json:
        click.echo(json.dumps(_build_json(year, report, designs), indent=2, ensure_ascii=False))
        return
    _print_conditions(year, report, air_class)
    _print_designs(designs)
    if plot is not None:
        click.echo(f"\nplotted to {plot}")


def _build_json(year: TypicalYear, report: StationReport, designs: Designs) -> dict[str, object]:
    from screening.climate import as_json

    content = as_json(report)
    return {
        "station": year.name,
        "longitude": year.longitude,
        "latitude": year.latitude,
        "elevation_m": year.elevation_m,
        "filled_hours": year.filled_count,
        "notes": list(year.notes),
        "design_values": content["design_values"],
        "designs": {name: content["designs"][name] for name in designs},
    }


def _print_conditions(year: TypicalYear, report: StationReport, air_class: str) -> None:
    at = {name: float(value[0]) for name, value in vars(report.conditions).items()}
    echo(f"{year.name}, {year.latitude:g}, {year.longitude:g}, {year.elevation_m:g} m")
    for note in year.notes:
        echo(f"note: {note}")
    for line in (
        f"  dry bulb 0.4 %  {at['dry_bulb_04_c']:5.1f} °C, coincident wet bulb "
        f"{at['coincident_wet_bulb_c']:.1f} °C",
        f"  wet bulb 0.4 %  {at['wet_bulb_04_c']:5.1f} °C, coincident dry bulb "
        f"{at['coincident_dry_bulb_c']:.1f} °C",
        f"  20-year maximum {at['dry_bulb_n20_c']:5.1f} ± 1.6 °C, estimated",
        f"  free cooling    {at['free_cooling_hours']:5.0f} h/yr up to 27 °C and a dew point of "
        f"15 °C; within {air_class} {report.in_class_hours:.0f} h/yr",
    ):
        echo(line)
    click.echo()


def _print_designs(designs: Designs) -> None:
    print_table(
        {"design": "full", **dict.fromkeys(_HEADINGS, "full")},
        [(name, *_row(performance)) for name, performance in designs.items()],
    )


def _row(year: AnnualPerformance) -> tuple[str, ...]:
    return (
        *(f"{value[0]:.3f}" for value in (year.pue_mean, year.pue_peak, year.pue_n20)),
        f"{1.0 / year.pue_peak[0]:.3f}",
        *(f"{v[0]:.2f}" for v in (year.wue_mean_l_per_kwh, year.wue_peak_day_l_per_kwh)),
        *(f"{value[0]:.0f}" for value in (year.free_hours, year.partial_free_hours)),
    )
