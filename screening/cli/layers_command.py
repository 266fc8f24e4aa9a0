"""``screening layers``: make layers from files of others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screening.cli.console import echo

if TYPE_CHECKING:
    from screening.workflows.normals_from_stations import StationNormals


@click.group()
def layers() -> None:
    """Make layers of your own."""


@layers.command(epilog='Example: screening layers normals --from epw --region "New York"')
@click.option(
    "--from",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder or zip of EPW and TMY3 files.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("climate_normals.tif"),
    show_default=True,
    help="The GeoTIFF.",
)
@click.option(
    "--region", help="A state, a box or a polygon file  [default: all around the stations]"
)
@click.option(
    "--elevations",
    type=click.Path(path_type=Path),
    help="Table of ground elevations between the stations: longitude, latitude, elevation_m.",
)
@click.option(
    "--max-km",
    type=click.FloatRange(min=1.0, max=500.0),
    default=100.0,
    show_default=True,
    help="Nothing is stated farther than this from every station.",
)
@click.option("--force", is_flag=True, help="Replace an existing file.")
def normals(
    folder: Path, out: Path, region: str | None, elevations: Path | None, max_km: float, force: bool
) -> None:
    """Make monthly climate normals from station files.

    Writes a raster of kind climate_normals (37 bands, 0.1 degree), and prints its precision
    and the lines of the config that use it.
    """
    from screening.workflows.normals_from_stations import make_station_normals

    made = make_station_normals(
        folder, out, region=region, elevations=elevations, max_km=max_km, overwrite=force
    )
    _print_result(made, max_km)


def _print_result(made: StationNormals, max_km: float) -> None:
    from screening.workflows.normals_from_stations import MONTH_NOTE, PRECISION_KM

    for note in made.notes:
        echo(f"note: {note}", err=True)
    raster = made.raster
    echo(
        f"written to {made.path}: {raster.cells_count:,} cells of 0.1 degree within {max_km:g} km "
        f"of {raster.stations_count} {'station' if raster.stations_count == 1 else 'stations'}"
    )
    echo(f"precision: {made.note}; {MONTH_NOTE}")
    echo(
        "elevation: interpolated between the stations and --elevations; where a site states its "
        "elevation_m, its climate is adjusted to that"
    )
    echo("add to the config, in place of its other layers of kind climate_normals:\n")
    click.echo(
        "[layers.normals]\n"
        'kind = "climate_normals"\n'
        f"path = {_toml_text(made.path.as_posix())}\n"
        f"precision_km = {PRECISION_KM}\n"
        f"source = {_toml_text(made.source)}\n"
        f"note = {_toml_text(made.note)}"
    )


def _toml_text(text: str) -> str:
    """Write a text as a TOML basic string, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
