"""``screening climate FILE``: what one weather file says of cooling."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screening.cli.console import print_table
from screening.errors import InputError

if TYPE_CHECKING:
    from screening.climate import AnnualPerformance, StationReport, TypicalYear

PICTURED = "DTC-W40-dry"
"""Design whose free cooling is drawn, where none is named."""

_MAX_SHIFT_K = 30.0
"""Hotter or colder no climate becomes, and the physics is not made for it [K]."""


@click.command(
    epilog="Example: screening climate years.zip/TX-Waco_Regional_Ap.tmy3 --plot waco.png"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--design", help="Only this design, such as WSE or DTC-W40-dry.")
@click.option(
    "--air-class", default="recommended", help="Air the racks take: recommended, A1 to A4, H1."
)
@click.option("--delta", default=0.0, help="Warmer by so many kelvin: a later year.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the year into this PNG.")
def climate(
    file: Path, design: str | None, air_class: str, delta: float, as_json: bool, plot: Path | None
) -> None:
    """Print an EPW or TMY3 FILE's design values, free cooling, PUE and water by design."""
    from screening import climate as room
    from screening.readers.weather.weather_parsing import read_weather

    if not abs(delta) <= _MAX_SHIFT_K:
        raise InputError(
            f"--delta: expected {-_MAX_SHIFT_K:g} to {_MAX_SHIFT_K:g} kelvin, got {delta:g}; "
            "mend the option"
        )
    designs = room.DESIGNS if design is None else (design,)
    drawn = designs if plot is None else tuple(dict.fromkeys([*designs, *room.DESIGNS]))
    year = read_weather(file)
    hours = year.hours().shifted(delta, room.DEW_POINT_SHARE * delta)
    report = room.station_report(hours, year.elevation_m, drawn, air_class)
    if plot is not None:
        from screening.writers.climate_plot import draw_year

        draw_year(year.name, report, design or PICTURED, plot)
    shown = {name: report.designs[name] for name in designs}
    if as_json:
        click.echo(json.dumps(_as_json(year, report, shown), indent=2, ensure_ascii=False))
        return
    _print(year, report, shown, air_class)
    if plot is not None:
        click.echo(f"\ndrawn to {plot}")


def _as_json(
    year: TypicalYear, report: StationReport, shown: dict[str, AnnualPerformance]
) -> dict[str, object]:
    from screening.climate import as_json

    told = as_json(report)
    return {
        "station": year.name,
        "longitude": year.longitude,
        "latitude": year.latitude,
        "elevation_m": year.elevation_m,
        "filled_hours": year.filled_count,
        "notes": list(year.notes),
        "design_values": told["design_values"],
        "designs": {name: told["designs"][name] for name in shown},
    }


def _print(
    year: TypicalYear, report: StationReport, shown: dict[str, AnnualPerformance], air_class: str
) -> None:
    at = {name: float(value[0]) for name, value in vars(report.conditions).items()}
    click.echo(
        f"{year.name}, {year.latitude:g}, {year.longitude:g}, {year.elevation_m:g} m"
        + "".join(f"\nnote: {note}" for note in year.notes)
    )
    click.echo(
        f"  dry bulb 0.4 %  {at['dry_bulb_04_c']:5.1f} °C, wet bulb with it "
        f"{at['coincident_wet_bulb_c']:.1f} °C\n"
        f"  wet bulb 0.4 %  {at['wet_bulb_04_c']:5.1f} °C, dry bulb with it "
        f"{at['coincident_dry_bulb_c']:.1f} °C\n"
        f"  20-year highest {at['dry_bulb_n20_c']:5.1f} ± 1.6 °C, estimated\n"
        f"  free cooling    {at['free_cooling_hours']:5.0f} h/yr up to 27 °C and a dew point of "
        f"15 °C; within {air_class} {report.in_class_hours:.0f} h/yr\n"
    )
    headings = (
        *("PUE mean", "peak", "20-year", "IT per grid MW"),
        *("L/kWh", "peak day", "h free", "h partly"),
    )
    print_table(
        {"design": "whole", **dict.fromkeys(headings, "whole")},
        [(name, *_row(one)) for name, one in shown.items()],
    )


def _row(one: AnnualPerformance) -> tuple[str, ...]:
    return (
        *(f"{value[0]:.3f}" for value in (one.pue_mean, one.pue_peak, one.pue_n20)),
        f"{1.0 / one.pue_peak[0]:.3f}",
        *(f"{v[0]:.2f}" for v in (one.wue_mean_l_per_kwh, one.wue_peak_day_l_per_kwh)),
        *(f"{value[0]:.0f}" for value in (one.free_hours, one.partial_free_hours)),
    )
