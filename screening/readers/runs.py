"""Reads the folder of a run back into a :class:`ScreeningResult`."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio

from screening.catalog.declared_measures import declare_config
from screening.catalog.kinds import mapped_kinds
from screening.errors import OutputError
from screening.model import (
    CRS,
    InputFile,
    PortfolioTotals,
    ProfileSettings,
    RankSampling,
    RunMetadata,
    ScreeningResult,
    SiteCounts,
)
from screening.readers.file_checks import UnreadableError
from screening.readers.formats.binary_files import geopackage_source
from screening.readers.formats.gdal_frames import go_offline
from screening.readers.library_errors import FOLDER_PREFIX, library_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


_DAMAGED = (
    UnreadableError,
    OSError,
    RecursionError,
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
)
"""Errors that reading raises where a file is not as the writers leave it."""

TEXT_COLUMNS = ("excluded_by", "unverified", "cautions")
ADDED_COLUMNS: dict[str, dict[str, object]] = {
    "sites": {"cautions": ""},
    "constraints": {
        "comfortable_minimum": math.nan,
        "comfortable_maximum": math.nan,
        "caution_count": 0,
    },
}
"""Columns that runs of earlier versions lack, by table, with the value that they imply."""

INTEGER_COLUMNS = ("rank", "rank_low", "rank_high", "dominated_by_count")
ROBUSTNESS_TABLES = ("acceptability", "central_weights", "tipping", "agreement")
LEADER_COLUMNS = ("leader_below", "leader_above")


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
        Where the folder has no ``run.json`` or no ``screening.gpkg``, or one that is damaged.
    """
    package = folder / "screening.gpkg"
    if not (folder / "run.json").is_file() or not package.is_file():
        raise OutputError(
            f"{folder}: expected a run's folder with run.json and screening.gpkg, got none; "
            "do `screening run` first, or name another with --run"
        )
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as links:
            dataset = geopackage_source(package, Path(links)).dataset
            go_offline()
            with library_calls([]):
                names = {str(name) for name, _ in pyogrio.list_layers(dataset)}
            declare_config(record.get("config", {}))
            return _screening(record, names, lambda name: _table(dataset, name))
    except _DAMAGED as error:
        raise OutputError(
            f"{folder}: expected the files of a run, got one that cannot be read ({error}); "
            "run it again"
        ) from error


def _screening(
    record: dict[str, Any], names: set[str], table: Callable[[str], Any]
) -> ScreeningResult:
    sites = _add_columns(table("sites").set_index("site_id"), "sites")
    sites = _fill_text(sites, TEXT_COLUMNS)
    for name in set(INTEGER_COLUMNS) & set(sites.columns):
        sites[name] = sites[name].astype("Int64")
    return ScreeningResult(
        name=record["name"],
        profile=record["profile"],
        method=record["method"],
        sites=sites,
        connections=table("connections"),
        layers={name: table(name) for kind in mapped_kinds() if (name := kind.name) in names},
        boundaries=table("boundaries"),
        region=table("region"),
        criteria=_fill_text(table("criteria"), ["why", "unit"]),
        constraints=_fill_text(
            _add_columns(table("constraints"), "constraints"), ["reason", "unit"]
        ),
        build_list=_fill_text(table("build_list"), ["note", "after", "source"]),
        provenance=_fill_text(table("provenance"), ["licence", "source", "retrieved"]),
        metadata=_metadata(record),
        robustness={
            name: _fill_leaders(table(name)) for name in ROBUSTNESS_TABLES if name in names
        },
    )


def _metadata(record: Mapping[str, Any]) -> RunMetadata:
    """Parse ``run.json``; keys that a file lacks take their defaults."""
    return RunMetadata(
        inputs=tuple(_input_file(file) for file in record.get("inputs", [])),
        seed=record.get("seed", 0),
        scenario=record.get("scenario", ""),
        config=record.get("config", {}),
        settings=_settings(record.get("config", {}), record["profile"]),
        weighting=record.get("weighting", "given"),
        relative=tuple(record.get("relative", [])),
        left_out_criteria=tuple(record.get("left_out_criteria", [])),
        robustness=RankSampling(**record["robustness"]) if "robustness" in record else None,
        counts=SiteCounts(**record["counts"]) if "counts" in record else None,
        portfolio=_portfolio(record["portfolio"]) if "portfolio" in record else None,
        warnings=tuple(record.get("warnings", [])),
        seconds=record.get("seconds", {}),
        versions=record.get("versions", {}),
    )


def _input_file(file: Mapping[str, Any]) -> InputFile:
    """Parse an entry of ``inputs``; JSON has null where the precision is not stated."""
    precision_km = file["precision_km"]
    return InputFile(**{**file, "precision_km": math.nan if precision_km is None else precision_km})


def _portfolio(totals: Mapping[str, Any]) -> PortfolioTotals:
    """Parse ``portfolio``; JSON has null where a figure is NaN."""
    figures: dict[str, Any] = {
        name: math.nan if value is None else value for name, value in totals.items()
    }
    return PortfolioTotals(**figures)


def _settings(config: Mapping[str, Any], profile_name: str) -> ProfileSettings:
    """Select the profile's settings from the config that the run recorded."""
    profile = config.get("profile", {}).get(profile_name, {})
    return ProfileSettings(
        description=profile.get("description", ""),
        missing=profile.get("missing", "unknown"),
        min_coverage_fraction=float(profile.get("min_coverage_fraction", 0.0)),
        parameters={**config.get("parameters", {}), **profile.get("parameters", {})},
    )


def _table(dataset: str, name: str) -> pd.DataFrame | gpd.GeoDataFrame:
    with library_calls([]):  # also GDAL's warning of several layers, although one is named
        frame = pyogrio.read_dataframe(dataset, layer=name)
        return frame.to_crs(CRS) if isinstance(frame, gpd.GeoDataFrame) else frame


def _add_columns(frame: Any, table: str) -> Any:
    """Add the columns that runs of earlier versions lack."""
    added = ADDED_COLUMNS[table].items()
    return frame.assign(**{name: value for name, value in added if name not in frame})


def _fill_text(frame: Any, columns: Iterable[str]) -> Any:
    """Replace the nulls of text columns by empty text, as they were before writing."""
    return frame.assign(**{name: frame[name].fillna("") for name in columns})


def _fill_leaders(frame: pd.DataFrame) -> Any:
    """Do so for the columns of leaders, which only the table of tipping weights has."""
    return _fill_text(frame, [name for name in LEADER_COLUMNS if name in frame])
