"""``run.json``: the metadata of a run, and the files that it wrote."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from screening.model import RunMetadata, ScreeningResult

RUN_JSON = "run.json"
OPTIONAL_KEYS = ("robustness", "counts", "portfolio")
"""Keys of ``run.json`` that are left out where the run has no such figures."""


def write_record(
    screening: ScreeningResult, folder: Path, files: Sequence[str], notes: Sequence[str] = ()
) -> None:
    """Write ``run.json`` into the folder that holds the other files of the run.

    Parameters
    ----------
    screening : ScreeningResult
    folder : Path
    files : sequence of str, names of the run's files in the folder
    notes : sequence of str, warnings of the writers, appended to those of the run
    """
    record = run_record(screening)
    record["warnings"] = [*record["warnings"], *notes]
    record["files"] = [_describe_file(folder / name) for name in files]
    (folder / RUN_JSON).write_text(as_json(record), encoding="utf-8", newline="\n")


def run_record(screening: ScreeningResult) -> dict[str, Any]:
    """Lay out the metadata of a run as ``run.json`` has it, without the list of its files.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict, ``name profile method inputs`` (a mapping per input file), then the rest of the
        metadata
    """
    return {
        "name": screening.name,
        "profile": screening.profile,
        "method": screening.method,
        "inputs": _inputs(screening),
        **_metadata(screening.metadata),
    }


def _inputs(screening: ScreeningResult) -> list[Any]:
    if screening.metadata.inputs:
        return [asdict(file) for file in screening.metadata.inputs]
    return list(screening.provenance.to_dict("records"))


def _metadata(metadata: RunMetadata) -> dict[str, Any]:
    """Lay out the metadata; ``config`` has the settings of the profile already."""
    keys = asdict(metadata)
    del keys["inputs"], keys["settings"]
    return {key: keys[key] for key in keys if key not in OPTIONAL_KEYS or keys[key] is not None}


def _describe_file(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "sha256": digest, "bytes": path.stat().st_size}


def as_json(value: object) -> str:
    r"""Serialize a value as standard JSON: keys in their order, indented by two spaces.

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
    """Convert a value to the types of JSON; missing and non-finite values become null."""
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
