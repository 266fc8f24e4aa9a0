"""Map the columns of a file to the site columns of ``docs/sites.md``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from screening.catalog.fields import FIELDS, OUTCOME_PREFIX, STATED, VALUE_PREFIX
from screening.conversion.assumptions import ECONOMICS, POSITIVE
from screening.errors import did_you_mean, format_known
from screening.readers.column_matching import (
    coordinate_columns,
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
"""Numbers that may be negative."""
DIVISORS = frozenset(ECONOMICS).intersection(POSITIVE)
"""Numbers that may not be 0."""
_FRACTION = (1.0, "write a fraction, such as 0.95 for 95 %")
_MEGAWATTS = (20_000.0, "write megawatts, not kilowatts")
MAX_COLUMNS: Mapping[str, tuple[float, str]] = {
    "grid_mw": _MEGAWATTS,
    "planned_mw": _MEGAWATTS,
    "interconnect_kv": (1_500.0, "write kilovolts, not volts"),
    **{name: _FRACTION for name in NUMBERS if name.endswith("_fraction")},
}
"""Column to its maximum and the advice for a larger value, which is in another unit: the largest
campuses announced request about 11,000 MW, and the highest line voltage in service is 1,100 kV."""
OURS = ("site_id", *TEXTS, *POSITION, *NUMBERS)
"""All site columns. In this module *ours* is a site column, and *file* or *column* one of the
file."""

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
"""Alternative names of site columns, the likeliest first; case and punctuation are ignored."""

_RESERVED = frozenset({"geometry", "geom", "fid"})
_SHAPEFILE_NAME_LENGTH = 10
"""A shapefile (.dbf) truncates column names to so many characters."""
INPUT_SUFFIX = "_input"
"""Added to a carried column whose name the output needs for a column of its own."""


@dataclass(frozen=True)
class ColumnMapping:
    """The columns of a file by their meaning.

    Attributes
    ----------
    ours : mapping of site column to column of the file
    carried : mapping of the output name of a carried column to column of the file
    problems : tuple of str, without the path
    notes : tuple of str, warnings
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
    columns : mapping of site column to column of the file, from the config

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
        aliases = (name, *ALIASES.get(name, ()), name[:_SHAPEFILE_NAME_LENGTH])
        found = find_column(aliases, _unused(file, ours))
        if found is not None:
            ours[name] = found
            if normalize_name(found) != normalize_name(name):
                notes.append(f"read column {found!r} as {name}")
    ours |= coordinate_columns(_unused(file, ours), ours)
    carried, rename_notes = _map_carried(_unused(file, ours))
    return ColumnMapping(ours, carried, tuple(problems), tuple(notes + rename_notes))


def _unused(file: Sequence[str], ours: Mapping[str, str]) -> list[str]:
    return [column for column in file if column not in ours.values()]


def _configured_columns(
    file: Sequence[str], columns: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    ours, problems = {}, []
    for name, column in columns.items():
        if name not in OURS:
            problems.append(
                f"columns: expected the name of a site column, got {name!r}; "
                f"{did_you_mean(name, OURS)}known: {format_known(OURS, max_count=40)}; "
                "other columns are carried through unchanged"
            )
        elif column not in file:
            problems.append(
                f"columns.{name}: expected a column of the file, got {column!r}; "
                f"{did_you_mean(column, file)}known: {format_known(file, max_count=40)}; name one "
                "of these"
            )
        else:
            ours[name] = column
    return ours, problems


def _map_carried(file: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Carry columns under their own names, except names of output columns.

    Names are compared without case, as GeoPackage (SQLite) does.
    """
    outputs = {name.casefold() for name in (*FIELDS, *OURS, *_RESERVED)}
    taken = set(outputs)
    carried: dict[str, str] = {}
    conflicts: list[str] = []
    duplicates: list[str] = []
    for column in file:
        key = column.casefold()
        is_output = key in outputs or key.startswith((VALUE_PREFIX, OUTCOME_PREFIX))
        base = name = column + INPUT_SUFFIX if is_output else column
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name.casefold())
        carried[name] = column
        if name != column:
            (conflicts if is_output else duplicates).append(name)
    return carried, [
        *_rename_note(conflicts, "the output has columns of the same names"),
        *_rename_note(duplicates, "they differ from others only in case"),
    ]


def _rename_note(names: Sequence[str], reason: str) -> list[str]:
    return [f"renamed carried columns, as {reason}: {format_known(names)}"] if names else []


def missing_position_error(file: Sequence[str]) -> str:
    """Build the message for a table without positions.

    Parameters
    ----------
    file : sequence of str, the file's columns

    Returns
    -------
    str, without the path
    """
    return (
        "expected a position (geometry, or columns longitude and latitude), got neither; "
        f"known: {format_known(file, max_count=40)}; "
        'name them: columns = {longitude = "…", latitude = "…"}'
    )
