"""What the columns of a table of sites are called, and which of ours each one is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from screening.catalog.fields import FIELDS, OUTCOME_PREFIX, STATED, VALUE_PREFIX
from screening.conversion.assumptions import ECONOMICS, POSITIVE
from screening.errors import format_known
from screening.readers.column_matching import (
    coordinate_columns,
    did_you_mean,
    find_column,
    normalize_name,
)

TEXTS = ("name", "operator", "status")
POSITION = ("longitude", "latitude")
IDENTITY_COLUMNS = ("coord_precision_km", "grid_mw")
OPTIONAL = (
    *("planned_mw", "interconnect_kv", "elevation_m", "building_m2", "land_ha"),
    *("headroom_mw", "firm_fraction", "transformers_count"),
)
NUMBERS = IDENTITY_COLUMNS + OPTIONAL + tuple(field.name for field in STATED) + tuple(ECONOMICS)
SIGNED = frozenset({"elevation_m", "power_usd_per_mwh"})
"""Numbers that may be negative; the others count or measure."""
DIVISORS = frozenset(ECONOMICS).intersection(POSITIVE)
"""Numbers that may not be 0."""
_SHARE = (1.0, "write a share of 1, such as 0.95 for 95 %")
_MEGAWATTS = (20_000.0, "write megawatts, not kilowatts")
MAX_COLUMNS: Mapping[str, tuple[float, str]] = {
    "grid_mw": _MEGAWATTS,
    "planned_mw": _MEGAWATTS,
    "interconnect_kv": (1_500.0, "write kilovolts, not volts"),
    **{name: _SHARE for name in NUMBERS if name.endswith("_fraction")},
}
"""More than this is another unit, and what to do: the largest campuses announced ask for about
11,000 MW, the highest lines run at 1,100 kV."""
OURS = ("site_id", *TEXTS, *POSITION, *NUMBERS)

ALIASES: Mapping[str, tuple[str, ...]] = {
    "site_id": ("siteid", "id"),
    "name": ("site_name", "facility_name", "campus_name", "project_name", "site", "facility"),
    "operator": ("operator_name", "company", "company_name"),
    "status": ("site_status", "current_status"),
    "grid_mw": ("mw", "capacity_mw", "power_mw", "grid_power_mw", "grid_capacity_mw"),
    "planned_mw": ("planned_capacity_mw", "mw_planned"),
    "interconnect_kv": ("interconnection_kv", "interconnect_voltage_kv", "voltage_kv", "kv"),
    "coord_precision_km": ("precision_km", "position_precision_km", "coordinate_precision_km"),
    "elevation_m": ("elev_m",),
    "building_m2": ("building_sqm", "building_area_m2"),
    "land_ha": ("land_area_ha", "area_ha"),
}
"""Other names that are read as ours, the likeliest first; case and signs do not count."""

_RESERVED = frozenset({"geometry", "geom", "fid"})
_SHAPEFILE_WIDTH = 10
INPUT_SUFFIX = "_input"


@dataclass(frozen=True)
class ColumnMapping:
    """Which column of a file is which of ours.

    Attributes
    ----------
    ours : mapping of our name to the file's
    carried : mapping of the name a carried column gets to the file's
    problems : tuple of str, without the path
    notes : tuple of str
    """

    ours: Mapping[str, str]
    carried: Mapping[str, str]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def map_columns(file: Sequence[str], columns: Mapping[str, str]) -> ColumnMapping:
    """Recognise the columns of a file.

    Parameters
    ----------
    file : sequence of str, the file's columns
    columns : mapping of our name to the file's, as the user gave it

    Returns
    -------
    ColumnMapping

    Examples
    --------
    >>> map_columns(["Site", "Longitude (deg)", "LAT", "MW", "score"], {}).ours
    {'name': 'Site', 'grid_mw': 'MW', 'longitude': 'Longitude (deg)', 'latitude': 'LAT'}
    >>> map_columns(["lon", "lat", "score"], {}).carried
    {'score_input': 'score'}
    """
    ours, problems = _configured_columns(file, columns)
    notes = []
    for name in OURS:
        if name in ours or name in POSITION:
            continue
        aliases = (name, *ALIASES.get(name, ()), name[:_SHAPEFILE_WIDTH])
        found = find_column(aliases, [each for each in file if each not in ours.values()])
        if found is not None:
            ours[name] = found
            if normalize_name(found) != normalize_name(name):
                notes.append(f"read column {found!r} as {name}")
    ours |= coordinate_columns([each for each in file if each not in ours.values()], ours)
    carried, renamed = _carried([each for each in file if each not in ours.values()])
    return ColumnMapping(ours, carried, tuple(problems), tuple(notes + renamed))


def _configured_columns(
    file: Sequence[str], columns: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    ours, problems = {}, []
    for name, column in columns.items():
        if name not in OURS:
            problems.append(
                f"columns: expected a name of ours, got {name!r}; {did_you_mean(name, OURS)}"
                f"known: {format_known(OURS, most=40)}; columns of other names are carried as "
                "they are"
            )
        elif column not in file:
            problems.append(
                f"columns.{name}: expected a column of the file, got {column!r}; "
                f"{did_you_mean(column, file)}known: {format_known(file, most=40)}; name one "
                "of these"
            )
        else:
            ours[name] = column
    return ours, problems


def _carried(file: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Carry columns under their own names, but never under a name of ours."""
    outputs = {name.casefold() for name in (*FIELDS, *OURS, *_RESERVED)}
    taken = set(outputs)
    carried: dict[str, str] = {}
    ours: list[str] = []
    alike: list[str] = []
    for column in file:
        key = column.casefold()
        is_ours = key in outputs or key.startswith((VALUE_PREFIX, OUTCOME_PREFIX))
        base = name = column + INPUT_SUFFIX if is_ours else column
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name.casefold())
        carried[name] = column
        if name != column:
            (ours if is_ours else alike).append(name)
    return carried, [
        *_renamed(ours, "the output has columns of their names"),
        *_renamed(alike, "they differ from others only in case"),
    ]


def _renamed(names: Sequence[str], why: str) -> list[str]:
    return [f"renamed carried columns, as {why}: {format_known(names)}"] if names else []


def missing_position_error(file: Sequence[str]) -> str:
    """Say that a table has no position.

    Parameters
    ----------
    file : sequence of str, the file's columns

    Returns
    -------
    str, without the path
    """
    return (
        "expected a position (geometry, or columns longitude and latitude), got neither; "
        f"known: {format_known(file, most=40)}; "
        'name them: columns = {longitude = "…", latitude = "…"}'
    )
