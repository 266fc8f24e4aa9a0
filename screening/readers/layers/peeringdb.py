"""PeeringDB's JSON, as its API and dumps give it: ``{"data": [{"id": 1, …}]}``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from screening.readers.cell_parsing import as_numbers
from screening.readers.column_matching import coordinate_columns
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.layers.exchange_places import place_exchanges
from screening.readers.layers.life_cycle_parsing import life_cycle_class
from screening.readers.layers.point_columns import read_points
from screening.readers.text_encoding import decode_text
from screening.readers.vector import Features, read_vector

if TYPE_CHECKING:
    from screening.model import LayerSpec

HOTEL_MIN_NETWORKS = 20
"""Networks from which a facility is read as a carrier hotel: the default of the parameter
``hub_min_networks``, from which one counts as a major hub."""

_HEAD = 4096
_EXCHANGE = ("proto_unicast", "media", "ixf_net_count")
"""Fields that only entries of ``ix`` have."""
_SECTIONS = (
    *("org", "fac", "ix", "net", "poc", "carrier", "campus", "api"),
    *("ixfac", "ixlan", "ixpfx", "netfac", "netixlan", "carrierfac", "as_set"),
)
_DUMP = re.compile(rf'{{"({"|".join(_SECTIONS)})":{{')


def is_peeringdb(path: Path) -> bool:
    """Tell whether a file has the shape of PeeringDB's API, or of its dump of everything.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
    """
    if path.suffix.lower() != ".json":
        return False
    with path.open("rb") as file:
        # UTF-16 too: its ASCII characters have a zero byte each
        head = "".join(file.read(_HEAD).replace(b"\x00", b"").decode("ascii", "ignore").split())
    is_one = head.startswith(('{"data":[', '{"meta":')) and '"FeatureCollection"' not in head
    return is_one or _DUMP.match(head) is not None


def read_peeringdb(spec: LayerSpec) -> Features:
    """Read facilities and exchanges; exchanges without positions are placed by facilities.

    Parameters
    ----------
    spec : LayerSpec
        Its ``facilities`` place the exchanges where the file itself has no facilities.

    Returns
    -------
    Features
        With a column ``kind``, unless the file or the config states it: ``ixp``,
        ``carrier_hotel`` for facilities of ``HOTEL_MIN_NETWORKS`` networks or more,
        ``data_center`` for others.

    Raises
    ------
    UnreadableError
    """
    sections = _read_sections(spec.path)
    exchanges, facilities = sections.get("ix"), sections.get("fac")
    states_kind = "kind" in spec.constants or "kind" in spec.columns
    parts = []
    if facilities is not None:
        parts.append(_read_facilities(facilities, states_kind=states_kind))
    if exchanges is not None:
        parts.append(_read_exchanges(exchanges, sections, spec))
    if len(parts) == 1:
        return parts[0]
    return Features(
        pd.concat([part.columns for part in parts], ignore_index=True),
        np.concatenate([part.geometry for part in parts]),
        tuple(note for part in parts for note in part.notes),
        left_out=parts[1].left_out,
    )


def _read_sections(path: Path) -> dict[str, pd.DataFrame]:
    """Read the entries of a file by their kind: ``ix``, ``fac``, ``ixfac``."""
    try:
        text, _ = decode_text(path.read_bytes(), advice="save it as UTF-8")
        document = json.loads(text)
        lists = (
            {"data": document["data"]}
            if "data" in document
            else {
                name: document[name]["data"] for name in ("ix", "fac", "ixfac") if name in document
            }
        )
        tables = {name: pd.DataFrame(entries) for name, entries in lists.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(
            f"expected JSON of PeeringDB, got an error ({error}); fetch it again"
        ) from error
    tables = {name: table for name, table in tables.items() if not table.empty}
    if not {"data", "ix", "fac"} & set(tables):
        raise UnreadableError("expected entries of PeeringDB, got none; fetch it again")
    if "data" not in tables:
        return tables
    is_exchange = any(name in tables["data"] for name in _EXCHANGE)
    return {"ix" if is_exchange else "fac": tables["data"]}


def _read_facilities(table: pd.DataFrame, *, states_kind: bool) -> Features:
    points, notes = _points(table)
    if points is None:
        raise UnreadableError(
            "expected positions, got entries with no positions in PeeringDB; use fac entries, or "
            "add longitude and latitude to each entry"
        )
    if "kind" in table or states_kind:
        return Features(table, points, notes)
    networks = table.get("net_count", pd.Series(np.nan, index=table.index))
    is_hotel = as_numbers(networks)[0] >= HOTEL_MIN_NETWORKS
    kinds = np.where(is_hotel, "carrier_hotel", "data_center").astype(object)
    note = (
        f"read {is_hotel.sum()} of {len(table)} facilities, those of {HOTEL_MIN_NETWORKS} "
        "networks or more, as carrier hotels, the others as data centers"
    )
    return Features(table.assign(kind=kinds), points, (*notes, note))


def _read_exchanges(
    table: pd.DataFrame, sections: Mapping[str, pd.DataFrame], spec: LayerSpec
) -> Features:
    own, notes = _points(table)
    if "kind" not in table:
        table = table.assign(kind="ixp")
    facilities, links = sections.get("fac"), sections.get("ixfac")
    if spec.facilities is not None:
        facilities, links = _read_places(spec.facilities)
    if facilities is None and "fac_set" not in table:
        if own is None:
            raise UnreadableError(
                "expected positions, got ix entries, which have no positions in PeeringDB; use "
                'fac entries, write facilities = "…" (fac entries, or any file of places with a '
                "column city), or add longitude and latitude to each entry"
            )
        return Features(table, own, notes)
    placed = place_exchanges(table, _usable(facilities), links)
    points = placed.points if own is None else np.where(pd.isna(own), placed.points, own)
    unplaced = pd.isna(points)
    if unplaced.all():
        raise UnreadableError(
            f"expected exchanges in cities of the facilities, got none of {len(table)}; choose "
            "facilities of the same places"
        )
    left_out = {"that no facility places": int(unplaced.sum())} if unplaced.any() else {}
    precision_km = placed.precision_km
    if own is not None:  # a position of its own is as precise as the layer
        precision_km = np.where(pd.isna(own), precision_km, np.nan)
    table = table.assign(coord_precision_km=precision_km)
    return Features(
        table[~unplaced].reset_index(drop=True),
        points[~unplaced],
        (*notes, *placed.notes),
        left_out=left_out,
    )


def _read_places(path: Path) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Read facilities, of PeeringDB or any file of points, and PeeringDB's links to exchanges."""
    try:
        check_file(path)
        if is_peeringdb(path):
            sections = _read_sections(path)
            if "fac" not in sections:
                raise UnreadableError("expected fac entries, got ix entries; fetch fac")
            return sections["fac"], sections.get("ixfac")
        features = read_vector(path, prefer="facilities", choose=lambda fields: fields)
    except UnreadableError as error:
        raise UnreadableError(f"facilities ({path}): {error}") from error
    if features.geometry is None:
        return features.columns, None
    middle = shapely.centroid(features.geometry)
    return features.columns.assign(
        longitude=shapely.get_x(middle), latitude=shapely.get_y(middle)
    ), None


def _usable(facilities: pd.DataFrame | None) -> pd.DataFrame:
    """Keep the facilities in service that have positions, with longitude and latitude."""
    columns = {name: pd.Series(dtype=float) for name in ("longitude", "latitude")}
    if facilities is None:
        return pd.DataFrame(columns)
    points, _ = _points(facilities)
    if points is None:
        raise UnreadableError("facilities: expected positions, got none; use fac entries")
    keep = ~pd.isna(points)
    if "status" in facilities:
        keep &= np.array([not life_cycle_class(str(text)) for text in facilities["status"]])
    placed: pd.DataFrame = facilities.assign(
        longitude=shapely.get_x(points), latitude=shapely.get_y(points)
    )[keep]
    return placed


def _points(table: pd.DataFrame) -> tuple[Any, tuple[str, ...]]:
    """Make points of the coordinates, with notes; None for a table without."""
    pair = coordinate_columns([str(name) for name in table.columns])
    return read_points(table, pair) if pair else (None, ())
