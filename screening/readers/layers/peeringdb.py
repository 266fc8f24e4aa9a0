"""PeeringDB's JSON, as its API and dumps give it: ``{"data": [{"id": 1, …}]}``."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from screening.readers.column_matching import coordinate_columns
from screening.readers.file_checks import UnreadableError
from screening.readers.layers.point_columns import read_points
from screening.readers.text_encoding import decode_text
from screening.readers.vector import Features

_HEAD = 4096
_EXCHANGE = ("proto_unicast", "media", "ixf_net_count")
"""Fields that only entries of ``ix`` have."""


def is_peeringdb(path: Path) -> bool:
    """Tell whether a file has the shape of PeeringDB's API.

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
    return head.startswith(('{"data":[', '{"meta":')) and '"FeatureCollection"' not in head


def read_peeringdb(path: Path) -> Features:
    """Read facilities, or exchanges that were given positions.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Features, with a column ``kind`` of ``ixp`` or ``data_center``

    Raises
    ------
    UnreadableError
    """
    try:
        text, notes = decode_text(path.read_bytes(), advice="save it as UTF-8")
        entries = json.loads(text)["data"]
        columns = pd.DataFrame(entries)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise UnreadableError(
            f"expected JSON of PeeringDB, got an error ({error}); fetch it again"
        ) from error
    if columns.empty:
        raise UnreadableError("expected entries of PeeringDB, got none; fetch it again")
    exchanges = any(name in columns for name in _EXCHANGE)
    pair = coordinate_columns([str(name) for name in columns.columns])
    if not pair:
        what = "ix entries, which have" if exchanges else "entries with"
        raise UnreadableError(
            f"expected positions, got {what} no positions in PeeringDB; use fac entries, or "
            "add longitude and latitude to each entry"
        )
    points, notes = read_points(columns, pair)
    if "kind" not in columns:
        columns["kind"] = "ixp" if exchanges else "data_center"
    return Features(columns, points, notes)
