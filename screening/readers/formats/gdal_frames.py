"""Read a dataset by GDAL, offline, with curves as lines and text decoded."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely.errors

from screening.readers.file_checks import UnreadableError
from screening.readers.formats.curves import linearize
from screening.readers.library_errors import library_calls
from screening.readers.text_columns import repair_text

_OFFLINE = {
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "LIBKML_RESOLVE_STYLE": "NO",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "ALLOW_OGR_SQL_FUNCTIONS_FROM_TRIGGER_AND_VIEW": "NO",
}
"""Settings of GDAL that keep a file from referring to others."""


def go_offline() -> None:
    """Keep GDAL from following what a file refers to."""
    pyogrio.set_gdal_config_options(_OFFLINE)


def read_frame(
    dataset: str, notes: list[str], *, use_arrow: bool = True, **options: Any
) -> pd.DataFrame:
    """Read the features of a dataset; curves, which shapely has not, as lines.

    Parameters
    ----------
    dataset : str, GDAL's name of it
    notes : list of str, to which warnings are added
    use_arrow : bool
    **options : as of ``pyogrio.read_dataframe``

    Returns
    -------
    GeoDataFrame, or DataFrame without geometry

    Raises
    ------
    UnreadableError
    """
    with library_calls(notes):
        try:
            # lines of one point have no geometry, open rings are closed
            frame: pd.DataFrame = pyogrio.read_dataframe(
                dataset, use_arrow=use_arrow, on_invalid="fix", **options
            )
        except NotImplementedError:  # of shapely, for nonlinear types
            by_id = options.pop("fid_as_index", False)
            meta, table = pyogrio.read_arrow(dataset, return_fids=by_id, **options)
            frame = table.to_pandas()
        else:
            meta = None
    if meta is not None:
        frame = _linearize_frame(frame, meta, notes)
    repair_text(frame, notes)
    return frame


def _linearize_frame(
    frame: pd.DataFrame, meta: Mapping[str, Any], notes: list[str]
) -> pd.DataFrame:
    cells = frame.pop(meta["geometry_name"] or "wkb_geometry")
    try:
        geometry, count = linearize(cells.tolist())
    except (ValueError, LookupError, struct.error, shapely.errors.ShapelyError) as error:
        raise UnreadableError(
            f"expected geometry, got bytes that are none ({error}); export it again"
        ) from error
    notes.append(f"linearized {count} of {len(frame)} geometries, which have curves or surfaces")
    if meta["fid_column"] in frame:
        frame = frame.set_index(meta["fid_column"])
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=meta["crs"])
