"""run.json is JSON for everyone, in one order."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from fixtures.minimal import tiny_screening

from screening.model import InputFile, RunMetadata
from screening.writers.run_json import as_json, run_record, write_record


def test_missing_and_endless_numbers_are_null() -> None:
    odd = [float("nan"), float("inf"), np.float32("nan"), pd.NA, pd.NaT, None]
    assert json.loads(as_json(odd)) == [None] * 6


def test_values_of_numpy_pandas_and_the_library_are_said_plainly() -> None:
    values = {
        "int": np.int64(3),
        "bool": np.bool_(True),
        "array": np.arange(2),
        "tuple": (1, 2),
        "set": {"b", "a"},
        "day": date(2024, 1, 2),
        "moment": datetime(2024, 1, 2, 3, 4),
        "stamp": pd.Timestamp("2024-01-02"),
        "path": Path("layers/a"),
        "text": "Söhne 🐎",
    }
    assert json.loads(as_json(values)) == {
        "int": 3,
        "bool": True,
        "array": [0, 1],
        "tuple": [1, 2],
        "set": ["a", "b"],
        "day": "2024-01-02",
        "moment": "2024-01-02T03:04:00",
        "stamp": "2024-01-02T00:00:00",
        "path": "layers/a",
        "text": "Söhne 🐎",
    }


def test_keys_keep_their_order() -> None:
    assert list(json.loads(as_json({"z": 1, "a": {"y": 1, "b": 2}}))) == ["z", "a"]


def test_a_record_names_the_run_its_inputs_and_its_files(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_bytes(b"abc")
    write_record(tiny_screening(), tmp_path, ["sites.csv"])
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert list(record)[:4] == ["name", "profile", "method", "inputs"]
    assert list(record)[-1] == "files"
    assert (record["name"], record["profile"], record["method"]) == ("tiny", "training", "wsm")
    assert record["inputs"][1]["source"] == "HIFLD"
    assert record["inputs"][0]["precision_km"] is None
    assert record["warnings"] == ["one note"]
    assert record["files"] == [
        {
            "name": "sites.csv",
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "bytes": 3,
        }
    ]


def test_the_screening_may_say_more_of_its_inputs() -> None:
    own = InputFile("own", "sites", "own.csv", "2" * 64, 1, 0.5)
    screening = replace(tiny_screening(), metadata=RunMetadata(inputs=(own,)))
    assert run_record(screening)["inputs"] == [asdict(own)]
