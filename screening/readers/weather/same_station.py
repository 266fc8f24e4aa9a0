"""Several files of one station: which of them is used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import format_known
from screening.geodesy import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.weather.station_header import StationHeader

SAME_PLACE_KM = 1.0
"""Stations this close to each other are one [km]: headers round to 0.01 degree."""
SAME_ID_KM = 50.0
"""Stations with one number this close to each other are one [km]: TMY3 states the position of a
solar instrument, up to 32 km from the thermometer. Farther apart, a header is wrong."""
_FAMILIES = ("TMYX", "TMY3", "TMY2")
"""Kinds of typical years, the newest first: TMYx to 2021 and later, TMY3 to 2005, TMY2 to 1990."""
_PERIOD = re.compile(r"(?<!\d)(?:19|20)\d{2}-((?:19|20)\d{2})(?!\d)")
_UNKNOWN_ID = re.compile(r"[09]*|[^\d]*")
_WMO_LENGTH, _USAF_LENGTH = 5, 6


def select_files(
    names: Sequence[str], headers: Sequence[StationHeader], filled_counts: Sequence[int]
) -> tuple[list[int], list[str]]:
    """Select one file of each station: the newest, then that with the fewest gaps.

    Parameters
    ----------
    names : sequence of str, of the files
    headers : sequence of StationHeader, of the same files
    filled_counts : sequence of int, hours that were interpolated

    Returns
    -------
    kept : list of int, index of the files that are used, ascending
    notes : list of str, one per station with several files, and per number of two stations
    """
    groups, notes = _group(headers)
    kept = []
    for group in groups:
        ranked = sorted(
            group, key=lambda i: (_age(names[i], headers[i]), filled_counts[i], names[i])
        )
        kept.append(ranked[0])
        if len(ranked) > 1:
            notes.append(_note(ranked, names, headers, filled_counts))
    return sorted(kept), notes


def _group(headers: Sequence[StationHeader]) -> tuple[list[list[int]], list[str]]:
    """Group files by station; note numbers that two distant stations share."""
    if len(headers) < 2:
        return [[index] for index in range(len(headers))], []
    points = np.array([[header.longitude, header.latitude] for header in headers])
    group = list(range(len(headers)))

    def merge(one: int, other: int) -> None:
        first, second = sorted((group[one], group[other]))
        group[:] = [first if number == second else number for number in group]

    for one, other in _close_pairs(points):
        merge(one, other)
    notes = []
    by_id: dict[str, list[int]] = {}
    for index, header in enumerate(headers):
        if station_id := _station_id(header.station_id):
            by_id.setdefault(station_id, []).append(index)
    for station_id, (first, *others) in by_id.items():
        km = [_distance_km(points[first], points[other]) for other in others]
        for other, away in zip(others, km, strict=True):
            if away <= SAME_ID_KM:
                merge(first, other)
        if km and max(km) > SAME_ID_KM:
            notes.append(
                f"{1 + len(others)} files state the station {station_id}, up to {max(km):.0f} km "
                "apart: those farther apart than "
                f"{SAME_ID_KM:g} km count as different stations; check their headers"
            )
    members: dict[int, list[int]] = {}
    for index, number in enumerate(group):
        members.setdefault(number, []).append(index)
    return list(members.values()), notes


def _close_pairs(points: NDArray[np.float64]) -> list[tuple[int, int]]:
    """List pairs of stations at the same place."""
    import shapely

    count = min(8, len(points))
    candidate, metres = nearest(points, shapely.points(points), k=count)
    close = metres.reshape(-1, count) <= SAME_PLACE_KM * 1000.0
    rows, columns = np.nonzero(close)
    others = candidate.reshape(-1, count)[rows, columns]
    return [(int(a), int(b)) for a, b in zip(rows, others, strict=True) if a < b]


def _distance_km(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    import shapely

    _, metres = nearest(one[None, :], [shapely.Point(other)])
    return float(np.ravel(metres)[0]) / 1000.0


def _station_id(text: str) -> str:
    """Give a station's six-digit number; empty where it states none.

    >>> [_station_id(text) for text in ("722590", "72259", "999999", "0", "-", "Custom-690290")]
    ['722590', '722590', '', '', '', '690290']
    """
    digits = re.sub(r"\D", "", text)
    if _UNKNOWN_ID.fullmatch(text) or len(digits) not in (_WMO_LENGTH, _USAF_LENGTH):
        return ""
    return digits.ljust(_USAF_LENGTH, "0")


def _age(name: str, header: StationHeader) -> tuple[int, int]:
    """Order files from new to old: by the kind of year, then by the end of its period."""
    text = f"{name} {header.source}".upper()
    family = next((rank for rank, kind in enumerate(_FAMILIES) if kind in text), len(_FAMILIES))
    return family, -max((int(year) for year in _PERIOD.findall(name)), default=0)


def _note(
    ranked: Sequence[int],
    names: Sequence[str],
    headers: Sequence[StationHeader],
    filled_counts: Sequence[int],
) -> str:
    used, next_best = ranked[:2]
    if _age(names[used], headers[used]) != _age(names[next_best], headers[next_best]):
        reason = "the newest"
    elif filled_counts[used] != filled_counts[next_best]:
        reason = "the one with the fewest gaps"
    else:
        reason = "the first by name"
    others = format_known([names[index] for index in ranked[1:]], max_count=4)
    return (
        f"{headers[used].name}: {len(ranked)} files are of this station; {names[used]} is used, "
        f"{reason}; not used: {others}"
    )
