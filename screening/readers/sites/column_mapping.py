"""Map the columns of a file to the site columns of ``docs/sites.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from screening.catalog.fields import (
    COMPUTED,
    FIELDS,
    OUTCOME_PREFIX,
    STATED,
    STATED_FACTS,
    VALUE_PREFIX,
    is_custom_detail,
    is_named_by_config,
)
from screening.catalog.stated_facts import COMPANIONS, FACTS
from screening.conversion.assumptions import ECONOMICS, POSITIVE
from screening.errors import did_you_mean, format_known
from screening.readers.column_matching import (
    coordinate_columns,
    find_column,
    normalize_name,
)
from screening.readers.sites.cut_names import cut_hints, find_cut
from screening.readers.sites.fact_hints import fact_hints
from screening.readers.sites.power_columns import POWER_NAMES, find_power_column

TEXTS = ("name", "operator", "status")
POSITION = ("longitude", "latitude")
IDENTITY_COLUMNS = ("coord_precision_km", "grid_mw")
OPTIONAL = (
    *("planned_mw", "interconnect_kv", "elevation_m", "building_m2", "land_ha"),
    *("headroom_mw", "firm_fraction", "transformers_count"),
)
FACT_TEXTS = tuple(name for name in COMPANIONS if not COMPUTED[name].unit)
"""Names of assets, read beside a stated distance."""
FACT_NUMBERS = tuple(
    name for name in COMPUTED if name in FACTS or (name in COMPANIONS and name not in FACT_TEXTS)
)
"""Facts that a run computes, and their uncertainty; where the table states one, it wins."""
NUMBERS = tuple(
    dict.fromkeys(
        (
            *(*IDENTITY_COLUMNS, *OPTIONAL, *(field.name for field in STATED)),
            *(*ECONOMICS, *FACT_NUMBERS),
        )
    )
)
SIGNED = frozenset(
    {"elevation_m", "power_usd_per_mwh", "water_stress_score"}
    | {name for name in FACT_NUMBERS if COMPUTED[name].unit == "°C"}
)
"""Numbers that may be negative; a water stress of -1 is arid."""
DIVISORS = frozenset(ECONOMICS).intersection(POSITIVE)
"""Numbers that may not be 0."""
_FRACTION = (1.0, "write a fraction, such as 0.95 for 95 %")
_MEGAWATTS = (20_000.0, "write megawatts, not kilowatts")
_MAX_UNITS: Mapping[str, tuple[float, str]] = {
    "MW": _MEGAWATTS,
    "kV": (1_500.0, "write kilovolts, not volts"),
    "km": (20_100.0, "write kilometres, not metres"),
    "ms": (2_000.0, "write milliseconds, not microseconds"),
    "°C": (80.0, "write °C, not °F or K"),
    "h/yr": (8_784.0, "write hours of a year"),
}
"""Unit of a fact to its maximum; no place on Earth is farther than half its circumference."""
MAX_COLUMNS: Mapping[str, tuple[float, str]] = {
    **{
        name: _MAX_UNITS[COMPUTED[name].unit]
        for name in FACT_NUMBERS
        if COMPUTED[name].unit in _MAX_UNITS
    },
    "coord_precision_km": _MAX_UNITS["km"],
    "grid_mw": _MEGAWATTS,
    "planned_mw": _MEGAWATTS,
    "interconnect_kv": _MAX_UNITS["kV"],
    "water_stress_score": (5.0, "write Aqueduct's score of 0 to 5"),
    "elevation_m": (6_000.0, "write metres, not feet"),
    **{
        name: _FRACTION
        for name in NUMBERS
        if name.endswith("_fraction") and name != "class_capacity_fraction"
    },
}
"""Column to its maximum and the advice for a larger value, which is in another unit: the largest
campuses announced request about 11,000 MW, and the highest line voltage in service is 1,100 kV."""
MIN_COLUMNS: Mapping[str, tuple[float, str]] = {
    **dict.fromkeys(
        (name for name in FACT_NUMBERS if name.startswith("pue_") and "precision" not in name),
        (1.0, "a PUE is the facility's power over that of the IT"),
    ),
    "water_stress_score": (-1.0, "write Aqueduct's score of 0 to 5, -1 where arid"),
    "elevation_m": (-450.0, "the shore of the Dead Sea is the lowest land"),
}
"""Column to its minimum above 0, or below it, and the advice for a smaller value."""
OURS = ("site_id", *TEXTS, *POSITION, *NUMBERS, *FACT_TEXTS)
"""All site columns. In this module *ours* is a site column, and *file* or *column* one of the
file."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "site_id": ("siteid", "id"),
    "name": ("site_name", "facility_name", "campus_name", "project_name", "site", "facility"),
    "operator": ("operator_name", "company", "company_name"),
    "status": ("site_status", "current_status"),
    "grid_mw": POWER_NAMES,
    "planned_mw": ("planned_capacity_mw", "mw_planned"),
    "interconnect_kv": ("interconnection_kv", "interconnect_voltage_kv", "voltage_kv", "kv"),
    "coord_precision_km": (
        *("precision_km", "position_precision_km", "coordinate_precision_km"),
        *("positional_accuracy_km", "position_accuracy_km"),
    ),
    "elevation_m": ("elev_m",),
    "building_m2": ("building_sqm", "building_area_m2"),
    "land_ha": ("land_area_ha", "area_ha"),
}
"""Alternative names of site columns, the likeliest first; case and punctuation are ignored."""

_RESERVED = frozenset({"geometry", "geom", "fid"})
INPUT_SUFFIX = "_input"
"""Added to a carried column whose name the output needs for a column of its own."""
RESULT_COLUMNS = ("rank", "score", "coverage_fraction", "excluded_by")
"""A table with these columns is the result of a run: it states only what ``stated_facts`` lists,
all other facts in it were derived."""
_RESULT_LABELS: Mapping[str, tuple[str, ...]] = {"coverage_fraction": ("coverage", "data")}
"""What the workbook of a run calls them, where that is another name."""


@dataclass(frozen=True)
class ColumnMapping:
    """The columns of a file by their meaning.

    Attributes
    ----------
    ours : mapping of site column to column of the file
    carried : mapping of the output name of a carried column to column of the file
    problems : tuple of str, without the path
    notes : tuple of str, warnings
    stated : str, column of the file that lists the stated facts of each row; empty where every
        fact in the file is stated
    """

    ours: Mapping[str, str]
    carried: Mapping[str, str]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stated: str = ""


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
    stated = _stated_column(file)
    notes = []
    for name in OURS:
        if name in ours or name in POSITION or (stated is None and name in COMPUTED):
            continue
        unused = _unused(file, ours)
        if name == "grid_mw":
            found, power_notes = find_power_column(unused)
            notes += power_notes
        else:
            found = find_column((name, *ALIASES.get(name, ()), *find_cut(name, file, OURS)), unused)
        if found is not None:
            ours[name] = found
            if normalize_name(found) != normalize_name(name):
                notes.append(f"read column {found!r} as {name}")
    ours |= coordinate_columns(_unused(file, ours), ours)
    named = {} if stated is None else _named_columns(_unused(file, ours))
    unused = [column for column in _unused(file, {**ours, **named}) if column != stated]
    carried, rename_notes = _map_carried(unused)
    hints = (*fact_hints(carried.values()), *cut_hints(carried.values(), file, OURS))
    notes += [*rename_notes, *hints]
    return ColumnMapping({**ours, **named}, carried, tuple(problems), tuple(notes), stated or "")


def _stated_column(file: Sequence[str]) -> str | None:
    """Name the column that lists the stated facts.

    ``""`` where every fact of the file is stated, None where none is, as in the result of a run.
    """
    names = {
        name: (name, *_RESULT_LABELS.get(name, ()), *find_cut(name, file, FIELDS))
        for name in (*RESULT_COLUMNS, STATED_FACTS)
    }
    if any(find_column(names[name], file) is None for name in RESULT_COLUMNS):
        return ""
    return find_column(names[STATED_FACTS], file)


def _named_columns(file: Sequence[str]) -> dict[str, str]:
    """Map the columns that the config names, however they are spelled."""
    columns: dict[str, str] = {}
    for column in file:
        name = re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")
        if is_named_by_config(name):
            columns.setdefault(name, column)
    return columns


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
        is_output |= is_named_by_config(key) or is_custom_detail(key)
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
