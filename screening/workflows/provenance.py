"""Where every number of a run came from: inputs, versions, settings, seconds."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.version import __version__

if TYPE_CHECKING:
    from screening.model import Layer, LayerInfo, Sites

PACKAGES = ("geopandas", "numpy", "pandas", "pyogrio", "pyproj", "rasterio", "scipy", "shapely")


def provenance(sites: Sites, layers: Mapping[str, Sequence[Layer]]) -> pd.DataFrame:
    """List every input file.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind

    Returns
    -------
    DataFrame, ``name kind path sha256 rows precision_km licence source retrieved``
        Paths as the config or the command line gives them.
    """
    columns = [
        "name",
        "kind",
        "path",
        "sha256",
        "rows",
        "precision_km",
        "licence",
        "source",
        "retrieved",
    ]
    rows: list[tuple[object, ...]] = [
        ("sites", "sites", sites.path, sites.sha256, len(sites.frame), np.nan, "", "", "")
    ]
    for group in layers.values():
        rows += [_layer_row(layer.info) for layer in group]
    return pd.DataFrame(rows, columns=columns)


def _layer_row(info: LayerInfo) -> tuple[object, ...]:
    return (
        *(info.name, info.kind, info.path, info.sha256, info.feature_count, info.precision_km),
        *(info.licence, info.source, info.retrieved),
    )


def run_metadata(
    run: Mapping[str, Any],
    *,
    inputs: pd.DataFrame,
    seconds: Mapping[str, float],
    notes: Sequence[str],
    counts: Mapping[str, int],
    portfolio: Mapping[str, Any],
) -> dict[str, Any]:
    """Gather what ``run.json`` holds.

    Parameters
    ----------
    run : mapping, ``name profile method seed config``
    inputs : DataFrame, from :func:`provenance`
    seconds : mapping of stage to seconds
    notes : sequence of str
    counts : mapping
    portfolio : mapping, what converting the ranked sites takes and brings

    Returns
    -------
    dict
    """
    return {
        **run,
        "counts": dict(counts),
        "portfolio": dict(portfolio),
        "warnings": list(notes),
        "seconds": dict(seconds),
        "inputs": inputs.to_dict(orient="records"),
        "versions": {
            "screening": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
    }
