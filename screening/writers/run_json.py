"""``run.json``: what a run was made of, and the files it wrote."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from screening.model import ScreeningResult

RUN_JSON = "run.json"


def write_record(
    screening: ScreeningResult, folder: Path, files: Sequence[str], notes: Sequence[str] = ()
) -> None:
    """Write ``run.json`` into a folder whose other files are written already.

    Parameters
    ----------
    screening : ScreeningResult
    folder : Path
    files : sequence of str, names of the run's files in the folder
    notes : sequence of str, what came up in writing; told with the run's other warnings
    """
    record = run_record(screening)
    if notes:
        record["warnings"] = [*record.get("warnings", []), *notes]
    listed = [_described(folder / name) for name in files]
    text = as_json(record | {"files": listed})
    (folder / RUN_JSON).write_text(text, encoding="utf-8", newline="\n")


def run_record(screening: ScreeningResult) -> dict[str, Any]:
    """Gather what is known of a run, besides its files.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict, ``name profile method`` and ``inputs`` (a row a file), then the screening's record
    """
    return {
        "name": screening.name,
        "profile": screening.profile,
        "method": screening.method,
        "inputs": screening.provenance.to_dict("records"),
        **screening.record,
    }


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "sha256": digest, "bytes": path.stat().st_size}


def as_json(value: object) -> str:
    r"""Say a value as JSON that every reader takes: keys in their order, two spaces.

    Parameters
    ----------
    value : mappings, sequences, numbers of Python or numpy, dates, paths, text

    Returns
    -------
    str, ending in a newline

    Examples
    --------
    >>> as_json({"b": np.float64("nan"), "a": np.int64(2)})
    '{\n  "b": null,\n  "a": 2\n}\n'
    """
    return json.dumps(_plain(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: object) -> Any:
    """Turn a value into what JSON knows; what is missing or not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return [_plain(item) for item in sorted(value, key=str)]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)
