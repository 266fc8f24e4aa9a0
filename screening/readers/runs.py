"""A run's folder → the :class:`ScreeningResult` that wrote it."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pyogrio.errors

from screening.catalog.kinds import mapped_kinds
from screening.errors import OutputError
from screening.model import CRS, ScreeningResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_DAMAGED = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    KeyError,
    TypeError,
    ValueError,
)
"""What reading files raises that are not as a run leaves them."""

WORDS = ("excluded_by", "unverified")
COUNTS = ("rank", "rank_low", "rank_high", "dominated_by_count")
ROBUSTNESS = ("acceptability", "central_weights", "tipping", "agreement")
TEXTS = ("leader_below", "leader_above")


def read_run(folder: Path) -> ScreeningResult:
    """Read a finished run from its ``screening.gpkg`` and ``run.json``.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    ScreeningResult

    Raises
    ------
    OutputError
        Where the folder is no run, was written without its GeoPackage, or is damaged.
    """
    package = folder / "screening.gpkg"
    if not (folder / "run.json").is_file() or not package.is_file():
        raise OutputError(
            f"{folder}: expected a run's folder with run.json and screening.gpkg, got none; "
            "do `screening run` first, or name another with --run"
        )
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        names = {str(name) for name, _ in pyogrio.list_layers(package)}
        return _screening(record, names, lambda name: _table(package, name))
    except _DAMAGED as error:
        raise OutputError(
            f"{folder}: expected the files of a run, got one that cannot be read ({error}); "
            "run it again"
        ) from error


def _screening(
    record: dict[str, Any], names: set[str], table: Callable[[str], Any]
) -> ScreeningResult:
    sites = table("sites").set_index("site_id")
    for name in set(COUNTS) & set(sites.columns):
        sites[name] = sites[name].astype("Int64")
    sites[list(WORDS)] = sites[list(WORDS)].fillna("")
    return ScreeningResult(
        name=record["name"],
        profile=record["profile"],
        method=record["method"],
        sites=sites,
        connections=table("connections"),
        layers={name: table(name) for kind in mapped_kinds() if (name := kind.name) in names},
        boundaries=table("boundaries"),
        region=table("region"),
        criteria=_words(table("criteria"), ["why", "unit"]),
        constraints=_words(table("constraints"), ["reason", "unit"]),
        build_list=_words(table("build_list"), ["note", "after", "source"]),
        provenance=_words(table("provenance"), ["licence", "source", "retrieved"]),
        record=record,
        robustness={name: _fill_empty_leaders(table(name)) for name in ROBUSTNESS if name in names},
    )


def _table(package: Path, name: str) -> pd.DataFrame | gpd.GeoDataFrame:
    with warnings.catch_warnings():
        # GDAL says which of two tables with geometry it takes; the layer is named here.
        warnings.filterwarnings("ignore", category=RuntimeWarning)
        frame = pyogrio.read_dataframe(package, layer=name)
    return frame.to_crs(CRS) if isinstance(frame, gpd.GeoDataFrame) else frame


def _words(frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    return frame.assign(**{name: frame[name].fillna("") for name in columns})


def _fill_empty_leaders(frame: pd.DataFrame) -> pd.DataFrame:
    """Say that no site leads with empty text, in the one table that tells of leaders."""
    return _words(frame, [name for name in TEXTS if name in frame])
